RSpec.describe ManageIQ::Providers::OvirtNet::Topology do
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:vm)        { FactoryBot.create(:vm_ovirt, :name => "web", :ext_management_system => manager.parent_manager, :raw_power_state => "up") }
  let(:hidden)    { FactoryBot.create(:vm_ovirt, :name => "secret", :ext_management_system => manager.parent_manager, :raw_power_state => "up") }

  let!(:internet) { network(:Public, "internet", :provider_physical_network => "physnet1", :provider_network_type => "vlan", :provider_segmentation_id => "100") }
  let!(:blue)     { network(:Private, "blue", :extra_attributes => {:port_security_enabled => true, :maximum_transmission_unit => 1442}) }
  let!(:router)   { namespace::NetworkRouter.create!(:ext_management_system => manager, :name => "edge", :ems_ref => "edge", :status => "ACTIVE", :cloud_network => internet) }
  let!(:subnet)   { namespace::CloudSubnet.create!(:ext_management_system => manager, :name => "blue-subnet", :ems_ref => "sub", :cloud_network => blue, :network_router => router, :cidr => "10.0.0.0/24", :gateway => "10.0.0.1") }
  let!(:group)    { namespace::SecurityGroup.create!(:ext_management_system => manager, :name => "allow-web", :ems_ref => "group") }

  before do
    port("nic1", vm, "blue", "10.0.0.7").security_groups << group
    port("nic2", hidden, "blue", "10.0.0.8")
    port("router_port", router, "blue", "10.0.0.1").update!(:device_owner => "network:router_interface")
    namespace::NetworkPort.create!(:ext_management_system => manager, :ems_ref => "localnet", :name => "localnet", :mac_address => "unknown", :extra_attributes => {:network_id => "internet"})
  end

  def network(kind, name, **values)
    namespace::CloudNetwork.const_get(kind).create!(:ext_management_system => manager, :name => name, :ems_ref => name, :status => "active", **values)
  end

  def port(name, device, network, address)
    namespace::NetworkPort.create!(:ext_management_system => manager, :name => name, :ems_ref => name, :device => device, :device_ref => name, :status => "ACTIVE", :extra_attributes => {:network_id => network}).tap do |port|
      CloudSubnetNetworkPort.create!(:network_port => port, :cloud_subnet => subnet, :address => address)
    end
  end

  it "has what is stored, and where it leads" do
    topology = described_class.new([manager]).read(described_class::PAGES)
    expect(topology.text).to eq(<<~TEXT)
      network blue: MTU 1442
      ├─ subnet blue-subnet: 10.0.0.0/24, gateway 10.0.0.1
      ├─ router edge: 10.0.0.1; also gateway on internet
      ├─ VM secret: 10.0.0.8
      └─ VM web: 10.0.0.7; security groups allow-web
      network internet: external, VLAN 100 on physnet1
      └─ router edge: gateway; also 10.0.0.1 on blue
      security group allow-web: 1 port
    TEXT
    expect(topology.svg("T")).to include("href=\"/vm_infra/show/#{vm.id}\"", "href=\"/cloud_network/show/#{blue.id}\"", "href=\"/network_router/show/#{router.id}\"")
    expect(topology.list).to include("/cloud_subnet/show/#{subnet.id}")
  end

  it "has what a restricted user may see, and names nothing else" do
    EvmSpecHelper.local_miq_server
    group  = FactoryBot.create(:miq_group, :entitlement => Entitlement.new.tap { |entitlement| entitlement.set_managed_filters([["/managed/environment/prod"]]) })
    user   = FactoryBot.create(:user, :miq_groups => [group])
    parent = FactoryBot.create(:classification, :name => "environment")
    FactoryBot.create(:classification_tag, :name => "prod", :parent => parent)
    ports = manager.network_ports.where(:name => %w[nic1 nic2])
    [manager, blue, vm, *ports].each { |object| Classification.classify(object, "environment", "prod") }

    text = User.with_user(user) { described_class.new([manager]) { |rows| Rbac.filtered(rows) }.read.text }
    expect(text).to eq(<<~TEXT)
      network blue: MTU 1442
      ├─ VM web: 10.0.0.7
      └─ port nic2: 10.0.0.8
    TEXT
  end

  it "asks the database by kind, whatever there is" do
    count = -> { statements { described_class.new([manager]).read }.size }
    count.call
    before = count.call
    12.times { |number| port("nic-#{number}", FactoryBot.create(:vm_ovirt, :ext_management_system => manager.parent_manager), "blue", "10.0.0.#{20 + number}") }
    expect(count.call).to eq(before)
  end

  it "is what the command shows of a network manager" do
    expect(ManageIQ::Providers::OvirtNet::Check.new(manager).topology.text).to include("VM web: 10.0.0.7")
  end
end
