# The stored state of objects before and after a change, which OvirtNet::Events compares.
class ManageIQ::Providers::OvirtNet::Inventory::EventSnapshot
  # Its text, under a name of which ActiveRecord knows no type
  EXTRA = Arel.sql("extra_attributes AS extra_attributes_text").freeze

  # @return [Hash{Integer => Hash}] by id, +:id+ and +:ems_ref+ of the VMs that ports are or were plugged into
  attr_reader :vms

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param refs [Hash{Symbol => Array<String>}] ems_refs of the objects by table
  def initialize(manager, refs)
    @manager = manager
    @tables  = ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager).index_by(&:name)
    @refs    = refs
    @known   = Hash.new { |known, table| known[table] = {} }
    @vms     = {}
    @vnics   = {}
    # Most are the same before and after: reading YAML takes longer than the query.
    @extra   = Hash.new { |read, text| read[text] = ::NetworkPort.type_for_attribute(:extra_attributes).deserialize(text) }
  end

  # @return [Hash] see OvirtNet::Events.between
  def take
    rows = @refs.keys.index_with { |table| rows(table) }
    look_up(rows)
    rows.to_h { |table, list| [table, list.map { |row| object(table, row) }] }.merge(:names => names)
  end

  private

  # @return [Array<Hash>] values by column; of a port with its links
  def rows(table)
    columns = [:id, *::OvirtNet::Stored.columns.fetch(table).keys]
    stored  = @tables.fetch(table).records(@refs).unscope(:select).order(:id).pluck(*columns.map { |column| column == :extra_attributes ? EXTRA : column })
    rows    = stored.map { |values| columns.zip(values).to_h }.uniq { |row| row[:ems_ref] }
    table == :network_ports ? with_links(rows) : rows
  end

  def with_links(ports)
    ids       = ports.map { |port| port[:id] }
    addresses = CloudSubnetNetworkPort.where(:network_port_id => ids).order(:id).pluck(:network_port_id, :address, :cloud_subnet_id).group_by(&:shift)
    groups    = NetworkPortSecurityGroup.where(:network_port_id => ids).pluck(:network_port_id, :security_group_id).group_by(&:shift)
    ports.map { |port| port.merge(:addresses => addresses.fetch(port[:id], []), :security_groups => groups.fetch(port[:id], []).flatten) }
  end

  # References by id, in a query a table of what is not known yet
  def look_up(rows)
    wanted = Hash.new { |ids, table| ids[table] = [] }
    rows.each { |table, list| list.each { |row| references(table, row) { |to, id| wanted[to] << id } } }
    wanted.each do |to, ids|
      unknown = ids.uniq - @known[to].keys
      @tables.fetch(to).klass.where(:id => unknown).pluck(:id, :ems_ref, :name).each { |id, *found| @known[to][id] = found } if unknown.any?
    end
    look_up_devices(rows.fetch(:network_ports, []))
    look_up_networks(rows)
  end

  def references(table, row)
    ::OvirtNet::Stored.columns.fetch(table).each do |column, to|
      yield(to, row[column]) if to && row[column] && (column != :device_id || row[:device_type] == "NetworkRouter")
    end
    row[:addresses]&.each { |_address, subnet| yield(:cloud_subnets, subnet) }
    row[:security_groups]&.each { |group| yield(:security_groups, group) }
  end

  def look_up_devices(ports)
    ids = ports.group_by { |port| port[:device_type] }.transform_values { |plugged| plugged.map { |port| port[:device_id] } }
    vms, vnics = [[@vms, "VmOrTemplate"], [@vnics, "GuestDevice"]].map { |known, type| ids.fetch(type, []).uniq - known.keys }
    VmOrTemplate.where(:id => vms).pluck(:id, :ems_ref).each { |id, ref| @vms[id] = {:id => id, :ems_ref => ref} } if vms.any?
    @vnics.update(GuestDevice.where(:id => vnics).pluck(:id, :uid_ems).to_h) if vnics.any?
  end

  # What has a network's ems_ref where no column refers to it
  def look_up_networks(rows)
    refs    = rows.fetch(:network_ports, []).map { |port| extra(port)["network_id"] } + rows.fetch(:network_routers, []).map { |router| extra(router)["external_gateway_info"].try(:[], "network_id") }
    unknown = refs.compact.uniq - @known[:cloud_networks].values.map(&:first)
    @manager.cloud_networks.where(:ems_ref => unknown).pluck(:id, :ems_ref, :name).each { |id, *found| @known[:cloud_networks][id] = found } if unknown.any?
  end

  def object(table, row)
    to     = ::OvirtNet::Stored.columns.fetch(table)
    object = row.except(:id, :extra_attributes, :device_id, :device_type).to_h do |column, value|
      to[column] ? [column.to_s.delete_suffix("_id"), ref(to[column], value)] : [column, value]
    end
    # So it was stored before for a port that has none of its own.
    object[:mac_address] = nil if %w[unknown router].include?(object[:mac_address])
    object.merge!(extra(row))
    table == :network_ports ? object.merge!(port(row)) : object
  end

  def port(row)
    {
      :addresses       => row[:addresses].map { |address, subnet| {:address => address, :cloud_subnet => ref(:cloud_subnets, subnet)} },
      :security_groups => row[:security_groups].filter_map { |group| ref(:security_groups, group) },
      :device          => device(row[:device_type], row[:device_id])
    }
  end

  def device(type, id)
    case type
    when "NetworkRouter" then ref(:network_routers, id)&.then { |router| {:router => router} }
    when "VmOrTemplate"  then {:vm => vm_title(id), :vm_id => id} if @vms[id]
    when "GuestDevice"   then {:vnic => @vnics[id]} if @vnics[id]
    end
  end

  # Whoever sees the events of a network manager sees their texts, and may not see the VM: its id leads those to it who may.
  def vm_title(id)
    "VM #{id}"
  end

  def ref(table, id)
    @known[table].fetch(id, []).first if id
  end

  # By hand, anything may be there.
  def extra(row)
    attributes = @extra[row[:extra_attributes]]
    attributes.kind_of?(Hash) ? attributes.transform_keys(&:to_s) : {}
  end

  def names
    @known.transform_values { |rows| rows.values.to_h }
  end
end
