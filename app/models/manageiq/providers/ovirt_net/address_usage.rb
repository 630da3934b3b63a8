# How many addresses of a subnet are in use, by what is stored, as OVN counts them. Those of IPv6 have no end.
class ManageIQ::Providers::OvirtNet::AddressUsage
  # By subnet: all that ports of its network have, as OVN takes an address from each of its subnets' ranges alike
  HELD = "SELECT subnets.id, links.address FROM cloud_subnets AS subnets " \
         "JOIN cloud_subnets AS beside ON beside.cloud_network_id = subnets.cloud_network_id " \
         "JOIN cloud_subnets_network_ports AS links ON links.cloud_subnet_id = beside.id WHERE subnets.id IN (%s) AND links.address IS NOT NULL".freeze

  class << self
    # @param subnets [ActiveRecord::Relation, Array<CloudSubnet>]
    # @return [Hash{Integer => Hash{Symbol => Integer}}] by id of those of IPv4, +:total+, +:used+ and +:free+
    def of(subnets)
      ranges = subnets.kind_of?(Array) ? subnets.to_h { |subnet| [subnet.id, subnet.cidr] } : subnets.pluck(:id, :cidr).to_h
      held   = held(ranges.keys)
      ranges.filter_map { |id, range| [id, ::OvirtNet::AddressUsage.of(range, held.fetch(id, []))] if range }.to_h.compact
    end

    # @return [String] such as "12 of 253 used, 241 free"
    def words(usage)
      _("%{used} of %{total} used, %{free} free") % usage
    end

    # @return [Integer] percent; none of a range that OVN gives no address of
    def percent(usage)
      usage[:total].zero? ? 0 : usage[:used] * 100 / usage[:total]
    end

    private

    def held(ids)
      return {} if ids.empty?

      ::CloudSubnet.connection.select_rows(format(HELD, ids.join(","))).group_by(&:first).transform_values { |rows| rows.map(&:last) }
    end
  end
end
