# What an event of oVirt triggers, as the settings say.
#
# Many events cause one refresh: a queued message covers all events until it is delivered. Each process remembers until when that is, so
# that further events need no database query.
class ManageIQ::Providers::OvirtNet::Trigger
  KINDS  = %i[networks ports vm_ports discovery certificate].freeze
  NONE   = :none
  VALUES = [*KINDS, NONE].freeze

  # Seconds that events cost nothing while a busy worker lets a message wait. Whatever happened was before its event came here.
  BUSY = 0.5

  # So many VMs are known to be covered, at most
  REMEMBERED = 1_000

  # The oVirt provider calls what it has no name for by this one, and hands the engine's number on.
  UNKNOWN = "UNKNOWN".freeze
  CODES   = {
    "217"   => :PROVIDER_SYNCHRONIZED_PERFORMED,
    "219"   => :PROVIDER_SYNCHRONIZED_DISABLED,
    "902"   => :OVIRT_PROVIDER_OVN_CERTIFICATE_HAS_EXPIRED,
    "903"   => :OVIRT_PROVIDER_OVN_CERTIFICATE_IS_ABOUT_TO_EXPIRE,
    "904"   => :OVIRT_PROVIDER_OVN_CERTIFICATE_IS_ABOUT_TO_EXPIRE_ALERT,
    "1130"  => :USER_REMOVE_VM_FINISHED_INTERNAL,
    "10920" => :NETWORK_IMPORT_EXTERNAL_NETWORK
  }.freeze

  # By engine, kind and VM, from when until when events are covered
  @covered = Concurrent::Map.new

  class << self
    # @param event [EmsEvent] of an oVirt or Red Hat Virtualization manager
    def pull(event)
      kind = kind_of(event) or return
      now  = Time.now.utc
      vm   = event.vm_or_template_id if kind == :vm_ports && !covered?([event.ems_id, :many_vms], now)
      kind = :ports if kind == :vm_ports && vm.nil?
      key  = [event.ems_id, kind, vm]
      return if covered?(key, now)

      cover(key, now, new(event, kind).pull(now))
    end

    # @param key [Array]
    # @param now [Time]
    # @param until_then [Time]
    def cover(key, now, until_then)
      @covered.each_pair { |old, (_from, ends)| @covered.delete(old) if ends <= now } if @covered.size >= REMEMBERED
      @covered[key] = [now, until_then]
    end

    # Has the next event queue anew.
    def forget
      @covered.clear
    end

    private

    # What was noted later than now was noted by a clock that was wrong.
    def covered?(key, now)
      from, ends = @covered[key]
      from && now.between?(from, ends)
    end

    def kind_of(event)
      kind = names(event).lazy.filter_map { |name| ManageIQ::Providers::OvirtNet::Setting.trigger(name) }.first
      kind unless kind == NONE
    end

    # The name, or the engine's number and what the engine calls it
    def names(event)
      return [event.event_type.to_sym] unless event.event_type == UNKNOWN

      code = event.full_data.to_h["code"].to_s
      [CODES[code], code.to_sym].compact
    end
  end

  def initialize(event, kind)
    @event = event
    @kind  = kind
  end

  # @return [Time] until when further events are covered
  def pull(now)
    wait = ManageIQ::Providers::OvirtNet::Setting[:event_settle_time]
    case @kind
    when :discovery   then discover(now + wait)
    when :certificate then managers.each { |manager| manager.certificate_warning.queue_note_certificate(@event.message) }
    when :vm_ports    then return follow_vm(now, wait)
    else                   return follow(now, wait)
    end
    now + wait
  end

  private

  def managers
    ManageIQ::Providers::OvirtNet::NetworkManager.where(:parent_ems_id => @event.ems_id, :enabled => true).to_a
  end

  def follow(now, wait)
    [managers.map { |manager| manager.queue_refresh_after_event(@kind, wait) }.min || (now + wait), now + BUSY].max
  end

  # Of very many VMs, the list of ports is cheaper to read.
  def follow_vm(now, wait)
    queued = managers.map { |manager| manager.queue_refresh_of_vm(@event.vm_or_template_id, wait) }
    ends   = [queued.compact.min || (now + wait), now + BUSY].max
    self.class.cover([@event.ems_id, :many_vms], now, ends) if queued.any?(&:nil?)
    ends
  end

  def discover(deliver_on)
    engine = ManageIQ::Providers::InfraManager.find_by(:id => @event.ems_id, :enabled => true)
    ManageIQ::Providers::OvirtNet::Discovery.queue(engine, :deliver_on => deliver_on) if engine
  end
end
