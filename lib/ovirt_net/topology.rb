module OvirtNet
  # What is connected to what: networks, and the routers, VMs and ports on them. Made of an inventory (Inventory#topology) or of
  # rows that are stored.
  #
  # Its other methods are native, and described there: ext/ovirt_net/src/topology.rs.
  class Topology
    # How far around an object it is shown: 1 has what it is connected to, 2 what that is connected to as well.
    DEPTH  = 2
    DEPTHS = (1..5).freeze

    # @param tables [Hash{Symbol => Array<Array>}] rows; what is missing is none, nil is what is not known:
    #   +:networks+ (id, name, status, external, "vlan" or "flat", VLAN id, physical network, MTU),
    #   +:subnets+ (id, name, network's id, range, gateway, id of the router that it is an interface of),
    #   +:routers+ (id, name, status, id of the gateway's network), +:vms+ (id, name, status),
    #   +:ports+ (id, name, status, network's id, "vm" or "router", its id, whether it is a gateway, addresses, security groups' ids),
    #   +:security_groups+ (id, name). Ids are Integers; what refers to a row that is missing is shown without it.
    # @param pages [Hash{Symbol => String}] by table, what the address of a row's page is before the id
    # @return [Topology]
    def self.new(tables, pages = {})
      Native.load!
      build(tables, pages)
    end

    # @param focus [String, nil] key ("router:" and the id), id or name of an object: what is at most +depth+ connections from it
    # @param search [String, nil] a part of names, ranges or addresses: what has it, and what that is connected to
    # @return [Topology, nil] that part; nil where it is nothing
    def only(focus: nil, depth: DEPTH, search: nil)
      raise InvalidOptionError, "depth is #{depth.inspect}; give a number from #{DEPTHS.min} to #{DEPTHS.max}" unless DEPTHS.to_a.include?(depth)

      select(*[focus, search].map { |text| OvirtNet.text(:selection, text) if text }.insert(1, depth))
    end

    # @param keys [Array<String>] of networks, routers, VMs and ports ("network:" and the id)
    # @param depth [Integer, nil] how far around these it is shown; everything where nil
    # @return [Topology] with these marked, and what connects them, as one way
    def along(keys, depth: nil)
      mark(keys.map { |key| OvirtNet.text(:key, key) }, depth)
    end

    # @param title [String] what it is a picture of
    # @param focus [String, nil] what the address of a page that shows only what is connected to an object is before the object's key
    # @param zoom [Integer, nil] percent of the natural size; 0 for as wide as the page
    # @return [String] an SVG element, which is a whole file as well
    def svg(title, focus: nil, zoom: nil)
      draw(OvirtNet.text(:title, title), focus, zoom)
    end

    # @param title [String]
    # @return [String] picture and list as one HTML file that needs no other
    def html(title)
      file(OvirtNet.text(:title, title))
    end
  end
end
