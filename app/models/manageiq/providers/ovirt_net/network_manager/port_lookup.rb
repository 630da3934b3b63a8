# Ports that are stored here, which a change need not look for at the provider.
class ManageIQ::Providers::OvirtNet::NetworkManager::PortLookup
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @param ref [String, nil] ems_ref of the network that they are on
  # @return [ActiveRecord::Relation]
  def on_network(ref)
    return ports.none if ref.nil?

    # The network of a port has no column of its own: it is a line of what is stored as YAML.
    line = {:network_id => ref}.to_yaml.delete_prefix("---")
    ports.where("network_ports.extra_attributes LIKE ?", "%#{ports.klass.sanitize_sql_like(line)}%")
  end

  # @param ref [String, nil] ems_ref of a network
  # @return [Array<String>] ems_refs of the ports that routers have on it
  def of_routers_on_network(ref)
    on_network(ref).where("network_ports.device_owner LIKE 'network:%'").pluck(:ems_ref)
  end

  # Asked for once, as ManageIQ's lists ask each network.
  #
  # @return [Hash{String => Integer}] how many VMs are plugged into ports of a network, by its ems_ref
  def vms_by_network
    ref = ManageIQ::Providers::OvirtNet::Topology::NETWORK_REF
    @vms_by_network ||= ports.where(:device_type => "VmOrTemplate").group(ref).distinct.count(:device_id)
  end

  private

  def ports
    @manager.network_ports
  end
end
