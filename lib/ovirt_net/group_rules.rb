module OvirtNet
  # Rules of security groups, as ManageIQ has them stored: what they allow, and what one set of them allows that another does not.
  class GroupRules
    # What passes a port without port security, in place of a rule's id
    EVERYTHING = [-1, -2].freeze

    # @param rows [Array<Array>] of each rule its id, its group's, +direction+, +network_protocol+, +host_protocol+, +port+, +end_port+,
    #   +source_ip_range+ and +source_security_group_id+, as they are stored
    def self.new(rows)
      Native.load!
      build(rows)
    end

    # @param id [Integer] of a rule, or one of EVERYTHING
    # @return [Hash, nil] what OVN makes of it: +:direction+ ("inbound" or "outbound"), +:version+ (4, 6 or nil for both), +:protocol+ (nil
    #   for any), +:first+ and +:last+ (ports, or type and code of ICMP; nil for any), and of the other end +:range+, or +:group+ (id), or
    #   neither for any; nil where OVN ignores the rule
    def rule(id)
      described(id)
    end

    # @param ids [Array<Integer>] of rules
    # @param others [Array<Integer>] likewise
    # @return [Array<Array>] of each rule that the others together do not allow whole, its id, and the ids of those of the others that
    #   allow a part of it; what several of the rules allow, once
    def difference(ids, others)
      excess(ids, others)
    end
  end
end
