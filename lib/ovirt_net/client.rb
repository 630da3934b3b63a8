module OvirtNet
  # A provider and a user on it. Logs in when it must, once more when a token is refused, and never shows a secret.
  # May be shared by threads, and used after a fork: the child logs in anew.
  class Client
    DEFAULTS = {
      :tenant                => nil,
      :region                => nil,
      :interface             => "public",
      :verify_ssl            => true,
      :certificate_authority => nil,
      :proxy                 => nil,
      :connect_timeout       => 60,
      :read_timeout          => 600,
      :retry_wait            => 1.0
    }.freeze
    REQUIRED = %i[authentication_url username password].freeze
    TEXTS    = [*REQUIRED, :tenant, :region, :interface, :certificate_authority, :proxy].freeze

    # @param options [Hash]
    # @option options [String] :authentication_url the provider's Keystone, version 2.0
    # @option options [String] :username oVirt user with its profile, such as "admin@internal"
    # @option options [String] :password
    # @option options [String, nil] :tenant name of the tenant; the provider ignores it, forks do not
    # @option options [String, nil] :region region of the service catalog; the first where nil
    # @option options [String] :interface "public", "internal" or "admin" URLs of the catalog
    # @option options [Boolean] :verify_ssl whether the provider's certificate is verified
    # @option options [String, nil] :certificate_authority PEM text, trusted besides the system's certificates
    # @option options [String, nil] :proxy URL of an HTTP proxy
    # @option options [Numeric] :connect_timeout seconds
    # @option options [Numeric] :read_timeout seconds of silence
    # @option options [Numeric] :retry_wait seconds before a GET is repeated; three times that before the second time
    # @raise [OvirtNet::InvalidOptionError] naming field, value and remedy
    def self.new(**options)
      unknown = options.keys - DEFAULTS.keys - REQUIRED
      raise InvalidOptionError, "#{unknown.join(", ")} is no option; options are #{(REQUIRED + DEFAULTS.keys).join(", ")}" if unknown.any?

      options = DEFAULTS.merge(options.compact)
      REQUIRED.each { |name| raise InvalidOptionError, "#{name} is missing; give one" if options[name].to_s.empty? }
      %i[connect_timeout read_timeout retry_wait].each { |name| check_seconds(name, options[name]) }
      TEXTS.each { |name| options[name] &&= OvirtNet.text(name, options[name]) }

      Native.load!
      build(options)
    end

    def self.check_seconds(name, value)
      return if value.kind_of?(Numeric) && value.to_f.finite? && (name == :retry_wait ? value >= 0 : value > 0) && value < 86_400

      raise InvalidOptionError, "#{name} is #{value.inspect}; give seconds, more than 0 and less than a day"
    end
    private_class_method :check_seconds

    # Native: login, verify, catalog, tenants, inventory, inspect (ext/ovirt_net/src/client.rs).
    # @!method login
    #   Logs in now. @return [Client] itself
    # @!method verify
    #   Logs in now and reads the networks, which takes more rights than a login. @return [Client] itself
    # @!method catalog
    #   @return [Array<Hash>] each +:type+, +:name+, +:region+, +:interface+, +:url+ and, for the network service, +:used+
    # @!method tenants
    #   @return [Array<Hash>] each +:id+, +:name+, +:description+, +:enabled+
    # @!method inventory
    #   Everything the provider has: one login, seven lists, the tenants.
    #   @return [Inventory] @raise [OvirtNet::Error] if anything could not be read; nothing is then returned
    # @!method read_list(list, inventory)
    #   Reads one list alone, for a check. @param list [String] one of OvirtNet::LISTS
    #   @param inventory [Inventory] gets what was read; Inventory.build gives an empty one
    #   @return [Integer, nil] how many objects it has; nil where this provider has no such list
    # @!method complete(inventory)
    #   Puts right what only all lists together tell; #inventory has done so.
    #
    # Native: changes (ext/core/src/changes.rs). Each is checked before it is sent, sent once, and compared with what is there
    # afterwards; values may be texts, as forms send them. Each returns a Change and raises InvalidChangeError (nothing was
    # changed), ChangeNotAppliedError, OutcomeUnknownError or what else came of it.
    #
    # The provider needs seconds for its list of ports, in which nobody else gets an answer, and next to nothing for one
    # port. So some take +ports+, the ids of ports that are known: of the network, or of the router and of other routers on
    # the network. They are looked at before they are relied on. Without them the list is read where it is needed.
    # @!method create_network(attributes)
    #   @param attributes [Hash] :name, :mtu (bytes), :port_security_enabled, :network_type ("flat", "vlan" or none),
    #     :physical_network, :segmentation_id (1 to 4094), :tenant_id
    # @!method update_network(id, attributes, ports: nil)
    #   @param ports [Array<String>, nil] of the network
    # @!method delete_network(id, ports: nil)
    #   @param ports [Array<String>, nil] of the network
    # @!method create_subnet(attributes, ports: nil)
    #   @param ports [Array<String>, nil] of the network, which get addresses
    #   @param attributes [Hash] :name, :network_id, :cidr, :gateway_ip, :dns_nameservers (one address), :ip_version,
    #     :ipv6_address_mode ("dhcpv6-stateful" or "dhcpv6-stateless"), :enable_dhcp (true), :tenant_id
    # @!method update_subnet(id, attributes)
    #   @param attributes [Hash] :name, :gateway_ip, :dns_nameservers; the others where they are what they were
    # @!method delete_subnet(id)
    # @!method create_router(attributes, ports: nil)
    #   @param ports [Array<String>, nil] of routers on the gateway's network
    #   @param attributes [Hash] :name, :admin_state_up, :gateway_network_id, :gateway_subnet_id, :gateway_ip_address,
    #     :enable_snat (false), :tenant_id
    # @!method update_router(id, attributes, ports: nil)
    #   @param ports [Array<String>, nil] of the router, and of routers on the gateway's network
    #   @param attributes [Hash] a :gateway_network_id of nil takes the gateway away
    # @!method delete_router(id, ports: nil)
    #   @param ports [Array<String>, nil] of the router
    # @!method add_router_interface(router_id, subnet_id)
    # @!method remove_router_interface(router_id, subnet_id, ports: nil)
    #   @param ports [Array<String>, nil] of the router, and of routers on the subnet's network
    # @!method create_security_group(attributes)
    #   @param attributes [Hash] :name, :description, :tenant_id
    # @!method update_security_group(id, attributes)
    # @!method delete_security_group(id)
    # @!method create_security_group_rule(attributes)
    #   @param attributes [Hash] :security_group_id, :direction ("ingress" or "egress"), :ethertype ("IPv4" or "IPv6"),
    #     :protocol, :port_range_min, :port_range_max, :remote_ip_prefix, :remote_group_id
    # @!method replace_security_group_rule(id, shown, attributes, removed)
    #   Adds another rule and removes this one then; where it means what is asked for already, it is left alone.
    #   @param shown [Hash, nil] the whole rule as it was shown; only what differs from it in the attributes is new, and checked
    #   @param attributes [Hash] the whole rule as it is asked for, as for #create_security_group_rule
    #   @param removed [Boolean] whether it was removed for this: then it is added; otherwise, a rule that is gone is an error
    # @!method delete_security_group_rule(id)
  end
end
