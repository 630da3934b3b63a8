# One network manager at an endpoint. Two oVirt providers may have one network provider, each a network manager for its own VMs.
class ManageIQ::Providers::OvirtNet::NetworkManager::UniqueEndpointValidator < ActiveModel::Validator
  def validate(manager)
    return unless manager.hostname.present? && manager.default_endpoint.changed?

    other = others(manager).find { |candidate| same?(manager, candidate) } or return
    words = {:name => other.name, :id => other.id, :host => manager.hostname, :port => manager.port}
    manager.errors.add(:base, _("%{name} (%{id}) has the network provider at %{host}, port %{port}, already") % words)
  end

  private

  def others(manager)
    manager.class.in_my_region.at(manager.hostname, manager.port).where.not(:id => [manager.id, *manager.leaving]).order(:id)
  end

  def same?(manager, candidate)
    manager.made_by_hand? || candidate.parent_ems_id == manager.parent_ems_id || (candidate.parent_ems_id.nil? && candidate.made_by_hand?)
  end
end
