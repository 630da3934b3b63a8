ManageIQ::Providers::Openstack::NetworkManager::NetworkPort.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort < ManageIQ::Providers::Openstack::NetworkManager::NetworkPort
  def self.display_name(number = 1)
    n_("Network Port (oVirt OVN)", "Network Ports (oVirt OVN)", number)
  end

  # @return [String] the name, with that of the VM or the router that it is plugged into where the reader may see that: each VM has a
  #   nic1, each router a router_port
  def title
    known = device.kind_of?(VmOrTemplate) || device.kind_of?(::NetworkRouter)
    known && ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible?(device) ? "#{name} (#{device.name})" : name
  end

  # @return [::CloudNetwork, nil]
  def cloud_network
    ref = extra_attributes.to_h[:network_id]
    @cloud_network ||= ext_management_system.cloud_networks.find_by(:ems_ref => ref) if ext_management_system && ref
  end

  # What the list shows of a port's place; on a network without a subnet, the network.
  def cloud_subnets_names
    super.presence || [cloud_network&.name].compact
  end

  # @return [GuestDevice, nil] the vNIC that is plugged into this port
  def guest_device
    return device if device.kind_of?(GuestDevice)

    ext_management_system.guest_devices.find_by(:uid_ems => device_ref) if ext_management_system && device_ref.present?
  end

  # @return [VmOrTemplate, nil] the VM of the vNIC
  def vm
    device.kind_of?(VmOrTemplate) ? device : guest_device&.vm_or_template
  end
end
