ManageIQ::Providers::Openstack::NetworkManager::CloudNetwork.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork < ManageIQ::Providers::Openstack::NetworkManager::CloudNetwork
  include ManageIQ::Providers::OvirtNet::NetworkManager::Changeable
  include InOvirt

  supports :create
  supports(:update) { unmanaged || paused }
  supports(:delete) { unmanaged || paused || in_use_by_vms || on_routers }

  refuse_while_paused :update_cloud_network_queue, :delete_cloud_network_queue

  def self.display_name(number = 1)
    n_("Cloud Network (oVirt OVN)", "Cloud Networks (oVirt OVN)", number)
  end

  def self.params_for_create(manager)
    Form.new(manager).create
  end

  def self.raw_create_cloud_network(manager, options)
    given = payload(manager, options)
    manager.network_import.create_and_queue(options) do
      manager.change(MiqException::MiqNetworkCreateError, given) { |client| client.create_network(given.new_network) }
    end
  end

  def params_for_update
    Form.new(ext_management_system, self).update
  end

  def raw_update_cloud_network(options = {})
    given = payload(options)
    change_and_import(options) do
      change(MiqException::MiqNetworkUpdateError, given) do |client|
        # Of its ports, a change of the network touches its own way to the physical network alone.
        client.update_network(ems_ref, given.network, :ports => stored_ports.where(:mac_address => [nil, "unknown"], :device_ref => [nil, ""]).pluck(:ems_ref))
      end
    end
  end

  def raw_delete_cloud_network(_options = {})
    manager!(MiqException::MiqNetworkDeleteError).task_notifier.report(_("Deleting Cloud Network %{name}") % {:name => name}) do
      delete_in_ovirt do
        change(MiqException::MiqNetworkDeleteError) { |client| client.delete_network(ems_ref, :ports => stored_ports.pluck(:ems_ref)) }
      end
    end
  end

  # What ManageIQ's page has no other place for.
  def description
    super.presence || [way_out, mtu, port_security].compact.join(", ")
  end

  # ManageIQ's associations find ports, and with them VMs, by their subnets, of which our networks may have none.
  def network_ports
    without_subnet? ? stored_ports : super
  end

  def vms
    without_subnet? ? ::VmOrTemplate.where(:id => stored_ports.where(:device_type => "VmOrTemplate").select(:device_id)) : super
  end

  def total_vms
    without_subnet? ? ext_management_system.port_lookup.vms_by_network.fetch(ems_ref, 0) : super
  end

  # @return [ActiveRecord::Relation] all ports on it, with an address or without
  def ports
    ext_management_system ? stored_ports : network_ports
  end

  # One address of each pool is the network's own, as in OpenStack's count.
  def ip_address_total_count
    cloud_subnets.flat_map { |subnet| subnet.allocation_pools || [] }.sum { |pool| pool_size(pool) }
  end

  def ip_address_used_count(_reload = false)
    CloudSubnetNetworkPort.where(:cloud_subnet_id => cloud_subnets.select(:id)).distinct.count(:address)
  end

  # OpenStack's ask its API; ours are what the last refresh stored.
  alias ip_address_used_count_live ip_address_used_count

  private

  def without_subnet?
    cloud_subnets.empty? && !ext_management_system.nil?
  end

  def way_out
    words = {:id => provider_segmentation_id, :network => provider_physical_network}
    case provider_network_type
    when "vlan" then _("VLAN %{id} on %{network}") % words
    when "flat" then _("Flat on %{network}") % words
    else             _("Inside OVN only")
    end
  end

  def mtu
    _("MTU %{bytes}") % {:bytes => maximum_transmission_unit} if maximum_transmission_unit
  end

  def port_security
    return if port_security_enabled.nil?

    port_security_enabled ? _("port security") : _("no port security")
  end

  def stored_ports
    ext_management_system.port_lookup.on_network(ems_ref)
  end

  def on_routers
    routers = ::NetworkRouter.where(:id => network_routers.select(:id)).or(::NetworkRouter.where(:id => public_network_routers.select(:id)))
    _("%{name} is connected to the routers %{routers}. Remove their interfaces and gateways first.") % {:name => name, :routers => listed(routers)} if routers.any?
  end

  def pool_size(pool)
    first, last = pool.to_h.values_at("start", "end")
    first && last ? IPAddr.new(last).to_i - IPAddr.new(first).to_i : 0
  end
end
