class ManageIQ::Providers::OvirtNet::Inventory::Collector::NetworkManager < ManageIQ::Providers::Openstack::Inventory::Collector::NetworkManager
  delegate :tables, :rows, :to => :inventory

  # @return [::OvirtNet::Delta, nil] what differs from the stored rows, unless ManageIQ's own saver is to find out
  attr_reader :delta

  # @return [Time] when the provider was asked first
  attr_reader :started

  # @return [Symbol] :ports where everything is read, :networks where all but the ports is, :single_ports where some ports are
  def kind
    @kind ||=
      case target
      when ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly then :networks
      when ManageIQ::Providers::OvirtNet::Inventory::SinglePorts  then :single_ports
      else                                                             :ports
      end
  end

  # @return [Hash{Symbol => Float}, nil] see OvirtNet::Inventory#seconds; nil while nothing was read
  def seconds
    @inventory&.seconds
  end

  # Reads everything at once: whatever fails, fails before anything is saved.
  def collect
    @started = Time.now.utc
    found    = read
    ManageIQ::Providers::OvirtNet::RefreshLog.new(manager).note(found.notes)
    $ovirt_net_log.debug { "#{log_header} Collected #{found.counts.map { |table, count| "#{count} #{table}" }.join(", ")}" }
  end

  # What ports are plugged into: the VM of the vNIC, or the vNIC itself where there is no VM.
  #
  # @return [Hash{String => InventoryRefresh::ApplicationRecordReference}] by the vNIC's id
  def devices
    @devices ||= manager.infra_vnics.find(vnic_refs).to_h { |ref, vnic, vm| [ref, reference_to(vnic, vm)] }
  end

  # @return [Array<String>, nil] ems_refs of the tenants that the provider lists; nil where they were not read
  def tenant_refs
    inventory.tenant_ids&.uniq
  end

  # @return [Array<Hash>] see Inventory::UnreadLists#to_a
  def unread
    known     = manager.incomplete.unread
    not_asked = kind == :networks ? known.select { |list| list[:list] == "ports" } : []
    not_asked + ManageIQ::Providers::OvirtNet::Inventory::UnreadLists.new(manager, client, inventory.unread, known).to_a
  end

  # @return [ManageIQ::Providers::OvirtNet::Inventory::VanishedObjects] of what is stored, what the provider does not list
  def vanished
    @vanished ||= begin
      incomplete = manager.incomplete
      ManageIQ::Providers::OvirtNet::Inventory::VanishedObjects.new(
        delta ? delta.vanished : vanished_without_delta,
        :tables   => (delta || inventory).tables,
        :known    => incomplete.vanished,
        :grace    => incomplete.grace,
        :accepted => incomplete.vanished_accepted?(started),
        :now      => Time.now.utc
      )
    end
  end

  # Frees what Rust holds. Until Ruby's next garbage collection, that of many refreshes would pile up.
  def release
    [@inventory, delta].compact.each(&:release)
  end

  private

  def read
    manager.rejected_login.watch do
      compare if ManageIQ::Providers::OvirtNet::Inventory.write_only_changes?
      delta || inventory
    end
  rescue ::OvirtNet::Error => err
    raise manager.explained(err)
  end

  def inventory
    @inventory ||=
      case kind
      when :single_ports then client.ports(target.networks)
      else                    client.inventory(:ports => kind != :networks, :partial => true)
      end
  end

  def client
    @client ||= manager.connect_unwatched
  end

  # What is stored first: what a user creates meanwhile must not look like what vanished.
  def compare
    client
    @kind = :ports if kind == :single_ports && many_missing?
    return compare_part if kind == :single_ports

    stored = ManageIQ::Providers::OvirtNet::Inventory::StoredRows.new(manager, (refs_without_ports if kind == :networks))
    rows,  = stored.read { inventory }
    stored.read_ports(rows, inventory.refs.fetch(:network_ports)) if kind == :networks
    @delta = inventory.delta(rows, stored.types)
    @delta = keep_vanished(rows, stored.types) if vanished.kept?
    rows.release
  rescue ActiveRecord::StatementInvalid, ::OvirtNet::InternalError => err
    raise if kind == :single_ports || (err.kind_of?(ActiveRecord::StatementInvalid) && !ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.of_statement?(err))

    $ovirt_net_log.error("#{log_header} ManageIQ's own saver is used, because the stored rows cannot be compared: #{err.message}")
  end

  # Of what is stored, that what these ports are and refer to; nothing vanishes but of them.
  def compare_part
    stored = ManageIQ::Providers::OvirtNet::Inventory::StoredRows.new(manager, inventory.refs)
    rows,  = stored.read
    @delta = inventory.delta(rows, stored.types)
    rows.release
  end

  # Whether what vanished is gone is for the list to tell.
  def many_missing?
    missing = target.networks.size - inventory.counts[:network_ports].to_i
    return false if missing < ManageIQ::Providers::OvirtNet::Inventory::VanishedObjects::FEW

    @inventory.release
    @inventory = nil
    true
  end

  def keep_vanished(rows, types)
    delta.release
    inventory.delta(rows, types, :keep_unlisted => true)
  end

  # For ManageIQ's own saver, which compares nothing beforehand.
  #
  # @return [Hash{Symbol => Array(Integer, Integer, Integer, Integer)}] see OvirtNet::Delta#vanished
  def vanished_without_delta
    (tables & [:cloud_tenants, *ManageIQ::Providers::OvirtNet::Inventory::Table.models.map { |model| model.table_name.to_sym }]).to_h do |table|
      stored        = manager.public_send(table).pluck(:ems_ref).compact
      columns, rows = rows(table)
      listed        = rows.map { |row| row[columns.index(:ems_ref)] }
      in_use        = table == :cloud_networks ? stored & inventory.unlisted_networks : []
      [table, [(stored - listed).size, stored.size, listed.size, in_use.size]]
    end
  end

  # All rows of all tables but those of the ports
  def refs_without_ports
    [*::OvirtNet::Stored.columns.keys, :vnics].index_with { |table| [] if %i[network_ports vnics].include?(table) }
  end

  def vnic_refs
    columns, ports = rows(:network_ports)
    index = columns.index(:device)
    ports.filter_map { |port| port[index].last if port[index].kind_of?(Array) && port[index].first == :vnic }.uniq
  end

  def reference_to(vnic, vm)
    InventoryRefresh::ApplicationRecordReference.new(vm ? "VmOrTemplate" : "GuestDevice", vm || vnic)
  end

  def log_header
    "EMS: [#{manager.name}], id: [#{manager.id}]"
  end
end
