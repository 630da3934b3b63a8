# The events of network managers that wait for ManageIQ's event handler.
module QueuedEvents
  # @return [Array<Hash>] each as it was queued; none of them waits any more
  def take_events
    messages = MiqQueue.where(:class_name => "ManageIQ::Providers::OvirtNet::Inventory::EventQueue", :method_name => "add").order(:id).to_a
    MiqQueue.where(:id => messages.map(&:id)).delete_all
    messages.flat_map(&:data)
  end

  # @return [Array<Array>] the same as TableDifferences#between has them
  def take_told
    take_events.map { |event| event[:full_data] }.map do |told|
      [*told.values_at(:table, :ems_ref, :kind), (told[:changes].keys.map(&:to_s).sort if told[:kind] == :updated)]
    end
  end
end

RSpec.configure { |config| config.include(QueuedEvents) }
