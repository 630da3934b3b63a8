module OvirtNet
  # Everything that a provider had at one moment, or what a change has touched of it, as rows of ManageIQ's tables. Made by
  # Client#inventory and the changes of Client alone.
  #
  # Its other methods are native, and described there: ext/ovirt_net/src/inventory.rs.
  class Inventory
    # @return [Hash{Symbol => Hash{Symbol => Symbol}}] by table and column, the table whose rows' ems_refs are in it
    def self.references
      Native.load!
      @references ||= all_references
    end
  end
end
