# Ports whose security groups a user is about to change, and the groups that there are for them.
class ManageIQ::Providers::OvirtNet::PortGroups
  # Each port takes the network provider up to four requests, of which it serves one at a time.
  LIMIT = 200

  # Ports that cannot be changed together, in words
  class Refusal < MiqException::Error; end

  # @return [Array<NetworkPort>]
  attr_reader :ports

  # @return [ManageIQ::Providers::OvirtNet::NetworkManager]
  attr_reader :manager

  # @param ports [Array<NetworkPort>] that the user may see
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager, nil] theirs, where there may be none of them
  # @raise [Refusal]
  def initialize(ports, manager = nil)
    ours      = ports.select { |port| port.kind_of?(ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort) }
    managers  = ours.map(&:ems_id).uniq
    @manager  = manager || ours.first&.ext_management_system
    raise Refusal, _("None of the selected ports belongs to an oVirt network provider.") if @manager.nil?
    raise Refusal, _("Choose ports of one network provider: these are of %{count}.") % {:count => managers.size} if managers.many?
    raise Refusal, _("Choose at most %{limit} ports: these are %{count}.") % {:limit => LIMIT, :count => ours.size} if ours.size > LIMIT

    @left_out = ours.filter_map { |port| port.unsupported_reason(:update) }
    @ports    = ours.select { |port| port.supports?(:update) }.sort_by { |port| [port.title, port.id] }
    raise Refusal, @left_out.uniq.first(3).join(" ") if ours.any? && @ports.empty?

    @left_out << other(ports.size - ours.size) if ports.size > ours.size
  end

  # @return [Array<String>] why some of the ports are not among those that can be changed
  def left_out
    @left_out.uniq
  end

  # @return [Array<SecurityGroup>] those that the user may give, by name
  def groups
    @groups ||= ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible(manager.security_groups).order(:name, :id).to_a
  end

  # @return [Integer] how many of the ports have the group
  def count(group_id)
    @counts ||= of_ports.values.flatten.tally
    @counts.fetch(group_id, 0)
  end

  # @return [Symbol] +:all+, +:none+ or +:some+ of the ports have the group
  def state(group_id)
    case count(group_id)
    when 0          then :none
    when ports.size then :all
    else :some
    end
  end

  # @return [Integer] how many groups the ports have that the user may not see
  def hidden
    (of_ports.values.flatten.uniq - groups.map(&:id)).size
  end

  # @return [Hash{Integer => Array<Integer>}] ids of groups by port
  def of_ports
    @of_ports ||= ports.to_h { |port| [port.id, []] }.merge(::NetworkPortSecurityGroup.where(:network_port_id => ports.map(&:id)).pluck(:network_port_id, :security_group_id).group_by(&:first).transform_values { |pairs| pairs.map(&:last).sort })
  end

  # @return [Hash{Boolean, nil => Integer}] how many ports have port security; nil for those of which it is not known
  def security
    ports.map(&:port_security_enabled).tally
  end

  # @return [GroupRules] of all groups that the ports have or may get
  def rules
    @rules ||= ManageIQ::Providers::OvirtNet::GroupRules.new(manager.security_groups.pluck(:id), groups.map(&:id))
  end

  # @return [SecurityGroup, nil] the provider's own group, which a port without any gets
  def default
    @default ||= manager.security_groups.find_by(:name => "Default")
  end

  # Changes them in one task, which is the user's.
  #
  # @param wanted [Wanted]
  # @return [Integer] the task's id
  def queue(userid, wanted)
    manager.refuse_paused
    action = "updating the security groups of #{ports.size} Network Ports for user #{userid}"
    ManageIQ::Providers::OvirtNet::UserTask.queue(userid, action, manager, "update_network_ports", [ports.map(&:id), wanted.options])
  end

  private

  def other(count)
    n_("%{count} selected port is of another network provider, whose groups are not changed here.",
       "%{count} selected ports are of other network providers, whose groups are not changed here.", count) % {:count => count}
  end
end
