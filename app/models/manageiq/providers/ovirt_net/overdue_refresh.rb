# Finds out why a network manager's refresh is overdue.
class ManageIQ::Providers::OvirtNet::OverdueRefresh
  PATIENCE = 10.minutes # a worker that is busy with its oVirt provider

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @return [String, nil] nil where it is not overdue
  def self.words(manager)
    new(manager).words
  end

  def initialize(manager)
    @manager = manager
    @since   = [manager.refresh_schedule.next_due, manager.created_on.utc].max
  end

  def words
    return unless @manager.enabled? && ManageIQ::Providers::OvirtNet::Setting[:refresh_interval].positive? && @since < PATIENCE.ago

    _("due since %{time}, but %{reason}") % {:time => moment(@since), :reason => reason}
  end

  private

  def reason
    message = MiqQueue.where(:class_name => @manager.class.name, :method_name => ManageIQ::Providers::OvirtNet::TimerMessages::METHOD, :instance_id => @manager.id, :state => %w[ready dequeue]).order(:id).last
    return _("it was not queued: check that a server of the zone %{zone} is started, and that a server of the region has the role Scheduler") % {:zone => @manager.my_zone} if message.nil?

    words = {:queue => message.queue_name, :zone => message.zone, :time => moment(message.updated_on)}
    if message.state == "dequeue"
      _("the worker that took it at %{time} has not finished it") % words
    else
      _("no worker has taken it from the queue %{queue} of the zone %{zone}: check that a server of that zone is started and has the role Provider Inventory") % words
    end
  end

  def moment(time)
    time.utc.strftime("%F %T UTC")
  end
end
