# The stored ports of the VMs that an event of oVirt is about, and which of these VMs may have a port that is not stored.
class ManageIQ::Providers::OvirtNet::PortsOfVms
  # So many are read one by one, at most: one takes the provider 0.08 s where the list of 10,000 takes it 3 s.
  AT_ONCE = 20

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param vm_ids [Array<Integer>]
  def initialize(manager, vm_ids)
    @manager = manager
    @vm_ids  = vm_ids
  end

  # @return [Hash{String => String, nil}] by ems_ref of the stored ports, that of the network
  def networks
    @networks ||= begin
      ports = @manager.network_ports
      ports = ports.where(:device_type => "VmOrTemplate", :device_id => @vm_ids).or(ports.where(:device_ref => vnics.map(&:first)))
      ports.pluck(:ems_ref, :extra_attributes).to_h.transform_values { |attributes| attributes.to_h[:network_id] }
    end
  end

  def few?
    networks.size <= AT_ONCE
  end

  # Of the vNICs on a network of oVirt itself, none has a port.
  #
  # @return [Boolean] whether a vNIC that may have a port has none in any network manager of the oVirt provider
  def missing?
    external = vnics.filter_map { |vnic, switch| vnic if switch.nil? || switch.end_with?("::ExternalDistributedVirtualSwitch") }.uniq
    managers = @manager.class.where(:parent_ems_id => @manager.parent_ems_id).select(:id)
    external.size > ::NetworkPort.where(:ems_id => managers, :device_ref => external).distinct.count(:device_ref)
  end

  private

  # @return [Array<Array(String, String)>] each vNIC's id in oVirt, and the class of the switch that it is plugged into
  def vnics
    @vnics ||= @manager.infra_vnics.devices.left_outer_joins(:switch).where(:vms => {:id => @vm_ids}).where.not(:uid_ems => nil).pluck(:uid_ems, "switches.type")
  end
end
