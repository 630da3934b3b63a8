# Networks that are created here are imported into oVirt, in a task of their own: whatever becomes of that, the network is there.
module ManageIQ::Providers::OvirtNet::NetworkManager::NetworkImport
  extend ActiveSupport::Concern

  class_methods do
    # What the queue delivers. ManageIQ delivers nothing to a row that is gone, and its task would end without a word.
    def import_into_ovirt(id, network_id, name, task_id, mode, data_centers, created)
      manager = find_by(:id => id)
      network = manager&.cloud_networks&.find_by(:id => network_id)
      return manager.import_network(network, task_id, ManageIQ::Providers::OvirtNet::ImportPolicy.new(mode, data_centers), :created => created) if network

      words = _("%{name} was not imported into oVirt: it is not there any more.") % {:name => name}
      MiqTask.update_status(task_id, MiqTask::STATE_FINISHED, MiqTask::STATUS_ERROR, words)
      manager&.tell(:generic_task_fail, words)
    end
  end

  # @return [Hash] +:mode+ and +:data_centers+ of ImportPolicy; empty where the setting decides
  def import_option
    noted(:import).symbolize_keys
  end

  # Of the edit form: what else is in the options stays.
  def edit_with_params(params, endpoints, authentications)
    given = params.to_h.with_indifferent_access.dig(:options, :import)
    return super unless given

    import = import_option.merge(given.to_h.symbolize_keys)
    ManageIQ::Providers::OvirtNet::ImportPolicy.new(*import.values_at(:mode, :data_centers))
    super(params.except("options", :options).merge("options" => options.to_h.merge(:import => import)), endpoints, authentications)
  end

  # Creates a network, and queues its import where there is to be one.
  #
  # @param options [Hash] what was asked for, see ImportPolicy.of
  # @yieldreturn [Hash] :ems_ref and :name
  # @return [Hash] the same, and :import_task_id
  def create_and_import(options)
    asked  = ManageIQ::Providers::OvirtNet::ImportPolicy.asked(options)
    policy = asked || ManageIQ::Providers::OvirtNet::ImportPolicy.of(self)
    created = yield
    network = cloud_networks.find_by(:ems_ref => created[:ems_ref])
    return created if network.nil? || policy.never? || (asked.nil? && !engine?)

    created.merge(:import_task_id => queue_import(network, policy, :created => true).id)
  end

  # @return [MiqTask] whose message says in the end what was done and what is missing
  def queue_import(network, policy, created: false)
    task = MiqTask.create!(
      :name    => _("Import of %{name} into oVirt") % {:name => network.name},
      :userid  => current_task&.userid || User.current_userid || "system",
      :state   => MiqTask::STATE_QUEUED,
      :status  => MiqTask::STATUS_OK,
      :message => _("Waits for a worker")
    )
    message = MiqQueue.put(
      :class_name   => self.class.name,
      :method_name  => "import_into_ovirt",
      :args         => [id, network.id, network.name, task.id, policy.mode, policy.data_centers, created],
      :role         => "ems_operations",
      :queue_name   => queue_name_for_ems_operations,
      :zone         => my_zone,
      :miq_task_id  => task.id,
      :miq_callback => {:class_name => "MiqTask", :instance_id => task.id, :method_name => "queue_callback_on_exceptions", :args => ["Finished"]}
    )
    # ManageIQ queues nothing for one that was paused meanwhile.
    MiqTask.update_status(task.id, MiqTask::STATE_FINISHED, MiqTask::STATUS_ERROR, paused.to_s) unless message
    task
  end

  # Imports a network, and tells the task and the user whose task it is what became of that.
  #
  # @param network [CloudNetwork]
  # @param policy [ManageIQ::Providers::OvirtNet::ImportPolicy]
  def import_network(network, task_id, policy, created: false)
    is_settled = false
    MiqTask.update_status(task_id, MiqTask::STATE_ACTIVE, MiqTask::STATUS_OK, _("Asks oVirt"))
    outcome    = ManageIQ::Providers::OvirtNet::Import.new(network, policy, :created => created).run
    is_settled = true
    settle_import(task_id, outcome.done?, outcome.message, :worth_telling => outcome.worth_telling?)
  ensure
    settle_import(task_id, false, _("The import of %{name} into oVirt was interrupted. Import it again.") % {:name => network.name}) unless is_settled
  end

  private

  # Whoever is told looks at the task, so that has the outcome first.
  def settle_import(task_id, is_done, message, worth_telling: true)
    MiqTask.update_status(task_id, MiqTask::STATE_FINISHED, is_done ? MiqTask::STATUS_OK : MiqTask::STATUS_ERROR, message)
    tell(is_done ? :generic_task_finish : :generic_task_fail, message) if worth_telling
  end

  def engine?
    parent_manager.present? && uid_ems.present?
  end
end
