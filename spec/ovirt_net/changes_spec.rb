RSpec.describe OvirtNet::Client do
  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  let(:client) { client_of(@simulator) }

  def rows(change, table)
    columns, rows = change.inventory.rows(table)
    rows.map { |row| columns.zip(row).to_h }
  end

  it "creates, changes and deletes, and has what that touches" do
    network = client.create_network(:name => "blue", "network_type" => :vlan, :physical_network => "phys", :segmentation_id => "12", :mtu => 1300)
    expect(network).to have_attributes(:name => "blue", :notes => [])
    expect(rows(network, :cloud_networks)).to match([a_hash_including(:ems_ref => network.id, :provider_segmentation_id => "12")])
    localnet = rows(network, :network_ports).map { |port| port[:ems_ref] }
    expect(localnet.size).to eq(1)

    subnet = client.create_subnet({:name => "sub", :network_id => network.id, :cidr => "10.0.0.0/24", :gateway_ip => "10.0.0.1", :dns_nameservers => ["9.9.9.9"]}, :ports => [])
    router = client.create_router(:name => "r", :admin_state_up => true, :gateway_network_id => nil)
    joined = client.add_router_interface(router.id, subnet.id)
    expect(joined).to have_attributes(:id => router.id, :name => "r")
    expect(rows(joined, :cloud_subnets)).to match([a_hash_including(:ems_ref => subnet.id, :dns_nameservers => ["9.9.9.9"])])

    ports = rows(joined, :network_ports).map { |port| port[:ems_ref] }
    expect(rows(client.remove_router_interface(router.id, subnet.id, :ports => ports), :network_ports)).to eq([])
    client.update_subnet(subnet.id, :name => "renamed", :allocation_pools => [{"start" => "10.0.0.2", "end" => "10.0.0.255"}])
    client.delete_router(router.id, :ports => [])
    deleted = client.delete_network(network.id, :ports => localnet)
    expect(deleted.inventory.counts).to include(:cloud_networks => 0, :cloud_subnets => 0, :network_ports => 0)
    expect(@simulator.dump.values_at("networks", "subnets", "ports", "routers")).to all(be_empty)
  end

  it "asks for no list of ports where the ports are known" do
    network = client.create_network(:name => "blue")
    subnet  = client.create_subnet({:name => "sub", :network_id => network.id, :cidr => "10.0.0.0/24", :gateway_ip => "10.0.0.1"}, :ports => [])
    router  = client.create_router(:name => "r")
    ports   = rows(client.add_router_interface(router.id, subnet.id), :network_ports).map { |port| port[:ems_ref] }
    client.remove_router_interface(router.id, subnet.id, :ports => ports)
    client.delete_router(router.id, :ports => [])
    client.delete_subnet(subnet.id)
    client.update_network(network.id, :name => "azure", :ports => [])
    client.delete_network(network.id, :ports => [])

    expect(@simulator.requests.grep(/ports(\?|\z)/)).to eq([])
  end

  it "takes ports as an array alone" do
    expect { client.delete_network("id", :ports => "port") }.to raise_error(ArgumentError, /ports must be an array/)
    expect { client.delete_network("id", :port => ["port"]) }.to raise_error(ArgumentError)
    expect { client.delete_network }.to raise_error(ArgumentError, /given 0, expected 1/)
  end

  it "has groups with their rules" do
    group = client.create_security_group(:name => "web")
    expect(rows(group, :firewall_rules).size).to eq(2)
    rule = client.create_security_group_rule(:security_group_id => group.id, :direction => "ingress", :protocol => "tcp", :port_range_min => "80", :port_range_max => 443)
    expect(rows(rule, :firewall_rules)).to match([a_hash_including(:ems_ref => rule.id, :port => 80, :end_port => 443)])

    client.delete_security_group_rule(rule.id)
    client.update_security_group(group.id, :description => "for the web")
    expect(client.delete_security_group(group.id)).to have_attributes(:name => "web")
  end

  it "names attribute, value and remedy" do
    expect { client.create_network(:name => "blue", :network_type => "vxlan") }
      .to raise_error(OvirtNet::InvalidChangeError, /\Anetwork_type is "vxlan"; give flat or vlan/) { |error|
        expect(error).to have_attributes(:field => "network_type", :problem => start_with('is "vxlan"; give flat or vlan'))
        expect(error.message_for("network_type" => "Type")).to start_with('Type is "vxlan"')
      }
    expect { client.create_network(:name => "blue", :task_id => 1) }.to raise_error(OvirtNet::InvalidChangeError, /\Atask_id is not an attribute/)
  end

  it "names the object, and keeps the provider's words" do
    @simulator.faults = [{"method" => "POST", "path" => "/v2.0/networks", "do" => "status", "status" => 400, "message" => "too big"}]

    expect { client.create_network(:name => "blue") }.to raise_error(OvirtNet::ResponseError) { |error|
      expect(error).to have_attributes(:status => 400, :provider_message => "too big", :request_method => "POST", :path => "/v2.0/networks")
      expect(error.message).to eq("cannot create network \"blue\": POST /v2.0/networks: the provider answered 400: too big")
    }
  end

  it "decides by state what became of a change whose answer was lost" do
    @simulator.faults = [{"method" => "POST", "path" => "/v2.0/networks", "do" => "close", "when" => "after"}]
    network = client.create_network(:name => "blue")

    expect(network.notes).to match([/create network "blue": the change was made, although the answer was: .* broke/])
    expect(@simulator.requests.grep("POST /v2.0/networks").size).to eq(1)
  end

  it "says when it cannot find out" do
    @simulator.faults = [{"method" => "POST", "path" => "/v2.0/networks", "do" => "close", "when" => "after"},
                         {"method" => "GET", "path" => "/v2.0/networks", "do" => "close", "after" => 1}]

    expect { client.create_network(:name => "blue") }.to raise_error(OvirtNet::OutcomeUnknownError, /look before doing it once more/)
  end
end
