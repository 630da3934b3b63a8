# What was recorded at a real provider, refreshed: the rows of the network manager before us, but for what is better.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Refresher do
  include_context "manager of the simulator"
  include_context "vanished objects are deleted at once"

  around do |example|
    Simulator.start do |simulator|
      @simulator = simulator.tap { simulator.load(Recordings.inventory) }
      example.run
    end
  end

  let(:engine)   { manager.parent_manager }
  let(:vm)       { FactoryBot.create(:vm_ovirt, :ext_management_system => engine, :ems_ref => "vm") }
  let(:recorded) { Recordings.peer_rows.fetch("rows").transform_values { |rows| rows.index_by { |row| row["ems_ref"] } } }
  let(:stored)   { StoredRows.new(recorded.transform_values { |rows| rows.values.first.keys }).to_h }

  before do
    hardware = FactoryBot.create(:hardware, :vm_or_template => vm)
    Recordings.peer_rows.fetch("guest_devices").each { |ref| FactoryBot.create(:guest_device_nic, :hardware => hardware, :uid_ems => ref) }
    EmsRefresh.refresh(manager)
  end

  # Recorded and stored cells of a table where they differ, each different pair once, by column
  def differences(table)
    pairs = recorded.fetch(table).flat_map do |ref, row|
      row.filter_map { |column, value| [column, [value, stored.fetch(table).fetch(ref)[column]]] if stored.fetch(table).fetch(ref)[column] != value }
    end
    pairs.group_by(&:first).transform_values { |cells| cells.map(&:last).uniq }
  end

  it "stores each object that was recorded, and no other" do
    expect(stored.transform_values { |rows| rows.keys.sort }).to eq(recorded.transform_values { |rows| rows.keys.sort })
  end

  it "stores tenants, networks, routers and rules as recorded" do
    expect(%w[cloud_tenants cloud_networks network_routers firewall_rules].map { |table| differences(table) }).to all(eq({}))
  end

  it "stores subnets with pools that end, as ManageIQ's pages read them, and an empty list of routes" do
    better = differences("cloud_subnets").fetch("extra_attributes").map do |before, after|
      expect(after["allocation_pools"]).to eq(before["allocation_pools"].map { |pool| {"start" => pool["start"], "end" => pool["stop"]} })
      [before["host_routes"], after["host_routes"], after.keys - before.keys, before["ip_version"] == after["ip_version"]]
    end

    expect(differences("cloud_subnets").keys).to eq(%w[extra_attributes])
    expect(better.uniq).to eq([[nil, [], [], true]])
  end

  it "stores ports with their status, the VM of their vNIC, and the router of a gateway" do
    refs = Recordings.peer_rows.fetch("guest_devices")

    expect(differences("network_ports").keys).to match_array(%w[status device_id device_type extra_attributes mac_address security_groups])
    expect(differences("network_ports")["mac_address"].uniq).to match_array([["unknown", nil], ["router", nil]])
    expect(differences("network_ports")["status"]).to all(eq([nil, "DOWN"]).or(eq([nil, "ACTIVE"])))
    expect(differences("network_ports")["device_type"]).to match_array([%w[GuestDevice VmOrTemplate], [nil, "NetworkRouter"]])
    expect(stored["network_ports"].values.select { |port| refs.include?(port["device_ref"]) }.pluck("device_id").uniq).to eq(%w[vm])
    expect(::NetworkPort.where(:device_ref => refs).map { |port| port.guest_device.uid_ems }).to match_array(refs)
  end

  it "stores ports with the id of their network and their port security, for which ManageIQ's table has no column" do
    ports  = Recordings.inventory["ports"].to_h { |port| [port["id"], port.slice("network_id", "port_security_enabled")] }
    before = recorded["network_ports"].transform_values { |port| port["extra_attributes"] }

    expect(stored["network_ports"].transform_values { |port| port["extra_attributes"] }).to eq(before.to_h { |ref, extra| [ref, extra.merge(ports[ref])] })
  end

  it "stores ports with the provider's own group, which they name" do
    default = recorded["security_groups"].values.find { |group| group["name"] == "Default" }["ems_ref"]
    named   = Recordings.inventory["ports"].select { |port| port["security_groups"] == %w[Default] }.pluck("id")

    expect(differences("network_ports")["security_groups"]).to eq([[[], [default]]])
    expect(::SecurityGroup.find_by(:ems_ref => default).network_ports.pluck(:ems_ref)).to match_array(named)
  end

  it "stores security groups with the one tenant, which their form requires" do
    expect(differences("security_groups")).to eq("cloud_tenant_id" => [[nil, Recordings.inventory["tenants"].first["id"]]])
  end

  it "asks nine requests, whatever the size" do
    @simulator.generate(:networks => 1_000, :ports => 1_000)
    @simulator.forget_requests
    EmsRefresh.refresh(manager)

    lists = %w[floatingips networks ports routers security-group-rules security-groups subnets tenants]
    expect(@simulator.requests.sort).to eq(lists.map { |list| "GET /v2.0/#{list}" } + ["POST /v2.0/tokens"])
    expect(::CloudNetwork.count).to eq(1_000)
  end
end
