# Formats when a network manager was read and is due again, for pages, the log and the command.
class ManageIQ::Providers::OvirtNet::NetworkManager::RefreshStatus
  # A wait that is longer than that is explained where it is shown.
  LONG = 5.minutes

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager  = manager
    @schedule = manager.refresh_schedule
  end

  # @param kind [Symbol] see RefreshSchedule
  # @return [String] when it was read and how long that took, when it is due again, and why that is late
  def read(kind)
    known = schedule.known[kind]
    read  = known ? _("at %{time} in %{seconds} s") % {:time => moment(known[:read_at]), :seconds => known[:seconds].round(2)} : _("not yet")
    words = _("%{read}, due at %{time}") % {:read => read, :time => moment([schedule.due(kind), Time.now.utc].max)}
    [words, ("(#{why_late(kind)})" if late?(kind))].compact.join(" ")
  end

  # @return [String, nil] since when refreshes fail
  def failing
    _("failing since %{since}, next attempt at %{due}") % schedule.failing.slice(:since, :due).transform_values { |time| moment(time) } if schedule.failing
  end

  private

  attr_reader :manager, :schedule

  def late?(kind)
    known = schedule.known[kind]
    schedule.failing || (known && known[:due] - known[:read_at] > LONG)
  end

  def why_late(kind)
    return failing if schedule.failing

    _("reading takes %{seconds} s, and refreshes use at most %{share} %% of the provider's time: max_provider_load_percent") %
      {:seconds => schedule.cost(kind).round(2), :share => ManageIQ::Providers::OvirtNet::Setting[:max_provider_load_percent]}
  end

  def moment(time)
    time.utc.strftime("%F %T UTC")
  end
end
