module OvirtNet
  # The rows that ManageIQ has stored, as they come out of PostgreSQL: many records in one binary String, never a Ruby object
  # per row.
  #
  # Its other methods are native, and described there: ext/ovirt_net/src/stored.rs.
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
  end
end
