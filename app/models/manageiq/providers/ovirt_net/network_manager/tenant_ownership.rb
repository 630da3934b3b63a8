# Tenants belong to the oVirt provider, where ManageIQ's tenant mapping looks for them, and all its network managers share them; without
# an oVirt provider they belong to the network manager.
class ManageIQ::Providers::OvirtNet::NetworkManager::TenantOwnership
  KEY = :tenants

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [ExtManagementSystem]
  def owner
    manager.parent_manager || manager
  end

  # @return [ActiveRecord::Relation] without what only other network managers of the oVirt provider list
  def visible
    tenants.where.not(:ems_ref => listed_by_others - listed.to_a)
  end

  # @return [ActiveRecord::Relation] those that nobody has any more when this network manager lists these alone
  def without(listed = [])
    id, infra_id = manager.id, manager.parent_ems_id
    listing = infra_id ? manager.class.where(:parent_ems_id => infra_id).where.not(:id => id).map { |other| self.class.new(other).listed } : []
    listing.include?(nil) ? tenants.where(:id => nil) : tenants.where.not(:ems_ref => listed + listing.flatten)
  end

  # @return [ActiveRecord::Relation] those of which there is an older row
  def doubled
    tenants.where.not(:id => tenants.group(:ems_ref).select("min(id)"))
  end

  # @param listed [Array<String>] ems_refs of what the provider lists
  # @return [ActiveRecord::Relation] these, and those that nobody has any more
  def with(listed)
    tenants.where(:ems_ref => listed).or(without(listed))
  end

  # @param listed [Array<String>] ems_refs of what the provider lists, for others of the oVirt provider to know
  def note(listed)
    listed = others.any? ? listed.sort : nil
    return if listed == self.listed

    # It may have been discovered since it was read.
    stored = manager.class.lock.find(manager.id)
    stored.update_columns(:options => stored.options.to_h.merge(KEY => listed).compact)
    manager.options = stored.options
    manager.clear_attribute_changes(%w[options])
  end

  # Gives the oVirt provider what the network manager had before it belonged to it. What both have, the next refresh makes one.
  def give_to_infra_manager
    CloudTenant.where(:ems_id => manager.id).update_all(:ems_id => manager.parent_ems_id)
  end

  # @return [Array<String>, nil] ems_refs of what the provider listed last; nil where that is not known
  def listed
    manager.options.to_h[KEY].then { |listed| listed if listed.kind_of?(Array) }
  end

  private

  attr_reader :manager

  def tenants
    CloudTenant.where(:ems_id => manager.parent_ems_id || manager.id)
  end

  def listed_by_others
    others.flat_map { |other| self.class.new(other).listed.to_a }
  end

  # @return [Array<NetworkManager>] the oVirt provider's
  def others
    manager.parent_manager ? manager.parent_manager.network_managers.to_a - [manager] : []
  end
end
