# The oVirt providers that the user may see: a network manager is added to one of them, or to none.
module ManageIQ::Providers::OvirtNet::NetworkManager::InfraManagerLookup
  module_function

  # @return [Array<Array>] their names and ids
  def visible
    Rbac.filtered(all.order(:name)).map { |infra_manager| [infra_manager.name, infra_manager.id.to_s] }
  end

  # @return [ManageIQ::Providers::Ovirt::InfraManager, nil] nil where none is named
  # @raise [MiqException::Error] when it is none, or not for this user
  def find!(id)
    return if id.blank?

    infra_manager = all.find_by(:id => id)
    infra_manager = Rbac.filtered_object(infra_manager) if infra_manager
    infra_manager || raise(MiqException::Error, _("parent_ems_id is %{id}; give the id of an oVirt provider, or none") % {:id => id})
  end

  def all
    ExtManagementSystem.where(:type => ManageIQ::Providers::OvirtNet::InfraHooks::MANAGERS)
  end
end
