module OvirtNet
  # The rows that ManageIQ has stored, as they come out of PostgreSQL: many records in one binary String, never a Ruby object a row.
  class Stored
    # @return [Stored] with no rows
    def self.new
      Native.load!
      build
    end

    # @return [Hash{Symbol => Hash{Symbol => Symbol, nil}}] by table, each after those it refers to: the columns that a
    #   refresh keeps, with the table whose row's id a column holds
    def self.columns
      Native.load!
      @columns ||= all_columns
    end

    # Native (ext/ovirt_net/src/stored.rs).
    # @!method add(table, records)
    #   @param table [String] one of the columns' tables, or "vnics": the engine's, which ports are plugged into
    #   @param records [String] any number of PostgreSQL's +record_send(ROW(id, columns…))+, one after the other; of a vNIC
    #     its id in oVirt, its guest device's id and its VM's id or null
    # @!method release
    #   Frees its rows now, as Inventory#release; there are none then
  end
end
