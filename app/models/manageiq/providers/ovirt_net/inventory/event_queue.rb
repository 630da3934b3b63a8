# Hands events on to ManageIQ's event handler, many in one message of its queue.
class ManageIQ::Providers::OvirtNet::Inventory::EventQueue
  AT_ONCE = 100 # events in a message, at most

  # ManageIQ itself has found them out. Automate's instances of this source refresh nothing, unlike those of OpenStack's.
  SOURCE = "EVM".freeze

  class << self
    # @param ems_id [Integer] of the network manager
    # @param events [Array<Hash>] see EmsEvent.add; what they do not say is filled in
    def put(ems_id, events)
      now    = Time.now.utc
      # ManageIQ takes two of the same type, object and time for one.
      events = events.each_with_index.map { |event, index| {:source => SOURCE, :timestamp => now + Rational(index, 1_000_000), :ems_id => ems_id, **event}.compact }
      # A topic has a message for each: another program may read it.
      return events.each { |event| EmsEvent.add_queue("add", ems_id, event) } if topic?

      # As args, ManageIQ would write all of them as YAML and into its log: eight times the CPU.
      events.each_slice(AT_ONCE) do |some|
        MiqQueue.submit_job(:service => "event", :target_id => ems_id, :class_name => name, :method_name => "add", :data => some)
      end
    end

    # What the queue delivers. That one cannot be added keeps no other from being.
    def add(ems_id, events)
      events.each do |event|
        EmsEvent.add(ems_id, event)
      rescue Timeout::Error
        raise # is the queue's, of all that is being done
      rescue => err
        $ovirt_net_log.error("network manager #{ems_id}: the event #{event[:event_type]} of #{event[:ems_ref]} cannot be stored: #{err.class}: #{err.message}")
      end
    end

    private

    # As EmsEvent.add_queue decides.
    def topic?
      MiqEventHandler.worker_settings[:dequeue_method] != "drb" && MiqQueue.messaging_client("event_handler").present?
    end
  end
end
