RSpec.describe OvirtNet::Client do
  around { |example| Simulator.start { |simulator| (@simulator = simulator) && simulator.load(Recordings.inventory) && example.run } }

  it "reads list by list what it reads at once" do
    client = client_of(@simulator)
    parts  = OvirtNet::Inventory.build
    sizes  = OvirtNet::LISTS.to_h { |list| [list, client.read_list(list, parts)] }
    client.complete(parts)
    whole = client.inventory

    expect(sizes).to include("ports" => 30, "networks" => 12, "tenants" => 1, "floatingips" => 0)
    expect(parts.tables).to eq(whole.tables)
    whole.tables.each { |table| expect(parts.rows(table)).to eq(whole.rows(table)) }
  end

  it "has the lists that were read, and says which are none" do
    client    = client_of(@simulator)
    inventory = OvirtNet::Inventory.build
    client.read_list("networks", inventory)

    expect(inventory.tables).to eq([:cloud_networks])
    expect { client.read_list("agents", inventory) }.to raise_error(OvirtNet::InvalidOptionError, /list is "agents", none of floatingips, ports, .*tenants; give one of these/)
    @simulator.fail("security-groups", "do" => "status", "status" => 405)
    expect(client.read_list("security-groups", inventory)).to be_nil
  end
end
