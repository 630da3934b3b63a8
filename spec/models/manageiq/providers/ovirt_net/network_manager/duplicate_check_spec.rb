# What would be taken for something that is there already.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::DuplicateCheck do
  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let!(:blue) do
    namespace::CloudNetwork::Private.create!(:ext_management_system => manager, :name => "blue", :ems_ref => "blue",
                                             :provider_network_type => "vlan", :provider_physical_network => "phys", :provider_segmentation_id => "12")
  end

  def refusal(kind, options, record = nil)
    namespace::Payload.new(manager, options, record).public_send(kind)
    nil
  rescue OvirtNet::InvalidChangeError => err
    err.message
  end

  def vlan(id)
    {:name => "green", :provider_network_type => "vlan", :provider_physical_network => "phys", :provider_segmentation_id => id}
  end

  it "are networks of the same name, or on the same VLAN" do
    expect(refusal(:network, :name => "blue")).to match(/\Aname is "blue", and this network provider already has this name; give another, or allow duplicates with the setting refuse_duplicates\z/)
    expect(refusal(:network, vlan("12"))).to match(/\Asegmentation_id is "12", and the network "blue" already uses it; give another/)
    expect(refusal(:network, vlan(13))).to be_nil
    expect(refusal(:network, :name => "Blue")).to be_nil
  end

  it "are nothing that PostgreSQL could not hold, which is refused later" do
    expect(refusal(:network, :name => "bl\0ue")).to be_nil
  end

  it "are flat networks on the same physical network" do
    flat = {:name => "green", :provider_network_type => "flat", :provider_physical_network => "phys"}
    expect(refusal(:network, flat)).to be_nil

    blue.update!(:provider_network_type => "flat", :provider_segmentation_id => nil)
    expect(refusal(:network, flat)).to match(/\Aphysical_network is "phys", and the network "blue" already uses it/)
  end

  it "are subnets and security groups of the same name" do
    namespace::CloudSubnet.create!(:ext_management_system => manager, :name => "sub")
    namespace::SecurityGroup.create!(:ext_management_system => manager, :name => "web")

    expect(refusal(:subnet, :name => "sub")).to match(/\Aname is "sub"/)
    expect(refusal(:security_group, :name => "web")).to match(/\Aname is "web"/)
    expect(refusal(:router, :name => "web")).to be_nil
  end

  it "are not what is changed, nor another provider's, nor another tenant's" do
    other  = FactoryBot.create(:ems_ovirt_net)
    tenant = ->(ref) { FactoryBot.create(:cloud_tenant, :ext_management_system => manager.parent_manager, :ems_ref => ref) }
    blue.update!(:cloud_tenant => tenant["one"])
    tenant["two"]

    expect(refusal(:network, {:name => "blue"}, blue)).to be_nil
    expect(namespace::Payload.new(other, :name => "blue").network).to eq(:name => "blue")
    expect(refusal(:network, :name => "blue", :tenant_id => "two")).to be_nil
    expect(refusal(:network, :name => "blue", :tenant_id => "one")).to match(/\Aname is "blue"/)
  end

  it "are nobody's business where the setting says so" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:refuse_duplicates => false}})

    expect(refusal(:network, vlan("12").merge(:name => "blue"))).to be_nil
  end
end
