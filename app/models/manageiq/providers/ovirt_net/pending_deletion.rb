# A deletion of a network that oVirt has not answered in time. oVirt may still remove the network, so ManageIQ looks again every minute until
# it has, or gives up.
class ManageIQ::Providers::OvirtNet::PendingDeletion
  # The engine makes the change as soon as its synchronization ends, and the next one, ExternalNetworkProviderSynchronizationRate (300 s)
  # later, gives it the network back as long as the provider has it.
  INTERVAL = 1.minute
  ATTEMPTS = 60

  Refusal = ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal

  # What the queue delivers.
  #
  # @param name [String] of the network
  def self.look(network_id, name, task_id, removed, attempt)
    network = ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork.base_class.find_by(:id => network_id)
    return new(network, removed, attempt).look(task_id) if network&.ext_management_system

    # A refresh has found it gone, or somebody else has deleted it.
    MiqTask.update_status(task_id, MiqTask::STATE_FINISHED, MiqTask::STATUS_OK, _("%{name} no longer exists.") % {:name => name})
  end

  # @param network [ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork]
  # @param removed [Array<String>] ids of the data centers whose network was removed before
  # @param attempt [Integer] how often it was looked at
  def initialize(network, removed, attempt = 0)
    @network = network
    @manager = network.ext_management_system
    @removed = removed
    @attempt = attempt
  end

  # Has it looked at again, in a task of the user whose deletion it is.
  #
  # @param userid [String]
  # @return [Time] when
  def queue(userid, task = new_task(userid))
    due = Time.now.utc.round + INTERVAL
    MiqQueue.put(
      :class_name   => self.class.name,
      :method_name  => "look",
      :args         => [network.id, network.name, task.id, removed, attempt + 1],
      :deliver_on   => due,
      :role         => "ems_operations",
      :queue_name   => manager.queue_name_for_ems_operations,
      :zone         => manager.my_zone,
      :miq_task_id  => task.id,
      :miq_callback => {:class_name => "MiqTask", :instance_id => task.id, :method_name => "queue_callback_on_exceptions", :args => ["Finished"]}
    )
    due
  end

  def look(task_id)
    task = MiqTask.find(task_id)
    return settle(task) if gone?
    return queue(task.userid, task) if attempt < ATTEMPTS

    give_back
    words = _("%{name} was not deleted: oVirt still has it. Delete it again when oVirt answers.") % {:name => network.name}
    MiqTask.update_status(task.id, MiqTask::STATE_FINISHED, MiqTask::STATUS_ERROR, words)
    manager.notify_user(:generic_task_fail, words)
  end

  private

  attr_reader :network, :manager, :removed, :attempt

  # @return [Boolean] false where oVirt cannot be asked
  def gone?
    ManageIQ::Providers::OvirtNet::ImportedNetwork.new(network).gone?
  rescue Refusal
    false
  end

  # oVirt has removed it, so what is left is the network at the provider.
  def settle(task)
    is_done = false
    network.raw_delete_cloud_network
    is_done = true
    MiqTask.update_status(task.id, MiqTask::STATE_FINISHED, MiqTask::STATUS_OK, _("%{name} was deleted.") % {:name => network.name})
  ensure
    give_back unless is_done
  end

  def give_back
    manager.network_import.queue(network, ManageIQ::Providers::OvirtNet::ImportPolicy.new("chosen", removed)) if removed.any?
  end

  def new_task(userid)
    MiqTask.create(
      :name    => _("Deleting Cloud Network %{name}: waiting for oVirt") % {:name => network.name},
      :userid  => userid,
      :state   => MiqTask::STATE_QUEUED,
      :status  => MiqTask::STATUS_OK,
      :message => _("oVirt has not answered yet")
    )
  end
end
