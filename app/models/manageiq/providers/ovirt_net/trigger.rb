# What an event of oVirt has us do: the settings say of which.
#
# Many events are one refresh: what was queued for one covers all that come until it is delivered. So that these cost no database
# query either, each process knows until when that is.
class ManageIQ::Providers::OvirtNet::Trigger
  KINDS = %i[networks ports discovery certificate].freeze
  NONE  = :none

  # Seconds that events cost nothing while a busy worker lets a message wait. Whatever happened was before its event came here.
  BUSY = 0.5

  # The oVirt provider calls what it has no name for by this one, and hands the engine's number on.
  UNKNOWN = "UNKNOWN".freeze
  CODES   = {
    "213"   => :PROVIDER_CERTIFICATE_IMPORTED,
    "215"   => :PROVIDER_SYNCHRONIZED,
    "217"   => :PROVIDER_SYNCHRONIZED_PERFORMED,
    "219"   => :PROVIDER_SYNCHRONIZED_DISABLED,
    "220"   => :PROVIDER_AUTH_FAILED,
    "902"   => :OVIRT_PROVIDER_OVN_CERTIFICATE_HAS_EXPIRED,
    "903"   => :OVIRT_PROVIDER_OVN_CERTIFICATE_IS_ABOUT_TO_EXPIRE,
    "904"   => :OVIRT_PROVIDER_OVN_CERTIFICATE_IS_ABOUT_TO_EXPIRE_ALERT,
    "1130"  => :USER_REMOVE_VM_FINISHED_INTERNAL,
    "10920" => :NETWORK_IMPORT_EXTERNAL_NETWORK,
    "10922" => :NETWORK_IMPORT_EXTERNAL_NETWORK_INTERNAL
  }.freeze

  # By engine and kind, until when events are covered
  @covered = Concurrent::Map.new

  class << self
    # @param event [EmsEvent] of an oVirt or Red Hat Virtualization manager
    def pull(event)
      kind = kind_of(event) or return
      key  = [event.ems_id, kind]
      now  = Time.now.utc
      return if @covered[key]&.after?(now)

      @covered[key] = new(event, kind).pull(now)
    end

    # Has the next event queue anew.
    def forget
      @covered.clear
    end

    private

    def kind_of(event)
      triggers = ::Settings.ems_refresh.ovirt_net.triggers.to_h
      kind     = names(event).lazy.filter_map { |name| triggers[name] }.first&.to_sym
      return kind if kind.nil? || KINDS.include?(kind)

      $ovirt_net_log.warn("the setting triggers of ems_refresh.ovirt_net says #{kind} of #{event.event_type}; give #{[*KINDS, NONE].join(", ")}") unless kind == NONE
      nil
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
    wait = ::Settings.ems_refresh.ovirt_net.event_wait.to_i_with_method
    case @kind
    when :discovery   then discover(now + wait)
    when :certificate then managers.each { |manager| manager.queue_note_certificate(@event.message) }
    else                   return [managers.map { |manager| manager.queue_refresh_after_event(@kind, wait) }.min || (now + wait), now + BUSY].max
    end
    now + wait
  end

  private

  def managers
    ManageIQ::Providers::OvirtNet::NetworkManager.where(:parent_ems_id => @event.ems_id, :enabled => true).to_a
  end

  def discover(deliver_on)
    engine = ManageIQ::Providers::InfraManager.find_by(:id => @event.ems_id, :enabled => true)
    ManageIQ::Providers::OvirtNet::Discovery.queue(engine, :deliver_on => deliver_on) if engine
  end
end
