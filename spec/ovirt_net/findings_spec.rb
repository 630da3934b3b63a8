RSpec.describe "What an inventory tells of a site" do
  include Command

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  # A healthy site: two networks that a router connects, three VMs, a group that both web servers have
  def healthy
    {
      "networks"             => [{"id" => "blue", "name" => "blue", "mtu" => 1442}, {"id" => "red", "name" => "red", "mtu" => 1442}],
      "subnets"              => [{"id" => "blue4", "name" => "blue4", "network_id" => "blue", "cidr" => "10.0.0.0/24", "gateway_ip" => "10.0.0.1", "ip_version" => 4},
                                 {"id" => "red4", "name" => "red4", "network_id" => "red", "cidr" => "10.0.1.0/24", "gateway_ip" => "10.0.1.1", "ip_version" => 4}],
      "routers"              => [{"id" => "edge", "name" => "edge"}],
      "ports"                => [port("web1", "blue", "blue4", "10.0.0.2", "security_groups" => %w[web]), port("web2", "blue", "blue4", "10.0.0.3", "security_groups" => %w[web]),
                                 port("db", "red", "red4", "10.0.1.2", "port_security_enabled" => false),
                                 port("edge1", "blue", "blue4", "10.0.0.1", "device_owner" => "network:router_interface", "device_id" => "edge", "port_security_enabled" => false),
                                 port("edge2", "red", "red4", "10.0.1.1", "device_owner" => "network:router_interface", "device_id" => "edge", "port_security_enabled" => false)],
      "security_groups"      => [{"id" => "default", "name" => "Default"}, {"id" => "web", "name" => "web"}],
      "security_group_rules" => [rule("https", "port_range_min" => 443, "port_range_max" => 443),
                                 rule("ssh", "port_range_min" => 22, "port_range_max" => 22, "remote_ip_prefix" => "10.0.0.0/8"),
                                 rule("out", "direction" => "egress", "protocol" => nil)]
    }
  end

  def port(id, network, subnet, address, attributes = {})
    mac = "02:00:00:00:%02x:%02x" % address.split(".").last(2).map(&:to_i)
    {"id" => id, "name" => id, "network_id" => network, "mac_address" => mac, "admin_state_up" => true, "port_security_enabled" => true,
     "security_groups" => [], "fixed_ips" => [{"subnet_id" => subnet, "ip_address" => address}]}.merge(attributes)
  end

  def rule(id, attributes)
    {"id" => id, "security_group_id" => "web", "direction" => "ingress", "ethertype" => "IPv4", "protocol" => "tcp"}.merge(attributes)
  end

  # @return [Array<Hash>] what is found when a list has another object, or one of its objects other attributes
  def found(list = nil, id = nil, attributes = {})
    site = healthy
    if list
      object = site.fetch(list).find { |one| one["id"] == id }
      object ? object.merge!(attributes) : site.fetch(list) << {"id" => id}.merge(attributes)
    end
    findings_of(site)
  end

  def findings_of(site)
    @simulator.load(site)
    code, output, = ovirt_net("findings", "--json", :server => @simulator)
    findings = JSON.parse(output)
    expect(code).to eq(findings.empty? ? 0 : 1)
    findings
  end

  def codes(*change)
    found(*change).map { |finding| finding["code"] }
  end

  it "finds nothing on healthy sites" do
    expect(findings_of(healthy)).to eq([])
    expect(findings_of({})).to eq([])
    # It was recorded with a router between networks of 1442 and 1280 bytes, and with rules for tcp and for some of its ports.
    expect(findings_of(Recordings.inventory).map { |finding| finding["code"] }.tally).to eq("mtu_differs" => 1, "redundant_rule" => 2)
    expect(ovirt_net("findings", :server => @simulator.tap { |simulator| simulator.load(healthy) })).to match([0, "Nothing found.\n", anything])
  end

  it "finds nothing on random healthy sites, and what is broken there" do
    ports = 20.times.sum do |seed|
      site = HealthySite.random(seed)
      expect([seed, findings_of(site)]).to eq([seed, []])
      site["subnets"].first["gateway_ip"] = "10.99.0.1"
      expect(findings_of(site).map { |finding| finding["code"] }).to eq(%w[gateway_outside_subnet])
      site["ports"].size
    end
    expect(ports).to be > 200
  end

  it "finds addresses that two ports of a network have, and names both" do
    finding, = found("ports", "web2", "fixed_ips" => [{"subnet_id" => "blue4", "ip_address" => "10.0.0.2"}])
    expect(finding).to include("code" => "duplicate_address", "object" => {"kind" => "port", "id" => "web1", "name" => "web1"}, "others" => [{"kind" => "port", "id" => "web2", "name" => "web2"}],
                               "why" => %(2 ports of the network "blue" have the address 10.0.0.2: "web1" and "web2". Packets to it get to one of them only.))
    expect(codes("ports", "web2", "mac_address" => "02:00:00:00:00:02")).to eq(%w[duplicate_mac])
    expect(codes("ports", "db", "mac_address" => "02:00:00:00:00:02")).to eq([]), "on another network it is no problem"
  end

  it "finds gateways outside of their subnets, overlapping subnets of a router, and MTUs that do not fit" do
    expect(found("subnets", "blue4", "gateway_ip" => "10.9.0.1")).to match([include("code" => "gateway_outside_subnet", "remedy" => "Give the subnet a gateway in 10.0.0.0/24, or none.")])
    expect(found("subnets", "red4", "cidr" => "10.0.0.0/16")).to match([include("code" => "overlapping_subnets", "object" => include("id" => "edge"))])
    expect(found("networks", "red", "mtu" => 1400)).to match([include("code" => "mtu_differs", "remedy" => "Give both networks an MTU of 1400.")])
    expect(codes("networks", "red", "mtu" => 1500, "provider:physical_network" => "lan", "provider:network_type" => "flat")).to eq([]), "what is outside may be larger"
    expect(codes("subnets", "small", "network_id" => "blue", "cidr" => "fd00::/64", "ip_version" => 6)).to eq([])
    expect(findings_of(healthy.merge("networks" => [{"id" => "blue", "name" => "blue", "mtu" => 1200}, {"id" => "red", "mtu" => 1200}],
                                     "subnets"  => healthy["subnets"] + [{"id" => "six", "name" => "six", "network_id" => "blue", "cidr" => "fd00::/64", "ip_version" => 6}])))
      .to match([include("code" => "mtu_too_small", "object" => include("id" => "blue"))])
  end

  it "finds port security without groups, and groups without port security" do
    expect(found("ports", "web2", "security_groups" => [])).to match([include("code" => "no_security_groups", "object" => include("id" => "web2"))])
    expect(found("ports", "db", "security_groups" => %w[web])).to match([include("code" => "security_groups_without_effect", "others" => [include("id" => "web")])])
    expect(codes("ports", "db", "security_groups" => %w[default])).to eq([])
  end

  it "finds groups that nothing uses" do
    expect(codes("security_groups", "new", "name" => "new")).to eq(%w[unused_security_group])
    expect(codes("security_groups", "drop", "name" => "DropAll")).to eq([])
    site = healthy
    site["security_groups"] << {"id" => "admins", "name" => "admins"}
    site["security_group_rules"] << rule("admin", "remote_group_id" => "admins", "port_range_min" => 80, "port_range_max" => 80)
    expect(findings_of(site)).to eq([])
  end

  it "finds rules that another one of the group makes needless, and of two that are the same the later one" do
    finding, *others = found("security_group_rules", "more", rule("more", "port_range_min" => 443, "port_range_max" => 443, "remote_ip_prefix" => "10.0.0.0/8"))
    expect(finding).to include("code" => "redundant_rule", "object" => include("id" => "more"),
                               "why" => %(The rule ingress IPv4 tcp 443 from 10.0.0.0/8 of the security group "web" allows nothing that its rule ingress IPv4 tcp 443 does not allow as well.))
    expect(others).to eq([])
    expect(found("security_group_rules", "twin", rule("twin", "port_range_min" => 443, "port_range_max" => 443)).map { |one| one["object"]["id"] }).to eq(%w[twin])
    expect(codes("security_group_rules", "six", rule("six", "ethertype" => "IPv6", "port_range_min" => 443, "port_range_max" => 443))).to eq([])
    expect(codes("security_group_rules", "ping", rule("ping", "protocol" => "icmp", "port_range_min" => 8, "port_range_max" => 0))).to eq([])
  end

  it "finds rules that let anyone in to what manages machines, of groups that are used" do
    finding, = found("security_group_rules", "ssh", "remote_ip_prefix" => nil)
    expect(finding).to include("code" => "management_open_to_anyone", "why" => %(The rule ingress IPv4 tcp 22 of the security group "web" lets anyone in to SSH (22) of "web1" and "web2".))
    expect(codes("security_group_rules", "ssh", "remote_ip_prefix" => "0.0.0.0/0", "port_range_max" => 4_000)).to include("management_open_to_anyone")
    expect(codes("security_group_rules", "ssh", "remote_ip_prefix" => nil, "protocol" => "udp")).to eq([])
  end

  it "says of each problem on the terminal what to do" do
    @simulator.load(healthy.merge("subnets" => [{"id" => "s", "name" => "s\e[2J", "network_id" => "blue", "cidr" => "10.0.0.0/24", "gateway_ip" => "10.9.0.1"}], "ports" => [], "routers" => []))
    code, output, = ovirt_net("findings", :server => @simulator)
    expect(code).to eq(1)
    expect(output).to include("gateway_outside_subnet: The gateway 10.9.0.1", "\n  -> Give the subnet a gateway in 10.0.0.0/24, or none.\n").and match(/^\d findings\n\z/)
    expect(output).not_to include("\e")
  end

  describe "ovirt-net exposure" do
    before { @simulator.load(healthy) }

    def exposure(*arguments)
      code, output, = ovirt_net("exposure", *arguments, :server => @simulator)
      expect(code).to eq(0)
      output
    end

    it "tells by port what is let in, and from whom" do
      expect(exposure).to eq(<<~TEXT)
        web1 (web1) on blue
          open to anyone: tcp 443
          open to 10.0.0.0/8: tcp 22
        web2 (web2) on blue
          open to anyone: tcp 443
          open to 10.0.0.0/8: tcp 22
        db (db) on red
          open to anyone: everything
      TEXT
    end

    it "can leave out what is not open to anyone" do
      @simulator.load(healthy.merge("security_group_rules" => [rule("ssh", "port_range_min" => 22, "port_range_max" => 22, "remote_group_id" => "web")]))
      expect(exposure("--anyone")).to eq("db (db) on red\n  open to anyone: everything\n")
      expect(JSON.parse(exposure("--json")).first)
        .to eq("port" => {"id" => "web1", "name" => "web1"}, "network" => {"id" => "blue", "name" => "blue"},
               "open" => [{"from" => %(security group "web"), "security_group_id" => "web", "ip_version" => nil, "protocol" => "tcp", "first_port" => 22, "last_port" => 22, "text" => "tcp 22"}])
    end
  end
end
