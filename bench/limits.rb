module Bench
  # What no refresh can be faster than: the download, and the rows out of PostgreSQL and into it.
  module Limits
    module_function

    # @return [Hash{String => Hash}] measurements by what was done
    def measure(networks)
      networks.reset
      Managers.open(:ours, networks) do |manager|
        Measurement.apart { Managers.refresh(manager) }
        {
          "download alone" => Measurement.take { networks.client.inventory },
          "COPY out"       => Measurement.take { tables(manager).each { |table| copy_out(compared(table)) } },
          "COPY in"        => Measurement.take(-> { copies(manager) }) { |copies| copies.each { |name, rows| copy_in(name, rows) } }
        }
      end
    end

    def tables(manager)
      ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager)
    end

    # What a refresh keeps of a table
    def compared(table)
      table.records.unscope(:select).select(:id, *OvirtNet::Stored.columns[table.name].keys)
    end

    # @yieldparam row [String]
    def copy_out(records)
      raw = ActiveRecord::Base.lease_connection.raw_connection
      raw.copy_data("COPY (#{records.to_sql}) TO STDOUT") do
        while (row = raw.get_copy_data)
          yield row if block_given?
        end
      end
    end

    # Empty tables with all indexes, and the rows for them
    def copies(manager)
      tables(manager).to_h do |table|
        name = "#{table.klass.table_name}_again"
        ActiveRecord::Base.lease_connection.execute("CREATE TEMP TABLE #{name} (LIKE #{table.quoted_table_name} INCLUDING ALL)")
        [name, [].tap { |rows| copy_out(table.records.unscope(:select)) { |row| rows << row } }]
      end
    end

    def copy_in(name, rows)
      raw = ActiveRecord::Base.lease_connection.raw_connection
      raw.copy_data("COPY #{name} FROM STDIN") { rows.each { |row| raw.put_copy_data(row) } }
    end
  end
end
