require "inventory_refresh"

# Has a refresh read some ports of a network manager alone, each by its id, which takes the provider next to no time.
class ManageIQ::Providers::OvirtNet::Inventory::SinglePorts < InventoryRefresh::Target
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param refs [Array<String>] ems_refs of the ports
  def self.of(manager, refs)
    new(:manager => manager, :association => :network_ports, :manager_ref => {:ems_ref => refs})
  end

  # @return [Array<String>]
  def refs
    manager_ref.fetch(:ems_ref)
  end

  def name
    "#{refs.size} ports of #{manager.name}"
  end
end
