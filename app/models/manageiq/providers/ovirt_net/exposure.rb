# What the security groups of ports let in and from whom, of what is stored. Whether there is a way from them, Reachability tells.
class ManageIQ::Providers::OvirtNet::Exposure
  ANYONE = "anyone".freeze

  # What is loaded along with ports so that asking for each of many takes no query
  NEEDS = {:cloud_subnet_network_ports => {}, :security_groups => {:firewall_rules => :source_security_group}}.freeze

  # @param ports [Array<ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort>] of which is told as of one
  def initialize(ports)
    @ports = ports.reject { |port| port.device_owner.to_s.start_with?("network:") || (port.device_ref.blank? && port.mac_address.blank?) }
  end

  # @return [String, nil] such as "tcp 22, 443; udp 53"; empty where it is nothing, nil where that is not stored
  def to_anyone
    openings&.select { |opening| opening[:from] == ANYONE }&.then { |open| words(open) }
  end

  # @return [String, nil] such as "10.0.0.0/8: tcp 22", likewise; without security groups that the reader may not see
  def to_others
    openings&.reject { |opening| opening[:from] == ANYONE || hidden?(opening) }&.group_by { |opening| opening[:from] }&.map { |from, open| "#{from}: #{words(open)}" }&.join("; ")
  end

  private

  attr_reader :ports

  # @return [Array<Hash>, nil] see ::OvirtNet::Inventory#exposure
  def openings
    return if ports.empty? || ports.any? { |port| !port.extra_attributes.to_h.key?(:port_security_enabled) }

    @openings ||= site.exposure.flat_map { |exposure| exposure[:open] }.uniq
  end

  def site
    groups = ports.flat_map(&:security_groups).uniq
    rules  = groups.flat_map { |group| group.firewall_rules.map { |rule| row_of(rule, group) } }
    named  = groups + groups.flat_map { |group| group.firewall_rules.filter_map(&:source_security_group) }
    ::OvirtNet::Site.new(:ports => ports.map { |port| row_of_port(port) }, :rules => rules, :security_groups => named.uniq.map { |group| [group.ems_ref, group.name] })
  end

  def row_of_port(port)
    addresses = port.cloud_subnet_network_ports.filter_map(&:address)
    [port.ems_ref, port.name, nil, port.mac_address, port.device_ref, nil, true, port.extra_attributes[:port_security_enabled] == true, addresses, port.security_groups.map(&:ems_ref)]
  end

  def row_of(rule, group)
    [rule.ems_ref, group.ems_ref, rule.direction == "outbound", rule.network_protocol, rule.host_protocol, rule.port, rule.end_port, rule.source_ip_range, rule.source_security_group&.ems_ref]
  end

  # From whoever reads it
  def hidden?(opening)
    ref = opening[:security_group_id] or return false

    @names ||= ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new
    !@names.everything? && !@names.visible(::SecurityGroup.where(:ems_id => ports.map(&:ems_id), :ems_ref => ref)).exists?
  end

  # Ports of the same protocol are listed behind it.
  def words(open)
    open.group_by { |opening| opening.values_at(:protocol, :ip_version) }.values.map do |same|
      ranges = same.filter_map { |opening| range(opening) }
      ranges.size == same.size ? "#{same.first[:protocol]} #{ranges.join(", ")}#{version(same.first)}" : same.map { |opening| opening[:text] }.join(", ")
    end.join("; ")
  end

  def range(opening)
    first, last = opening.values_at(:first_port, :last_port)
    [first, last].compact.uniq.join("-").presence
  end

  def version(opening)
    " (IPv#{opening[:ip_version]})" if opening[:ip_version]
  end
end
