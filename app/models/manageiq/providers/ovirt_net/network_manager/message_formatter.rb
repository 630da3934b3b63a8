# Formats messages with the names that their reader uses: labels of forms, or attributes of the API.
class ManageIQ::Providers::OvirtNet::NetworkManager::MessageFormatter
  # Names of the API's attributes by the client's, where they differ.
  API = {
    "network_type"       => "provider_network_type",
    "physical_network"   => "provider_physical_network",
    "segmentation_id"    => "provider_segmentation_id",
    "gateway_ip"         => "gateway",
    "enable_dhcp"        => "dhcp_enabled",
    "network_id"         => "cloud_network_id",
    "gateway_network_id" => "cloud_network_id",
    "gateway_subnet_id"  => "cloud_subnet_id"
  }.freeze

  # Labels of the forms' fields, likewise.
  LABELS = {
    "name"                  => N_("Name"),
    "network_type"          => N_("Provider Network Type"),
    "physical_network"      => N_("Physical Network"),
    "segmentation_id"       => N_("VLAN ID"),
    "mtu"                   => N_("MTU"),
    "port_security_enabled" => N_("Port Security"),
    "admin_state_up"        => N_("Administrative State"),
    "enabled"               => N_("Administrative State"),
    "cidr"                  => N_("CIDR"),
    "gateway_ip"            => N_("Gateway"),
    "dns_nameservers"       => N_("DNS Servers"),
    "ipv6_address_mode"     => N_("IPv6 Address Mode"),
    "network_id"            => N_("Network"),
    "cloud_network_id"      => N_("Network"),
    "gateway_network_id"    => N_("Network"),
    "gateway_subnet_id"     => N_("Network"),
    "gateway_ip_address"    => N_("Address of the Router"),
    "enable_snat"           => N_("Source NAT"),
    "tenant_id"             => N_("Cloud Tenant"),
    "direction"             => N_("Direction"),
    "ethertype"             => N_("Network Protocol"),
    "protocol"              => N_("Host Protocol"),
    "remote_group_id"       => N_("Remote Security Group"),
    "remote_ip_prefix"      => N_("IP Range"),
    "port_range_min"        => N_("Port or ICMP Type"),
    "port_range_max"        => N_("End Port or ICMP Code")
  }.freeze

  ID = /(?<![\w\/-])\h{8}-\h{4}-\h{4}-\h{4}-\h{12}(?![\w-])/

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @param message [String]
  # @return [String] the same with names for the ids of stored objects that its reader may see; paths of requests stay as they are
  def with_names(message)
    names = manager.class::VisibleNames.new
    message.gsub(ID) { |ref| name_of(ref, names)&.inspect || ref }
  end

  private

  attr_reader :manager

  def name_of(ref, names)
    %i[cloud_networks cloud_subnets network_routers security_groups network_ports].each do |rows|
      row = manager.public_send(rows).find_by(:ems_ref => ref)
      return row.name if row && row.name.present? && names.visible?(row)
    end
    nil
  end
end
