# What the views of our pages share.
module OvirtNetPageHelper
  # By model, what its rows are called in a topology
  TABLES = {
    "CloudNetwork"  => :networks,
    "CloudSubnet"   => :subnets,
    "NetworkPort"   => :ports,
    "NetworkRouter" => :routers,
    "SecurityGroup" => :security_groups,
    "VmOrTemplate"  => :vms
  }.freeze

  # Characters that turn the direction of what follows. A name with one would turn the sentence around it.
  TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

  # @param html [ActiveSupport::SafeBuffer]
  # @return [ActiveSupport::SafeBuffer] the same, with the sign that a topology shows instead of such characters, but within tags
  def ovirt_net_upright(html)
    return html unless html&.match?(TURNING)

    html.to_str.gsub(/<[^>]*>|#{TURNING}/o) { |part| part.start_with?("<") ? part : "\ufffd" }.html_safe
  end

  # @return [String, nil] address of an object's page in ManageIQ
  def ovirt_net_record_path(record)
    page = ManageIQ::Providers::OvirtNet::Topology::PAGES[TABLES[record.class.base_class.name]]
    page && "#{page}#{record.id}"
  end

  # A label, and what it is of beside it
  #
  # @yieldreturn [String] the control, which has this id
  def ovirt_net_field(id, label, &)
    tag.div(safe_join([tag.label(label, :for => id), " ", capture(&)]), :class => "form-group", :style => "margin-right: 1em")
  end

  # @param choices [Array<Array(String, String)>] text and value
  # @param chosen [String, nil] value
  def ovirt_net_select(id, name, choices, chosen, **attributes)
    select_tag(name, options_for_select(choices, chosen), :id => id, :class => "form-control", **attributes)
  end
end
