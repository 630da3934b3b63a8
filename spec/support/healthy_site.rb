# A site of any size with nothing to be found: no address comes twice, each group is used, no rule is needless or lets anyone in to what manages machines.
module HealthySite
  SAFE = [80, 443, 8080, 5432, 53].freeze

  module_function

  # @param seed [Integer]
  # @return [Hash{String => Array<Hash>}] the provider's lists
  def random(seed)
    random   = Random.new(seed)
    networks = Array.new(random.rand(1..6)) { |number| network(number, random) }
    groups   = Array.new(random.rand(1..4)) { |number| {"id" => "group#{number}", "name" => "group #{number}"} }
    ports    = networks.flat_map.with_index { |network, number| Array.new(random.rand(0..12)) { |host| port(network, number, host, groups, random) } }
    used     = ports.flat_map { |port| port["security_groups"] }.uniq
    groups.select! { |group| used.include?(group["id"]) }
    subnets  = networks.each_index.map { |number| subnet(number) }
    routers, interfaces = routers(networks, random)
    {"networks" => networks, "subnets" => subnets, "ports" => ports + interfaces, "routers" => routers, "security_groups" => [{"id" => "own", "name" => "Default"}, *groups],
     "security_group_rules" => groups.flat_map { |group| rules(group, groups, random) }}
  end

  def network(number, random)
    physical = random.rand(3).zero? ? {"provider:physical_network" => "physnet#{number}", "provider:network_type" => "flat"} : {}
    {"id" => "net#{number}", "name" => "net #{number}", "mtu" => 1442}.merge(physical)
  end

  # The provider has one for each network.
  def subnet(number)
    of = six?(number) ? {"cidr" => "fd00:#{number}::/64", "ip_version" => 6, "ipv6_address_mode" => "dhcpv6_stateful"} : {"cidr" => "10.0.#{number}.0/24", "gateway_ip" => "10.0.#{number}.1", "ip_version" => 4}
    {"id" => "subnet#{number}", "name" => "subnet #{number}", "network_id" => "net#{number}", "enable_dhcp" => true}.merge(of)
  end

  def six?(number)
    number % 4 == 3
  end

  def port(network, number, host, groups, random)
    secured = random.rand(3).positive?
    given   = secured ? groups.sample(random.rand(1..groups.size), :random => random).map { |group| group["id"] } : []
    ips     = [{"subnet_id" => "subnet#{number}", "ip_address" => six?(number) ? "fd00:#{number}::#{10 + host}" : "10.0.#{number}.#{10 + host}"}]
    {"id" => "port#{number}-#{host}", "name" => "nic1", "network_id" => network["id"], "mac_address" => format("02:00:00:00:%<number>02x:%<host>02x", :number => number, :host => host),
     "admin_state_up" => random.rand(4).positive?, "device_owner" => "oVirt", "device_id" => "vnic#{number}-#{host}", "port_security_enabled" => secured, "security_groups" => given, "fixed_ips" => ips}
  end

  def routers(networks, random)
    return [[], []] if networks.size < 2 || random.rand(4).zero?

    interfaces = networks.each_with_index.reject { |_network, number| six?(number) }.map do |network, number|
      {"id" => "interface#{number}", "name" => "router_port", "network_id" => network["id"], "mac_address" => "router", "admin_state_up" => true, "device_owner" => "network:router_interface",
       "device_id" => "edge", "port_security_enabled" => false, "security_groups" => [], "fixed_ips" => [{"subnet_id" => "subnet#{number}", "ip_address" => "10.0.#{number}.1"}]}
    end
    [[{"id" => "edge", "name" => "edge", "admin_state_up" => true, "routes" => []}], interfaces]
  end

  def rules(group, groups, random)
    open  = SAFE.sample(random.rand(0..3), :random => random).map { |number| {"protocol" => "tcp", "port_range_min" => number, "port_range_max" => number} }
    close = [{"protocol" => "tcp", "port_range_min" => 22, "port_range_max" => 22, "remote_ip_prefix" => "192.168.0.0/16"}, {"protocol" => "udp", "remote_group_id" => groups.sample(:random => random)["id"]},
             {"protocol" => "icmp", "port_range_min" => 8, "port_range_max" => 0}, {"direction" => "egress"}, {"direction" => "egress", "ethertype" => "IPv6"}]
    [*open, *close].each_with_index.map { |rule, number| {"id" => "#{group["id"]}-rule#{number}", "security_group_id" => group["id"], "direction" => "ingress", "ethertype" => "IPv4"}.merge(rule) }
  end
end
