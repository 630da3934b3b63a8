# The rules of security groups as they are stored: what they allow, in words, and what ports gain or lose with other groups.
class ManageIQ::Providers::OvirtNet::GroupRules
  EVERYTHING = ::OvirtNet::GroupRules::EVERYTHING
  COLUMNS    = %i[id resource_id direction network_protocol host_protocol port end_port source_ip_range source_security_group_id].freeze
  ANYWHERE   = %w[0.0.0.0/0 ::/0].freeze
  ALL_PORTS  = [[nil, 0, 1], [nil, 65_535]].freeze

  # @param group_ids [Array<Integer>]
  # @param shown [Array<Integer>] ids of those whose rules the reader may see
  def initialize(group_ids, shown = group_ids)
    rows      = FirewallRule.where(:resource_type => "SecurityGroup", :resource_id => group_ids).order(:direction, :host_protocol, :port, :id).pluck(*COLUMNS)
    @by_group = rows.group_by(&:second).transform_values { |its| its.map(&:first) }
    @hidden   = of(group_ids - shown).to_set
    @core     = ::OvirtNet::GroupRules.new(rows)
    @remotes  = rows.filter_map(&:last).uniq
  end

  # @return [Array<Integer>] ids of the rules of these groups
  def of(group_ids)
    group_ids.flat_map { |id| @by_group.fetch(id, []) }
  end

  # @return [Array<String>] what a group allows, a sentence for each rule that OVN heeds
  def sentences(group_id)
    of([group_id]).filter_map { |id| sentence(id) }
  end

  # @return [Integer] how many rules of a group OVN ignores
  def ignored(group_id)
    of([group_id]).count { |id| @core.rule(id).nil? }
  end

  # @param ids [Array<Integer>] of rules
  # @param others [Array<Integer>] likewise
  # @return [Array<Array(String, Array<String>)>] what the others do not allow: each as a sentence, and the sentences of what of it they do
  def difference(ids, others)
    @core.difference(ids, others).map { |id, but_for| [sentence(id), but_for.filter_map { |other| sentence(other, nil) }.uniq] }.uniq
  end

  private

  # @param direction [Array(String, String), nil] what is before traffic that goes out, and before such that comes in; nothing where nil
  def sentence(id, direction = [_("out: "), _("in: ")])
    return _("traffic allowed by groups that are not visible to you") if @hidden.include?(id)

    rule = @core.rule(id) or return
    out, into = direction
    rule[:direction] == "outbound" ? "#{out}#{_("%{traffic} to %{whom}") % words(rule)}" : "#{into}#{_("%{traffic} from %{whom}") % words(rule)}"
  end

  def words(rule)
    traffic = "#{traffic(rule)}#{" (IPv#{rule[:version]})" if rule[:version]}"
    {:traffic => traffic, :whom => whom(rule)}
  end

  def whom(rule)
    return group(rule[:group]) if rule[:group]

    rule[:range].nil? || ANYWHERE.include?(rule[:range]) ? _("anywhere") : rule[:range]
  end

  def traffic(rule)
    case rule[:protocol]
    when nil then _("everything")
    when "tcp", "udp", "sctp" then [rule[:protocol].upcase, ports(rule)].compact.join(" ")
    when "icmp", "ipv6-icmp" then ["ICMP", icmp(rule)].compact.join(" ")
    else _("protocol %{number}") % {:number => rule[:protocol]}
    end
  end

  def ports(rule)
    first, last = rule.values_at(:first, :last)
    return if ALL_PORTS.zip([first, last]).all? { |all, given| all.include?(given) }

    first == last ? first.to_s : "#{first || 1}-#{last || 65_535}"
  end

  def icmp(rule)
    words = [(_("type %{number}") % {:number => rule[:first]} if rule[:first]), (_("code %{number}") % {:number => rule[:last]} if rule[:last])].compact
    words.join(" ").presence
  end

  # A rule's other end, where the reader may see that group
  def group(id)
    @names ||= ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible(::SecurityGroup.where(:id => @remotes)).pluck(:id, :name).to_h
    @names.key?(id) ? _("the group %{name}") % {:name => @names[id]} : _("a group that is not visible to you")
  end
end
