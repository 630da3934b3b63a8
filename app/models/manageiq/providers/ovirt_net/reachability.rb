# Finds out whether a packet gets from one VM, port or address to another, and what stops it, from what is stored.
#
# Access control applies: hidden objects are not found as ends, and have no name in the answer.
class ManageIQ::Providers::OvirtNet::Reachability
  # By kind of an object in a step, its rows
  ROWS = {"port" => :network_ports, "network" => :cloud_networks, "router" => :network_routers, "security_group" => :security_groups, "subnet" => :cloud_subnets}.freeze

  # By value of a remedy, the kind of the object whose id it is
  REMEDY = {:port => "port", :security_group_id => "security_group", :subnet => "subnet", :router => "router"}.freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param reader [User, nil] who gets the answer; nil for an administrator at a console
  def initialize(manager, reader = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.reader)
    @manager = manager
    @names   = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames.new(reader)
  end

  # @param from [String] who sends the packet: name of a VM, id or name of a port, or an IP address
  # @param to [String] whom it is sent to, likewise
  # @param question [Hash] see ::OvirtNet::Reachability#ask
  # @return [Hash] see ::OvirtNet::Reachability#ask; the object of a port has its VM's name besides, as +:vm+
  # @raise [::OvirtNet::InvalidOptionError] where a value cannot be; names it and what can
  def ask(from:, to:, **question)
    ends   = {:from => place(:from, from), :to => place(:to, to)}
    answer = ManageIQ::Providers::OvirtNet::StoredSite.new(@manager).read.reachability.ask(**ends, **question)
    with_vms(seen(answer))
  end

  private

  def place(name, value)
    text = ::OvirtNet.text(name, value)
    vms  = ports_of_vms.where(:vms => {:name => text})
    refs = vms.exists? ? vms.pluck(:ems_ref) : refs_of(text)
    return refs.first || text if refs.one? || (refs.empty? && (@names.everything? || outside?(text)))

    raise ::OvirtNet::Reachability::EndError, refs.empty? ? unknown(name, text) : several(name, text, refs)
  end

  def unknown(name, text)
    _("%{name} is %{text}, which is neither an IP address nor the name of a VM, nor the id or the name of a port; give one of these") % {:name => name, :text => text.inspect}
  end

  def several(name, text, refs)
    ports = visible("port").where(:ems_ref => refs).order(:id).map { |port| "#{port.ems_ref} (#{[*addresses(port), port.name].join(", ")})" }
    _("%{name} is %{text}, which has several ports; give the id of one: %{ports}") % {:name => name, :text => text.inspect, :ports => ports.join(", ")}
  end

  def addresses(port)
    port.cloud_subnet_network_ports.filter_map(&:address)
  end

  # Ports that a reader of all may ask for are found among those that are read then.
  def refs_of(text)
    return [] if @names.everything?

    ports = visible("port")
    ports.where(:ems_ref => text).or(ports.where(:name => text)).pluck(:ems_ref).presence || ports.where(:id => at(text).select(:network_port_id)).pluck(:ems_ref)
  end

  # An address that no stored port has
  def outside?(text)
    IPAddr.new(text) && at(text).none?
  rescue IPAddr::Error
    false
  end

  def at(address)
    CloudSubnetNetworkPort.where(:address => address, :network_port_id => @manager.network_ports.select(:id))
  end

  def visible(kind)
    @names.visible(@manager.public_send(ROWS.fetch(kind)))
  end

  # @return [ActiveRecord::Relation] visible ports with their visible VMs
  def ports_of_vms
    visible("port").where(:device_type => "VmOrTemplate").joins("JOIN vms ON vms.id = network_ports.device_id").where(:device_id => @names.visible(::VmOrTemplate.where(:id => devices)).select(:id))
  end

  def devices
    @manager.network_ports.where(:device_type => "VmOrTemplate").select(:device_id)
  end

  def with_vms(answer)
    refs  = answer[:steps].filter_map { |step| step[:object][:id] if step[:at] == "port" }
    names = ports_of_vms.where(:ems_ref => refs).pluck(:ems_ref, "vms.name").to_h
    steps = answer[:steps].map { |step| step[:at] == "port" && names.key?(step[:object][:id]) ? step.merge(:object => step[:object].merge(:vm => names[step[:object][:id]])) : step }
    answer.merge(:steps => steps)
  end

  def seen(answer)
    return answer if @names.everything?

    steps = answer[:steps].map do |step|
      step.merge(:object => seen_object(step[:at], step[:object]), :rule => seen_rule(step[:rule]))
    end
    answer.merge(:steps => steps, :remedy => (answer[:remedy] if seen_remedy?(answer[:remedy])))
  end

  def seen_object(kind, object)
    !ROWS.key?(kind) || seen?(kind, object[:id]) ? object : {:id => nil, :name => _("(you may not see it)")}
  end

  def seen_rule(rule)
    rule if rule && (!rule.key?(:security_group_id) || seen?("security_group", rule[:security_group_id]))
  end

  def seen_remedy?(remedy)
    remedy && REMEDY.all? { |value, kind| !remedy.key?(value) || seen?(kind, remedy[value]) }
  end

  def seen?(kind, ref)
    visible(kind).exists?(:ems_ref => ref)
  end
end
