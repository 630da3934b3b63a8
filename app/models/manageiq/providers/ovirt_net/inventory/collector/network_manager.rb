class ManageIQ::Providers::OvirtNet::Inventory::Collector::NetworkManager < ManageIQ::Providers::Openstack::Inventory::Collector::NetworkManager
  delegate :tables, :rows, :to => :inventory

  # @return [::OvirtNet::Delta, nil] what differs from the stored rows, unless ManageIQ's own saver is to find out
  attr_reader :delta

  # Reads everything at once: whatever fails, fails before anything is saved.
  def collect
    # What is stored first: what a user creates meanwhile must not look like what vanished.
    stored = write_only_changes? ? read_stored : nil
    @delta = inventory.delta(stored, types) if stored
    found  = delta || inventory
    found.notes.each { |note| $ovirt_net_log.warn("#{log_header} #{note}") }
    $ovirt_net_log.info("#{log_header} Collected #{found.counts.map { |table, count| "#{count} #{table}" }.join(", ")}")
  end

  # What ports are plugged into: the VM of the vNIC, or the vNIC itself where there is no VM.
  #
  # @return [Hash{String => InventoryRefresh::ApplicationRecordReference}] by the vNIC's id
  def devices
    @devices ||= manager.vnics(vnic_refs).to_h { |ref, vnic, vm| [ref, reference_to(vnic, vm)] }
  end

  private

  def inventory
    @inventory ||= manager.connect.inventory
  end

  # Whoever publishes what a refresh collects wants all of it, changed or not.
  def write_only_changes?
    options.write_only_changes && !Settings.ems_refresh.syndicate_inventory
  end

  def read_stored
    ::OvirtNet::Stored.new.tap do |stored|
      stored_tables.each { |table| table.read(stored) }
      stored.add_vnics(manager.vnic_records)
    end
  end

  def stored_tables
    @stored_tables ||= ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager)
  end

  def types
    stored_tables.to_h { |table| [table.name, table.type] }.compact
  end

  def vnic_refs
    columns, ports = rows(:network_ports)
    index = columns.index(:vnic)
    ports.filter_map { |port| port[index] }.uniq
  end

  def reference_to(vnic, vm)
    InventoryRefresh::ApplicationRecordReference.new(vm ? "VmOrTemplate" : "GuestDevice", vm || vnic)
  end

  def log_header
    "EMS: [#{manager.name}], id: [#{manager.id}]"
  end
end
