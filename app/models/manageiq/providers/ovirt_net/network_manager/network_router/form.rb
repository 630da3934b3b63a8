# ManageIQ's form uses the third field of the third group, which must be the network. It sends only fields whose names it knows.
class ManageIQ::Providers::OvirtNet::NetworkManager::NetworkRouter::Form < ManageIQ::Providers::OvirtNet::NetworkManager::EntityForm
  # By the client's names, for messages about them
  LABELS = {
    "gateway_network_id" => N_("Network"),
    "gateway_subnet_id"  => N_("Network"),
    "gateway_ip_address" => N_("Address of the Router"),
    "enable_snat"        => N_("Source NAT")
  }.freeze

  ON         = "on".freeze
  SOURCE_NAT = "external_gateway_info.enable_snat".freeze

  private

  def fields
    [
      tenant("cloud_tenant_id"),
      sub_form("router_information", _("Router Information"), [text("name", _("Router Name"), **required), state]),
      sub_form("external_gateway", _("External Gateway"), [enable, source_nat, network, address, enabled, *([taken_away] if gateway?)])
    ]
  end

  def state
    switch("admin_state_up", _("Administrative State"), :onText => _("Up"), :offText => _("Down"), :initialValue => true)
  end

  # Not a switch: for the value true, ManageIQ's form adds "Fixed IPs Subnet", of which it sends nothing.
  def enable
    on = {:label => _("On the network below"), :value => ON}
    return select("enable", _("Gateway"), [on], :placeholder => _("None")) unless gateway?

    select("enable", _("Gateway"), [on, {:label => _("None"), :value => ManageIQ::Providers::OvirtNet::NetworkManager::Payload::NO_GATEWAY}], :includeEmpty => false)
  end

  # That is the value which ManageIQ's form gives the field of a router that has a gateway.
  def enabled
    {:component => "plain-text", :id => "enabled", :name => "enabled", :label => "",
     :condition => {:when => "enable", :is => true, :then => {:visible => false, :set => {:enable => ON}}, :else => {:visible => false}}}
  end

  # ManageIQ's form sends no network then, as it does for a router that never had one. So the form says that it is to be taken away.
  def taken_away
    none = ManageIQ::Providers::OvirtNet::NetworkManager::Payload::NO_GATEWAY
    {:component => "plain-text", :id => "taken_away", :name => "taken_away", :label => "",
     :condition => {:when => "enable", :is => none, :then => {:visible => false, :set => {SOURCE_NAT => none}}, :else => {:visible => false}}}
  end

  def source_nat
    back = gateway? ? {:then => {:visible => true, :set => {SOURCE_NAT => false}}, :else => {:visible => false}} : {}
    switch(SOURCE_NAT, _("Source NAT (not supported by the provider)"), :isDisabled => true, :initialValue => false, :condition => with_gateway[:condition].merge(back))
  end

  def network
    select("cloud_network_id", _("Network"), choices(networks), :key => "network-#{manager.id}", :clearOnUnmount => true,
           :helperText => _("Any network whose subnet has a gateway"), **required, **with_gateway)
  end

  def networks
    subnets = manager.cloud_subnets.where.not(:gateway => [nil, ""])
    visible(manager.cloud_networks.where(:id => subnets.select(:cloud_network_id)).order(:name)).to_a | own(:cloud_network)
  end

  # Its name is that of the subnet in ManageIQ's form, which a network of ours has only one of.
  def address
    text("subnet_id", _(LABELS["gateway_ip_address"]), :helperText => address_help, :validate => [an_address], **with_gateway)
  end

  # What is none would be taken for the id of a subnet, and refused as such when the form is long gone.
  def an_address
    {:type => "pattern", :pattern => "^[0-9A-Fa-f.:]*[.:][0-9A-Fa-f.:]*$", :message => _("An address such as 10.0.0.1 or fd00::1")}
  end

  def address_help
    current = record&.gateway_ip_address
    return _("An address of the network's subnet; leave empty for a free one") if current.nil?

    _("Leave empty to keep %{address}, or for a free address of another network") % {:address => current}
  end

  # @return [Boolean] whether there is one to be taken away
  def gateway?
    !record.nil? && (!record.gateway_ip_address.nil? || own(:cloud_network).any?)
  end

  def with_gateway
    {:condition => {:when => "enable", :is => ON}}
  end
end
