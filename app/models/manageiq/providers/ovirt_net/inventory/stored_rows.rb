# The stored rows of a network manager and its engine's vNICs, read with one database query from one snapshot. The answer goes to Rust
# without a Ruby object per row.
class ManageIQ::Providers::OvirtNet::Inventory::StoredRows
  # Values that each table comes in: no more than one of them is in memory, as bytes of PostgreSQL's client and of Ruby.
  PARTS = 32

  # All rows are read, whatever PostgreSQL takes them for: of tables that it has not analyzed yet, for one. Compiling the query takes
  # longer than it.
  PLANS = {"enable_nestloop" => "off", "enable_sort" => "off", "jit" => "off"}.freeze

  # @param refs [Hash{Symbol => Array<String>, nil}, nil] which rows, by table (see OvirtNet::Inventory#refs); all where nil
  def initialize(manager, refs = nil)
    @manager = manager
    @refs    = refs
    @tables  = ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager)
  end

  # The block runs at the same time, in a thread of its own that touches no database. PostgreSQL has begun by then: what the
  # block finds out is never older.
  #
  # @return [Array(::OvirtNet::Stored, Object)] the rows, and what the block gave
  # @raise [ActiveRecord::ActiveRecordError] when the database refuses the query, or cannot be reached
  # @raise [::OvirtNet::InternalError] when rows cannot be compared
  def read(&block)
    connection = ExtManagementSystem.lease_connection
    ActiveSupport::Notifications.instrument("sql.active_record", :sql => sql, :name => "Stored rows", :connection => connection) do
      stored = ManageIQ::Providers::OvirtNet::Inventory::Session.in_utf8 { planned { receive { @meanwhile = start(block) if block } } }
      [stored, @meanwhile&.value]
    end
  ensure
    @meanwhile&.kill&.join
  end

  # Reads some ports besides.
  #
  # @param rows [::OvirtNet::Stored] gets them
  # @param refs [Array<String>] ems_refs of the ports
  def read_ports(rows, refs)
    return if refs.empty?

    table   = @tables.find { |each| each.name == :network_ports }
    records = table.records(:network_ports => refs)
    encoded = ExtManagementSystem.lease_connection.select_value("SELECT encode(string_agg(record_send(record), ''::bytea), 'hex') FROM (#{records.to_sql}) AS ports")
    rows.add("network_ports", [encoded].pack("H*")) if encoded
  end

  # @return [Hash{Symbol => String}] names of the rows' classes by table
  def types
    @tables.to_h { |table| [table.name, table.type] }.compact
  end

  private

  # In a transaction of its own, which a query that is cancelled takes along. It has ended when the block is waited for.
  def planned
    ExtManagementSystem.transaction(:requires_new => true) do
      @refs ? yield : ManageIQ::Providers::OvirtNet::Inventory::Session.with(PLANS) { yield }
    end
  end

  # Active Record's public raw_connection is no way to PostgreSQL's client here: Active Record never reconnects a connection
  # that was asked for it.
  #
  # @yield when the first answer is there
  def receive
    ExtManagementSystem.lease_connection.send(:with_raw_connection) do |postgresql|
      stored = ::OvirtNet::Stored.new
      # Binary, as texts of bytes are twice as long.
      postgresql.send_query_params(sql, [], 1)
      postgresql.set_single_row_mode
      part = postgresql.get_result
      yield
      while part
        add(part, stored)
        part = postgresql.get_result
      end
      is_read = true
      stored
    ensure
      stop(postgresql) unless is_read
    end
  end

  # What went wrong before is what matters.
  def stop(postgresql)
    postgresql.cancel
    postgresql.discard_results
  rescue PG::Error
    nil
  end

  # What the block raises is raised where its value is asked for.
  def start(block)
    Thread.new do
      Thread.current.report_on_exception = false
      block.call
    end
  end

  def add(part, stored)
    # Its error is read from the part, which is not to be cleared then.
    part.check
    records = part.getvalue(0, 1) if part.ntuples.positive?
    stored.add(part.getvalue(0, 0), records) if records
    # These are the big ones, and the next garbage collection may be far.
    records&.clear
    part.clear
  end

  # The tenants come first, and with them the first answer, for which the block waits.
  def sql
    @sql ||= [*@tables.map { |table| parts(table.name, table.records(@refs)) }, parts(:vnics, @manager.infra_vnics.records(@refs&.fetch(:vnics)))].join(" UNION ALL ")
  end

  def parts(name, records)
    part = records.select("#{records.quoted_table_name}.id % #{@refs ? 1 : PARTS} AS part")
    "SELECT '#{name}' AS name, string_agg(record_send(record), ''::bytea) FROM (#{part.to_sql}) AS #{name} GROUP BY part"
  end
end
