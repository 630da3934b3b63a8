module OvirtNet
  # How many addresses a subnet has, as OVN counts them.
  module AddressUsage
    # @param range [String] such as "10.0.0.0/24"
    # @param addresses [Array<String>] those that ports of its network have
    # @return [Hash{Symbol => Integer}, nil] +:total+, +:used+ and +:free+; nil for what is no range of IPv4
    def self.of(range, addresses)
      Native.load!
      count(OvirtNet.text(:range, range), addresses)
    end
  end
end
