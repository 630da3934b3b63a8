# The rows of what a change has touched: a part of the inventory is stored, and nothing else is looked at.
class ManageIQ::Providers::OvirtNet::NetworkManager::ChangedRows
  # In the order in which they refer to each other
  TABLES = %i[cloud_tenants cloud_networks network_routers cloud_subnets security_groups firewall_rules network_ports].freeze

  REFERENCES = {
    :cloud_network         => :cloud_networks,
    :cloud_tenant          => :cloud_tenants,
    :network_router        => :network_routers,
    :parent                => :cloud_tenants,
    :resource              => :security_groups,
    :router                => :network_routers,
    :source_security_group => :security_groups
  }.freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param change [::OvirtNet::Change] what was touched
  # @param inventory [::OvirtNet::Inventory] what is there of it now
  def initialize(manager, change, inventory)
    @manager   = manager
    @change    = change
    @inventory = inventory
    @saved     = Hash.new { |saved, table| saved[table] = {} }
  end

  # Creates, updates and deletes rows until they are those of the inventory.
  def save!
    ExtManagementSystem.transaction(:requires_new => true) do
      raise MiqException::Error, _("The network manager was paused or removed meanwhile, nothing was stored") unless manager_alive?

      stale = TABLES.to_h { |table| [table, save_table(table)] }
      save_addresses
      ::CloudSubnet.where(:network_router => stale[:network_routers]).update_all(:network_router_id => nil)
      TABLES.reverse_each { |table| stale[table].each(&:destroy!) }
    end
  end

  private

  attr_reader :manager, :change, :inventory, :saved

  # The lock makes pausing and destroying wait until the rows are stored.
  def manager_alive?
    ids = [manager.id, manager.parent_ems_id].compact
    ExtManagementSystem.lock("FOR SHARE").find_by(:id => manager.id)
    ExtManagementSystem.where(:id => ids, :enabled => true).count == ids.size
  end

  # @return [Array] the rows that are not in the inventory any more
  def save_table(table)
    stored = stored(table).order(:id).to_a
    rows(table).each do |row|
      record = stored.find { |candidate| candidate.ems_ref == row[:ems_ref] } || model(table).new(owner(table))
      save_row(record, table, row)
      saved[table][row[:ems_ref]] = record
      stored.delete(record)
    end
    table == :cloud_tenants ? [] : stored
  end

  def save_row(record, table, row)
    router, vnic, groups = row.values_at(:router, :vnic, :security_groups)
    REFERENCES.each { |column, to| row[column] = find(to, row[column]) if row.key?(column) }
    row[:type]   = type(table, row[:type]) if record.class.column_names.include?("type") && table != :cloud_tenants
    row[:device] = router ? find(:network_routers, router) : device(vnic) if table == :network_ports
    record.assign_attributes(row.except(:router, :vnic, :security_groups))
    record.save! if record.changed?
    record.security_groups = groups.filter_map { |group| find(:security_groups, group) } if groups
  end

  def save_addresses
    ports  = saved[:network_ports].values
    wanted = rows(:cloud_subnet_network_ports).map do |row|
      {:network_port_id => find(:network_ports, row[:network_port]).id, :cloud_subnet_id => find(:cloud_subnets, row[:cloud_subnet]).id, :address => row[:address]}
    end
    CloudSubnetNetworkPort.where(:network_port => ports).find_each do |join|
      join.destroy! unless wanted.delete(join.slice(:network_port_id, :cloud_subnet_id, :address).symbolize_keys)
    end
    wanted.each { |attributes| CloudSubnetNetworkPort.create!(attributes) }
  end

  def stored(table)
    by_ref = model(table).where(:ems_ref => rows(table).pluck(:ems_ref))
    case table
    when :cloud_tenants   then by_ref.where(:ems_id => manager.parent_ems_id)
    when :cloud_networks  then of_manager(table, change.networks)
    when :network_routers then of_manager(table, change.routers)
    when :security_groups then of_manager(table, change.security_groups)
    when :firewall_rules  then FirewallRule.where(:resource => of_manager(:security_groups, change.security_groups).to_a)
    when :cloud_subnets   then by_ref.or(subnets).where(:ems_id => manager.id)
    when :network_ports   then by_ref.or(ports).where(:ems_id => manager.id)
    end
  end

  def subnets
    ::CloudSubnet.where(:cloud_network => of_manager(:cloud_networks, change.networks))
  end

  def ports
    on_subnets = CloudSubnetNetworkPort.where(:cloud_subnet => subnets).select(:network_port_id)
    ::NetworkPort.where(:id => on_subnets).or(::NetworkPort.where(:ems_ref => change.ports))
  end

  def of_manager(table, refs)
    model(table).where(:ems_id => manager.id, :ems_ref => refs)
  end

  # OpenStack's base classes: a row may still have the class of the network manager before us.
  def model(table)
    table == :cloud_tenants ? ManageIQ::Providers::Openstack::CloudManager::CloudTenant : table.to_s.classify.constantize
  end

  def owner(table)
    case table
    when :firewall_rules then {}
    when :cloud_tenants  then {:ems_id => manager.parent_ems_id}
    else                      {:ems_id => manager.id}
    end
  end

  def type(table, kind)
    [manager.class.name, table.to_s.classify, kind].compact.join("::")
  end

  def find(table, ref)
    return if ref.nil?

    saved[table][ref] ||= (table == :cloud_tenants ? model(table).where(:ems_id => manager.parent_ems_id) : of_manager(table, ref)).find_by(:ems_ref => ref)
  end

  # The VM of the vNIC, or the vNIC itself where there is no VM.
  def device(vnic)
    return if vnic.nil?

    _ref, guest_device, vm = manager.vnics([vnic]).first
    vm ? VmOrTemplate.find(vm) : guest_device && GuestDevice.find(guest_device)
  end

  def rows(table)
    columns, rows = inventory.rows(table)
    rows.map { |row| columns.zip(row).to_h }
  end
end
