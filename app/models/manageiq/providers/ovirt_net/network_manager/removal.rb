# Removes the inventory with the network manager.
module ManageIQ::Providers::OvirtNet::NetworkManager::Removal
  extend ActiveSupport::Concern

  included do
    # A manager of an engine is destroyed by each declaration of that association, ManageIQ's, the peer's and ours.
    before_destroy :delete_inventory, :prepend => true, :unless => :destroyed?
    before_update :keep_to_what_is_stored
  end

  private

  def delete_inventory
    # Waits for a refresh that is being saved, whose rows would otherwise outlive us.
    self.class.lock.find_by(:id => id)

    ManageIQ::Providers::OvirtNet::Inventory::Table.models.each do |model|
      ManageIQ::Providers::OvirtNet::Inventory::Deletion.delete(model.where(:ems_id => id))
    end
    # Only our refreshes make them, though they belong to the engine's manager.
    ManageIQ::Providers::OvirtNet::Inventory::Deletion.delete(tenants_without, ManageIQ::Providers::Openstack::CloudManager::CloudTenant)
  end

  # A refresh that was running meanwhile notes how it has ended: no endpoint and no user may come from that, and of the options
  # only what was changed here, as others change others.
  def keep_to_what_is_stored
    found, stored = self.class.lock.where(:id => id).pick(:id, :options)
    return [endpoints, authentications].each(&:reset) if found.nil?
    return unless options_changed?

    before, after = options_was.to_h, options.to_h
    changed = after.reject { |key, value| before.key?(key) && before[key] == value }
    self.options = stored.to_h.except(*(before.keys - after.keys)).merge(changed)
  end
end
