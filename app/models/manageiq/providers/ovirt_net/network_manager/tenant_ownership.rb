# Tenants belong to the engine's manager, where ManageIQ's tenant mapping looks for them, and all its network managers share them; without
# an engine they belong to the network manager.
module ManageIQ::Providers::OvirtNet::NetworkManager::TenantOwnership
  # @return [ExtManagementSystem]
  def tenants_owner
    parent_manager || self
  end

  # @return [ActiveRecord::Relation] without what only other network managers of the engine list
  def cloud_tenants
    tenants.where.not(:ems_ref => tenants_of_others - listed_tenants.to_a)
  end

  # @return [ActiveRecord::Relation] those that nobody has any more when this network manager lists these alone
  def tenants_without(listed = [])
    listing = parent_ems_id ? self.class.where(:parent_ems_id => parent_ems_id).where.not(:id => id).map(&:listed_tenants) : []
    listing.include?(nil) ? tenants.where(:id => nil) : tenants.where.not(:ems_ref => listed + listing.flatten)
  end

  # @return [ActiveRecord::Relation] those of which there is an older row
  def doubled_tenants
    tenants.where.not(:id => tenants.group(:ems_ref).select("min(id)"))
  end

  # @param listed [Array<String>] ems_refs of what the provider lists
  # @return [ActiveRecord::Relation] these, and those that nobody has any more
  def tenants_with(listed)
    tenants.where(:ems_ref => listed).or(tenants_without(listed))
  end

  # @param listed [Array<String>] ems_refs of what the provider lists, for others of the engine to know
  def note_tenants(listed)
    listed = others.any? ? listed.sort : nil
    return if listed == listed_tenants

    # It may have been discovered since it was read.
    stored = self.class.lock.find(id)
    stored.update_columns(:options => stored.options.to_h.merge(:tenants => listed).compact)
    self.options = stored.options
    clear_attribute_changes(%w[options])
  end

  # Gives the engine what the network manager had before it belonged to it. What both have, the next refresh makes one.
  def give_tenants
    CloudTenant.where(:ems_id => id).update_all(:ems_id => parent_ems_id)
  end

  # @return [Array<String>, nil] ems_refs of what the provider listed last; nil where that is not known
  def listed_tenants
    options.to_h[:tenants].then { |listed| listed if listed.kind_of?(Array) }
  end

  private

  def tenants
    CloudTenant.where(:ems_id => parent_ems_id || id)
  end

  def tenants_of_others
    others.flat_map { |other| other.listed_tenants.to_a }
  end

  # @return [Array<NetworkManager>] the engine's
  def others
    parent_manager ? parent_manager.network_managers.to_a - [self] : []
  end
end
