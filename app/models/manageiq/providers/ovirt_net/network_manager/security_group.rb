ManageIQ::Providers::Openstack::NetworkManager::SecurityGroup.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup < ManageIQ::Providers::Openstack::NetworkManager::SecurityGroup
  include ManageIQ::Providers::OvirtNet::NetworkManager::Changeable

  supports :create
  supports(:update) { unmanaged || paused }
  supports(:delete) { unmanaged || paused || providers_own || in_use_by_ports }

  refuse_while_paused :update_security_group_queue, :delete_security_group_queue, :create_security_group_rule_queue, :delete_security_group_rule_queue

  def self.display_name(number = 1)
    n_("Security Group (oVirt OVN)", "Security Groups (oVirt OVN)", number)
  end

  def self.params_for_create(manager)
    Form.new(manager).create
  end

  # @param rule [Hash] one of the form's rules
  # @return [Hash] for {#raw_create_security_group_rule}; of a rule that there is already, :replaces has its ems_ref and what
  #   the form showed of it, as it is stored
  def self.parse_security_group_rule(rule)
    rule     = rule.to_unsafe_h if rule.respond_to?(:to_unsafe_h)
    replaced = rule.values_at("id", "ems_ref").all?(&:present?) ? {:replaces => {:ems_ref => rule["ems_ref"], :shown => shown(rule)}} : {}
    in_the_clients_words(rule.except("direction")).merge(replaced)
  end

  # What a page shows of a rule, as it sends it back
  def self.shown(rule)
    stored = FirewallRule.find_by(:id => rule["id"], :ems_ref => rule["ems_ref"])
    in_the_clients_words(stored.attributes) if stored
  end
  private_class_method :shown

  def self.in_the_clients_words(rule)
    group = ::SecurityGroup.find_by(:id => rule["source_security_group_id"]) if rule["source_security_group_id"].present?
    rule  = rule.symbolize_keys.slice(:direction, :network_protocol, :host_protocol, :port, :end_port, :source_ip_range)
    payload(nil, rule).rule.merge({:remote_group_id => group&.ems_ref}.compact)
  end
  private_class_method :in_the_clients_words

  def self.raw_create_security_group(manager, options)
    given = payload(manager, options)
    manager.change(MiqException::MiqSecurityGroupCreateError, given) { |client| client.create_security_group(given.security_group) }
  end

  def params_for_update
    Form.new(ext_management_system, self).update
  end

  def raw_update_security_group(options = {})
    given = payload(options)
    change(MiqException::MiqSecurityGroupUpdateError, given) { |client| client.update_security_group(ems_ref, given.security_group) }
  end

  # @param options [Hash] see {#raw_delete_security_group}
  # @return [Integer] the task's id
  def delete_security_group_queue(userid, options = {})
    return super(userid) if options.blank?

    ManageIQ::Providers::OvirtNet::UserTask.queue(userid, "deleting Security Group for user #{userid}", self, "raw_delete_security_group", [options], ext_management_system)
  end

  # @param options [Hash] with +:remove_from_ports+, it is taken from the ports that have it before; their +:vnic_profile+ as for ports
  def raw_delete_security_group(options = {})
    options = options.to_h.transform_keys(&:to_sym)
    Removal.new(self).take_from_ports(options[:vnic_profile]) if options[:remove_from_ports]
    doing = _("Deleting Security Group %{name}") % {:name => name}
    change_and_notify(MiqException::MiqSecurityGroupDeleteError, doing) { |client| client.delete_security_group(ems_ref) }
  end

  # @param _group_ref [String] this group
  # @param direction [String] "inbound" or "outbound"
  # @param rule [Hash] as {parse_security_group_rule} gives it, or with a rule's columns
  def raw_create_security_group_rule(_group_ref, direction, rule = {})
    replaced = rule[:replaces]
    given    = payload(rule.except(:replaces).merge(:direction => direction))
    wanted   = given.rule.merge(:security_group_id => ems_ref)
    return replace_rule(given, wanted, **replaced) if replaced

    change(MiqException::MiqSecurityGroupCreateError, given) { |client| client.create_security_group_rule(wanted) }
  end

  # @param rule_ref [String] the rule, by its ems_ref
  def raw_delete_security_group_rule(rule_ref)
    return {:ems_ref => rule_ref, :name => nil} if RuleQueue.new(self, rule_ref).replaced?

    change(MiqException::MiqSecurityGroupDeleteError) { |client| client.delete_security_group_rule(rule_ref) }
  end

  # @return [Boolean] whether it is the provider's own, which knows it by its name
  def providers_own?
    name == "Default"
  end

  private

  # What means the same is left alone, with its id. A rule that is gone together with its row was removed to be replaced.
  def replace_rule(given, wanted, ems_ref:, shown:)
    RuleQueue.new(self, ems_ref).settle
    change(MiqException::MiqSecurityGroupCreateError, given) do |client|
      is_removed = !firewall_rules.exists?(:ems_ref => ems_ref)
      client.replace_security_group_rule(ems_ref, shown, wanted, is_removed)
    end
  end

  def providers_own
    _("%{name} is the network provider's own group.") % {:name => name} if providers_own?
  end

  def in_use_by_ports
    return unless network_ports.any?

    _("%{name} is in use by the ports %{ports}. Choose \"Remove from Ports and Delete\", or delete it through the API with remove_from_ports.") %
      {:name => name, :ports => listed(network_ports, &:title)}
  end
end
