# ManageIQ's form reaches for the third field of the third of these, which must be the network, and sends of them only the
# names that it knows.
class ManageIQ::Providers::OvirtNet::NetworkManager::NetworkRouter::Form < ManageIQ::Providers::OvirtNet::NetworkManager::EntityForm
  ON = "on".freeze

  private

  def fields
    [
      tenant("cloud_tenant_id"),
      sub_form("router_information", _("Router Information"), [text("name", _("Router Name"), **required), state]),
      sub_form("external_gateway", _("External Gateway"), [enable, source_nat, network, address, enabled])
    ]
  end

  def state
    switch("admin_state_up", _("Administrative State"), :onText => _("Up"), :offText => _("Down"), :initialValue => true)
  end

  # Not a switch: for the value true, ManageIQ's form adds "Fixed IPs Subnet", of which it sends nothing.
  def enable
    select("enable", _("Gateway"), [{:label => _("On the network below"), :value => ON}], :placeholder => _("None"))
  end

  # That is the value which ManageIQ's form gives the field of a router that has a gateway.
  def enabled
    {:component => "plain-text", :id => "enabled", :name => "enabled", :label => "",
     :condition => {:when => "enable", :is => true, :then => {:visible => false, :set => {:enable => ON}}, :else => {:visible => false}}}
  end

  def source_nat
    switch("external_gateway_info.enable_snat", _("Source NAT (the provider has none)"), :isDisabled => true, :initialValue => false, **with_gateway)
  end

  def network
    select("cloud_network_id", _("Network"), choices(networks), :key => "network-#{manager.id}", :clearOnUnmount => true,
           :helperText => _("Any whose subnet has a gateway"), **required, **with_gateway)
  end

  def networks
    subnets = manager.cloud_subnets.where.not(:gateway => [nil, ""])
    manager.cloud_networks.where(:id => subnets.select(:cloud_network_id)).order(:name)
  end

  # Its name is that of the subnet in ManageIQ's form, which a network of ours has only one of.
  def address
    text("subnet_id", _("Address of the Router"), :helperText => address_help, :validate => [an_address], **with_gateway)
  end

  # What is none would be taken for the id of a subnet, and refused as such when the form is long gone.
  def an_address
    {:type => "pattern", :pattern => "^[0-9A-Fa-f.:]*[.:][0-9A-Fa-f.:]*$", :message => _("An address such as 10.0.0.1 or fd00::1")}
  end

  def address_help
    current = record&.gateway_ip_address
    return _("One of the network's subnet; a free one is taken where empty") if current.nil?

    _("Now %{address}, which stays where this is empty; of another network's subnet, a free one is taken") % {:address => current}
  end

  def with_gateway
    {:condition => {:when => "enable", :is => ON}}
  end
end
