# Queues calls of the network manager's methods in the queue of the oVirt provider's refreshes.
class ManageIQ::Providers::OvirtNet::NetworkManager::RefreshQueue
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  def put(deliver_on, method)
    MiqQueue.put(message(method).merge(:deliver_on => deliver_on, :msg_timeout => EmsRefresh.queue_timeout))
  end

  def put_unless_exists(method, *args)
    MiqQueue.put_unless_exists(message(method, *args))
  end

  # Puts a message of this method and these arguments, unless one waits. One that a busy worker has left waiting covers what happens now, too:
  # its +deliver_on+ tells since when that is to be read.
  #
  # @return [Time] when it is delivered
  def put_or_cover(deliver_on, method, *args)
    now    = Time.now.utc
    queued = MiqQueue.put_or_update(message(method, *args)) do |known, item|
      waits = known && known.deliver_on <= deliver_on
      item.merge(:deliver_on => waits ? now : deliver_on, :msg_timeout => EmsRefresh.queue_timeout) unless waits && known.deliver_on >= now
    end
    queued&.deliver_on || deliver_on
  end

  # Puts a message whose one argument is a list, or adds to the list of the one that waits.
  #
  # @param limit [Integer] of the list, unless it is longer by itself
  # @return [Time, nil] when it is delivered; nil where the list would be too long
  def put_or_add(deliver_on, method, values, limit)
    now, is_full = Time.now.utc, false
    queued = MiqQueue.put_or_update(message(method).except(:args)) do |waiting, item|
      known   = waiting ? waiting.args.first : []
      is_full = (known | values).size > [limit, values.size].max
      waits   = waiting && waiting.deliver_on <= deliver_on
      next if is_full || (waits && waiting.deliver_on >= now && (values - known).empty?)

      item.merge(:args => [known | values], :deliver_on => waits ? [waiting.deliver_on, now].max : deliver_on, :msg_timeout => EmsRefresh.queue_timeout)
    end
    queued&.deliver_on || deliver_on unless is_full
  end

  private

  attr_reader :manager

  def message(method, *args)
    {
      :class_name  => manager.class.name,
      :instance_id => manager.id,
      :method_name => method,
      :args        => args,
      :queue_name  => manager.queue_name_for_ems_refresh,
      :role        => "ems_inventory",
      :zone        => manager.my_zone
    }
  end
end
