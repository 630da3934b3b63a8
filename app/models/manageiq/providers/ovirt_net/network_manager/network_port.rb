ManageIQ::Providers::Openstack::NetworkManager::NetworkPort.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort < ManageIQ::Providers::Openstack::NetworkManager::NetworkPort
  include SupportsFeatureMixin
  include ManageIQ::Providers::OvirtNet::NetworkManager::Changeable

  # For reports; null where it is not known
  virtual_column :vm_name,        :type => :string, :uses => :device
  virtual_column :open_to_anyone, :type => :string, :uses => ManageIQ::Providers::OvirtNet::Exposure::NEEDS
  virtual_column :open_to_others, :type => :string, :uses => ManageIQ::Providers::OvirtNet::Exposure::NEEDS

  # Others are of routers and of networks themselves, for which the provider has no security groups; see also #of_no_vnic.
  OF_VNICS = "coalesce(network_ports.device_owner, '') NOT LIKE 'network:%' AND " \
             "(coalesce(network_ports.device_owner, '') <> '' OR coalesce(network_ports.mac_address, '') <> '')".freeze

  supports(:update) { unmanaged || of_no_vnic || paused }

  refuse_while_paused :update_network_port_queue

  def self.display_name(number = 1)
    n_("Network Port (oVirt OVN)", "Network Ports (oVirt OVN)", number)
  end

  # @return [String] the name, with that of the VM or the router that it is plugged into where the reader may see that: each VM has a
  #   nic1, each router a router_port
  def title
    known = device.kind_of?(VmOrTemplate) || device.kind_of?(::NetworkRouter)
    known && ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new.visible?(device) ? "#{name} (#{device.name})" : name
  end

  # @return [String, nil] of the VM that is plugged in, where the reader may see that
  def vm_name
    names = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new
    device.name if device.kind_of?(VmOrTemplate) && (names.everything? || names.visible?(device))
  end

  # @return [String, nil] see ManageIQ::Providers::OvirtNet::Exposure
  def open_to_anyone
    ManageIQ::Providers::OvirtNet::Exposure.new([self]).to_anyone
  end

  # @return [String, nil] likewise
  def open_to_others
    ManageIQ::Providers::OvirtNet::Exposure.new([self]).to_others
  end

  # Changes security groups or port security in a task.
  #
  # @param options [Hash] as for Payload#port
  # @return [Integer] the task's id
  def update_network_port_queue(userid, options = {})
    raise MiqException::Error, unsupported_reason(:update) unless supports?(:update)

    ManageIQ::Providers::OvirtNet::UserTask.queue(userid, "updating Network Port for user #{userid}", self, "raw_update_network_port", [options], ext_management_system)
  end

  def raw_update_network_port(options = {})
    error = ManageIQ::Providers::OvirtNet::NetworkManager::PortUpdateError
    manager!(error).update_ports([self], options, _("Updating Network Port %{name}") % {:name => title}).first
  end

  # @return [Boolean, nil] whether its security groups decide what passes; nil where that is not stored yet
  def port_security_enabled
    extra_attributes.to_h[:port_security_enabled]
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

  private

  # As OF_VNICS, of a row at hand
  def of_no_vnic
    _("%{name} is not the port of a vNIC, so it has no security groups.") % {:name => name} if device_owner.to_s.start_with?("network:") || (device_owner.blank? && mac_address.blank?)
  end
end
