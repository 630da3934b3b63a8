# What is stored of a network manager and of its engine's vNICs, read by one question, of one moment, and handed to Rust
# without a Ruby object a row.
class ManageIQ::Providers::OvirtNet::Inventory::StoredRows
  # Values that each table comes in: no more than this of it is twice in memory.
  PARTS = 8

  def initialize(manager)
    @manager = manager
    @tables  = ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager)
  end

  # @return [::OvirtNet::Stored]
  def read
    ::OvirtNet::Stored.new.tap { |stored| each_part { |name, records| stored.add(name, records) } }
  end

  # @return [Hash{Symbol => String}] names of the rows' classes by table
  def types
    @tables.to_h { |table| [table.name, table.type] }.compact
  end

  private

  # ActiveRecord asks for texts, and binary values would be twice as long in them.
  def each_part
    connection = ExtManagementSystem.connection
    ActiveSupport::Notifications.instrument("sql.active_record", :sql => sql, :name => "Stored rows", :connection => connection) do
      connection.raw_connection.exec_params(sql, [], 1) do |result|
        result.ntuples.times { |part| yield(result.getvalue(part, 0), records = result.getvalue(part, 1)).tap { records.clear } }
      end
    end
  end

  def sql
    @sql ||= [*@tables.map { |table| parts(table.name, table.records) }, parts(:vnics, @manager.vnic_records)].join(" UNION ALL ")
  end

  def parts(name, records)
    id = "#{records.quoted_table_name}.id"
    "SELECT '#{name}' AS name, string_agg(record_send(record), ''::bytea) FROM (#{records.select("#{id} % #{PARTS} AS part").to_sql}) AS #{name} GROUP BY part"
  end
end
