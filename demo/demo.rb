require "ovirt_net"
require_relative "../spec/support/recordings"
require_relative "../spec/support/simulator"
require_relative "settings"
require_relative "table"

# The main job without a ManageIQ: login, catalog, inventory, and what a refresh would write.
module Demo
  # What the tables show of an inventory: the columns of ours that say most.
  SHOWN = {
    :cloud_tenants   => %i[name description enabled],
    :cloud_networks  => %i[name type status provider_physical_network provider_network_type provider_segmentation_id],
    :cloud_subnets   => %i[name cidr gateway network_protocol dns_nameservers cloud_network],
    :network_routers => %i[name status admin_state_up cloud_network],
    :security_groups => %i[name description cloud_tenant],
    :firewall_rules  => %i[resource direction network_protocol host_protocol port end_port source_ip_range],
    :network_ports   => %i[name mac_address status device_owner device_ref security_groups]
  }.freeze

  module_function

  def run(settings = Settings.new)
    return show(OvirtNet::Client.new(**settings.client_options)) if settings.provider?

    Simulator.start do |simulator|
      simulator.load(Recordings.inventory)
      puts("", "The provider is the simulator, with an inventory that was recorded at a real one. OVIRT_NET_URL names a real provider.")
      show(OvirtNet::Client.new(:authentication_url => simulator.identity_url, :username => "admin@internal", :password => "123456"))
      Table.new("Requests that the provider got", %w[request times], simulator.requests.tally.to_a).print
    end
  end

  def show(client)
    show_catalog(client.login.catalog)
    inventory = client.inventory
    names     = names(inventory)
    SHOWN.each { |table, columns| show_rows(inventory, table, columns, names) }
    inventory.notes.each { |note| puts("", "Note: #{note}") }
    Table.new("A refresh of an empty ManageIQ would write", %w[table rows], inventory.counts.to_a).print
  end

  def show_catalog(catalog)
    columns = %i[type name region interface url used]
    Table.new("Service catalog", columns, catalog.map { |entry| entry.values_at(*columns) }).print
  end

  def show_rows(inventory, table, shown, names)
    return unless inventory.tables.include?(table)

    columns, rows = inventory.rows(table)
    places = shown.map { |column| columns.index(column) }
    cells  = rows.map { |row| row.values_at(*places).map { |cell| cell.kind_of?(Array) ? cell.map { |ref| names.fetch(ref, ref) } : names.fetch(cell, cell) } }
    Table.new("#{table}: #{rows.size}", shown, cells).print
  end

  # What a reference leads to
  def names(inventory)
    inventory.tables.each_with_object({}) do |table, names|
      columns, rows = inventory.rows(table)
      ref, name = columns.index(:ems_ref), columns.index(:name)
      rows.each { |row| names[row[ref]] = row[name] } if ref && name
    end
  end
end

begin
  Demo.run
rescue OvirtNet::Error => err
  abort("#{err.class}: #{err.message}")
end
