require "ipaddr"

module OvirtNet
  # Whether a packet gets from one port to another, and what stops it. Made by Inventory#reachability alone.
  #
  # It follows the packet as OVN does: port security, security groups, subnets, gateways, routers and their routes. It does not know
  # firewall and routes inside of VMs, hosts on physical networks, and what was changed in OVN by other means than the provider.
  class Reachability
    PROTOCOLS = %w[tcp udp icmp any].freeze
    PORTS     = 1..65_535

    # An end that is no port, or several.
    class EndError < InvalidOptionError; end

    # @param from [String] who sends the packet: id or name of a port, or an IP address
    # @param to [String] whom it is sent to, likewise
    # @param protocol [String] one of PROTOCOLS; icmp is a ping
    # @param port [Integer, nil] of tcp and udp; all of them where it is nil
    # @return [Hash] +:verdict+ ("reaches", "dropped" or "unknown"), +:steps+ (what decided, in order: +:at+, +:object+, +:rule+,
    #   +:decision+, +:code+ and +:why+) and +:remedy+ (+:code+, +:text+ and the objects and values of it; nil where there is none)
    # @raise [OvirtNet::InvalidOptionError] where a value cannot be; names it and what can
    def ask(from:, to:, protocol: "any", port: nil)
      raise InvalidOptionError, "protocol is #{protocol.inspect}; give #{PROTOCOLS.join(", ")}" unless PROTOCOLS.include?(protocol)
      raise InvalidOptionError, "port is #{port.inspect}; give a number from #{PORTS.min} to #{PORTS.max}" unless port.nil? || (port.kind_of?(Integer) && PORTS.cover?(port))
      raise InvalidOptionError, "port is #{port}, which only tcp and udp have; leave it out for #{protocol}" if port && !%w[tcp udp].include?(protocol)

      trace(place(:from, from), place(:to, to), protocol, port)
    end

    private

    def place(name, value)
      text = OvirtNet.text(name, value)
      return text if address?(text)

      found = find_ports(text)
      return found.first.first if found.one?
      raise EndError, "#{name} is #{text.inspect}, which is neither an IP address nor the id or the name of a port; give one of these" if found.empty?

      raise EndError, "#{name} is #{text.inspect}, which #{found.size} ports are called; give an id: #{found.map { |port| described(*port) }.join(", ")}"
    end

    def address?(text)
      IPAddr.new(text) && !text.include?("/")
    rescue IPAddr::Error
      false
    end

    def described(id, network, addresses)
      "#{id} (#{[*addresses, network].compact.join(", ")})"
    end
  end
end
