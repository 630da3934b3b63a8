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
    return without_ports if ports.empty?

    reasons = ports.map { |port| port.unsupported_reason(:update) }
    reasons.first if reasons.all?
  end

  # @param options [Hash] as for Payload#port
  # @return [String, nil] why oVirt would undo it: see ProfileGroups::Settlement#problem
  def problem(options)
    return if @ids.nil? && all.none?

    chosen.group_by(&:ext_management_system).filter_map do |manager, ports|
      ManageIQ::Providers::OvirtNet::ProfileGroups::Settlement.new(manager, ports, options).problem
    end.first
  end

  # @param options [Hash] as for Payload#port
  # @param doing [String] what is done, in the user's words
  def update(options, doing)
    return wait(options, doing) if @ids.nil? && all.none?

    chosen.group_by(&:ext_management_system).flat_map { |manager, ports| manager.update_ports(ports, options, doing) }
  end

  # @return [Boolean] whether groups can be chosen for its ports before it has any
  def waiting?
    all.none? && waiting.managers(@vm).any?
  end

  private

  def without_ports
    _("%{name} has no port of oVirt's network provider.") % {:name => @vm.name} unless waiting?
  end

  # What is added and removed is noted for when the VM has ports.
  def wait(options, doing)
    given = options.slice(:add_security_groups, :remove_security_groups).to_a.first
    manager, refs = waiting_for(*given)
    manager.task_notifier.report(doing) do
      notes  = waiting.new(manager)
      before = notes.groups(@vm)
      notes.set(@vm, given.first == :add_security_groups ? before | refs : before - refs, manager.task_notifier.userid || User.current_userid)
      manager.notify_user(:generic_task_finish, _("%{vm} has no network port yet. The security groups are assigned when oVirt creates its ports, at the first start.") % {:vm => @vm.name})
      []
    end
  end

  # @return [Array] the network manager that has the groups, and their ems_refs
  def waiting_for(field, groups)
    failed = nil
    waiting.managers(@vm).each do |manager|
      return manager, groups.map { |group| ManageIQ::Providers::OvirtNet::NetworkManager::GroupChoice.new(manager, field).ref(group) }
    rescue ::OvirtNet::InvalidChangeError => err
      failed ||= err
    end
    raise error, failed ? failed.message : without_ports
  end

  def waiting
    ManageIQ::Providers::OvirtNet::NetworkManager::WaitingGroups
  end

  def names
    ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new
  end

  def error
    ManageIQ::Providers::OvirtNet::NetworkManager::PortUpdateError
  end
end
