# What is stored of a network manager and of its engine's vNICs: one question, of one moment, whose answer goes to Rust
# without a Ruby object a row.
class ManageIQ::Providers::OvirtNet::Inventory::StoredRows
  # Values that each table comes in: no more than one of them is in memory, as bytes of PostgreSQL's client and of Ruby.
  PARTS = 32

  def initialize(manager)
    @manager = manager
    @tables  = ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager)
  end

  # PostgreSQL collects the rows while the block runs. It has begun by then: what the block finds out is never older.
  #
  # @return [Array(::OvirtNet::Stored, Object)] the rows, and what the block gave
  def read
    connection = ExtManagementSystem.connection
    ActiveSupport::Notifications.instrument("sql.active_record", :sql => sql, :name => "Stored rows", :connection => connection) do
      ask(connection.raw_connection) { yield if block_given? }
    end
  end

  # @return [Hash{Symbol => String}] names of the rows' classes by table
  def types
    @tables.to_h { |table| [table.name, table.type] }.compact
  end

  private

  def ask(postgresql)
    stored = ::OvirtNet::Stored.new
    # Binary, as texts of bytes are twice as long.
    postgresql.send_query_params(sql, [], 1)
    postgresql.set_single_row_mode
    part   = postgresql.get_result
    result = yield
    while part
      add(part, stored)
      part = postgresql.get_result
    end
    [stored, result]
  ensure
    # Read to its end even when the block fails: a query that is cancelled takes the transaction around it along.
    postgresql.discard_results
  end

  def add(part, stored)
    part.check
    return if part.ntuples.zero?

    records = part.getvalue(0, 1)
    stored.add(part.getvalue(0, 0), records)
  ensure
    # These are the big ones, and the next garbage collection may be far.
    records&.clear
    part.clear
  end

  # The ports come last: their bytes fill what PostgreSQL can send unread, and it would wait.
  def sql
    @sql ||= begin
      tables = @tables.sort_by { |table| table.name == :network_ports ? 1 : 0 }
      [parts(:vnics, @manager.vnic_records), *tables.map { |table| parts(table.name, table.records) }].join(" UNION ALL ")
    end
  end

  def parts(name, records)
    part = records.select("#{records.quoted_table_name}.id % #{PARTS} AS part")
    "SELECT '#{name}' AS name, string_agg(record_send(record), ''::bytea) FROM (#{part.to_sql}) AS #{name} GROUP BY part"
  end
end
