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

  it "is full when it has no addresses" do
    expect(network.ip_address_utilization).to eq(100)
  end
end
