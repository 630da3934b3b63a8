# ManageIQ's form reaches for the third field of the third of these, which must be the network, and sends of them only the
# names that it knows.
class ManageIQ::Providers::OvirtNet::NetworkManager::NetworkRouter::Form < ManageIQ::Providers::OvirtNet::NetworkManager::EntityForm
  private

  def fields
    [
      tenant("cloud_tenant_id"),
      sub_form("router_information", _("Router Information"), [text("name", _("Router Name"), **required), state]),
      sub_form("external_gateway", _("External Gateway"), [switch("enable", _("Enable")), source_nat, network, address])
    ]
  end

  def state
    switch("admin_state_up", _("Administrative State"), :onText => _("Up"), :offText => _("Down"), :initialValue => true)
  end

  def source_nat
    switch("external_gateway_info.enable_snat", _("Source NAT"), :helperText => _("The provider has none"), :isDisabled => true, :initialValue => false, **with_gateway)
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
    text("subnet_id", _("Address of the Router"), :helperText => _("A free one of the network's subnet; may be left out where there is only one"), **with_gateway)
  end

  def with_gateway
    {:condition => {:when => "enable", :is => true}}
  end
end
