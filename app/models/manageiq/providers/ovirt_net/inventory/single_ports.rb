require "inventory_refresh"

# The target of a refresh that reads only some ports of a network manager, each by its id, which is cheap for the provider.
class ManageIQ::Providers::OvirtNet::Inventory::SinglePorts < InventoryRefresh::Target
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param networks [Hash{String => String, nil}] by ems_ref of the ports, that of the network
  def self.of(manager, networks)
    new(:manager => manager, :association => :network_ports, :manager_ref => {:ems_ref => networks.keys}, :options => {:networks => networks})
  end

  # @return [Hash{String => String, nil}]
  def networks
    options.fetch(:networks)
  end

  def name
    "#{networks.size} ports of #{manager.name}"
  end
end
