# How the provider is followed: by a timer, by what oVirt says has happened, and at a pace that spares the provider.
#
# A refresh that the timer or an event asks for is a message of its own in the queue of the engine's refreshes. What it reads is
# decided when it is delivered, so that nothing is read that has been read meanwhile.
module ManageIQ::Providers::OvirtNet::NetworkManager::Following
  extend ActiveSupport::Concern

  # Where what is known of the pace is kept in the manager's options
  STATE = :refresh

  class_methods do
    # Called by ManageIQ's scheduler every +refresh_interval+, as that was when the scheduler started. Queues what becomes due before the
    # next time.
    def refresh_all_ems_timer
      interval = ::Settings.ems_refresh.ovirt_net.refresh_interval.to_i_with_method
      return if interval.zero?

      until_next = Time.now.utc + interval
      due        = where(:zone_id => MiqServer.my_server.zone.id, :enabled => true).select { |manager| manager.pace.next_due < until_next }
      return if due.empty?

      queued = queued_when_due(due)
      due    = due.reject { |manager| queued.include?(manager.id) }
      MiqPreloader.preload(due, :parent_manager => :zone)
      due.each(&:queue_refresh_when_due)
    end

    # One that has been at work for too long is that of a worker which is gone.
    #
    # @return [Set<Integer>] ids of those for which the timer has queued something already
    def queued_when_due(managers)
      MiqQueue.where(:class_name => name, :method_name => "refresh_when_due", :instance_id => managers.map(&:id))
              .where("state = 'ready' OR (state = 'dequeue' AND updated_on > ?)", Time.now.utc - EmsRefresh.queue_timeout)
              .pluck(:instance_id).to_set
    end
  end

  # @return [ManageIQ::Providers::OvirtNet::Pace]
  def pace
    settings = ::Settings.ems_refresh.ovirt_net
    ManageIQ::Providers::OvirtNet::Pace.new(options.to_h[STATE], :interval => settings.refresh_interval.to_i_with_method, :share => settings.provider_share)
  end

  # What is known from now on of the pace; saved when the manager is.
  def paced=(known)
    self.options = options.to_h.merge(STATE => known)
  end

  # @param kind [Symbol] see Pace
  # @return [String] when it was read and how long that took, and when it is due again
  def paced_in_words(kind)
    known = pace.known[kind]
    read  = known ? _("at %{time} in %{seconds} s") % {:time => moment(known[:read_at]), :seconds => known[:seconds].round(2)} : _("not yet")
    _("%{read}, due at %{time}") % {:read => read, :time => moment([pace.due(kind), Time.now.utc].max)}
  end

  # @return [String, nil] since when refreshes fail
  def failing_in_words
    _("fails since %{since}, is tried again at %{due}") % pace.failing.slice(:since, :due).transform_values { |time| moment(time) } if pace.failing
  end

  def queue_refresh_when_due
    MiqQueue.put(following_message("refresh_when_due").merge(:deliver_on => [pace.next_due, Time.now.utc].max, :msg_timeout => EmsRefresh.queue_timeout))
  end

  # To be called by the queue.
  def refresh_when_due
    follow(pace.due_kind(Time.now.utc))
  end

  # Queues a refresh because of what happened in oVirt. Those that come until it is delivered are one with it.
  #
  # @param kind [Symbol] see Pace
  # @param wait [Integer] seconds for more to happen
  # @return [Time] when it is delivered
  def queue_refresh_after_event(kind, wait)
    deliver_on = [pace.earliest(kind), Time.now.utc + wait].max
    message    = MiqQueue.put_or_update(following_message("refresh_after_event", kind.to_s)) do |queued, item|
      item.merge(:deliver_on => deliver_on, :msg_timeout => EmsRefresh.queue_timeout) unless queued && queued.deliver_on <= deliver_on
    end
    message&.deliver_on || deliver_on
  end

  # To be called by the queue.
  def refresh_after_event(kind)
    kind = kind.to_sym
    now  = Time.now.utc
    return if pace.read_since?(kind, $_miq_worker_current_msg&.deliver_on)
    return queue_refresh_after_event(kind, 0) if pace.earliest(kind) > now

    follow(pace.due_kind(now) == :ports ? :ports : kind)
  end

  private

  def moment(time)
    time.utc.strftime("%F %T UTC")
  end

  def follow(kind)
    return if kind.nil? || !enabled?

    EmsRefresh.refresh(kind == :ports ? self : ManageIQ::Providers::OvirtNet::Inventory::WithoutPorts.of(self))
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
