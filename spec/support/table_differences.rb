# What an administrator would tell of the difference between two moments of a network manager's tables, by comparing all of
# their rows: what events are held to.
class TableDifferences
  COLUMNS = {
    :cloud_tenants   => %w[name description enabled parent],
    :cloud_networks  => %w[name provider_network_type provider_segmentation_id provider_physical_network maximum_transmission_unit port_security_enabled enabled status
                           shared external_facing vlan_transparent qos_policy_id cloud_tenant],
    :network_routers => %w[name external_gateway_info admin_state_up status routes distributed high_availability cloud_tenant],
    :cloud_subnets   => %w[name cidr gateway dns_nameservers dhcp_enabled network_protocol ipv6_router_advertisement_mode ipv6_address_mode allocation_pools host_routes
                           cloud_network cloud_tenant],
    :security_groups => %w[name description cloud_tenant],
    :firewall_rules  => %w[direction network_protocol host_protocol port end_port source_ip_range source_security_group resource],
    :network_ports   => %w[name network_id device device_ref device_owner mac_address addresses security_groups port_security_enabled admin_state_up status binding_host_id binding_virtual_nic_type
                           allowed_address_pairs extra_dhcp_opts cloud_tenant],
    :floating_ips    => %w[address fixed_ip_address network_port cloud_network status cloud_tenant]
  }.freeze
  FOLLOWS = {"status" => "admin_state_up", "device_ref" => "device"}.freeze
  LEADS   = {"parent" => :cloud_tenants, "cloud_tenant" => :cloud_tenants, "cloud_network" => :cloud_networks, "network_id" => :cloud_networks, "network_port" => :network_ports,
             "security_groups" => :security_groups, "source_security_group" => :security_groups, "resource" => :security_groups}.freeze

  def initialize(manager)
    @manager = manager
  end

  # @return [Hash{Symbol => Hash{String => Hash}}] the values of each object by ems_ref, by table; the oldest of several rows
  def take
    rows = scopes.transform_values { |scope| scope.order(:id).to_a.reject { |row| row.ems_ref.nil? }.uniq(&:ems_ref) }
    @refs = scopes.transform_values { |scope| scope.pluck(:id, :ems_ref).to_h }
    rows.to_h { |table, list| [table, list.to_h { |row| [row.ems_ref, values(table, row)] }] }
  end

  # @return [Array<Array>] table, ems_ref, kind, and of one that was updated the columns
  def between(old, new)
    COLUMNS.keys.flat_map do |table|
      before, after = old[table], new[table]
      created = (after.keys - before.keys).reject { |ref| with_group?(table, after[ref], new, old) }
      deleted = (before.keys - after.keys).reject { |ref| with_group?(table, before[ref], old, new) }
      updated = (before.keys & after.keys).filter_map { |ref| [table, ref, :updated, columns(before[ref], after[ref], old, new)] }
      created.map { |ref| [table, ref, :created, nil] } + updated.reject { |change| change.last.empty? } + deleted.map { |ref| [table, ref, :deleted, nil] }
    end
  end

  private

  def scopes
    {
      :cloud_tenants   => CloudTenant.where(:ems_id => @manager.parent_ems_id),
      :cloud_networks  => ::CloudNetwork.where(:ems_id => @manager.id),
      :network_routers => ::NetworkRouter.where(:ems_id => @manager.id),
      :cloud_subnets   => ::CloudSubnet.where(:ems_id => @manager.id),
      :security_groups => ::SecurityGroup.where(:ems_id => @manager.id),
      :firewall_rules  => FirewallRule.where(:resource_type => "SecurityGroup", :resource_id => ::SecurityGroup.where(:ems_id => @manager.id).select(:id)),
      :network_ports   => ::NetworkPort.where(:ems_id => @manager.id),
      :floating_ips    => ::FloatingIp.where(:ems_id => @manager.id)
    }
  end

  def values(table, row)
    extra = row.try(:extra_attributes).then { |attributes| attributes.kind_of?(Hash) ? attributes.stringify_keys : {} }
    COLUMNS[table].each_with_object({}) do |column, values|
      if extra.key?(column)                             then values[column] = extra[column]
      elsif row.attributes.key?(column)                 then values[column] = row[column]
      elsif row.attributes.key?("#{column}_id")         then values[column] = column == "device" ? device(row) : @refs[LEADS[column]][row["#{column}_id"]]
      elsif column == "addresses"                       then values[column] = links(CloudSubnetNetworkPort, row).map { |link| [link.address, @refs[:cloud_subnets][link.cloud_subnet_id]] }
      elsif column == "security_groups"                 then values[column] = links(NetworkPortSecurityGroup, row).filter_map { |link| @refs[:security_groups][link.security_group_id] }
      end
    end
  end

  def links(klass, port)
    klass.where(:network_port_id => port.id)
  end

  def device(port)
    case port.device_type
    when "NetworkRouter" then @refs[:network_routers][port.device_id]
    when "VmOrTemplate"  then VmOrTemplate.find_by(:id => port.device_id)&.id
    when "GuestDevice"   then GuestDevice.find_by(:id => port.device_id)&.uid_ems
    end
  end

  def with_group?(table, values, with, without)
    table == :firewall_rules && with[:security_groups].key?(values["resource"]) && !without[:security_groups].key?(values["resource"])
  end

  def columns(before, after, old, new)
    changed = (before.keys & after.keys).reject { |column| same?(column, before[column], after[column], old, new) }
    changed.reject { |column| changed.include?(FOLLOWS[column]) && after.key?(FOLLOWS[column]) }.sort
  end

  def same?(column, before, after, old, new)
    before == after || left(column, before, old, new) == left(column, after, old, new)
  end

  # Without what is gone; what is empty is nothing.
  def left(column, value, old, new)
    gone = ->(table, ref) { old[table].key?(ref) && !new[table].key?(ref) }
    value = case column
            when "addresses"       then value.reject { |_address, subnet| gone[:cloud_subnets, subnet] }.sort_by(&:to_s)
            when "security_groups" then value.reject { |group| gone[:security_groups, group] }.sort
            when "device"          then value unless gone[:network_routers, value]
            else LEADS.key?(column) && gone[LEADS[column], value] ? nil : value
            end
    value.respond_to?(:empty?) && value.empty? ? nil : value
  end
end
