# ManageIQ's page to edit a security group, as ui-classic's form and controller do it: what it shows, what it sends, and what
# that queues.
class SecurityGroupForm
  # What the controller compares of a rule to find out whether it was changed, each as a text with what is stored.
  COMPARED = %w[direction end_port host_protocol network_protocol port source_ip_range source_security_group_id].freeze

  # @return [Array<Hash>] the rules as they are filled in, to be edited
  attr_reader :rules

  # @param group [SecurityGroup]
  def initialize(group)
    @group    = group
    @rules    = shown
    @original = shown
  end

  # Saves the form.
  #
  # @return [Array<Integer>] the tasks that it has queued, in their order
  def save(**information)
    sent  = sent(information.stringify_keys)
    tasks = sent.key?("description") || sent.key?("name") ? [@group.update_security_group_queue("admin", sent.slice("name", "description").symbolize_keys)] : []
    sent.fetch("firewall_rules", {}).each_value { |rule| tasks.concat(queue(rule)) }
    tasks
  end

  private

  # Numbers of rows are texts in the API, of ports they are not.
  def shown
    @group.firewall_rules.reload.order(:id).map do |rule|
      rule.attributes.to_h { |name, value| [name, value && name.match?(/\A(id|.*_id)\z/) ? value.to_s : value] }
    end
  end

  # As a browser sends a form: nothing but texts.
  def sent(information)
    rules   = @rules.map { |rule| rule["source_security_group_id"] ? rule.merge("source_ip_range" => "") : rule }
    rules   = rules.map { |rule| rule["id"] ? rule : COMPARED.to_h { |name| [name, nil] }.merge("id" => nil, "ems_ref" => nil).merge(rule) }
    removed = @original.reject { |rule| rules.any? { |kept| kept["id"] == rule["id"] } }.map { |rule| rule.merge("deleted" => true) }
    form    = information.merge("firewall_rules" => [*rules, *removed].each_with_index.to_h { |rule, index| [index.to_s, rule] })
    ActionController::Parameters.new(Rack::Utils.parse_nested_query(form.to_query)).to_unsafe_h
  end

  def queue(rule)
    return [creation(rule)] if rule["id"].blank?
    return [removal(rule)] if rule["deleted"]

    stored = @group.firewall_rules.find(rule["id"])
    COMPARED.any? { |name| rule[name].present? && rule[name] != stored.public_send(name) } ? [removal(rule), creation(rule)] : []
  end

  def creation(rule)
    @group.create_security_group_rule_queue("admin", @group.ems_ref, rule["direction"], @group.class.parse_security_group_rule(rule))
  end

  def removal(rule)
    @group.delete_security_group_rule_queue("admin", rule["ems_ref"])
  end
end
