RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort do
  let(:manager) { FactoryBot.create(:ems_ovirt_net) }
  let(:vm)      { FactoryBot.create(:vm_ovirt, :ext_management_system => manager.parent_manager) }
  let(:nic)     { FactoryBot.create(:guest_device_nic, :hardware => FactoryBot.create(:hardware, :vm_or_template => vm), :uid_ems => "vnic") }
  let(:port)    { described_class.create!(:ext_management_system => manager, :device_ref => "vnic") }

  before { nic }

  it "knows vNIC and VM, whatever the refresh could store" do
    [vm, nic, nil].each do |device|
      port.update!(:device => device)

      expect(port).to have_attributes(:guest_device => nic, :vm => vm)
    end
  end

  it "does not take another engine's vNIC" do
    vm.update!(:ext_management_system => FactoryBot.create(:ems_ovirt))

    expect(port).to have_attributes(:guest_device => nil, :vm => nil)
  end

  it "has the name that is stored, whatever it is plugged into" do
    port.update!(:name => "nic1", :device => vm)
    expect([port.name, *described_class.pluck(:name)]).to eq(%w[nic1 nic1])
    expect { described_class.find(port.id).then { |found| found.update!(:name => found.name) } }.not_to(change { described_class.pluck(:name) })

    shown = described_class.where(:id => port.id).to_a
    asked = []
    ActiveSupport::Notifications.subscribed(->(*, payload) { asked << payload[:sql] }, "sql.active_record") { shown.map(&:name) }
    expect(asked).to eq([])
  end

  it "is told apart in messages by what it is plugged into" do
    port.update!(:name => "nic1", :device => vm)
    expect(port.title).to eq("nic1 (#{vm.name})")

    port.update!(:device => nic)
    expect(port.title).to eq("nic1")
    expect(described_class.new(:name => "router_port", :device => FactoryBot.create(:network_router, :name => "hub")).title).to eq("router_port (hub)")
  end

  it "names its network where it has no subnet" do
    network = FactoryBot.create(:cloud_network, :ext_management_system => manager, :ems_ref => "blue", :name => "Blue")
    port.update!(:extra_attributes => {:network_id => "blue"})
    expect(port).to have_attributes(:cloud_network => network, :cloud_subnets_names => %w[Blue])

    CloudSubnetNetworkPort.create!(:cloud_subnet => FactoryBot.create(:cloud_subnet, :name => "sub"), :network_port => port, :address => "10.0.0.2")
    expect(described_class.find(port.id).cloud_subnets_names).to eq(%w[sub])
    expect(described_class.new(:name => "nic1")).to have_attributes(:cloud_network => nil, :cloud_subnets_names => [])
  end

  it "has none without a manager" do
    expect(described_class.new(:device_ref => "vnic")).to have_attributes(:guest_device => nil, :vm => nil)
  end
end
