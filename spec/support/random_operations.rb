# Random changes through a network manager, as its forms ask for them, sensible or not.
class RandomOperations
  OPERATIONS = %i[
    create_network create_network update_network delete_network create_subnet create_subnet update_subnet delete_subnet create_router update_router
    delete_router add_interface add_interface remove_interface create_group update_group delete_group create_rule create_rule delete_rule plug
  ].freeze
  NAMES = ["blue", "green", "réseau-网络", "a \"quoted\" one", "x" * 40, " "].freeze

  # @return [Hash{Symbol => Array(Integer, Integer)}] how often each was done and refused
  attr_reader :counts

  def initialize(manager, seed)
    @manager = manager
    @random  = Random.new(seed)
    @counts  = Hash.new { |counts, operation| counts[operation] = [0, 0] }
  end

  # @return [String] what was done, or why not
  def step
    operation = pick(OPERATIONS)
    result    = send(operation)
    return "#{operation}: nothing there" if result.nil?

    counts[operation][0] += 1
    "#{operation}: #{result}"
  rescue MiqException::Error => err
    counts[operation][1] += 1
    "#{operation} refused: #{err.message}"
  end

  private

  attr_reader :manager

  def pick(list)
    list.to_a.sample(:random => @random)
  end

  def rarely
    @random.rand(4).zero?
  end

  def row(association)
    pick(manager.public_send(association).reload.order(:id))
  end

  def create_network
    kind = pick([{}, {}, {:provider_network_type => "flat"}, {:provider_network_type => "vlan", :provider_segmentation_id => pick(%w[1 12 4094 4095])}, {:provider_network_type => "vxlan"}])
    kind[:provider_physical_network] = "phys" if kind[:provider_network_type]
    manager.create_cloud_network(:name => pick(NAMES), :qos_policy_id => pick([nil, {"mtu" => "1300"}, {"port_security_enabled" => "true"}]), :shared => false, **kind)
  end

  def update_network
    row(:cloud_networks)&.raw_update_cloud_network(pick([{:name => pick(NAMES)}, {:mtu => "1400"}, {:provider_network_type => "flat", :provider_physical_network => "other"}, {:admin_state_up => false}]))
  end

  def delete_network
    row(:cloud_networks)&.raw_delete_cloud_network
  end

  def create_subnet
    network = row(:cloud_networks) or return
    number  = @random.rand(250)
    cidr, gateway = pick([["10.#{number}.0.0/24", "10.#{number}.0.1"], ["172.16.#{number}.0/30", "172.16.#{number}.1"], ["fd00:#{number}::/64", "fd00:#{number}::1"], ["10.9.9.9/24", "10.9.9.1"]])
    manager.create_cloud_subnet(:name => pick(NAMES), :cidr => cidr, :gateway => rarely ? "" : gateway, :cloud_network_id => network.id.to_s, :dns_nameservers => pick([nil, [], ["9.9.9.9"]]))
  end

  def update_subnet
    subnet = row(:cloud_subnets) or return
    record = subnet.attributes.symbolize_keys.slice(:ems_id, :cidr, :gateway, :dhcp_enabled, :dns_nameservers, :cloud_network_id, :cloud_tenant_id)
    subnet.raw_update_cloud_subnet(record.merge(:extra_attributes => subnet.extra_attributes, :name => pick(NAMES)))
  end

  def delete_subnet
    row(:cloud_subnets)&.raw_delete_cloud_subnet
  end

  def create_router
    manager.create_network_router(:name => pick(NAMES), :admin_state_up => true, **gateway)
  end

  def update_router
    row(:network_routers)&.raw_update_network_router(pick([{:name => pick(NAMES)}, {:admin_state_up => pick([true, false])}, gateway, {:cloud_network_id => ""}]))
  end

  def gateway
    network = row(:cloud_networks) if !rarely
    network ? {:cloud_network_id => network.id.to_s, :network_id => network.id.to_s, :cloud_subnet_id => network.cloud_subnets.first&.gateway&.sub(/1\z/, pick(%w[2 3])), :enable_snat => false} : {}
  end

  def delete_router
    row(:network_routers)&.raw_delete_network_router
  end

  def add_interface
    router, subnet = row(:network_routers), row(:cloud_subnets)
    router.raw_add_interface(subnet.id) if router && subnet
  end

  def remove_interface
    subnet = row(:cloud_subnets)
    router = subnet&.network_router || row(:network_routers)
    router.raw_remove_interface(subnet.id) if router && subnet
  end

  def create_group
    manager.create_security_group(:name => pick(NAMES), :description => pick(["", "d"]), :cloud_tenant => manager.cloud_tenants.first)
  end

  def update_group
    row(:security_groups)&.raw_update_security_group(pick([{:name => pick(NAMES)}, {:description => pick(%w[a b])}]))
  end

  def delete_group
    row(:security_groups)&.raw_delete_security_group
  end

  def create_rule
    group = row(:security_groups) or return
    rule  = {"network_protocol" => pick(%w[IPV4 IPV6]), "host_protocol" => pick(["", "TCP", "UDP", "ICMP"]), "port" => pick(["", "22", "128"]), "end_port" => pick(["", "80"])}
    rule.merge!(pick([{}, {"source_ip_range" => "10.0.0.0/8"}, {"source_security_group_id" => row(:security_groups).id.to_s}]))
    group.raw_create_security_group_rule(group.ems_ref, pick(%w[inbound outbound]), group.class.parse_security_group_rule(rule))
  end

  def delete_rule
    group = row(:security_groups)
    rule  = pick(group.firewall_rules.order(:id)) if group
    group.raw_delete_security_group_rule(rule.ems_ref) if rule
  end

  # What oVirt does: a port for a vNIC; a refresh shows it.
  def plug
    network = row(:cloud_networks) or return
    groups  = pick([[], [row(:security_groups)&.ems_ref].compact])
    port    = {:name => "nic", :network_id => network.ems_ref, :device_id => SecureRandom.uuid, :device_owner => "oVirt", :security_groups => groups, :port_security_enabled => groups.any?}
    answer  = api.create("port", port)
    EmsRefresh.refresh(manager)
    answer.code
  end

  def api
    @api ||= NetworkApi.new(manager)
  end
end
