RSpec.describe "ManageIQ::Providers::OvirtNet::Inventory" do
  let(:namespace) { ManageIQ::Providers::OvirtNet::Inventory }
  let(:manager)   { StandIns.network_manager }
  let(:inventory) { StandIns::Inventory.new }
  let(:collector) { namespace::Collector::NetworkManager.new(manager, manager) }
  let(:persister) { namespace::Persister::NetworkManager.new(manager, manager) }
  let(:parser)    { namespace::Parser::NetworkManager.new }

  before do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:write_only_changes => false}}) if defined?(Rails)
    watched = double("rejected login").tap { |login| allow(login).to receive(:watch) { |&reading| reading.call } }
    allow(manager).to receive_messages(:connect_unwatched => double("client", :inventory => inventory), :rejected_login => watched)
    # Needs a database: see refresh_vanished_spec.rb.
    allow(collector).to receive(:vanished).and_return(double("vanished objects", :kept? => false))
    allow(manager).to receive(:infra_vnics).and_return(double("vnics", :find => [["vnic-of-vm", 1, 11], ["vnic-alone", 2, nil]]))
  end

  def parse
    collector.collect
    parser.collector = collector
    parser.persister = persister
    parser.parse
  end

  # Rows as plain values: references by what they refer to
  def parsed(table)
    persister.collections[table].data.map do |object|
      object.data.transform_values { |value| value.kind_of?(Array) ? value.map { |element| plain(element) } : plain(value) }
    end
  end

  def plain(value)
    case value
    when InventoryRefresh::ApplicationRecordReference then [value.base_class_name, value.id]
    when String, Hash, Integer, true, false, nil      then value
    else value.respond_to?(:load) ? value.to_s : value
    end
  end

  def port(ref)
    parsed(:network_ports).find { |port| port[:ems_ref] == ref }
  end

  it "makes a row of the inventory a row to save" do
    parse

    expect(parsed(:cloud_subnets)).to match(
      [
        a_hash_including(
          :ems_ref                        => "subnet",
          :name                           => "Subnet",
          :type                           => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudSubnet",
          :cidr                           => "10.0.0.0/24",
          :status                         => "active",
          :dhcp_enabled                   => true,
          :gateway                        => "10.0.0.1",
          :network_protocol               => "ipv4",
          :dns_nameservers                => ["8.8.8.8"],
          :ipv6_router_advertisement_mode => nil,
          :ipv6_address_mode              => nil,
          :extra_attributes               => {:allocation_pools => [{"start" => "10.0.0.2", "end" => "10.0.0.254"}], :host_routes => [], :ip_version => 4},
          :cloud_tenant                   => "tenant",
          :cloud_network                  => "blue",
          :network_router                 => "router"
        )
      ]
    )
  end

  it "gives every table all its rows" do
    parse

    expect(persister.collections.transform_values { |collection| collection.data.size }).to eq(inventory.counts)
  end

  it "names the class of a network by its kind" do
    parse

    expect(parsed(:cloud_networks).map { |network| network[:type] })
      .to eq(%w[Private Public].map { |kind| "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::#{kind}" })
  end

  it "plugs a port into the VM of its vNIC, else into the vNIC, a router's port into the router" do
    parse

    expect(parsed(:network_ports).to_h { |port| [port[:ems_ref], port[:device]] })
      .to eq("nic" => ["VmOrTemplate", 11], "loose" => ["GuestDevice", 2], "strange" => nil, "leg" => "router")
    expect(port("nic").keys).not_to include(:router, :vnic)
  end

  it "asks for the vNICs that occur, once" do
    allow(manager).to receive(:infra_vnics).and_return(vnics = double("vnics"))
    expect(vnics).to receive(:find).once.with(%w[vnic-of-vm vnic-alone vnic-unknown]).and_return([])

    parse
  end

  it "gives a port its groups" do
    parse

    expect(port("nic")[:security_groups]).to eq(%w[web db])
    expect(port("loose")[:security_groups]).to eq([])
  end

  it "refers addresses and rules to their rows" do
    parse

    expect(parsed(:cloud_subnet_network_ports).first).to eq(:address => "10.0.0.9", :cloud_subnet => "subnet", :network_port => "nic")
    expect(parsed(:firewall_rules).first).to include(:resource => "db", :source_security_group => "web", :port => 5432, :end_port => 5433)
  end

  it "fails in collect, when nothing is saved yet" do
    allow(manager).to receive(:connect_unwatched).and_return(double("client").tap { |client| allow(client).to receive(:inventory).and_raise("ports: 403") })

    expect { collector.collect }.to raise_error("ports: 403")
  end

  context "without security groups" do
    let(:inventory) { StandIns::Inventory.new(:without => %i[security_groups firewall_rules]) }

    it "leaves groups, rules and the ports' groups alone" do
      parse

      expect(persister.collections.keys).not_to include(:security_groups, :firewall_rules)
      expect(port("nic").keys).not_to include(:security_groups)
    end
  end
end
