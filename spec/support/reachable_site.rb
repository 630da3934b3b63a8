# A site for questions about the way of packets: VMs on two networks with a router between them, and what they are allowed.
module ReachableSite
  TENANT = "00000000000000000000000000000001".freeze

  module_function

  # @param changes [Hash{Symbol => Array<Hash>}] objects by list, beside or in place of those with the same id
  # @return [Hash{Symbol => Array<Hash>}] the provider's lists
  def lists(**changes)
    all = {:tenants => [{:id => TENANT, :name => "tenant", :enabled => true}], :networks => networks, :subnets => subnets, :ports => ports, :routers => routers, :floatingips => [],
           :security_groups => groups, :security_group_rules => rules}
    all.to_h { |list, objects| [list, [*objects, *changes[list]].to_h { |object| [object[:id], object] }.values] }
  end

  def networks
    %w[red blue six].map { |name| {:id => name, :name => name, :tenant_id => TENANT, :status => "ACTIVE", :port_security_enabled => true, :mtu => 1442} }
  end

  def subnets
    [["red", "10.0.0.0/24", "10.0.0.1", 4], ["blue", "10.0.1.0/24", "10.0.1.1", 4], ["six", "fd00::/64", "fd00::1", 6]].map do |name, cidr, gateway, version|
      {:id => "#{name}-subnet", :name => "#{name}-subnet", :network_id => name, :cidr => cidr, :gateway_ip => gateway, :ip_version => version, :enable_dhcp => true, :tenant_id => TENANT}
    end
  end

  def ports
    [port("web1", "red", "10.0.0.5", %w[web]), port("db1", "blue", "10.0.1.5", %w[db]), port("lonely", "blue", "10.0.1.6", []), port("v6a", "six", "fd00::5", %w[web]), port("v6b", "six", "fd00::6", %w[db]),
     interface("edge-red", "red", "10.0.0.1"), interface("edge-blue", "blue", "10.0.1.1")]
  end

  def port(id, network, address, groups, **changes)
    {:id => id, :name => id, :network_id => network, :tenant_id => TENANT, :mac_address => "02:00:00:00:00:#{format("%02x", id.sum % 256)}", :admin_state_up => true, :device_id => "vnic-#{id}",
     :device_owner => "oVirt", :fixed_ips => [{:ip_address => address, :subnet_id => "#{network}-subnet"}], :port_security_enabled => true, :security_groups => groups, **changes}
  end

  def interface(id, network, address)
    port(id, network, address, [], :name => "router_port", :mac_address => "router", :device_id => "edge", :device_owner => "network:router_interface", :port_security_enabled => false)
  end

  def routers
    [{:id => "edge", :name => "edge", :tenant_id => TENANT, :admin_state_up => true, :status => "ACTIVE", :external_gateway_info => nil, :routes => []}]
  end

  def groups
    %w[web db].map { |name| {:id => name, :name => name, :tenant_id => TENANT, :security_group_rules => []} }
  end

  def rules
    [rule("out", "web", "egress"), rule("out6", "web", "egress", :ethertype => "IPv6"), rule("sql", "db", "ingress", :protocol => "tcp", :port_range_min => "5432", :port_range_max => "5432", :remote_group_id => "web"),
     rule("sql6", "db", "ingress", :ethertype => "IPv6", :protocol => "tcp", :port_range_min => "5432", :port_range_max => "5432", :remote_group_id => "web")]
  end

  def rule(id, group, direction, **attributes)
    {:id => id, :security_group_id => group, :direction => direction, :ethertype => "IPv4", :tenant_id => TENANT, **attributes}
  end
end
