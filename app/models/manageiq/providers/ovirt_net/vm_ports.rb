# Changes the security groups of a VM's ports: of all its ports, or of the given ones.
class ManageIQ::Providers::OvirtNet::VmPorts
  # @param vm [VmOrTemplate]
  # @param ids [Array<Integer>, nil] of the ports; all where nil
  def initialize(vm, ids = nil)
    @vm  = vm
    @ids = ids
  end

  # @return [ActiveRecord::Relation]
  def all
    ::NetworkPort.where(:device => @vm, :type => ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort.name).order(:name, :id)
  end

  # @return [Array<NetworkPort>] those that are meant and that the user may see
  # @raise [PortUpdateError] where one is not the VM's
  def chosen
    seen   = names.visible(all).where(:type => ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort.name).order(:name, :id).to_a
    wanted = @ids&.map(&:to_i)
    other  = wanted.to_a - seen.map(&:id)
    raise error, _("%{vm} has no port with the id %{id}; give one of %{ids}.") % {:vm => @vm.name, :id => other.first, :ids => seen.map(&:id).join(", ")} if other.any?
    raise error, unsupported if unsupported

    wanted ? seen.select { |port| wanted.include?(port.id) } : seen
  end

  # @return [String, nil] why none of them can be changed
  def unsupported
    ports = all.to_a
    return _("%{name} has no port of oVirt's network provider. A VM gets its ports at its first start.") % {:name => @vm.name} if ports.empty?

    reasons = ports.map { |port| port.unsupported_reason(:update) }
    reasons.first if reasons.all?
  end

  # @param options [Hash] as for Payload#port
  # @param doing [String] what is done, in the user's words
  def update(options, doing)
    chosen.group_by(&:ext_management_system).flat_map { |manager, ports| manager.update_ports(ports, options, doing) }
  end

  private

  def names
    ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new
  end

  def error
    ManageIQ::Providers::OvirtNet::NetworkManager::PortUpdateError
  end
end
