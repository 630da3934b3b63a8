# What ManageIQ's scheduler calls every +refresh_interval+, as that was when the scheduler started: queues what becomes due before the
# next time.
class ManageIQ::Providers::OvirtNet::NetworkManager::RefreshTimer
  # @param managers [ActiveRecord::Relation]
  def initialize(managers)
    @managers = managers
  end

  def queue
    interval = ManageIQ::Providers::OvirtNet::Setting[:refresh_interval]
    return if interval.zero?

    until_next = Time.now.utc + interval
    due        = @managers.select { |manager| alone(manager) { manager.refresh_schedule.next_due < until_next } }
    return if due.empty?

    MiqPreloader.preload(due, [:zone, {:parent_manager => :zone}])
    covered = ManageIQ::Providers::OvirtNet::TimerMessages.new(due, until_next).covered
    due.each { |manager| alone(manager) { manager.queue_refresh_when_due } unless covered.include?(manager.id) }
  end

  private

  # What is wrong with one network manager does not keep the others from being followed.
  def alone(manager)
    yield
  rescue => err
    ManageIQ::Providers::OvirtNet::RefreshLog.hourly([manager.id, err.class]) do
      $ovirt_net_log.error("the timer cannot refresh the network manager #{manager.id}: #{err.class}: #{err.message}")
    end
    false
  end
end
