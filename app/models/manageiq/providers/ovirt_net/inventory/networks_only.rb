require "inventory_refresh"

# The target of a refresh that reads all lists except the ports, in a fraction of the time. If the network manager itself is a target,
# too, it wins.
class ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly < InventoryRefresh::Target
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def self.of(manager)
    new(:manager => manager, :association => :cloud_networks, :manager_ref => {})
  end

  # What comes out of the queue is a target of the class above.
  #
  # @return [Boolean] whether a target to be refreshed is such a one
  def self.meant?(target)
    target.kind_of?(InventoryRefresh::Target) && target.association.to_sym == :cloud_networks && target.manager_ref.empty?
  end

  def name
    "#{manager.name} without its ports"
  end
end
