# What a user wants of the security groups of ports, as a form sends it: what is added and removed, so that what others change meanwhile
# stays.
class ManageIQ::Providers::OvirtNet::PortGroups::Wanted
  # By what a form sends, whether port security is to be on
  SECURITY = {"on" => true, "off" => false}.freeze

  # @return [Array<Integer>] ids of the groups
  attr_reader :add, :remove

  # @return [Boolean, nil] nil where it stays as it is
  attr_reader :port_security

  # @return [String, nil] what becomes of vNIC profiles with groups of their own: see ProfileGroups
  attr_reader :vnic_profile

  # What the form of groups sends: those that were ticked, of those that all ports had, and what is chosen for those that some had.
  #
  # @param params [Hash] with texts for keys
  def self.of_form(params)
    ticked, had = [params["ticked"], params["had"]].map { |ids| Array.wrap(ids).map(&:to_i) - [0] }
    some        = params["some"].respond_to?(:to_h) ? params["some"].to_h : {}
    new(
      "add"           => (ticked - had) + some.filter_map { |id, what| id if what == "add" },
      "remove"        => (had - ticked) + some.filter_map { |id, what| id if what == "remove" },
      "port_security" => params["port_security"],
      "vnic_profile"  => params["vnic_profile"]
    )
  end

  # @param params [Hash] with texts for keys
  def initialize(params)
    @add, @remove  = [params["add"], params["remove"]].map { |ids| Array.wrap(ids).map(&:to_i).uniq }
    @port_security = SECURITY[params["port_security"].to_s]
    @vnic_profile  = params["vnic_profile"].presence
  end

  # @param group_ids [Array<Integer>] of the groups that the user may see
  # @return [Wanted] the same without others
  def within(group_ids)
    self.class.new("add" => add & group_ids, "remove" => remove & group_ids, "port_security" => SECURITY.key(port_security), "vnic_profile" => vnic_profile)
  end

  def nothing?
    add.empty? && remove.empty? && port_security.nil?
  end

  # @return [Hash] for NetworkPort#update_network_port_queue and PortChanges#update_network_ports
  def options
    {
      :add_security_groups    => add.presence,
      :remove_security_groups => remove.presence,
      :port_security_enabled  => port_security,
      :vnic_profile           => vnic_profile
    }.compact
  end

  # @return [Hash] as a form has it in hidden fields
  def fields
    {"add[]" => add, "remove[]" => remove, "port_security" => [SECURITY.key(port_security)].compact}
  end
end
