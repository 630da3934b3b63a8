# Notifies only the user of a task about its result. ManageIQ's own notification of a deletion goes to everybody, and contains names that
# not everybody can see.
class ManageIQ::Providers::OvirtNet::NetworkManager::TaskNotifier
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [MiqTask, nil] of the message that this worker does
  def task
    MiqTask.find_by(:id => $_miq_worker_current_msg.miq_task_id) if $_miq_worker_current_msg
  end

  # @return [String, nil] whose task it is
  def userid
    task&.userid
  end

  # @param type [Symbol] of ManageIQ's notifications
  def notify_user(type, message)
    user = User.lookup_by_userid(userid) if userid
    Notification.create(:type => type, :initiator => user, :options => {:message => message}) if user
  rescue => err
    # What became of it is stored already, and stays so.
    $ovirt_net_log.error("EMS: [#{manager.name}], id: [#{manager.id}] #{user.userid} could not be notified: #{err.class}: #{err.message}")
  end

  # ManageIQ's page does not wait for the end of a task.
  #
  # @param doing [String] what is done, in the user's words
  # @return what the block returns
  def report(doing)
    result = yield
    notify_user(:generic_task_finish, _("%{doing} completed successfully.") % {:doing => doing})
    result
  rescue => err
    notify_user(:generic_task_fail, _("%{doing} failed: %{reason}") % {:doing => doing, :reason => err.message})
    raise
  end

  private

  attr_reader :manager
end
