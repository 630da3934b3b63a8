module Bench
  # What no refresh can be faster than: the download, and the rows out of PostgreSQL and into it.
  module Limits
    module_function

    # @return [Hash{String => Hash}] measurements by what was done
    def measure(networks)
      networks.reset
      Managers.open(:ours, networks) do |manager|
        Managers.refresh(manager)
        {
          "download alone"    => Measurement.take { networks.client.inventory },
          "COPY out"          => Measurement.take { tables(manager).each { |sql| copy_out(sql) } },
          "COPY in, of ports" => Measurement.take { copy_in(manager) }
        }
      end
    end

    def tables(manager)
      ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager).map { |table| table.records.unscope(:select).select(:id, *OvirtNet::Stored.columns[table.name].keys).to_sql }
    end

    # @yieldparam row [String]
    def copy_out(sql)
      raw = ActiveRecord::Base.connection.raw_connection
      raw.copy_data("COPY (#{sql}) TO STDOUT") do
        while (row = raw.get_copy_data)
          yield row if block_given?
        end
      end
    end

    def copy_in(manager)
      rows = []
      copy_out("SELECT * FROM network_ports WHERE ems_id = #{manager.id}") { |row| rows << row }
      raw = ActiveRecord::Base.connection.raw_connection
      raw.exec("CREATE TEMP TABLE ports_again (LIKE network_ports INCLUDING ALL)")
      raw.copy_data("COPY ports_again FROM STDIN") { rows.each { |row| raw.put_copy_data(row) } }
    end
  end
end
