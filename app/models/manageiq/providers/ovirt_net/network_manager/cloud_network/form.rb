class ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Form < ManageIQ::Providers::OvirtNet::NetworkManager::EntityForm
  # By the client's names, for messages about them
  LABELS = {
    "name"                  => N_("Name"),
    "network_type"          => N_("Provider Network Type"),
    "physical_network"      => N_("Physical Network"),
    "segmentation_id"       => N_("VLAN ID"),
    "mtu"                   => N_("MTU"),
    "port_security_enabled" => N_("Port Security"),
    "admin_state_up"        => N_("Administrative State"),
    "enabled"               => N_("Administrative State"),
    "tenant_id"             => N_("Cloud Tenant")
  }.freeze

  private

  # ManageIQ's form offers each network manager there is, be it paused.
  def fields
    reason = manager.paused
    return [sub_form("paused", _("Paused"), [note(reason), never_filled_in])] if reason

    [
      sub_form("placement", _("Placement"), [tenant("cloud_tenant")]),
      sub_form("provider-information", _("Physical Network"), physical),
      sub_form("network-information", _("Network Information"), [text("name", _("Network Name"), **required), *state, *properties]),
      sub_form("import", _("Import into oVirt"), ManageIQ::Providers::OvirtNet::Import::Fields.of_network(record))
    ]
  end

  def physical
    types = [{:label => _("None, inside OVN only")}, {:label => _("Flat"), :value => "flat"}, {:label => _("VLAN"), :value => "vlan"}]
    [
      select("provider_network_type", _(LABELS["network_type"]), types, :includeEmpty => false, **fixed),
      sub_form("subform-flat", nil, [physical_network], :condition => {:when => "provider_network_type", :is => "flat"}),
      sub_form("subform-vlan", nil, [physical_network, vlan], :condition => {:when => "provider_network_type", :is => "vlan"})
    ]
  end

  def physical_network
    text("provider_physical_network", _("Physical Network"), :helperText => _("A name from the bridge mappings of the hosts"), :clearOnUnmount => true, **required, **fixed)
  end

  def vlan
    text("provider_segmentation_id", _(LABELS["segmentation_id"]), :type => "number", :helperText => _("1 to 4094"), :clearOnUnmount => true, **required(*between(1, 4094)), **fixed)
  end

  # Of a new network, ManageIQ makes one that is switched off unless the form says otherwise, and the provider has none such.
  def state
    record ? [] : [switch("enabled", _("Administrative State"), :onText => _("Up"), :offText => _("Down"), :isDisabled => true, :initialValue => true)]
  end

  # Under this name, as the form that this becomes a part of sends only names that OpenStack has.
  def properties
    [
      text("qos_policy_id.mtu", _(LABELS["mtu"]), :type => "number", :allowEmpty => true, :helperText => mtu_help, :validate => between(68, 65_535),
           **initial(record&.maximum_transmission_unit)),
      switch("qos_policy_id.port_security_enabled", _(LABELS["port_security_enabled"]), **initial(record&.port_security_enabled))
    ]
  end

  # An update has no word for "the default": what is emptied is not sent.
  def mtu_help
    record ? _("In bytes; leave empty to keep the current value") : _("In bytes; leave empty for the provider's default")
  end

  def note(words)
    {:component => "plain-text", :id => "paused_because", :name => "paused_because", :label => words}
  end

  # Without it, there would be a button to send the form.
  def never_filled_in
    text("resumed", "", :hideField => true, **required)
  end

  def initial(value)
    value.nil? ? {} : {:initialValue => value}
  end
end
