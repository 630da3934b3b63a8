# The timer's refresh messages, and which of them a worker will still deliver.
#
# ManageIQ keeps a message for the zone and the queue that were right when it was put there, whether or not anybody reads them.
class ManageIQ::Providers::OvirtNet::TimerMessages
  METHOD  = "refresh_when_due".freeze
  METHODS = [METHOD, "refresh_after_event", "refresh_ports_of_vms", "note_certificate"].freeze

  OVERDUE = 15.minutes # after that, a message that is ready is put anew
  TAKEN   = 1.minute   # after that, whoever is at work holds the lock of the network manager

  # @param managers [Array<ManageIQ::Providers::OvirtNet::NetworkManager>]
  # @param until_next [Time] the timer puts no message that is to be delivered later
  def initialize(managers, until_next)
    @managers   = managers.index_by(&:id)
    @until_next = until_next
  end

  # Removes those that nobody will deliver.
  #
  # @return [Set<Integer>] ids of the network managers that have one which is delivered, or is to be
  def covered
    found = MiqQueue.where(:class_name => ManageIQ::Providers::OvirtNet::NetworkManager.name, :method_name => METHODS, :instance_id => @managers.keys, :state => %w[ready dequeue])
                    .select(:id, :zone, :queue_name, :state, :deliver_on, :created_on, :updated_on, :instance_id, :method_name).to_a
    lost = found.select { |message| lost?(message) }
    # A worker may take one at this moment.
    MiqQueue.where(:id => lost.map(&:id), :state => "ready").delete_all if lost.any?
    (found - lost).filter_map { |message| message.instance_id if message.method_name == METHOD }.to_set
  end

  private

  def lost?(message)
    return !at_work?(message) if message.state == "dequeue"

    misplaced?(message) || (message.method_name == METHOD && !(message.deliver_on || message.created_on).between?(Time.now.utc - OVERDUE, @until_next))
  end

  def misplaced?(message)
    manager = @managers.fetch(message.instance_id)
    message.queue_name != manager.queue_name_for_ems_refresh || [nil, manager.my_zone].exclude?(message.zone)
  end

  # A worker that was killed leaves its message, and PostgreSQL gives its lock back.
  def at_work?(message)
    (Time.now.utc - message.updated_on).abs < TAKEN || @managers.fetch(message.instance_id).provider_lock.taken?
  end
end
