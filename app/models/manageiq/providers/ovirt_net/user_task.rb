# Tasks of users in ManageIQ: of changes that a worker makes for them, and of what was done for them without their asking again.
class ManageIQ::Providers::OvirtNet::UserTask
  class << self
    # Has a worker call a method of a row, in a task of the user.
    #
    # @param row [ApplicationRecord]
    # @param ems [ManageIQ::Providers::OvirtNet::NetworkManager, VmOrTemplate] whose operations worker it is
    # @param action [String] the task's name
    # @return [Integer] the task's id
    def queue(userid, action, row, method, args, ems = row)
      MiqTask.generic_action_with_callback(
        {:action => action, :userid => userid},
        {
          :class_name  => row.class.name,
          :method_name => method,
          :instance_id => row.id,
          :role        => "ems_operations",
          :queue_name  => ems.queue_name_for_ems_operations,
          :zone        => ems.my_zone,
          :args        => args
        }
      )
    end

    # A task that has ended, and a notification of it.
    #
    # @param userid [String, nil] nil for the system's own
    # @param about [String] the name of the object
    # @param status [String] of MiqTask
    def finished(userid, name, about, status, message)
      MiqTask.create(:name => name, :userid => userid || "system", :state => MiqTask::STATE_FINISHED, :status => status, :message => message.truncate(255))
      user = User.lookup_by_userid(userid) if userid
      type = status == MiqTask::STATUS_OK ? :generic_task_finish : :generic_task_fail
      Notification.create(:type => type, :initiator => user, :options => {:message => "#{about}: #{message}"}) if user
    end
  end
end
