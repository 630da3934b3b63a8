# A security group that is taken from the ports that have it, to be deleted then: of ports that the user may not see, it is not taken.
class ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup::Removal
  # @param group [SecurityGroup]
  def initialize(group)
    @group = group
    @names = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new
  end

  # @return [Array<NetworkPort>] those that have it and that the user may see
  def ports
    @ports ||= @names.visible(@group.network_ports).where(:type => ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort.name).order(:name, :id).to_a
  end

  # @return [Array<VmOrTemplate>] the VMs of these ports that the user may see
  def vms
    @names.visible(::VmOrTemplate.where(:id => ports.select { |port| port.device_type == "VmOrTemplate" }.map(&:device_id))).order(:name).to_a
  end

  # @return [String, nil] why it cannot be taken from all ports, or cannot be deleted afterwards
  def refused
    in_use_by_hidden_ports || referred_to
  end

  # @param vnic_profile [String, nil] see ProfileGroups::CHOICES
  # @raise [MiqException::MiqSecurityGroupDeleteError]
  def take_from_ports(vnic_profile = nil)
    raise MiqException::MiqSecurityGroupDeleteError, refused if refused
    return if ports.empty?

    doing = _("Removing Security Group %{name} from its ports") % {:name => @group.name}
    @group.ext_management_system.update_ports(ports, {:remove_security_groups => [@group.id], :vnic_profile => vnic_profile}, doing)
  rescue ManageIQ::Providers::OvirtNet::NetworkManager::PortUpdateError => err
    raise MiqException::MiqSecurityGroupDeleteError, _("%{name} was not deleted. %{reason}") % {:name => @group.name, :reason => err.message}
  end

  private

  def in_use_by_hidden_ports
    hidden = @group.network_ports.count - ports.size
    return if hidden.zero?

    n_("%{name} is in use by %{count} port that is not visible to you. Ask a user with access to that port to remove the group.",
       "%{name} is in use by %{count} ports that are not visible to you. Ask a user with access to these ports to remove the group.", hidden) % {:name => @group.name, :count => hidden}
  end

  # The client refuses to delete it then. Without asking, its ports would lose it for nothing.
  def referred_to
    rules  = ::FirewallRule.where(:source_security_group_id => @group.id, :resource_type => "SecurityGroup").where.not(:resource_id => @group.id)
    groups = @group.ext_management_system.security_groups.where(:id => rules.select(:resource_id))
    return if groups.empty?

    n_("%{name} cannot be deleted: rules of the security group %{groups} refer to it. Remove those rules first.",
       "%{name} cannot be deleted: rules of the security groups %{groups} refer to it. Remove those rules first.", groups.size) % {:name => @group.name, :groups => @names.list(groups)}
  end
end
