require "ovirt_net/cli/names"

module OvirtNet
  class CLI
    # What differs between two readings of a provider, row by row.
    class Changes
      include Enumerable

      # @param old [OvirtNet::Inventory]
      # @param new [OvirtNet::Inventory]
      def initialize(old, new)
        @old       = old
        @new       = new
        @old_names = Names.new(old)
        @new_names = Names.new(new)
      end

      # A table that only one of them has was not read by the other, and says nothing.
      #
      # @yieldparam change [Hash] +:change+ ("new", "changed" or "gone"), +:table+, +:name+, +:ems_ref+, and of a change the
      #   +:columns+ with their old and new values
      def each(&block)
        (@old.tables & @new.tables).each { |table| compare(table, rows(@old, table), rows(@new, table), &block) }
      end

      private

      def compare(table, old, new)
        new.each do |key, row|
          before = old[key]
          next if before == row

          yield(before ? {:change => "changed", **head(table, row, @new_names), :columns => columns(before, row)} : {:change => "new", **head(table, row, @new_names)})
        end
        old.each { |key, row| yield(:change => "gone", **head(table, row, @old_names)) unless new.key?(key) }
      end

      # By what makes a row the same: the provider's id, or all of a join.
      def rows(inventory, table)
        columns, rows = inventory.rows(table)
        rows.to_h { |row| columns.zip(row).to_h.then { |cells| [cells[:ems_ref] || row, cells] } }
      end

      def head(table, row, names)
        name = row[:name] || (row[:ems_ref] && !row.key?(:resource) ? row[:ems_ref] : row.except(:ems_ref).values.compact.map { |cell| names.of(cell) }.join(" "))
        {:table => table, :name => name, :ems_ref => row[:ems_ref]}
      end

      def columns(before, row)
        row.filter_map { |column, value| [column, [@old_names.of(before[column]), @new_names.of(value)]] if before[column] != value }.to_h
      end
    end
  end
end
