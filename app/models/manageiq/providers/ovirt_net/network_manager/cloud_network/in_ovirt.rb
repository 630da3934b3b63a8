# Applies the deletion or change of a network in oVirt, whose VMs use it.
module ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::InOvirt
  # Nothing is to be changed at the provider where there is no more; ManageIQ adds the last two.
  IMPORT_ONLY = %w[import_into_ovirt import_data_centers task_id miq_task_id].freeze

  # What earlier versions have queued; see NetworkManager::NetworkImport#queue.
  def import_into_ovirt(task_id, mode, data_centers, created)
    ext_management_system.network_import.run(self, task_id, ManageIQ::Providers::OvirtNet::ImportPolicy.new(mode, data_centers), :created => created)
  end

  private

  # Changes the network here and in oVirt, and imports it where the options say so.
  #
  # @yieldreturn [Hash] :ems_ref and :name
  # @return [Hash] the same, and :import_task_id
  def change_and_import(options, &change)
    manager = manager!(MiqException::MiqNetworkUpdateError)
    manager.refuse_paused
    policy  = ManageIQ::Providers::OvirtNet::ImportPolicy.asked(options)
    changed = policy && only_import?(options) ? {:ems_ref => ems_ref, :name => name} : in_ovirt.update(followed(options), &change)
    return changed if policy.nil? || policy.never?

    changed.merge(:import_task_id => manager.network_import.queue(reload, policy).id)
  rescue ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal, ManageIQ::Providers::OvirtNet::NetworkManager::PausedError => err
    raise MiqException::MiqNetworkUpdateError, err.message
  end

  def delete_in_ovirt(&delete)
    in_ovirt.delete(&delete)
  rescue ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal, ManageIQ::Providers::OvirtNet::NetworkManager::PausedError => err
    raise MiqException::MiqNetworkDeleteError, err.message
  end

  def in_ovirt
    ManageIQ::Providers::OvirtNet::ImportedNetwork.new(self)
  end

  def only_import?(options)
    (options.keys.map(&:to_s) - IMPORT_ONLY).empty?
  end

  # @return [Hash] what oVirt keeps of its own, as far as it is to be changed
  def followed(options)
    wanted = payload(options).network
    mtu    = wanted[:mtu].presence&.to_i
    {:name => (wanted[:name] if wanted[:name].present? && wanted[:name] != name), :mtu => (mtu if mtu && mtu != maximum_transmission_unit)}.compact
  rescue ::OvirtNet::InvalidChangeError
    {} # The change itself says so.
  end
end
