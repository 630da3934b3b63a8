module OvirtNet
  # What decides about packets, of rows that are stored; its ids are the provider's. Of an inventory it is Inventory itself.
  #
  # Its other methods are native, and described there: ext/ovirt_net/src/site.rs.
  class Site
    # @param tables [Hash{Symbol => Array<Array>}] rows; what is missing is none, nil is what is not known:
    #   +:networks+ (id, name, whether it has a physical network, MTU), +:subnets+ (id, name, network, range, gateway),
    #   +:ports+ (id, name, network, MAC address, id of what uses it, router, whether it is up, whether it has port security, addresses,
    #   security groups), +:routers+ (id, name, whether it is up, destination and next hop of each route), +:security_groups+ (id, name),
    #   +:rules+ (id, security group, whether it is about what a port sends, "IPV4" or "IPV6", protocol, first port, last port, range,
    #   remote security group)
    # @return [Site]
    def self.new(tables)
      Native.load!
      build(tables)
    end
  end
end
