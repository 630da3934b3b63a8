class ManageIQ::Providers::OvirtNet::Inventory::Parser::NetworkManager < ManageIQ::Providers::Openstack::Inventory::Parser::NetworkManager
  def parse
    persister.tenant_refs   = collector.tenant_refs
    persister.keep_unlisted = collector.vanished.kept?
    return add_rows unless collector.delta

    persister.delta    = collector.delta
    persister.fallback = method(:add_rows) unless collector.kind == :single_ports
  end

  private

  def add_rows
    persister.add_tables(collector.tables)
    collector.tables.each do |table|
      columns, rows = collector.rows(table)
      rows.each { |row| persister.collections[table].build(attributes(table, columns.zip(row))) }
    end
  end

  # Without what the inventory does not tell, which stays as it is stored.
  def attributes(table, cells)
    references = ::OvirtNet::Inventory.references.fetch(table)
    cells.each_with_object({}) do |(column, cell), row|
      row[column] = attribute(column, cell, references[column]) unless cell == :keep || (column == :type && cell.nil?)
    end
  end

  def attribute(column, cell, table)
    case column
    when :type   then persister.cloud_network_type(cell)
    when :device then device(*cell)
    else              table ? reference(table, cell) : cell
    end
  end

  # Into a list that was not read, only null is known to lead.
  def reference(table, cell)
    cell.kind_of?(Array) ? cell.map { |ref| reference(table, ref) } : persister.collections[table]&.lazy_find(cell)
  end

  # @param kind [Symbol, nil] :router or :vnic
  def device(kind = nil, ref = nil)
    case kind
    when :router then reference(:network_routers, ref)
    when :vnic   then collector.devices[ref]
    end
  end
end
