# The topology of the stored objects of one or several network managers.
class ManageIQ::Providers::OvirtNet::Topology
  # By table, what is before the id in the address of a row's page
  PAGES = {
    :networks        => "/cloud_network/show/",
    :subnets         => "/cloud_subnet/show/",
    :routers         => "/network_router/show/",
    :vms             => "/vm_infra/show/",
    :ports           => "/network_port/show/",
    :security_groups => "/security_group/show/"
  }.freeze

  # How a part of what is stored as YAML is read where it is: loading 10,000 of them takes a second.
  NETWORK_REF = Arel.sql("substring(network_ports.extra_attributes from ':network_id: [''\"]?([^''\"\\s]+)')").freeze
  MTU         = Arel.sql("substring(cloud_networks.extra_attributes from ':maximum_transmission_unit: ([0-9]+)')::integer").freeze

  # @param managers [Array<ManageIQ::Providers::OvirtNet::NetworkManager>]
  # @yieldparam relation [ActiveRecord::Relation] rows of a kind
  # @yieldreturn [ActiveRecord::Relation] those of them that may be seen; without a block all may
  def initialize(managers, &visible)
    @managers = managers
    @visible  = visible || :itself.to_proc
  end

  # @param pages [Hash] see PAGES; empty where nothing leads anywhere
  # @return [::OvirtNet::Topology]
  def read(pages = {})
    ::OvirtNet::Topology.new({:networks => networks, :subnets => subnets, :routers => routers, :vms => vms, :ports => ports, :security_groups => security_groups}, pages)
  end

  private

  def rows(model, *columns)
    seen(of_managers(model)).pluck(:id, :name, *columns)
  end

  def of_managers(model)
    model.where(:ems_id => @managers.map(&:id))
  end

  # Access control gives an array where it has looked at each row.
  def seen(relation)
    found = @visible.call(relation)
    found.kind_of?(Array) ? relation.klass.where(:id => found.map(&:id)) : found
  end

  def networks
    rows(::CloudNetwork, :status, :external_facing, :provider_network_type, :provider_segmentation_id, :provider_physical_network, MTU)
  end

  def subnets
    rows(::CloudSubnet, :cloud_network_id, :cidr, :gateway, :network_router_id)
  end

  def routers
    rows(::NetworkRouter, :status, :cloud_network_id)
  end

  def security_groups
    rows(::SecurityGroup)
  end

  # Those that ports are plugged into, of whatever manager
  def vms
    devices = of_managers(::NetworkPort).where(:device_type => "VmOrTemplate").select(:device_id)
    seen(::VmOrTemplate.where(:id => devices)).pluck(:id, :name, :power_state)
  end

  def ports
    addresses = joined(::CloudSubnetNetworkPort.where.not(:address => nil), :network_port_id, :address)
    groups    = joined(::NetworkPortSecurityGroup, :network_port_id, :security_group_id)
    networks  = of_managers(::CloudNetwork).pluck(:ems_id, :ems_ref, :id).to_h { |ems_id, ref, id| [[ems_id, ref], id] }
    plugged_in.map do |id, name, status, ems_id, network_ref, type, device_id, owner|
      kind = {"VmOrTemplate" => "vm", "NetworkRouter" => "router"}[type]
      [id, name, status, networks[[ems_id, network_ref]], kind, (device_id if kind), owner == "network:router_gateway", addresses.fetch(id, []), groups.fetch(id, [])]
    end
  end

  # Without those that are a network's own way to its physical network
  def plugged_in
    seen(of_managers(::NetworkPort).where("nullif(network_ports.mac_address, 'unknown') IS NOT NULL OR network_ports.device_ref IS NOT NULL"))
      .pluck(:id, :name, :status, :ems_id, NETWORK_REF, :device_type, :device_id, :device_owner)
  end

  # @return [Hash{Integer => Array}] by port
  def joined(relation, port, value)
    relation.where(port => of_managers(::NetworkPort).select(:id)).pluck(port, value).each_with_object({}) { |(id, found), all| (all[id] ||= []) << found }
  end
end
