# The way of a packet that Reachability has told, as rows and as a picture.
class ManageIQ::Providers::OvirtNet::Way
  # By kind of an object in a step, its rows and what its keys in a topology begin with
  KINDS = {"port" => %i[network_ports port], "network" => %i[cloud_networks network], "router" => %i[network_routers router]}.freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param answer [Hash] see Reachability#ask
  # @yieldparam relation [ActiveRecord::Relation] rows of a kind
  # @yieldreturn [ActiveRecord::Relation] those of them that may be seen
  def initialize(manager, answer, &visible)
    @manager = manager
    @answer  = answer
    @visible = visible
  end

  # @param step [Hash] of the answer
  # @return [ApplicationRecord, nil] its object
  def record(step)
    records[[step[:at], step[:object][:id]]]
  end

  # @return [ApplicationRecord, nil] the security group whose rule decided
  def group(step)
    ref = step[:rule].to_h[:security_group_id]
    groups[ref] if ref
  end

  # @return [Array<String>] keys of the objects in a topology, and of the networks that its ports are on
  def keys
    @keys ||= (records.map { |(kind, _ref), row| "#{KINDS.fetch(kind).last}:#{row.id}" } + networks.map { |network| "network:#{network.id}" }).uniq
  end

  # @return [::OvirtNet::Topology, nil] the way in the midst of what is connected to it; nil where nothing of it may be seen
  def topology
    return if keys.empty?

    ManageIQ::Providers::OvirtNet::Topology.new([@manager], &@visible).read(ManageIQ::Providers::OvirtNet::Topology::PAGES).along(keys, :depth => 1)
  end

  private

  def records
    @records ||= KINDS.each_with_object({}) do |(kind, (rows, _prefix)), found|
      refs = @answer[:steps].filter_map { |step| step[:object][:id] if step[:at] == kind }
      @visible.call(@manager.public_send(rows).where(:ems_ref => refs)).each { |row| found[[kind, row.ems_ref]] = row } if refs.any?
    end
  end

  def networks
    refs = records.values.grep(::NetworkPort).filter_map { |port| port.extra_attributes.to_h[:network_id] }
    refs.any? ? @visible.call(@manager.cloud_networks.where(:ems_ref => refs)) : []
  end

  def groups
    refs = @answer[:steps].filter_map { |step| step[:rule].to_h[:security_group_id] }
    @groups ||= @visible.call(@manager.security_groups.where(:ems_ref => refs)).index_by(&:ems_ref)
  end
end
