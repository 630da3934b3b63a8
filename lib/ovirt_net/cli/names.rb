module OvirtNet
  class CLI
    # What the references of an inventory lead to, by name.
    class Names
      # @param inventory [OvirtNet::Inventory]
      def initialize(inventory)
        @names = inventory.tables.each_with_object({}) do |table, names|
          columns, rows = inventory.rows(table)
          ref, name     = columns.index(:ems_ref), columns.index(:name)
          rows.each { |row| names[row[ref]] = row[name] unless row[name].to_s.empty? } if ref && name
        end
      end

      # @param cell [Object] a cell of a row; a list or a hash may hold references, too
      # @return [Object] the same with names in place of references
      def of(cell)
        case cell
        when Array then cell.map { |part| of(part) }
        else            @names.fetch(cell, cell)
        end
      end
    end
  end
end
