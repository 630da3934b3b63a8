# How the provider is followed: by a timer, by what oVirt says has happened, and at a pace that spares the provider.
#
# A refresh that the timer or an event asks for is a message of its own in the queue of the engine's refreshes. What it reads is
# decided when it is delivered, so that nothing is read that has been read meanwhile.
module ManageIQ::Providers::OvirtNet::NetworkManager::ScheduledRefresh
  extend ActiveSupport::Concern

  # Where what is known of the schedule is kept in the manager's options
  STATE = :refresh

  # A wait that is longer than that is explained where it is shown.
  LONG = 5.minutes

  class_methods do
    # Called by ManageIQ's scheduler every +refresh_interval+, as that was when the scheduler started. Queues what becomes due before the
    # next time.
    def refresh_all_ems_timer
      interval = ManageIQ::Providers::OvirtNet::Setting[:refresh_interval]
      return if interval.zero?

      until_next = Time.now.utc + interval
      due        = where(:zone_id => MiqServer.my_server.zone.id, :enabled => true).select { |manager| alone(manager) { manager.refresh_schedule.next_due < until_next } }
      return if due.empty?

      MiqPreloader.preload(due, [:zone, {:parent_manager => :zone}])
      covered = ManageIQ::Providers::OvirtNet::TimerMessages.new(due, until_next).covered
      due.each { |manager| alone(manager) { manager.queue_refresh_when_due } unless covered.include?(manager.id) }
    end

    private

    # What is wrong with one network manager does not keep the others from being followed.
    def alone(manager)
      yield
    rescue StandardError => err
      ManageIQ::Providers::OvirtNet::RefreshLog.hourly([manager.id, err.class]) do
        $ovirt_net_log.error("network manager #{manager.id} cannot be followed by the timer: #{err.class}: #{err.message}")
      end
      false
    end
  end

  # Whatever others have written there
  #
  # @return [Hash, nil]
  def options
    super.then { |stored| stored.nil? || stored.kind_of?(Hash) ? stored : {} }
  end

  # @param key [Symbol] of what is noted in the options
  # @return [Hash]
  def noted(key)
    options.to_h[key].then { |found| found.kind_of?(Hash) ? found : {} }
  end

  # @return [ManageIQ::Providers::OvirtNet::RefreshSchedule]
  def refresh_schedule
    setting = ManageIQ::Providers::OvirtNet::Setting
    ManageIQ::Providers::OvirtNet::RefreshSchedule.new(noted(STATE), :interval => setting[:refresh_interval], :share => setting[:provider_share])
  end

  # What is known from now on of the pace; saved when the manager is.
  def refresh_schedule=(known)
    self.options = options.to_h.merge(STATE => known)
  end

  # @return [Boolean] whether the timer is to refresh it
  def followed_by_timer?
    ManageIQ::Providers::OvirtNet::Setting[:refresh_interval].positive?
  end

  # @param kind [Symbol] see RefreshSchedule
  # @return [String] when it was read and how long that took, when it is due again, and why that is late
  def schedule_in_words(kind)
    known = refresh_schedule.known[kind]
    read  = known ? _("at %{time} in %{seconds} s") % {:time => moment(known[:read_at]), :seconds => known[:seconds].round(2)} : _("not yet")
    words = _("%{read}, due at %{time}") % {:read => read, :time => moment([refresh_schedule.due(kind), Time.now.utc].max)}
    [words, ("(#{late_in_words(kind)})" if late?(kind))].compact.join(" ")
  end

  # @return [String, nil] since when refreshes fail
  def failing_in_words
    _("fails since %{since}, is tried again at %{due}") % refresh_schedule.failing.slice(:since, :due).transform_values { |time| moment(time) } if refresh_schedule.failing
  end

  def queue_refresh_when_due
    MiqQueue.put(following_message("refresh_when_due").merge(:deliver_on => [refresh_schedule.next_due, Time.now.utc].max, :msg_timeout => EmsRefresh.queue_timeout))
  end

  # To be called by the queue.
  def refresh_when_due
    follow(refresh_schedule.due_kind(Time.now.utc))
  end

  # Queues a refresh because of what happened in oVirt. Those that come until it is delivered are one with it.
  #
  # @param kind [Symbol] see RefreshSchedule
  # @param wait [Integer] seconds for more to happen
  # @return [Time] when it is delivered
  def queue_refresh_after_event(kind, wait)
    put_following([refresh_schedule.earliest(kind), Time.now.utc + wait].max, "refresh_after_event", kind.to_s)
  end

  # To be called by the queue.
  def refresh_after_event(kind)
    kind = kind.to_sym
    now  = Time.now.utc
    return if refresh_schedule.read_since?(kind, $_miq_worker_current_msg&.deliver_on)
    return queue_refresh_after_event(kind, 0) if refresh_schedule.earliest(kind) > now

    follow(refresh_schedule.due_kind(now) == :ports ? :ports : kind)
  end

  # Queues that the ports of a VM are read, with those of the VMs that come until it is delivered.
  #
  # @return [Time, nil] when it is delivered; nil where there are too many, and the list of ports is queued
  def queue_refresh_of_vm(vm_id, wait)
    put_ports_of_vms([vm_id], Time.now.utc + wait) || (queue_refresh_after_event(:ports, wait) && nil)
  end

  # To be called by the queue. Where the list of ports is due, or is needed all the same, it is read instead.
  def refresh_ports_of_vms(vm_ids)
    now = Time.now.utc
    return if !enabled? || refresh_schedule.read_since?(:ports, $_miq_worker_current_msg&.deliver_on)

    ports = ManageIQ::Providers::OvirtNet::PortsOfVms.new(self, vm_ids)
    return refresh_after_event(:ports) unless ports.few? && may_read_single_ports?(now)
    return put_ports_of_vms(vm_ids, [refresh_schedule.earliest(:single_ports), refresh_schedule.earliest(:ports)].min) if refresh_schedule.earliest(:single_ports) > now

    refresh_single_ports(ports)
  end

  # A list that the provider refuses is an error to the end, and keeps no port from being looked for.
  def refresh_single_ports(ports)
    EmsRefresh.refresh(ManageIQ::Providers::OvirtNet::Inventory::SinglePorts.of(self, ports.networks)) if ports.networks.any?
  ensure
    queue_refresh_after_event(:ports, 0) if ports.missing?
  end

  # What single ports tell is no success of a whole refresh. That the provider refuses other lists, they say again.
  def may_read_single_ports?(now)
    is_fine = last_refresh_error.nil? || (last_refresh_error == incomplete.error&.message && !incomplete.concerns_ports?)
    is_fine && refresh_schedule.due_kind(now) != :ports && refresh_schedule.failing.nil? && ManageIQ::Providers::OvirtNet::Inventory.write_only_changes?
  end

  # @return [Time, nil] as of #queue_refresh_of_vm
  def put_ports_of_vms(vm_ids, deliver_on)
    now, is_full = Time.now.utc, false
    message = MiqQueue.put_or_update(following_message("refresh_ports_of_vms").except(:args)) do |queued, item|
      known   = queued ? queued.args.first : []
      is_full = (known | vm_ids).size > [ManageIQ::Providers::OvirtNet::PortsOfVms::AT_ONCE, vm_ids.size].max
      waits   = queued && queued.deliver_on <= deliver_on
      next if is_full || (waits && queued.deliver_on >= now && (vm_ids - known).empty?)

      item.merge(:args => [known | vm_ids], :deliver_on => waits ? [queued.deliver_on, now].max : deliver_on, :msg_timeout => EmsRefresh.queue_timeout)
    end
    message&.deliver_on || deliver_on unless is_full
  end

  def moment(time)
    time.utc.strftime("%F %T UTC")
  end

  def late?(kind)
    known = refresh_schedule.known[kind]
    refresh_schedule.failing || (known && known[:due] - known[:read_at] > LONG)
  end

  def late_in_words(kind)
    return failing_in_words if refresh_schedule.failing

    _("reading takes %{seconds} s, of which refreshes take no more than %{share} %% of the provider's time: provider_share") %
      {:seconds => refresh_schedule.cost(kind).round(2), :share => ManageIQ::Providers::OvirtNet::Setting[:provider_share]}
  end

  def follow(kind)
    return if kind.nil? || !enabled?

    EmsRefresh.refresh(kind == :ports ? self : ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(self))
  end

  # Puts a message of this method and these arguments, unless one waits. One that a busy worker has left waiting covers what happens now, too:
  # its +deliver_on+ tells since when that is to be read.
  #
  # @return [Time] when it is delivered
  def put_following(deliver_on, method, *args)
    now     = Time.now.utc
    message = MiqQueue.put_or_update(following_message(method, *args)) do |queued, item|
      waits = queued && queued.deliver_on <= deliver_on
      item.merge(:deliver_on => waits ? now : deliver_on, :msg_timeout => EmsRefresh.queue_timeout) unless waits && queued.deliver_on >= now
    end
    message&.deliver_on || deliver_on
  end

  def following_message(method, *args)
    {
      :class_name  => self.class.name,
      :instance_id => id,
      :method_name => method,
      :args        => args,
      :queue_name  => queue_name_for_ems_refresh,
      :role        => "ems_inventory",
      :zone        => my_zone
    }
  end
end
