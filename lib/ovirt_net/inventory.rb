module OvirtNet
  # Everything that a provider had at one moment, as rows of ManageIQ's tables. Made by Client#inventory alone.
  class Inventory
    # Native (ext/ovirt_net/src/inventory.rs).
    # @!method tables
    #   @return [Array<Symbol>] the tables that were read, each after those it refers to
    # @!method rows(table)
    #   @return [Array(Array<Symbol>, Array<Array>)] the columns' names, and an array of cells a row; a reference is the
    #     ems_ref of the row it leads to
    # @!method counts
    #   @return [Hash{Symbol => Integer}] rows a table
    # @!method notes
    #   @return [Array<String>] what the log should say about how it was read
    # @!method delta(stored, types)
    #   @param stored [Stored]
    #   @param types [Hash{Symbol => String}] name of the rows' class by table; of networks, what their kinds are under
    #   @return [Delta] what to write so that the stored rows are those of this inventory
    # @!method security_groups?
    #   @return [Boolean] false where this provider has none: what is stored of them is then left alone
    # @!method release
    #   Frees its memory now: Ruby takes it for a small object, which can wait for the next garbage collection. It cannot be
    #   used any more.
  end
end
