# The security groups that were chosen for VMs before they had a port, which oVirt makes at a VM's first start. They are given to the ports
# as these appear, and forgotten with the VM.
#
# By id of the VM, each has the +:groups+ (ems_refs), the +:ports+ that have got them (ems_refs), and the +:userid+ who chose them.
class ManageIQ::Providers::OvirtNet::NetworkManager::WaitingGroups < ManageIQ::Providers::OvirtNet::NetworkManager::OptionNotes
  KEY = :waiting_groups

  # What a change has failed for that will fail again; without a cause, it was refused before the provider was asked.
  REFUSALS = [NilClass, ::OvirtNet::InvalidChangeError, ::OvirtNet::ChangeNotAppliedError].freeze

  # @param vm [VmOrTemplate]
  # @return [Array<NetworkManager>] those that may get its ports
  def self.managers(vm)
    vm.ems_id ? ManageIQ::Providers::OvirtNet::NetworkManager.where(:parent_ems_id => vm.ems_id).order(:id).to_a : []
  end

  # @param vm [VmOrTemplate]
  # @return [Array<SecurityGroup>] those that wait for its ports and that the reader may see
  def self.of(vm)
    rows = managers(vm).map { |manager| manager.security_groups.where(:ems_ref => new(manager).groups(vm)) }
    rows.flat_map { |groups| ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible(groups).order(:name).to_a }
  end

  # What the queue delivers.
  def self.assign(manager_id)
    manager = ManageIQ::Providers::OvirtNet::NetworkManager.find_by(:id => manager_id)
    new(manager).assign if manager
  end

  # @return [Array<String>] ems_refs of the groups that wait for ports of the VM
  def groups(vm)
    all.dig(vm.id, :groups) || []
  end

  # @param refs [Array<String>] ems_refs of the groups; none where the VM is to get none
  def set(vm, refs, userid)
    change { |known| refs.empty? ? known.except(vm.id) : known.merge(vm.id => {:groups => refs.uniq, :ports => [], :userid => userid}) }
  end

  # Queues the assignment of groups to ports that have appeared. To be called when a refresh has ended.
  def queue
    return unless any?

    drop
    return if all.none? { |id, note| new_ports(id, note).any? }

    MiqQueue.put_unless_exists(
      :class_name  => self.class.name,
      :method_name => "assign",
      :args        => [@manager.id],
      :role        => "ems_operations",
      :queue_name  => @manager.queue_name_for_ems_operations,
      :zone        => @manager.my_zone
    )
  end

  # Gives the groups to the ports that have appeared, as the user who chose them. Where that is refused, it is not tried again; where the
  # provider cannot be reached, after the next refresh.
  def assign
    all.each do |id, note|
      ports = new_ports(id, note)
      next if ports.empty?

      user = User.lookup_by_userid(note[:userid])
      assign_to(VmOrTemplate.find(id), ports, note, user)
    end
  end

  private

  # VMs that are gone, from ManageIQ or from oVirt
  def drop
    there = VmOrTemplate.where(:id => all.keys, :ems_id => @manager.parent_ems_id).pluck(:id)
    change { |known| known.slice(*there) }
  end

  def new_ports(vm_id, note)
    @manager.network_ports.where(:device_type => "VmOrTemplate", :device_id => vm_id).where.not(:ems_ref => note[:ports]).order(:name, :id).to_a
  end

  def assign_to(vm, ports, note, user)
    User.with_user(user) do
      ports.each { |port| @manager.update_ports([port], {:add_security_groups => note[:groups], :vnic_profile => ManageIQ::Providers::OvirtNet::ProfileGroups::KEEP}, doing(vm)) }
    end
    settle(vm, ports)
    tell(vm, ports, note, MiqTask::STATUS_OK, _("The security groups %{groups}, which were selected before the VM had a network port, were assigned."))
  rescue ManageIQ::Providers::OvirtNet::NetworkManager::PortUpdateError => err
    raise unless REFUSALS.any? { |refusal| refusal === err.cause }

    settle(vm, ports)
    tell(vm, ports, note, MiqTask::STATUS_ERROR, _("The security groups %{groups}, which were selected before the VM had a network port, were not assigned: %{reason}"), err.message)
  end

  def doing(vm)
    _("Assigning the waiting security groups of %{vm}") % {:vm => vm.name}
  end

  # A VM whose other vNICs have no port yet waits on.
  def settle(vm, ports)
    is_done = !ManageIQ::Providers::OvirtNet::PortsOfVms.new(@manager, [vm.id]).missing?
    change do |known|
      note = known[vm.id]
      next known if note.nil?

      is_done ? known.except(vm.id) : known.merge(vm.id => note.merge(:ports => note[:ports] | ports.map(&:ems_ref)))
    end
  end

  def tell(vm, ports, note, status, words, reason = nil)
    names   = @manager.security_groups.where(:ems_ref => note[:groups]).order(:name).pluck(:name)
    message = words % {:groups => names.join(", ").presence || note[:groups].join(", "), :reason => reason}
    ManageIQ::Providers::OvirtNet::UserTask.finished(note[:userid], doing(vm), vm.name, status, message)
    add_event(vm, ports, message, note[:userid])
  end

  # In the timelines of the network manager and of the VM, whose name not everybody may see who sees the former
  def add_event(vm, ports, message, userid)
    event = {
      :event_type        => "port.update.end",
      :message           => "VM #{vm.id}: #{message}",
      :ems_ref           => ports.first.ems_ref,
      :vm_or_template_id => vm.id,
      :vm_ems_ref        => vm.ems_ref,
      :username          => userid,
      :full_data         => {:ports => ports.map(&:ems_ref)}
    }
    ManageIQ::Providers::OvirtNet::Inventory::EventQueue.put(@manager.id, [event])
  end
end
