# When what of a provider is read. It serves one request at a time: what we ask, all others wait for, so that reading may take
# only a share of its time, whatever its size.
#
# There are two kinds of refreshes. That of the +networks+ reads all lists but the ports', that of the +ports+ reads everything:
# by far the most of it is the ports' list. What it takes is counted as the ports' alone.
#
# Of each kind is known when it was read (+:read_at+), what that took (+:seconds+), until when the provider is spared it
# (+:spared_until+), so that the share holds, and when the timer finds it +:due+ again. Each refresh puts the former off by one rest:
# a refresh that an event asks for may come one rest early, and the next ones make up for it.
class ManageIQ::Providers::OvirtNet::Pace
  # What each kind may take of the share
  PARTS = {:networks => 0.2, :ports => 0.8}.freeze

  LONGEST_WAIT  = 15.minutes.to_i # while the provider fails
  SHORTEST_WAIT = 30              # likewise, in seconds
  LEAST_SHARE   = 0.1             # percent

  # @return [Hash] +:networks+ and +:ports+ as above; +:failing+ while refreshes fail: the +:kind+ that failed first, +:since+ when,
  #   how often (+:count+), and when it is +:due+ again
  attr_reader :known

  # @param known [Hash, nil] as of #known; what is missing is read at once
  # @param interval [Integer] seconds between two refreshes of the timer at least; 0 where no timer asks for them
  # @param share [Numeric] of the provider's time, in percent
  def initialize(known, interval:, share:)
    @known    = known.to_h
    @interval = interval
    @share    = share.to_f.clamp(LEAST_SHARE, 100)
  end

  # @return [Symbol, nil] the kind that is due
  def due_kind(now)
    return (failing[:kind] if failing[:due] <= now) if failing

    %i[ports networks].find { |kind| due(kind) <= now }
  end

  # @return [Time] when a kind is due; in 1970 where it was never read
  def due(kind)
    failing ? failing[:due] : known.dig(kind, :due) || Time.at(0).utc
  end

  # @return [Time] when something is due
  def next_due
    PARTS.keys.map { |kind| due(kind) }.min
  end

  # @return [Time] when an event may have a kind read
  def earliest(kind)
    failing ? failing[:due] : (known.dig(kind, :spared_until) || Time.at(0).utc) - rest(kind)
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

  # @param kind [Symbol] what was read
  # @param seconds [Hash{Symbol => Float}] that its lists took, see OvirtNet::Inventory#seconds
  # @param started [Time]
  # @return [Hash] what is known from then on
  def after_reading(kind, seconds, started)
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
    kind    = :ports if failing && failing[:kind] == :ports
    normal  = [rest(kind), @interval, SHORTEST_WAIT, [rest_of(kind, now - started), LONGEST_WAIT].min].max
    doubled = hopeless ? LONGEST_WAIT : [normal * (2**[count - 1, 10].min), LONGEST_WAIT].min
    known.merge(:failing => {:kind => kind, :since => failing ? failing[:since] : now.round(3), :count => count, :due => (now + [normal, doubled].max).round(3)})
  end

  private

  def after(kind, seconds, started, is_counted: true)
    rest    = rest_of(kind, seconds)
    before  = known.dig(kind, :spared_until) || started
    # However often an administrator asks, nobody else waits for more than that.
    longest = [rest, rest(kind)].max
    spared  = is_counted ? before.clamp(started, started + longest) + rest : [before, started + rest].max
    {:read_at => started.round(3), :seconds => seconds.round(3), :spared_until => spared.round(3), :due => [spared, started + @interval].max.round(3)}
  end

  def rest(kind)
    rest_of(kind, known.dig(kind, :seconds) || 0)
  end

  # @return [Float] seconds in which what was taken is no more than the kind's part of the share
  def rest_of(kind, seconds)
    seconds * 100 / (@share * PARTS.fetch(kind))
  end
end
