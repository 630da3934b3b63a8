class ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager < ManageIQ::Providers::Openstack::Inventory::Persister::NetworkManager
  # @return [::OvirtNet::Delta, nil] what to write instead of the collections
  attr_accessor :delta

  def initialize_inventory_collections
    %i[cloud_networks cloud_subnets floating_ips network_ports network_routers security_groups].each { |table| add_network_table(table) }
    add_network_collection(:cloud_subnet_network_ports) { |builder| builder.add_properties(:parent_inventory_collections => %i[network_ports]) }
    add_network_collection(:firewall_rules) { |builder| builder.add_properties(:manager_ref => %i[ems_ref]) }
    add_cloud_tenants
  end

  # Saves only these of the collections: what was not read is neither changed nor deleted.
  def keep(tables)
    collections.select! { |table, _collection| tables.include?(table) }
  end

  # @param kind [String] "Private" or "Public"
  def cloud_network_type(kind)
    "#{manager.class}::CloudNetwork::#{kind}"
  end

  # All or nothing, and nothing for a manager that was paused or removed since the refresh began.
  def persist!
    ExtManagementSystem.transaction(:requires_new => true) do
      raise MiqException::Error, _("The network manager was paused or removed during the refresh, nothing was saved") unless manager_alive?

      delta ? write_delta : super
    end
  end

  private

  def write_delta
    return if delta.changes.empty?

    # The planner knows nothing of rows that this transaction wrote, and takes 10,000 times 10,000 for few.
    ExtManagementSystem.connection.execute("SET LOCAL enable_nestloop = off")
    tables = ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager).select { |table| delta.changes.key?(table.name) }
    tables.each do |table|
      delta.each_insert(table.name) { |columns, arrays| table.insert(columns, arrays) }
      delta.each_update(table.name) { |columns, arrays| table.update(columns, arrays) }
    end
    tables.reverse_each { |table| table.delete(delta.deletes(table.name)) }
  end

  # The type is a value like any other, so that rows with another provider's class become ours.
  def add_network_table(table)
    add_network_collection(table) { |builder| builder.add_default_values(:type => "#{manager.class}::#{table.to_s.classify}") }
  end

  # Tenants belong to the engine's manager, where ManageIQ's tenant mapping and RBAC look for them.
  def add_cloud_tenants
    add_network_collection(:cloud_tenants) do |builder|
      builder.add_properties(:model_class => ManageIQ::Providers::Openstack::CloudManager::CloudTenant)
      builder.add_default_values(:ext_management_system => manager.parent_manager)
    end
  end

  # The lock makes pausing, destroying and other refreshes wait until the rows are saved.
  def manager_alive?
    ids = [manager.id, manager.parent_ems_id]
    ExtManagementSystem.lock.find_by(:id => manager.id)
    ExtManagementSystem.where(:id => ids, :enabled => true).count == ids.size
  end
end
