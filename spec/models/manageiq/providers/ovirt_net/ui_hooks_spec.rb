# What ManageIQ's pages get, on stand-ins for its controllers and helpers: ManageIQ's UI is no part of the specs' bundle.
RSpec.describe ManageIQ::Providers::OvirtNet::UiHooks do
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:network)   { namespace::CloudNetwork::Private.create!(:ext_management_system => manager, :name => "blue", :ems_ref => "blue") }
  let(:vm)        { FactoryBot.create(:vm_ovirt, :ext_management_system => manager.parent_manager) }
  let(:port)      { namespace::NetworkPort.create!(:ext_management_system => manager, :name => "nic1", :device => vm, :extra_attributes => {:network_id => "blue"}) }

  def page(hook, record)
    Class.new do
      include(Module.new do
        def display_instances = "instances of clouds"
        def nested_list(model) = "list of #{model}"
        def textual_group_status = Struct.new(:items).new(%i[refresh_status refresh_date])
        def textual_group_relationships = Struct.new(:items).new(%i[parent ems tenant device])
        def textual_link(row, label:) = row && "#{label}: #{row.name}"
      end)
      prepend hook
      attr_writer :record

      def initialize(record) = @record = record
    end.new(record)
  end

  it "lists the VMs of an engine behind a number of instances, and those of clouds as ever" do
    expect(page(described_class::Instances, network).display_instances).to eq("list of Vm")
    expect(page(described_class::Instances, FactoryBot.create(:cloud_network)).display_instances).to eq("instances of clouds")
  end

  it "shows on the page of a network manager when what was read, and what the engine says of the certificate" do
    expect(page(described_class::Manager, FactoryBot.create(:ems_openstack).network_manager).textual_group_status.items).to eq(%i[refresh_status refresh_date])
    expect(page(described_class::Manager, manager).textual_group_status.items).to eq(%i[refresh_status refresh_date ovirt_incomplete ovirt_networks_read ovirt_ports_read ovirt_certificate])
    expect(page(described_class::Manager, manager).textual_ovirt_ports_read[:value]).to match(/\Anot yet, due at /)
    expect(page(described_class::Manager, manager).textual_ovirt_certificate).to be_nil
    expect(page(described_class::Manager, manager).textual_ovirt_incomplete).to be_nil

    read_at = Time.utc(2026, 11, 26, 12, 3, 5)
    manager.update!(:options => {:refresh => {:networks => {:read_at => read_at, :seconds => 0.254, :due => 10.years.from_now}}, :certificate => {:message => "it expires"}})
    expect(page(described_class::Manager, manager).textual_ovirt_networks_read[:value]).to match(/\Aat 2026-11-26 12:03:05 UTC in 0.25 s, due at 20/)
    expect(page(described_class::Manager, manager).textual_ovirt_certificate[:value]).to eq("it expires")

    manager.incomplete.note([{:list => "routers", :code => :refused, :message => "cannot read routers: boom", :objects => []}], {:cloud_networks => {:since => read_at, :gone => 3, :stored => 3}}, :is_whole => true)
    expect(page(described_class::Manager, manager).textual_ovirt_incomplete[:value])
      .to match(/\Acannot read routers: boom\. What is stored of routers is left as it is.* The provider does not list 3 of 3 cloud networks any more: they are kept until 2026-11-26 12:13:05 UTC/)
  end

  it "names the network on the page of a port" do
    expect(page(described_class::Port, port).textual_group_relationships.items).to eq(%i[parent ems tenant cloud_network device])
    network
    expect(page(described_class::Port, port).textual_cloud_network).to eq("Cloud Network: blue")
    expect(page(described_class::Port, FactoryBot.create(:network_port)).textual_group_relationships.items).to eq(%i[parent ems tenant device])
  end

  it "has a place for the topology in the menu, and a page where there is a UI to show it" do
    stub_const("Menu::Item", Struct.new(:id, :name, :feature, :rbac_feature, :href, :type, :parent_id))
    item = ManageIQ::Providers::OvirtNet::Engine.menu.first
    expect(item.to_a).to eq(["ovirt_net_topology", "Topology", "ovirt_net_topology_show", {:feature => "ovirt_net_topology_show"}, "/ovirt_net_topology/show", :default, :net])
    expect(MiqProductFeature.seed && MiqProductFeature.feature_exists?(item.feature)).to be_truthy

    paths = Rails.application.routes.routes.map { |route| route.path.spec.to_s }
    expect(paths.any? { |path| path.include?(item.id) }).to eq(!defined?(ManageIQ::UI::Classic::Engine).nil?)
  end

  it "leads from a network manager to its topology, where the role allows it" do
    shown = page(described_class::Manager, manager)
    expect(shown.textual_group_relationships.items.last).to eq(:ovirt_net_topology)
    expect(page(described_class::Manager, FactoryBot.create(:ems_openstack).network_manager).textual_group_relationships.items).to eq(%i[parent ems tenant device])
    shown.define_singleton_method(:role_allows?) { |feature:| feature == "ovirt_net_topology_show" }
    expect(shown.textual_ovirt_net_topology).to include(:label => "Topology", :link => "/ovirt_net_topology/show/#{manager.id}")
    shown.define_singleton_method(:role_allows?) { |feature:| feature.nil? }
    expect(shown.textual_ovirt_net_topology).to be_nil
  end

  it "leads from a VM to its networks, ports and security groups" do
    network
    port.security_groups << namespace::SecurityGroup.create!(:ext_management_system => manager, :name => "web")

    expect(page(described_class::Vm, vm).textual_group_relationships.items.drop(4))
      .to eq(["Cloud Network: blue", "Network Port: nic1 (#{vm.name})", "Security Group: web"])
    expect(page(described_class::Vm, FactoryBot.create(:vm_ovirt)).textual_group_relationships.items).to eq(%i[parent ems tenant device])
  end
end
