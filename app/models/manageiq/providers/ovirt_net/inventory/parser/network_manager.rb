class ManageIQ::Providers::OvirtNet::Inventory::Parser::NetworkManager < ManageIQ::Providers::Openstack::Inventory::Parser::NetworkManager
  # Columns that hold the ems_ref of another table's row
  REFERENCES = {
    :cloud_network         => :cloud_networks,
    :cloud_subnet          => :cloud_subnets,
    :cloud_tenant          => :cloud_tenants,
    :network_port          => :network_ports,
    :network_router        => :network_routers,
    :parent                => :cloud_tenants,
    :resource              => :security_groups,
    :router                => :network_routers,
    :source_security_group => :security_groups
  }.freeze

  def parse
    return add_rows unless collector.delta

    persister.delta    = collector.delta
    persister.fallback = method(:add_rows)
  end

  private

  def add_rows
    persister.add_tables(collector.tables)
    collector.tables.each do |table|
      columns, rows = collector.rows(table)
      rows.each { |row| persister.collections[table].build(attributes(table, columns.zip(row))) }
    end
  end

  def attributes(table, cells)
    row = cells.to_h { |column, value| [column, reference(REFERENCES[column], value)] }
    case table
    when :cloud_networks then row.merge!(:type => persister.cloud_network_type(row[:type]))
    when :network_ports  then plug(row)
    end
    row
  end

  def reference(table, value)
    table ? persister.collections[table].lazy_find(value) : value
  end

  def plug(port)
    router, vnic, groups = %i[router vnic security_groups].map { |column| port.delete(column) }
    port[:device]          = router || collector.devices[vnic]
    port[:security_groups] = groups.map { |group| reference(:security_groups, group) } if groups
  end
end
