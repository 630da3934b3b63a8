require "yaml"

module OvirtNet
  # What a refresh has to write. Made by Inventory#delta alone. Rows come as PostgreSQL's texts of arrays, one a column,
  # whatever their number; a reference is the ems_ref that it leads to, a port's +device_id+ too where its +device_type+ is
  # NetworkRouter.
  class Delta
    # Native (ext/ovirt_net/src/delta.rs).
    # @!method tables
    #   @return [Array<Symbol>] the tables that the provider has, each after those it refers to
    # @!method counts
    #   @return [Hash{Symbol => Integer}] rows of the inventory a table
    # @!method changes
    #   @return [Hash{Symbol => Array(Integer, Integer, Integer)}] new, changed and unwanted rows of the tables with any
    # @!method notes
    #   @return [Array<String>] what the log should say about the inventory and its rows
    # @!method each_insert(table)
    #   @yieldparam columns [Array<Symbol>]
    #   @yieldparam arrays [Array<String>] may refer to the rows of arrays before
    # @!method each_update(table)
    #   @yieldparam columns [Array<Symbol>] +:id+, and the columns that changed
    #   @yieldparam arrays [Array<String>]
    # @!method deletes(table)
    #   @return [Array<Integer>] ids of the rows to delete
    # @!method release
    #   Frees its memory now, as Inventory#release
  end
end
