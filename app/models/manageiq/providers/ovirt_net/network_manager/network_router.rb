ManageIQ::Providers::Openstack::NetworkManager::NetworkRouter.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::NetworkRouter < ManageIQ::Providers::Openstack::NetworkManager::NetworkRouter
  include ManageIQ::Providers::OvirtNet::NetworkManager::Changeable

  supports :create
  supports(:update)           { unmanaged || paused }
  supports(:delete)           { unmanaged || paused || on_subnets }
  supports(:add_interface)    { unmanaged || paused }
  supports(:remove_interface) { unmanaged || paused || (_("%{name} has no interfaces") % {:name => name} if cloud_subnets.none?) }

  refuse_while_paused :update_network_router_queue, :delete_network_router_queue, :add_interface_queue, :remove_interface_queue

  def self.display_name(number = 1)
    n_("Network Router (oVirt OVN)", "Network Routers (oVirt OVN)", number)
  end

  def self.params_for_create(manager)
    Form.new(manager).create
  end

  def self.raw_create_network_router(manager, options)
    given = payload(manager, options)
    doing = _("Creating Network Router %{name}") % {:name => given.name}
    manager.change_and_notify(MiqException::MiqNetworkRouterCreateError, doing, given) do |client|
      attributes = given.router
      client.create_router(attributes, :ports => manager.port_lookup.of_routers_on_network(gateway_network(manager, attributes)))
    end
  end

  # @param attributes [Hash] for OvirtNet::Client#create_router and #update_router
  # @return [String, nil] the ems_ref of the network that the gateway is to be on, as far as it is known here
  def self.gateway_network(manager, attributes)
    subnet = manager.cloud_subnets.find_by(:ems_ref => attributes[:gateway_subnet_id]) if attributes[:gateway_subnet_id]
    attributes[:gateway_network_id] || subnet&.cloud_network&.ems_ref
  end

  def params_for_update
    Form.new(ext_management_system, self).update
  end

  # @return [String, nil] its own address on the network of its gateway
  def gateway_ip_address
    Array(external_gateway_info.to_h["external_fixed_ips"]).first.to_h["ip_address"]
  end

  # ManageIQ's page reads routes in Amazon's words. The provider's are in force as long as they are there.
  #
  # @return [Array<Hash>, nil] each with "destination" and "nexthop", and the same in those words; nil where there are none
  def routes
    super.presence&.map { |route| route.merge("destination_cidr_block" => route["destination"], "gateway_id" => route["nexthop"], "state" => "active") }
  end

  # @raise [::OvirtNet::InvalidChangeError] where what was typed cannot be, as far as that can be told here
  def update_network_router_queue(userid, options = {})
    ManageIQ::Providers::OvirtNet::NetworkManager::PreflightCheck.new(ext_management_system, options, self).check_router
    super
  end

  def raw_update_network_router(options = {})
    given = payload(options)
    doing = _("Updating Network Router %{name}") % {:name => name}
    change_and_notify(MiqException::MiqNetworkRouterUpdateError, doing, given) do |client|
      attributes = given.router
      others     = ext_management_system.port_lookup.of_routers_on_network(self.class.gateway_network(ext_management_system, attributes))
      gateways   = stored_ports.where(:device_owner => "network:router_gateway").pluck(:ems_ref)
      client.update_router(ems_ref, attributes, :ports => gateways | others)
    end
  end

  def raw_delete_network_router(_options = {})
    doing = _("Deleting Network Router %{name}") % {:name => name}
    change_and_notify(MiqException::MiqNetworkRouterDeleteError, doing) { |client| client.delete_router(ems_ref, :ports => stored_ports.pluck(:ems_ref)) }
  end

  def raw_add_interface(cloud_subnet_id)
    error = MiqException::MiqNetworkRouterAddInterfaceError
    change(error) { |client| client.add_router_interface(ems_ref, own_subnet(cloud_subnet_id, error).ems_ref) }
  end

  def raw_remove_interface(cloud_subnet_id)
    error = MiqException::MiqNetworkRouterRemoveInterfaceError
    change(error) do |client|
      subnet = own_subnet(cloud_subnet_id, error)
      client.remove_router_interface(ems_ref, subnet.ems_ref, :ports => ext_management_system.port_lookup.of_routers_on_network(subnet.cloud_network&.ems_ref))
    end
  end

  # What automate calls them: its service model is OpenStack's.
  alias update_network_router raw_update_network_router
  alias delete_network_router raw_delete_network_router
  alias add_interface         raw_add_interface
  alias remove_interface      raw_remove_interface

  private

  # Its own, while ManageIQ's association has all ports on its subnets
  def stored_ports
    ext_management_system.network_ports.where(:device => self)
  end

  def own_subnet(id, error)
    ext_management_system.cloud_subnets.find_by(:id => id) || raise(error, _("This network provider has no subnet %{id}") % {:id => id.inspect})
  end

  def on_subnets
    return if cloud_subnets.none?

    _("%{name} has interfaces on the subnets %{subnets}. Remove them first.") % {:name => name, :subnets => listed(cloud_subnets)}
  end
end
