# Refreshes that the timer or an event of oVirt asks for, when the schedule allows it.
#
# Each is a message of its own in the queue of the oVirt provider's refreshes. What it reads is decided when it is delivered, so that
# nothing is read that has been read meanwhile.
class ManageIQ::Providers::OvirtNet::NetworkManager::ScheduledRefresh
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  def queue_refresh_when_due
    queue.put([schedule.next_due, Time.now.utc].max, "refresh_when_due")
  end

  # What the queue delivers of #queue_refresh_when_due.
  def refresh_when_due
    refresh(schedule.due_kind(Time.now.utc))
  end

  # Queues a refresh because of what happened in oVirt. Those that come until it is delivered are one with it.
  #
  # @param kind [Symbol] see RefreshSchedule
  # @param wait [Integer] seconds for more to happen
  # @return [Time] when it is delivered
  def queue_refresh_after_event(kind, wait)
    queue.put_or_cover([schedule.earliest(kind), Time.now.utc + wait].max, "refresh_after_event", kind.to_s)
  end

  # What the queue delivers of #queue_refresh_after_event.
  def refresh_after_event(kind)
    kind = kind.to_sym
    now  = Time.now.utc
    return if schedule.read_since?(kind, asked_at)
    return queue_refresh_after_event(kind, 0) if schedule.earliest(kind) > now

    refresh(schedule.due_kind(now) == :ports ? :ports : kind)
  end

  # Queues that the ports of a VM are read, with those of the VMs that come until it is delivered.
  #
  # @return [Time, nil] when it is delivered; nil where there are too many, and the list of ports is queued
  def queue_refresh_of_vm(vm_id, wait)
    put_ports_of_vms([vm_id], Time.now.utc + wait) || (queue_refresh_after_event(:ports, wait) && nil)
  end

  # What the queue delivers of #queue_refresh_of_vm. Where the list of ports is due, or is needed all the same, it is read instead.
  def refresh_ports_of_vms(vm_ids)
    now = Time.now.utc
    return if !manager.enabled? || schedule.read_since?(:ports, asked_at)

    ports = ManageIQ::Providers::OvirtNet::PortsOfVms.new(manager, vm_ids)
    return refresh_after_event(:ports) unless ports.few? && may_read_single_ports?(now)
    return put_ports_of_vms(vm_ids, [schedule.earliest(:single_ports), schedule.earliest(:ports)].min) if schedule.earliest(:single_ports) > now

    refresh_single_ports(ports)
  end

  private

  attr_reader :manager

  def schedule
    manager.refresh_schedule
  end

  def queue
    manager.class::RefreshQueue.new(manager)
  end

  # @return [Time, nil] since when what is delivered now is asked for
  def asked_at
    $_miq_worker_current_msg&.deliver_on
  end

  # @return [Time, nil] as of #queue_refresh_of_vm
  def put_ports_of_vms(vm_ids, deliver_on)
    queue.put_or_add(deliver_on, "refresh_ports_of_vms", vm_ids, ManageIQ::Providers::OvirtNet::PortsOfVms::AT_ONCE)
  end

  # A list that the provider refuses is an error to the end, and keeps no port from being looked for.
  def refresh_single_ports(ports)
    EmsRefresh.refresh(ManageIQ::Providers::OvirtNet::Inventory::SinglePorts.of(manager, ports.networks)) if ports.networks.any?
  ensure
    queue_refresh_after_event(:ports, 0) if ports.missing?
  end

  # What single ports tell is no success of a whole refresh. That the provider refuses other lists, they say again.
  def may_read_single_ports?(now)
    incomplete = manager.incomplete
    is_fine    = manager.last_refresh_error.nil? || (manager.last_refresh_error == incomplete.error&.message && !incomplete.concerns_ports?)
    is_fine && schedule.due_kind(now) != :ports && schedule.failing.nil? && ManageIQ::Providers::OvirtNet::Inventory.write_only_changes?
  end

  def refresh(kind)
    return if kind.nil? || !manager.enabled?

    EmsRefresh.refresh(kind == :ports ? manager : ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager))
  end
end
