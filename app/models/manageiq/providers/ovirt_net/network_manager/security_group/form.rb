class ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup::Form < ManageIQ::Providers::OvirtNet::NetworkManager::EntityForm
  # By the client's names, for messages about them
  LABELS = {
    "direction"        => N_("Direction"),
    "ethertype"        => N_("Network Protocol"),
    "protocol"         => N_("Host Protocol"),
    "remote_group_id"  => N_("Remote Security Group"),
    "remote_ip_prefix" => N_("IP Range"),
    "port_range_min"   => N_("Port or ICMP Type"),
    "port_range_max"   => N_("End Port or ICMP Code")
  }.freeze

  def update
    {:fields => fields << sub_form("firewall_rules", nil, [rules])}
  end

  private

  def fields
    information = [text("name", _("Security Group Name"), **required, **own_help), text("description", _("Security Group Description"), **description_help, **own_help)]
    [
      sub_form("security_group_information", _("Security Group Information"), information),
      tenant(record ? "cloud_tenant.id" : "cloud_tenant_id")
    ]
  end

  # What is emptied in this form is not sent.
  def description_help
    record ? {:helperText => _("Leave empty to keep the current value")} : {}
  end

  def own_help
    record&.providers_own? ? {:isDisabled => true, :helperText => _("The network provider's own group: only its rules can be changed")} : {}
  end

  def rules
    {
      :component         => "field-array",
      :id                => "firewall_rules",
      :name              => "firewall_rules",
      :class_name        => "firewall",
      :label             => _("Firewall Rules"),
      :noItemsMessage    => _("None"),
      :buttonLabels      => {:add => _("Add a Firewall Rule"), :remove => _("Delete")},
      :AddButtonProps    => {:size => "small"},
      :RemoveButtonProps => {:size => "small"},
      :fields            => rule
    }
  end

  # Without ids, which would be the same in each rule: they take their names for it.
  def rule
    rule_fields.map { |field| field.except(:id) }
  end

  def rule_fields
    [
      select("direction", _(LABELS["direction"]), values("inbound", "outbound")),
      select("network_protocol", _(LABELS["ethertype"]), values("IPV4", "IPV6", *stored(:network_protocol))),
      select("host_protocol", _(LABELS["protocol"]), values("TCP", "UDP", "SCTP", "ICMP", *stored(:host_protocol))),
      select("source_security_group_id", _("Remote Security Group (name - ref)"), groups),
      text("source_ip_range", _(LABELS["remote_ip_prefix"])),
      text("port", _(LABELS["port_range_min"])),
      text("end_port", _(LABELS["port_range_max"]))
    ]
  end

  # What a rule has and the list does not would not be shown, and not be sent back.
  def stored(column)
    record.firewall_rules.distinct.order(column).pluck(column).compact_blank
  end

  def values(*names)
    names.uniq.map { |name| {:label => name, :value => name} }
  end

  # Those that the group's rules name stay what they are, even where the user may not see them.
  def groups
    shown = visible(manager.security_groups.order(:name)).to_a
    named = ::SecurityGroup.where(:id => record.firewall_rules.select(:source_security_group_id)).to_a - shown
    shown.map { |group| {:label => "#{group.name} - #{group.ems_ref}", :value => group.id.to_s} } + named.map { |group| {:label => group.ems_ref, :value => group.id.to_s} }
  end
end
