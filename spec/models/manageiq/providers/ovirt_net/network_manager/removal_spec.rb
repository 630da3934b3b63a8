RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  let(:manager) { FactoryBot.create(:ems_ovirt_net) }
  let(:other)   { FactoryBot.create(:ems_ovirt_net) }
  let(:tables)  { [::CloudNetwork, ::CloudSubnet, ::NetworkPort, ::NetworkRouter, ::SecurityGroup, ::FloatingIp, CloudSubnetNetworkPort, NetworkPortSecurityGroup, FirewallRule, Tagging] }

  before { EvmSpecHelper.create_guid_miq_server_zone }

  def fill(manager, ports)
    row     = ->(kind, **attributes) { described_class.const_get(kind).create!(:ems_id => manager.id, :ems_ref => SecureRandom.uuid, **attributes) }
    network = row["CloudNetwork::Private"]
    router  = row["NetworkRouter", :cloud_network => network]
    subnet  = row["CloudSubnet", :cloud_network => network, :network_router => router]
    group   = row["SecurityGroup"].tap { |security_group| security_group.firewall_rules.create!(:direction => "inbound") }
    ports   = Array.new(ports) { row["NetworkPort", :security_groups => [group]].tap { |port| port.cloud_subnet_network_ports.create!(:cloud_subnet => subnet, :address => "10.0.0.1") } }
    row["FloatingIp", :cloud_network => network, :network_port => ports.first]
    [network, subnet, ports.first, router, group].each { |tagged| tagged.tag_add("x", :ns => "/managed") }
  end

  it "goes with all that depends on it, and nothing of another's" do
    fill(other, 2)
    before = tables.map(&:count)
    fill(manager, 3)
    CustomButtonEvent.create!(:target_type => "Vm", :target_id => manager.network_ports.first.id)
    manager.destroy!

    expect(tables.map(&:count)).to eq(before)
    expect(CustomButtonEvent.count).to eq(1)
    expect(ExtManagementSystem.exists?(manager.parent_ems_id)).to be(true)
  end

  it "takes as many statements for many ports as for few" do
    fill(manager, 1)
    fill(other, 20)

    expect(statements { manager.destroy! }.size).to eq(statements { other.destroy! }.size)
  end
end
