# Turns the differences of a refresh or a change into events of the network manager. They are queued in the transaction that writes the
# rows, so either both exist or neither.
class ManageIQ::Providers::OvirtNet::Inventory::Events
  # To be called before anything of the delta is written.
  #
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param delta [::OvirtNet::Delta]
  # @return [Events, nil] nil where nothing is to be told: of a first load, too, in which all is new
  def self.of(manager, delta)
    open(manager, setting[:events, :enabled] ? delta.objects : {}) { |table| refs(manager, delta, table) }
  end

  # As Events.of, where ports alone change.
  #
  # @param refs [Array<String>] their ems_refs
  def self.of_ports(manager, refs)
    open(manager, setting[:events, :enabled] && refs.any? ? {:network_ports => [0, refs.size, 0]} : {}) { refs }
  end

  def self.open(manager, counts, &refs)
    return if counts.empty? || ExtManagementSystem.where(:id => manager.id).pick(:last_refresh_success_date).nil?

    new(manager, counts).tap { |events| events.look_before(&refs) }
  end
  private_class_method :open

  # The ems_refs of new objects as of stored ones
  def self.refs(manager, delta, table)
    decoder = PG::TextDecoder::Array.new
    refs    = ManageIQ::Providers::OvirtNet::Inventory::Table.new(manager, table).klass.where(:id => delta.touched(table)).pluck(:ems_ref)
    delta.each_insert(table) { |columns, arrays| refs.concat(decoder.decode(arrays.fetch(columns.index(:ems_ref)))) }
    refs.compact.uniq
  end
  private_class_method :refs

  def self.setting
    ManageIQ::Providers::OvirtNet::Setting
  end

  # @param counts [Hash] see OvirtNet::Delta#objects
  def initialize(manager, counts)
    @manager = manager
    @counts  = counts
  end

  # Sees what is stored of the objects that will change.
  #
  # @yieldparam table [Symbol]
  # @yieldreturn [Array<String>] their ems_refs
  def look_before(&refs)
    return unless few?

    safely do
      @snapshot = ManageIQ::Providers::OvirtNet::Inventory::EventSnapshot.new(@manager, @counts.keys.index_with(&refs))
      @before   = @snapshot.take
    end
  end

  # To be called when all is written.
  #
  # @yieldreturn [String, nil] userid of who asked for the change
  def queue
    safely do
      found    = few? ? (::OvirtNet::Events.between(@before, @snapshot.take) if @before).to_a : [summary]
      found    = found.reject { |event| @manager.filtered_event_names.include?(event[:event_type]) }
      username = yield if block_given? && found.any?
      ManageIQ::Providers::OvirtNet::Inventory::EventQueue.put(@manager.id, found.map { |event| attributes(event, username) })
    end
  end

  private

  # What is told must not keep rows from being stored; a query that fails takes no more along than what is told.
  def safely
    ExtManagementSystem.transaction(:requires_new => true) { yield }
  rescue Timeout::Error
    raise # is the queue's, of all that is being done
  rescue => err
    # All of it is to be done again.
    raise if ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.transient?(err)

    $ovirt_net_log.error("EMS: [#{@manager.name}], id: [#{@manager.id}] The changes cannot be recorded as events: #{err.class}: #{err.message}")
  end

  def few?
    @counts.values.flatten.sum <= self.class.setting[:events, :limit]
  end

  def summary
    {:event_type => ::OvirtNet::Events::SUMMARY, :message => ::OvirtNet::Events.summary(@counts), :full_data => {:objects => @counts}}
  end

  def attributes(event, username)
    attributes = {
      :event_type => event[:event_type],
      :message    => event[:message],
      :ems_ref    => event[:ems_ref],
      :username   => username,
      :full_data  => event.fetch(:full_data) { event.slice(:kind, :table, :ems_ref, :name, :changes) }
    }
    attributes.merge(vms(event))
  end

  # From one VM to another: in the timelines of both. Without names, which ManageIQ shows to all who see the network manager.
  def vms(event)
    from, to = [event[:former_vm], event[:vm]].map { |id| @snapshot&.vms&.fetch(id, nil) }
    from, to = [to, nil] unless from
    {**vm(from, ""), **vm(to, "dest_")}
  end

  def vm(row, prefix)
    row ? {:"#{prefix}vm_or_template_id" => row[:id], :"#{prefix}vm_ems_ref" => row[:ems_ref]} : {}
  end
end
