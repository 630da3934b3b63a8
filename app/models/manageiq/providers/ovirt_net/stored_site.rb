# What is stored of a network manager, as far as it decides about packets: the provider is not asked.
class ManageIQ::Providers::OvirtNet::StoredSite
  # Rows of a release that did not store it yet do not tell whether a port has port security.
  class NotReadYet < ::OvirtNet::Error; end

  # Null where the row does not tell
  PORT_SECURITY = Arel.sql("substring(network_ports.extra_attributes from ':port_security_enabled:[[:blank:]]*([a-z]*)')").freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [::OvirtNet::Site] its ids are ems_refs
  # @raise [NotReadYet]
  def read
    ::OvirtNet::Site.new(:networks => networks, :subnets => subnets, :ports => ports, :routers => routers, :security_groups => groups, :rules => rules)
  end

  private

  attr_reader :manager

  def networks
    manager.cloud_networks.order(:ems_ref).pluck(:ems_ref, :name, Arel.sql("provider_physical_network IS NOT NULL"), ManageIQ::Providers::OvirtNet::Topology::MTU)
  end

  def subnets
    manager.cloud_subnets.order(:ems_ref).left_joins(:cloud_network).pluck(:ems_ref, :name, "cloud_networks.ems_ref", :cidr, :gateway)
  end

  def routers
    manager.network_routers.order(:ems_ref).pluck(:ems_ref, :name, :admin_state_up, :extra_attributes).map do |ref, name, is_up, extra|
      [ref, name, is_up != false, routes(extra)]
    end
  end

  def routes(extra)
    given = extra.kind_of?(Hash) ? extra[:routes] : nil
    Array.wrap(given).filter_map do |route|
      route.to_h.stringify_keys.values_at("destination", "nexthop").then { |ends| ends if ends.all?(String) } if route.kind_of?(Hash)
    end
  end

  def groups
    manager.security_groups.order(:ems_ref).pluck(:ems_ref, :name)
  end

  def ports
    addresses = joined(::CloudSubnetNetworkPort.where.not(:address => nil), :address)
    groups    = joined(::NetworkPortSecurityGroup.joins(:security_group), "security_groups.ems_ref")
    routers   = manager.network_routers.pluck(:id, :ems_ref).to_h
    stored_ports.map do |id, ref, name, network, mac, device_ref, device_type, device_id, is_up, security|
      router = routers[device_id] if device_type == "NetworkRouter"
      [ref, name, network, mac, device_ref, router, is_up == true, secured?(security), addresses.fetch(id, []), groups.fetch(id, [])]
    end
  end

  def stored_ports
    manager.network_ports.order(:ems_ref)
           .pluck(:id, :ems_ref, :name, ManageIQ::Providers::OvirtNet::Topology::NETWORK_REF, :mac_address, :device_ref, :device_type, :device_id, :admin_state_up, PORT_SECURITY)
  end

  def secured?(word)
    raise NotReadYet, _("It is not known yet which ports have port security; refresh the network provider %{name}") % {:name => manager.name} if word.nil?

    word == "true"
  end

  # @return [Hash{Integer => Array}] by port
  def joined(relation, value)
    relation.where(:network_port_id => manager.network_ports.select(:id)).order(:id).pluck(:network_port_id, value).each_with_object({}) { |(id, found), all| (all[id] ||= []) << found }
  end

  def rules
    ::FirewallRule.where(:resource_type => "SecurityGroup", :resource_id => manager.security_groups.select(:id)).order(:ems_ref)
                  .joins("JOIN security_groups ON security_groups.id = firewall_rules.resource_id LEFT JOIN security_groups AS remotes ON remotes.id = firewall_rules.source_security_group_id")
                  .pluck(:ems_ref, "security_groups.ems_ref", Arel.sql("firewall_rules.direction = 'outbound'"), :network_protocol, :host_protocol, :port, :end_port, :source_ip_range, "remotes.ems_ref")
  end
end
