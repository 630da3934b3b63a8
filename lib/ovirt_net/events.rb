module OvirtNet
  # What differs between two moments, by OpenStack's names and in sentences: native, see ext/sync/src/events.rs.
  module Events
    # Objects in the order of the tables, each once. What only one moment knows of is not told.
    #
    # @param old [OvirtNet::Inventory, Hash] of what is stored, by table an Array of its objects: values by column, those of
    #   extra_attributes among them, references as ems_refs; a port's +addresses+, +security_groups+ and +device+ (+router+,
    #   +vnic+, or +vm+ and +vm_id+). Under +:names+, the names of others by table and ems_ref.
    # @param new [OvirtNet::Inventory, Hash]
    # @return [Array<Hash>] each with +:event_type+ ("network.update.end"), +:kind+ (:created, :updated, :deleted), +:table+,
    #   +:ems_ref+, +:name+, +:message+, +:changes+ ([old, new] by column), +:vm+ and +:former_vm+ (ids, of ports)
    def self.between(old, new)
      Native.load!
      all_between(old, new)
    end

    # @param counts [Hash{Symbol => Array(Integer, Integer, Integer)}] by table, how many were created, updated and deleted
    # @return [String] such as "431 changes: 400 ports (390 created, 10 updated), 31 networks (31 deleted)"
    def self.summary(counts)
      Native.load!
      sentence(counts)
    end
  end
end
