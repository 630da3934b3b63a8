# Random rules of a security group, of all that the provider takes, sensible or not.
class RandomRules
  NAMES     = %w[ah dccp egp esp gre icmp icmpv6 igmp ipip ipv6-encap ipv6-frag ipv6-icmp ipv6-nonxt ipv6-opts ipv6-route ospf pgm rsvp sctp tcp udp udplite vrrp].freeze
  PROTOCOLS = [nil, "any number", *NAMES, *(%w[tcp udp sctp icmp ipv6-icmp 6 17 132 1 58] * 4)].freeze
  NUMBERS   = [nil, nil, "0", 1, 3, 8, "22", 60, 70, 80, 255, 300, 443, 5000, 65_535, 70_000, 99_999_999_999, -3].freeze
  RANGES    = {
    "IPv4" => ["0.0.0.0/0", "10.0.0.0/24", "10.0.0.5/24", "10.1.2.3", "10.1.2.3/32", "10", "10.1", "10.0.0.0/255.255.0.0", "192.168.7.7/1"],
    "IPv6" => ["::/0", "fd00::/64", "fd00::7/64", "FD00:0:0::/48", "fd00::1", "fd00::1/128", "2001:db8::1/32"]
  }.freeze

  # @param api [NetworkApi]
  # @param group [String] the group to add rules to, by its id
  # @param remotes [Array<String>] groups that rules may refer to
  def initialize(api, group, remotes, seed)
    @api     = api
    @group   = group
    @remotes = remotes
    @random  = Random.new(seed)
  end

  # Adds rules until the provider has taken that many.
  def add(number)
    number.times { nil until add_one }
  end

  private

  def add_one
    @api.create("security_group_rule", attributes).code == "201"
  end

  def attributes
    ethertype = pick(%w[IPv4 IPv6])
    protocol  = pick(PROTOCOLS)
    protocol  = @random.rand(256).to_s if protocol == "any number"
    {
      "security_group_id" => @group,
      "direction"         => pick(%w[ingress egress]),
      "ethertype"         => ethertype,
      "protocol"          => protocol,
      "port_range_min"    => pick(NUMBERS),
      "port_range_max"    => pick(NUMBERS),
      "description"       => pick([nil, "for the web", "für 网络"])
    }.merge(remote(ethertype)).compact
  end

  # Only with a range does the provider look at the ethertype.
  def remote(ethertype)
    case @random.rand(4)
    when 0 then {"remote_ip_prefix" => pick(RANGES.fetch(ethertype))}
    when 1 then {"remote_group_id" => pick(@remotes)}
    when 2 then {"ethertype" => pick([nil, "ipv4", "IPX", ethertype])}
    else        {}
    end
  end

  def pick(list)
    list.sample(:random => @random)
  end
end
