class ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager < ManageIQ::Providers::Openstack::Inventory::Persister::NetworkManager
  # @return [::OvirtNet::Delta, nil] what to write instead of the collections
  attr_accessor :delta

  # @return [#call, nil] fills the collections, should the database refuse our statements; nil where that takes all rows, and some were read
  attr_accessor :fallback

  # @return [Array<String>, nil] ems_refs of the tenants that the provider lists; nil where they were not read
  attr_accessor :tenant_refs

  # @return [Boolean] whether nothing is to be deleted
  attr_accessor :keep_unlisted

  # None yet: making them takes as long as ManageIQ's share of a refresh in which nothing changed.
  def initialize_inventory_collections
  end

  # Adds the collections of these tables alone: what was not read is neither changed nor deleted.
  def add_tables(tables)
    tables.each do |table|
      case table
      when :cloud_subnet_network_ports then add_addresses
      when :cloud_tenants              then add_cloud_tenants
      when :firewall_rules             then add_firewall_rules
      else                                  add_network_table(table)
      end
    end
  end

  # @param kind [String] "Private" or "Public"
  def cloud_network_type(kind)
    "#{manager.class}::CloudNetwork::#{kind}"
  end

  def persist!
    writer = ManageIQ::Providers::OvirtNet::Inventory::Writer.new(manager)
    # ManageIQ's own saver takes what it has saved once for saved.
    writer.transaction(:repeatable => !delta.nil?) do
      delta ? writer.write(delta) : super
      manager.tenant_ownership.note(tenant_refs) if tenant_refs && !keep_unlisted
    end
  rescue ActiveRecord::StatementInvalid => err
    raise unless delta && fallback && ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.of_statement?(err)

    $ovirt_net_log.error("#{log_header} ManageIQ's own saver is used, because the changes alone cannot be written: #{err.message}")
    fall_back
  end

  private

  # What changes is told all the same.
  def fall_back
    ExtManagementSystem.transaction do
      events = ManageIQ::Providers::OvirtNet::Inventory::Events.of(manager, delta)
      self.delta = nil
      fallback.call
      persist!
      events&.queue
    end
  end

  def log_header
    "EMS: [#{manager.name}], id: [#{manager.id}]"
  end

  def add_collection_of(table)
    add_network_collection(table) do |builder|
      # What is not complete deletes nothing.
      builder.add_properties(:complete => false) if keep_unlisted
      yield(builder)
    end
  end

  # The type is a value like any other, so that rows with another provider's class become ours.
  def add_network_table(table)
    add_collection_of(table) { |builder| builder.add_default_values(:type => "#{manager.class}::#{table.to_s.classify}") }
  end

  def add_addresses
    add_collection_of(:cloud_subnet_network_ports) { |builder| builder.add_properties(:parent_inventory_collections => %i[network_ports]) }
  end

  def add_firewall_rules
    add_collection_of(:firewall_rules) { |builder| builder.add_properties(:manager_ref => %i[ems_ref]) }
  end

  # Tenants belong to the engine's manager, where ManageIQ's tenant mapping and RBAC look for them.
  def add_cloud_tenants
    add_collection_of(:cloud_tenants) do |builder|
      model = ManageIQ::Providers::Openstack::CloudManager::CloudTenant
      builder.add_properties(:model_class => model, :arel => manager.tenant_ownership.with(tenant_refs.to_a))
      builder.add_default_values(:ext_management_system => manager.tenant_ownership.owner, :type => model.name)
    end
  end
end
