require "json"
require "ovirt_net/cli/command"
require "ovirt_net/cli/names"
require "ovirt_net/cli/tables"

module OvirtNet
  class CLI
    # ovirt-net inventory
    class InventoryCommand < Command
      WIDTH = 38

      # What is shown of each table: the columns of ours that say most.
      SHOWN = {
        :cloud_tenants              => %i[name description enabled],
        :cloud_networks             => %i[name type status provider_physical_network provider_network_type provider_segmentation_id],
        :network_routers            => %i[name status admin_state_up cloud_network],
        :cloud_subnets              => %i[name cidr gateway network_protocol dns_nameservers cloud_network addresses_used addresses_free],
        :security_groups            => %i[name description cloud_tenant],
        :firewall_rules             => %i[resource direction network_protocol host_protocol port end_port source_ip_range],
        :network_ports              => %i[name mac_address status device_owner device_ref security_groups],
        :cloud_subnet_network_ports => %i[address cloud_subnet network_port],
        :floating_ips               => %i[address fixed_ip_address status cloud_network network_port]
      }.freeze

      # @param given [Array<String>] names of lists or tables; all of them where there is none
      # @return [Integer] exit code
      def run(given)
        format = options[:format] || (options[:json] ? "json" : "table")
        tables = given.map { |name| Tables.named(name) }.uniq
        raise UsageError, "CSV is for one list; name it" if format == "csv" && tables.size != 1

        read = inventory
        tables = read.tables if tables.empty?
        raise Error, "this provider has no #{(tables - read.tables).join(", ")}" unless (tables - read.tables).empty?

        public_send("print_#{format}", read, tables)
        read.notes.each { |note| warn("note: #{Plain.line(note)}") }
        FINE
      end

      def print_table(inventory, tables)
        names = Names.new(inventory)
        puts(Plain.line(subject.title))
        tables.each { |table| print_rows(table, *rows_of(inventory, table), names) }
        puts("", heading("tables"))
        shell.print_table(inventory.counts.slice(*tables).map { |table, rows| [table, rows.to_s] }, :indent => 2)
      end

      def print_json(inventory, tables)
        rows = tables.to_h { |table| rows_of(inventory, table).then { |columns, cells| [table, limited(cells).map { |row| columns.zip(row).to_h }] } }
        puts(Plain.json(JSON.pretty_generate(rows)))
      end

      def print_csv(inventory, tables)
        require "csv"
        columns, rows = rows_of(inventory, tables.first)
        puts(CSV.generate_line(columns))
        limited(rows).each { |row| puts(CSV.generate_line(row.map { |cell| Plain.cell(cell) })) }
      end

      private

      # What the inventory does not tell is empty.
      def rows_of(inventory, table)
        columns, rows = inventory.rows(table)
        rows = rows.map { |row| row.map { |cell| cell unless cell == :keep } }
        table == :cloud_subnets ? with_usage(inventory, columns, rows) : [columns, rows]
      end

      # OVN's addresses of IPv6 have no end.
      def with_usage(inventory, columns, rows)
        usage = inventory.address_usage
        ref   = columns.index(:ems_ref)
        [columns + %i[addresses_total addresses_used addresses_free], rows.map { |row| [*row, *(usage[row[ref]] || {}).values_at(:total, :used, :free)] }]
      end

      def limited(rows)
        options[:rows] ? rows.first(options[:rows]) : rows
      end

      def print_rows(table, columns, rows, names)
        shown = SHOWN.fetch(table, columns) & columns
        cells = limited(rows).map { |row| row.values_at(*shown.map { |column| columns.index(column) }).map { |cell| text(names.of(cell)) } }
        puts("", heading("#{table}: #{rows.size}"))
        shell.print_table([shown.map(&:to_s), *cells], :indent => 2) if cells.any?
        puts("  and #{rows.size - cells.size} more") if cells.size < rows.size
      end

      def heading(text)
        shell.set_color(text, :bold)
      end

      def text(cell)
        text = Plain.line(Array(cell).join(", "))
        return "-" if text.empty?

        text.length > WIDTH ? "#{text[0, WIDTH - 3]}..." : text
      end
    end
  end
end
