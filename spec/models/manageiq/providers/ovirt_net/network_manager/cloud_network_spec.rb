RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork do
  let(:manager) { FactoryBot.create(:ems_ovirt_net) }
  let(:network) { described_class::Private.create!(:ext_management_system => manager, :name => "blue", :ems_ref => "blue") }

  def subnet(pools)
    namespace = ManageIQ::Providers::OvirtNet::NetworkManager
    namespace::CloudSubnet.create!(:ext_management_system => manager, :cloud_network => network, :extra_attributes => {:allocation_pools => pools})
  end

  it "counts addresses from what is stored, and asks no one" do
    subnet([{"start" => "10.0.0.2", "end" => "10.0.0.11"}])
    port = ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort.create!(:ext_management_system => manager)
    CloudSubnetNetworkPort.create!(:cloud_subnet => network.cloud_subnets.first, :network_port => port, :address => "10.0.0.2")
    expect(OvirtNet::Client).not_to receive(:new)

    expect(network).to have_attributes(
      :ip_address_total_count      => 9,
      :ip_address_used_count       => 1,
      :ip_address_used_count_live  => 1,
      :ip_address_left_count       => 8,
      :ip_address_left_count_live  => 8,
      :ip_address_utilization      => be_within(0.01).of(11.11),
      :ip_address_utilization_live => be_within(0.01).of(11.11)
    )
  end

  it "counts large pools without walking them, and takes odd ones" do
    subnet([{"start" => "fd00::2", "end" => "fd00::ffff:ffff:ffff"}, nil, {"start" => "10.0.0.2"}])
    subnet(nil)

    expect(network.ip_address_total_count).to eq(0xffffffffffff - 2)
  end

  describe "on its page" do
    it "says in words what it is" do
      described = ->(**attributes) { described_class::Private.new(**attributes).description }
      vlan = {:provider_network_type => "vlan", :provider_physical_network => "physnet1", :provider_segmentation_id => "100"}

      expect(described[**vlan, :maximum_transmission_unit => 1400, :port_security_enabled => true]).to eq("VLAN 100 on physnet1, MTU 1400, port security")
      expect(described[:provider_network_type => "flat", :provider_physical_network => "physnet1"]).to eq("Flat on physnet1")
      expect(described[:maximum_transmission_unit => 1442, :port_security_enabled => false]).to eq("Inside OVN only, MTU 1442, no port security")
      expect(described[:description => "the provider's own words"]).to eq("the provider's own words")
    end

    it "knows its VMs without a subnet, and with one" do
      vm   = FactoryBot.create(:vm_ovirt, :ext_management_system => manager.parent_manager)
      port = ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort.create!(
        :ext_management_system => manager, :device => vm, :name => "nic1", :extra_attributes => {:network_id => network.ems_ref}
      )
      expect(network).to have_attributes(:vms => [vm], :network_ports => [port], :total_vms => 1)
      expect(network.unsupported_reason(:delete)).to match(/has virtual machines: #{vm.name}/)

      CloudSubnetNetworkPort.create!(:cloud_subnet => subnet([]), :network_port => port, :address => "10.0.0.2")
      expect(described_class::Private.find(network.id)).to have_attributes(:vms => [vm], :network_ports => [port], :total_vms => 1)
    end

    it "has its VMs counted with those of the other networks of a list" do
      vms = FactoryBot.create_list(:vm_ovirt, 2, :ext_management_system => manager.parent_manager)
      refs = %w[blue red green].map { |name| described_class::Private.create!(:ext_management_system => manager, :name => name, :ems_ref => name).ems_ref }
      [[vms[0], "blue"], [vms[0], "blue"], [vms[1], "blue"], [vms[1], "red"]].each do |vm, ref|
        ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort.create!(:ext_management_system => manager, :device => vm, :name => "nic", :extra_attributes => {:network_id => ref})
      end
      counts = nil
      seen   = statements { counts = ::CloudNetwork.where(:ems_ref => refs).includes(:ext_management_system).order(:id).map(&:total_vms) }
      expect(counts).to eq([2, 1, 0])
      expect(seen.grep(/FROM "network_ports"/).size).to eq(1)
    end

    it "has none without a manager" do
      expect(described_class::Private.new(:ems_ref => "blue").vms).to be_empty
    end
  end

  it "is full when it has no addresses" do
    expect(network.ip_address_utilization).to eq(100)
  end
end
