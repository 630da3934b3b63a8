class ManageIQ::Providers::OvirtNet::Inventory::Collector::NetworkManager < ManageIQ::Providers::Openstack::Inventory::Collector::NetworkManager
  delegate :tables, :rows, :to => :inventory

  # @return [::OvirtNet::Delta, nil] what differs from the stored rows, unless ManageIQ's own saver is to find out
  attr_reader :delta

  # @return [Time] when the provider was asked first
  attr_reader :started

  # @return [Symbol] :ports where everything is read, :networks where all but the ports is
  def kind
    target.kind_of?(ManageIQ::Providers::OvirtNet::Inventory::WithoutPorts) ? :networks : :ports
  end

  # @return [Hash{Symbol => Float}, nil] see OvirtNet::Inventory#seconds; nil while nothing was read
  def seconds
    @inventory&.seconds
  end

  # Reads everything at once: whatever fails, fails before anything is saved.
  def collect
    @started = Time.now.utc
    found    = read
    found.notes.each { |note| $ovirt_net_log.warn("#{log_header} #{note}") }
    $ovirt_net_log.info("#{log_header} Collected #{found.counts.map { |table, count| "#{count} #{table}" }.join(", ")}")
  end

  # What ports are plugged into: the VM of the vNIC, or the vNIC itself where there is no VM.
  #
  # @return [Hash{String => InventoryRefresh::ApplicationRecordReference}] by the vNIC's id
  def devices
    @devices ||= manager.vnics(vnic_refs).to_h { |ref, vnic, vm| [ref, reference_to(vnic, vm)] }
  end

  # @return [Array<String>, nil] ems_refs of the tenants that the provider lists; nil where they were not read
  def tenant_refs
    inventory.tenant_ids&.uniq
  end

  # Frees what Rust holds. Until Ruby's next garbage collection, that of many refreshes would pile up.
  def release
    [@inventory, delta].compact.each(&:release)
  end

  private

  def read
    compare if write_only_changes?
    delta || inventory
  rescue ::OvirtNet::Error => err
    raise manager.explained(err)
  end

  def inventory
    @inventory ||= kind == :ports ? client.inventory : client.inventory(:ports => false)
  end

  def client
    @client ||= manager.connect
  end

  # What is stored first: what a user creates meanwhile must not look like what vanished.
  def compare
    client
    stored = ManageIQ::Providers::OvirtNet::Inventory::StoredRows.new(manager, (refs_without_ports if kind == :networks))
    rows,  = stored.read { inventory }
    stored.read_ports(rows, inventory.refs.fetch(:network_ports)) if kind == :networks
    @delta = inventory.delta(rows, stored.types)
    rows.release
  rescue ActiveRecord::StatementInvalid, ::OvirtNet::InternalError => err
    raise if err.kind_of?(ActiveRecord::StatementInvalid) && !ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.of_statement?(err)

    $ovirt_net_log.error("#{log_header} ManageIQ's own saver takes over, as what is stored cannot be compared: #{err.message}")
  end

  # All rows of all tables but those of the ports
  def refs_without_ports
    [*::OvirtNet::Stored.columns.keys, :vnics].index_with { |table| [] if %i[network_ports vnics].include?(table) }
  end

  # Whoever publishes what a refresh collects wants all of it, changed or not.
  def write_only_changes?
    options.write_only_changes && !Settings.ems_refresh.syndicate_inventory
  end

  def vnic_refs
    columns, ports = rows(:network_ports)
    index = columns.index(:device)
    ports.filter_map { |port| port[index]&.last if port[index]&.first == :vnic }.uniq
  end

  def reference_to(vnic, vm)
    InventoryRefresh::ApplicationRecordReference.new(vm ? "VmOrTemplate" : "GuestDevice", vm || vnic)
  end

  def log_header
    "EMS: [#{manager.name}], id: [#{manager.id}]"
  end
end
