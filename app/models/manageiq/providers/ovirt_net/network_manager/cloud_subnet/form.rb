# Name, CIDR and DNS servers are ManageIQ's own fields of this form. A subnet always has DHCP, which hands out the whole range.
class ManageIQ::Providers::OvirtNet::NetworkManager::CloudSubnet::Form < ManageIQ::Providers::OvirtNet::NetworkManager::EntityForm
  # By the client's names, for messages about them
  LABELS = {
    "cidr"              => N_("CIDR"),
    "gateway_ip"        => N_("Gateway"),
    "dns_nameservers"   => N_("DNS Servers"),
    "ipv6_address_mode" => N_("IPv6 Address Mode"),
    "network_id"        => N_("Network"),
    "cloud_network_id"  => N_("Network")
  }.freeze

  private

  def fields
    [tenant("cloud_tenant_id"), network, gateway, *([address_mode] unless record), mark]
  end

  # ManageIQ's form sends all that it holds, and leaves out what was emptied.
  def mark
    text(ManageIQ::Providers::OvirtNet::NetworkManager::Payload::SUBNET_MARK.to_s, "", :hideField => true, :initialValue => "true")
  end

  def network
    networks = record ? [record.cloud_network].compact : free_networks
    select("cloud_network_id", _("Network"), choices(networks), :helperText => _("A network can have only one subnet"), **required, **fixed)
  end

  def free_networks
    visible(manager.cloud_networks.where.not(:id => manager.cloud_subnets.where.not(:cloud_network_id => nil).select(:cloud_network_id)).order(:name))
  end

  def gateway
    text("gateway", _(LABELS["gateway_ip"]), :helperText => gateway_help)
  end

  def gateway_help
    return _("The address of the router, such as the first of the range. Without it, no router can be connected") if record.nil?

    _("The address of the router. Neither it nor the DNS server can be removed, only replaced")
  end

  def address_mode
    modes = %w[dhcpv6-stateful dhcpv6-stateless].map { |mode| {:label => mode, :value => mode} }
    select("ipv6_address_mode", _(LABELS["ipv6_address_mode"]), modes, :helperText => _("For IPv6 only; stateless needs a /64"))
  end

  # ManageIQ's form turns the ids of the record into numbers, and so must ours be.
  def choices(records)
    record ? records.map { |row| {:label => row.name, :value => row.id} } : super
  end
end
