# Logs when refreshes begin to fail and when they succeed again, and once an hour while they fail.
class ManageIQ::Providers::OvirtNet::RefreshLog
  AGAIN = 1.hour
  KEPT  = 50 # notes of the last hour

  # Where it is kept, among what is known of the schedule, which note was told when
  NOTED = :noted

  @told = Concurrent::Map.new

  # For what concerns no network manager that could keep it: once an hour per process.
  #
  # @param about [Object] what the line is about
  # @yield writes the line
  def self.hourly(about)
    now, told = Time.now.utc, @told[about]
    return if told && now.between?(told, told + AGAIN)

    @told[about] = now
    yield
  end

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @param reason [String]
  # @param known [Hash] what is known of the schedule after the failure
  # @return [Hash] the same, with what was told when
  def failed(reason, known)
    failing = known.fetch(:failing)
    return known if failing[:told_at] && failing[:at].between?(failing[:told_at], failing[:told_at] + AGAIN)

    log(:error, failing[:count] == 1 ? "the refresh failed: #{reason}" : "refreshes have failed since #{moment(failing[:since])} (#{failing[:count]} times): #{reason}")
    known.merge(:failing => failing.merge(:told_at => failing[:at]))
  end

  # @param failing [Hash, nil] what was known while refreshes failed
  def recovered(failing)
    log(:info, "refreshes succeed again; since #{moment(failing[:since])}, #{failing[:count]} failed") if failing
  end

  # Each is told once an hour.
  #
  # @param notes [Array<String>]
  def note(notes)
    return if notes.empty?

    known = @manager.refresh_schedule.known
    now   = Time.now.utc.round(3)
    noted = known[NOTED].to_h.select { |_digest, told| told.kind_of?(Time) && now.between?(told, told + AGAIN) }
    fresh = notes.uniq.index_by { |note| Digest::SHA256.hexdigest(note).first(16) }.except(*noted.keys)
    return if fresh.empty?

    fresh.each_value { |note| log(:warn, note) }
    @manager.refresh_schedule = known.merge(NOTED => noted.merge(fresh.transform_values { now }).to_a.last(KEPT).to_h)
  end

  def log(level, text)
    $ovirt_net_log.public_send(level, "EMS: [#{@manager.name}], id: [#{@manager.id}] #{text}")
  end

  private

  def moment(time)
    time.utc.strftime("%F %T UTC")
  end
end
