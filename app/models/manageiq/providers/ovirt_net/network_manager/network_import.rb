# Imports new networks into oVirt in a separate task, so a failed import does not affect the network.
class ManageIQ::Providers::OvirtNet::NetworkManager::NetworkImport
  # What the queue delivers. ManageIQ delivers nothing to a row that is gone, and its task would end without a word.
  #
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager, nil] nil where it is gone
  def self.deliver(manager, network_id, name, task_id, policy, created)
    network = manager&.cloud_networks&.find_by(:id => network_id)
    return manager.network_import.run(network, task_id, policy, :created => created) if network

    words = _("%{name} was not imported into oVirt: it no longer exists.") % {:name => name}
    MiqTask.update_status(task_id, MiqTask::STATE_FINISHED, MiqTask::STATUS_ERROR, words)
    manager&.notify_user(:generic_task_fail, words)
  end

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # Creates a network, and queues its import where there is to be one.
  #
  # @param options [Hash] what was asked for, see ImportPolicy.of
  # @yieldreturn [Hash] :ems_ref and :name
  # @return [Hash] the same, and :import_task_id
  def create_and_queue(options)
    asked   = ManageIQ::Providers::OvirtNet::ImportPolicy.asked(options)
    policy  = asked || ManageIQ::Providers::OvirtNet::ImportPolicy.of(manager)
    created = yield
    network = manager.cloud_networks.find_by(:ems_ref => created[:ems_ref])
    return created if network.nil? || policy.never? || (asked.nil? && !in_ovirt?)

    created.merge(:import_task_id => queue(network, policy, :created => true).id)
  end

  # @return [MiqTask] whose message says in the end what was done and what is missing
  def queue(network, policy, created: false)
    task    = new_task(network)
    message = MiqQueue.put(
      :class_name   => manager.class.name,
      :method_name  => "import_into_ovirt",
      :args         => [manager.id, network.id, network.name, task.id, policy.mode, policy.data_centers, created],
      :role         => "ems_operations",
      :queue_name   => manager.queue_name_for_ems_operations,
      :zone         => manager.my_zone,
      :miq_task_id  => task.id,
      :miq_callback => {:class_name => "MiqTask", :instance_id => task.id, :method_name => "queue_callback_on_exceptions", :args => ["Finished"]}
    )
    # ManageIQ queues nothing for one that was paused meanwhile.
    MiqTask.update_status(task.id, MiqTask::STATE_FINISHED, MiqTask::STATUS_ERROR, manager.paused.to_s) unless message
    task
  end

  # Imports a network, and tells the task and the user whose task it is what became of that.
  #
  # @param network [CloudNetwork]
  # @param policy [ManageIQ::Providers::OvirtNet::ImportPolicy]
  def run(network, task_id, policy, created: false)
    is_settled = false
    MiqTask.update_status(task_id, MiqTask::STATE_ACTIVE, MiqTask::STATUS_OK, _("Asking oVirt"))
    outcome    = ManageIQ::Providers::OvirtNet::Import.new(network, policy, :created => created).run
    is_settled = true
    settle(task_id, outcome.done?, outcome.message, :worth_telling => outcome.worth_telling?)
  ensure
    settle(task_id, false, _("The import of %{name} into oVirt was interrupted. Import it again.") % {:name => network.name}) unless is_settled
  end

  private

  attr_reader :manager

  def new_task(network)
    MiqTask.create!(
      :name    => _("Import of %{name} into oVirt") % {:name => network.name},
      :userid  => manager.task_notifier.userid || User.current_userid || "system",
      :state   => MiqTask::STATE_QUEUED,
      :status  => MiqTask::STATUS_OK,
      :message => _("Waiting for a worker")
    )
  end

  # Whoever is told looks at the task, so that has the outcome first.
  def settle(task_id, is_done, message, worth_telling: true)
    MiqTask.update_status(task_id, MiqTask::STATE_FINISHED, is_done ? MiqTask::STATUS_OK : MiqTask::STATUS_ERROR, message)
    manager.notify_user(is_done ? :generic_task_finish : :generic_task_fail, message) if worth_telling
  end

  def in_ovirt?
    manager.parent_manager.present? && manager.uid_ems.present?
  end
end
