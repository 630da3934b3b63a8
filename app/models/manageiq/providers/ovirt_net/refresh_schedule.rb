# Decides when to read the networks and the ports of a provider. It serves one request at a time, so other clients wait for our requests:
# reading may use only a limited share of its time, whatever its size.
#
# A refresh of the +networks+ reads all lists but the ports', one of the +ports+ reads everything: by far the most of it is the
# ports' list. A refresh of +single_ports+ asks for some ports by their ids, which oVirt's events are about.
#
# Of each kind is known when it was read (+:read_at+), how long the last readings took (+:samples+, the last one is +:seconds+),
# until when the provider is spared it (+:spared_until+), and when the timer finds it +:due+ again. Each refresh puts the former
# off by one rest: a refresh that an event asks for may come one rest early, and the next ones make up for it.
class ManageIQ::Providers::OvirtNet::RefreshSchedule
  # Where it is kept in the manager's options
  KEY = :refresh

  # What each kind may take of the share. Single ports are taken off what the ports may take: they cost nothing while there are no events.
  PARTS = {:networks => 0.2, :ports => 0.8, :single_ports => 0.2}.freeze
  LISTS = %i[ports networks].freeze

  LONGEST_WAIT  = 15.minutes.to_i # while the provider fails, and until TRUSTED readings are known
  SHORTEST_WAIT = 30              # while the provider fails, in seconds
  LEAST_SHARE   = 0.1             # percent
  SAMPLES       = 5               # readings that the cost is estimated from
  TRUSTED       = 3               # a single slow reading may be a busy host's
  BURST         = 2.minutes.to_i  # single ports may be read as much at once as the share allows in that time
  CLOCKS_DIFFER = 1.minute        # between the servers of a region

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @return [RefreshSchedule]
  def self.of(manager)
    setting = ManageIQ::Providers::OvirtNet::Setting
    new(manager.noted(KEY), :interval => setting[:refresh_interval], :share => setting[:max_provider_load_percent])
  end

  # @return [Hash] +:networks+, +:ports+ and +:single_ports+ as above; +:failing+ while refreshes fail: the +:kind+ that failed first,
  #   +:since+ when, how often (+:count+), when it was tried last (+:at+) and is +:due+ again; what RefreshLog has noted
  attr_reader :known

  # @param known [Hash, nil] as of #known; what is missing or cannot be is read at once
  # @param interval [Integer] seconds between two refreshes of the timer at least; 0 where no timer asks for them
  # @param share [Numeric] of the provider's time, in percent
  # @param now [Time] what is said to have happened later was noted by a clock that was wrong
  def initialize(known, interval:, share:, now: Time.now.utc)
    @interval = interval
    @share    = share.to_f.clamp(LEAST_SHARE, 100)
    known     = {} unless known.kind_of?(Hash)
    latest    = now + CLOCKS_DIFFER
    @known    = known.except(*PARTS.keys, :failing).merge(PARTS.keys.index_with { |kind| usable_reading(kind, known[kind], latest) }).compact
    failing   = usable_failing(known[:failing], latest)
    @known    = @known.merge(:failing => failing) if failing
  end

  # @return [Symbol, nil] the kind that is due
  def due_kind(now)
    return (failing[:kind] if failing[:due] <= now) if failing

    LISTS.find { |kind| due(kind) <= now }
  end

  # @return [Time] when a kind is due; in 1970 where it was never read
  def due(kind)
    failing ? failing[:due] : known.dig(kind, :due) || Time.at(0).utc
  end

  # @return [Time] when something is due
  def next_due
    LISTS.map { |kind| due(kind) }.min
  end

  # @return [Time] when an event may have a kind read
  def earliest(kind)
    failing ? failing[:due] : (known.dig(kind, :spared_until) || Time.at(0).utc) - (kind == :single_ports ? BURST : rest(kind))
  end

  # @return [Boolean] whether a kind was read since, from the first request on
  def read_since?(kind, time)
    read_at = known.dig(kind, :read_at)
    read_at.present? && time.present? && read_at >= time
  end

  # @return [Hash, nil] see #known
  def failing
    known[:failing]
  end

  # @return [Float] seconds that reading a kind takes, as far as that is known: a few readings that took longer do not count
  def cost(kind)
    median(known.dig(kind, :samples) || [0])
  end

  # @param kind [Symbol] what was read
  # @param seconds [Hash{Symbol => Float}] that its lists took, see OvirtNet::Inventory#seconds
  # @param started [Time]
  # @return [Hash] what is known from then on
  def after_reading(kind, seconds, started)
    return after_single_ports(seconds.values.sum, started) if kind == :single_ports

    is_whole = kind == :ports
    goes_on  = failing if failing && !is_whole && failing[:kind] != kind
    read     = {:networks => after(:networks, seconds[:networks], started, :is_counted => !is_whole)}
    read[:ports] = after(:ports, seconds.values.sum, started) if is_whole
    known.merge(:failing => goes_on, **read).compact
  end

  # @param kind [Symbol] what was to be read
  # @param started [Time]
  # @param now [Time]
  # @param hopeless [Boolean] whether only an administrator can help, such as with a wrong password
  # @return [Hash] what is known from then on
  def after_failing(kind, started, now, hopeless: false)
    count   = failing ? failing[:count] + 1 : 1
    kind    = :ports if kind == :single_ports || (failing && failing[:kind] == :ports)
    normal  = [rest(kind), @interval, SHORTEST_WAIT, [rest_of(kind, now - started), LONGEST_WAIT].min].max
    doubled = hopeless ? LONGEST_WAIT : [normal * (2**[count - 1, 10].min), LONGEST_WAIT].min
    since   = failing ? failing[:since] : now.round(3)
    known.merge(:failing => failing.to_h.merge(:kind => kind, :since => since, :count => count, :at => now.round(3), :due => (now + [normal, doubled].max).round(3)))
  end

  private

  def after(kind, seconds, started, is_counted: true)
    samples = [*known.dig(kind, :samples), seconds.round(3)].last(SAMPLES)
    rest    = rest_after(kind, samples)
    before  = known.dig(kind, :spared_until) || started
    # However often an administrator asks, nobody else waits for more than that.
    longest = rest(kind).clamp(rest, 2 * rest)
    spared  = is_counted ? before.clamp(started, started + longest) + rest : [before, started + rest].max
    {:read_at => started.round(3), :seconds => samples.last, :samples => samples, :spared_until => spared.round(3), :due => [spared, started + @interval].max.round(3)}
  end

  def after_single_ports(seconds, started)
    spared = [known.dig(:single_ports, :spared_until) || started, started].max + rest_of(:single_ports, seconds)
    read   = {:single_ports => {:read_at => started.round(3), :seconds => seconds.round(3), :samples => [seconds.round(3)], :spared_until => spared.round(3), :due => spared.round(3)}}
    return known.merge(read) unless known[:ports]

    spared = (known[:ports][:spared_until] + rest_of(:ports, seconds)).round(3)
    known.merge(read, :ports => known[:ports].merge(:spared_until => spared, :due => [known[:ports][:due], spared].max))
  end

  def rest(kind)
    rest_after(kind, known.dig(kind, :samples) || [0])
  end

  def rest_after(kind, samples)
    rest = rest_of(kind, median(samples))
    samples.size < TRUSTED ? [rest, LONGEST_WAIT].min : rest
  end

  # @return [Float] seconds in which what was taken is no more than the kind's part of the share
  def rest_of(kind, seconds)
    seconds * 100 / (@share * PARTS.fetch(kind))
  end

  # Of an even number the lower one: a reading that took long is told by the next one that does not.
  def median(samples)
    samples.sort[(samples.size - 1) / 2]
  end

  # @return [Hash, nil] nil where it was noted by another clock, or is not ours: then it is read again
  def usable_reading(kind, reading, latest)
    return unless reading.kind_of?(Hash)

    samples = Array(reading[:samples] || reading[:seconds])
    times   = reading.values_at(:read_at, :spared_until, :due)
    return unless times.all?(Time) && samples.any? && samples.all? { |seconds| seconds.kind_of?(Numeric) && seconds >= 0 && seconds.finite? }
    return if reading[:read_at] > latest

    longest = reading[:read_at] + [(3 * rest_after(kind, samples)) + BURST, @interval].max
    reading.merge(:samples => samples, :spared_until => [reading[:spared_until], longest].min, :due => [reading[:due], longest].min)
  end

  def usable_failing(failing, latest)
    return unless failing.kind_of?(Hash) && LISTS.include?(failing[:kind]) && failing[:count].kind_of?(Integer)

    tried_at = failing[:at] || failing[:since]
    return unless [tried_at, *failing.values_at(:since, :due)].all?(Time) && tried_at <= latest

    longest = [rest(failing[:kind]), @interval, LONGEST_WAIT].max
    failing.merge(:due => [failing[:due], (failing[:at] || failing[:due]) + longest].min)
  end
end
