# Removes the inventory with the network manager.
module ManageIQ::Providers::OvirtNet::NetworkManager::Removal
  extend ActiveSupport::Concern

  included do
    # A manager of an engine is destroyed by each declaration of that association, ManageIQ's, the peer's and ours.
    before_destroy :delete_inventory, :prepend => true, :unless => :destroyed?
    before_update :forget_what_has_gone_along
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

  # A refresh that was running meanwhile notes how it has ended: no endpoint and no user may come from that.
  def forget_what_has_gone_along
    [endpoints, authentications].each(&:reset) unless self.class.lock.exists?(id)
  end
end
