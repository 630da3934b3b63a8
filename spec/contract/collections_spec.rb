RSpec.describe "ManageIQ's collections, as far as we use them" do
  let(:manager)   { StandIns.network_manager }
  let(:persister) { ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager.new(manager, manager) }
  let(:networks)  { persister.collections[:cloud_networks] }

  before { persister.add_tables(StandIns::Inventory::ROWS.keys) }

  it "are a Hash by table" do
    expect(persister.collections.keys).to match_array(StandIns::Inventory::ROWS.keys)
  end

  it "take a row with the values that all rows have, and the row's own values win" do
    expect(networks.build(:ems_ref => "a")[:type]).to eq("#{manager.class}::CloudNetwork")
    expect(networks.build(:ems_ref => "b", :type => "mine")[:type]).to eq("mine")
    expect(networks.data.map { |network| network.data[:ems_ref] }).to eq(%w[a b])
  end

  it "take a reference once" do
    networks.build(:ems_ref => "a", :name => "first")
    networks.build(:ems_ref => "a", :name => "second")

    expect(networks.data.map { |network| network[:name] }).to eq(%w[first])
  end

  it "find rows that come later" do
    reference = networks.lazy_find("a")
    row       = networks.build(:ems_ref => "a")

    expect(reference.to_s).to eq("a")
    expect(reference.load).to equal(row)
    expect(networks.lazy_find("b").load).to be_nil
    expect(networks.lazy_find(nil)).to be_nil
  end

  it "know addresses by subnet, port and address" do
    addresses = persister.collections[:cloud_subnet_network_ports]
    %w[10.0.0.1 10.0.0.2 10.0.0.2].each do |address|
      addresses.build(:address      => address,
                      :cloud_subnet => persister.collections[:cloud_subnets].lazy_find("subnet"),
                      :network_port => persister.collections[:network_ports].lazy_find("port"))
    end

    expect(addresses.data.map { |address| address[:address] }).to eq(%w[10.0.0.1 10.0.0.2])
  end

  it "take references to stored rows" do
    reference = InventoryRefresh::ApplicationRecordReference.new("VmOrTemplate", 7)

    expect([reference.base_class_name, reference.id]).to eq(["VmOrTemplate", 7])
  end
end
