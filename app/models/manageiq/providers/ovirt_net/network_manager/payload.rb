# Translates requests of ManageIQ's forms, API and automate into attributes of OvirtNet::Client. Unknown attributes are removed:
# ManageIQ adds keys of its own (:task_id, :miq_task_id, :ems_id), and a form sends back the whole record.
class ManageIQ::Providers::OvirtNet::NetworkManager::Payload
  DIRECTIONS = {"inbound" => "ingress", "outbound" => "egress"}.freeze
  VERSIONS   = {"ipv4" => "IPv4", "ipv6" => "IPv6"}.freeze

  # What a form sends whatever is filled in. It decides only in whose words a refusal is told: other clients send these as well, so
  # nothing is cleared because of them.
  ROUTER_FORM  = %i[admin_state_up cloud_tenant_id ems_id name].freeze
  SUBNET_FORM  = %i[cidr cloud_network_id cloud_tenant_id ems_id name].freeze
  NETWORK_FORM = %i[admin_state_up external_facing shared].freeze

  # Our part of a subnet's form sends this. ManageIQ's form leaves out what was emptied: gateway and DNS servers are, where it does.
  SUBNET_MARK = :sent_by_form

  # What our part of a router's form sends as source NAT where the gateway is to be taken away: ManageIQ's form lets no other name
  # through.
  NO_GATEWAY = "none".freeze

  # What says where a network leaves OVN. Null takes its physical network away.
  PHYSICAL = %i[provider_network_type provider_physical_network provider_segmentation_id].freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager] whose rows the ids are of
  # @param options [Hash] with symbols or texts for keys
  # @param record the row that is changed; nil for a new one
  def initialize(manager, options, record = nil)
    @manager = manager
    @options = symbolized(options)
    @record  = record
  end

  # @return [String, nil] of what is to be made
  def name
    options[:name]
  end

  # @return [Hash] for OvirtNet::Client#create_network and #update_network
  def network
    refuse_switch(:shared, "the provider has networks for everybody only")
    refuse_switch(:external_facing, "the provider does not know of external networks, any can be a router's gateway")
    refuse_blank(PHYSICAL, "give flat or vlan with its physical network, or null to take the physical network away")
    # ManageIQ's form lets nothing else through to where MTU and port security could be.
    extra = options[:qos_policy_id].respond_to?(:to_h) ? symbolized(options[:qos_policy_id]) : {}
    renamed(
      :name                  => :name,
      :network_type          => :provider_network_type,
      :physical_network      => :provider_physical_network,
      :segmentation_id       => :provider_segmentation_id,
      :mtu                   => :maximum_transmission_unit,
      :port_security_enabled => :port_security_enabled
    ).merge(extra.slice(:mtu, :port_security_enabled)).merge(options.slice(:mtu)).merge(tenant).tap { |given| duplicates.refuse_network(given) }
  end

  # A network that is made is always up; what an update says of it, a form made up.
  def new_network
    %i[admin_state_up enabled].each do |field|
      raise invalid(field, false, "leave it on, the provider cannot switch a network off") if off?(options[field])
    end
    network
  end

  # @return [Hash] for OvirtNet::Client#create_subnet and #update_subnet
  def subnet
    @options = options.merge(symbolized(options[:extra_attributes] || {}).slice(:ip_version, :allocation_pools, :host_routes))
    given = renamed(
      :name              => :name,
      :cidr              => :cidr,
      :gateway_ip        => :gateway,
      :enable_dhcp       => :dhcp_enabled,
      :dns_nameservers   => :dns_nameservers,
      :ip_version        => :ip_version,
      :allocation_pools  => :allocation_pools,
      :host_routes       => :host_routes,
      :ipv6_address_mode => :ipv6_address_mode
    )
    given[:network_id] = ref(:cloud_networks, :cloud_network_id, :network_id) if options.key?(:cloud_network_id) || options.key?(:network_id)
    given = {:gateway_ip => nil, :dns_nameservers => []}.merge(given) if options[SUBNET_MARK]
    given.merge(options.slice(:gateway_ip, :enable_dhcp)).merge(tenant).tap { duplicates.refuse_name(:cloud_subnets, given) }
  end

  # @return [Hash] for OvirtNet::Client#create_router and #update_router
  def router
    refuse_blank(%i[cloud_network_id network_id], "give the network of the gateway, or null to take the gateway away")
    info  = symbolized(options[:external_gateway_info] || {})
    given = options.slice(:name, :admin_state_up, :gateway_ip_address, :enable_snat).merge(info.slice(:enable_snat)).merge(tenant)
    given.merge!(gateway(info))
    given.delete(:enable_snat) if (is_taken_away = given[:enable_snat] == NO_GATEWAY)
    is_taken_away ||= options.key?(:external_gateway_info) && options[:external_gateway_info].nil?
    given[:gateway_network_id] = nil if is_taken_away && !given.key?(:gateway_network_id)
    given
  end

  # @return [Hash] for OvirtNet::Client#create_security_group and #update_security_group
  def security_group
    options.slice(:name, :description).merge(tenant).tap { |given| duplicates.refuse_name(:security_groups, given) }
  end

  # @return [Hash] for OvirtNet::Client#update_port. Groups are given by their id here, by their ems_ref, by their name, or as the
  #   API has them, and only those that the user may see: others that the port has stay.
  def port
    fields = %i[security_groups add_security_groups remove_security_groups]
    given  = options.slice(:port_security_enabled)
    fields.each do |field|
      next unless options.key?(field)

      given[field] = Array.wrap(options[field]).map { |group| ManageIQ::Providers::OvirtNet::NetworkManager::GroupChoice.new(manager, field).ref(group) }
    end
    given[:security_groups] |= ManageIQ::Providers::OvirtNet::NetworkManager::GroupChoice.hidden_refs(record) if given[:security_groups] && record
    # What ManageIQ's queue and API add is no attribute.
    given.merge(options.except(*fields, :port_security_enabled, :vnic_profile, :task_id, :miq_task_id, :id, :href, :action))
  end

  # @return [Hash] for OvirtNet::Client#create_security_group_rule, without the group; of a form's rule or of what this gave
  #   for one before
  def rule
    given = renamed(
      :direction        => :direction,
      :ethertype        => :network_protocol,
      :protocol         => :host_protocol,
      :port_range_min   => :port,
      :port_range_max   => :end_port,
      :remote_ip_prefix => :source_ip_range
    ).merge(options.slice(:ethertype, :protocol, :port_range_min, :port_range_max, :remote_ip_prefix, :remote_group_id))
    given[:remote_group_id] = ref(:security_groups, :source_security_group_id) if given?(options[:source_security_group_id])
    given[:direction] = DIRECTIONS.fetch(given[:direction].to_s, given[:direction])
    given[:ethertype] = VERSIONS.fetch(given[:ethertype].to_s.downcase, given[:ethertype])
    given[:protocol]  = given[:protocol].to_s.downcase
    # One port is a range of its own; the provider would take it for all ports from there on.
    given[:port_range_max] = given[:port_range_min] if !given?(given[:port_range_max]) && !icmp?(given[:protocol])
    given.select { |_name, value| given?(value) }
  end

  # @param err [::OvirtNet::InvalidChangeError]
  # @return [String] its message with the label of the form, or with the name that the API has for the attribute
  def worded(err)
    names = ManageIQ::Providers::OvirtNet::NetworkManager::MessageFormatter
    err.message_for(form? ? names.labels : names::API)
  end

  private

  attr_reader :manager, :options, :record

  def duplicates
    @duplicates ||= ManageIQ::Providers::OvirtNet::NetworkManager::DuplicateCheck.new(manager, record)
  end

  # The API has no rules of security groups.
  def form?
    [NETWORK_FORM, ROUTER_FORM, SUBNET_FORM].any? { |fields| from_form?(fields) } || options[:cloud_tenant].respond_to?(:ems_ref) || options.key?(:direction)
  end

  def from_form?(fields)
    (fields - options.keys).empty?
  end

  def renamed(names)
    names.each_with_object({}) { |(name, given), hash| hash[name] = options[given] if options.key?(given) }
  end

  # The network by its id here or its ems_ref; the subnet likewise, or the router's address in its place: of what our form has,
  # ManageIQ's lets only these two through.
  def gateway(info)
    fields = %i[cloud_network_id network_id].select { |field| options.key?(field) }
    given  = {}
    given[:gateway_network_id] = ref(:cloud_networks, *fields) if fields.any?
    given[:gateway_network_id] = info[:network_id] if info.key?(:network_id)
    address = symbolized(Array(info[:external_fixed_ips]).first || {})
    given[:gateway_subnet_id]  = address[:subnet_id] if given?(address[:subnet_id])
    given[:gateway_ip_address] = address[:ip_address] if given?(address[:ip_address])
    subnet = Array(options[:cloud_subnet_id]).first
    if subnet.to_s.match?(/[.:]/)
      given[:gateway_ip_address] = subnet.to_s
    elsif given?(subnet)
      given[:gateway_subnet_id] = ref(:cloud_subnets, :cloud_subnet_id)
    end
    given
  end

  # The tenant by its ems_ref, its id here, or itself.
  def tenant
    given = options[:tenant_id]
    row   = options[:cloud_tenant]
    given ||= row.ems_ref if row.respond_to?(:ems_ref)
    id = row.kind_of?(Hash) ? symbolized(row)[:id] : row
    id = options[:cloud_tenant_id] if given?(options[:cloud_tenant_id])
    given ||= manager.cloud_tenants.find_by(:id => id.to_s)&.ems_ref if given?(id)
    given ? {:tenant_id => given} : {}
  end

  # The ems_ref of the row whose id the first of the fields that is filled in has; what is no id is an ems_ref.
  def ref(rows, *fields)
    field = fields.find { |name| given?(options[name]) }
    id    = Array(options[field]).first.to_s
    return if id.empty?
    return id unless id.match?(/\A\d+\z/)

    manager.public_send(rows).find_by(:id => id)&.ems_ref || raise(invalid(field, id, "give one of this network provider"))
  end

  def refuse_switch(field, reason)
    raise invalid(field, true, "switch it off, #{reason}") if options[field].to_s == "true"
  end

  # Of a row that is changed, a blank text may mean that nothing is to be changed, or that it is to be emptied.
  def refuse_blank(fields, remedy)
    given = options.slice(*fields)
    field = given.key("") if record && given.values.all? { |value| value.to_s.empty? }
    raise invalid(field, "", remedy) if field
  end

  def icmp?(protocol)
    protocol.include?("icmp") || %w[1 58].include?(protocol)
  end

  def off?(value)
    value == false || value.to_s == "false"
  end

  def given?(value)
    !value.nil? && value.to_s != ""
  end

  def invalid(field, value, remedy)
    ::OvirtNet::InvalidChangeError.of(field, "is \"#{value.to_s[0, 100]}\"; #{remedy}")
  end

  def symbolized(hash)
    hash = hash.to_unsafe_h if hash.respond_to?(:to_unsafe_h)
    hash.to_h.transform_keys(&:to_sym)
  end
end
