# What a form is refused for before anything is queued, so that it stays open with what was typed.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::PreflightCheck do
  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:network)   { namespace::CloudNetwork::Private.create!(:ext_management_system => manager, :name => "blue", :ems_ref => "blue") }
  let!(:subnet)   { namespace::CloudSubnet.create!(:ext_management_system => manager, :name => "sub", :ems_ref => "sub", :cloud_network => network, :cidr => "10.0.0.0/24", :gateway => "10.0.0.1") }

  def refusal
    yield
    nil
  rescue OvirtNet::InvalidChangeError => err
    err.message
  end

  # As ManageIQ's form sends it
  def router(address, record = nil)
    form = {:ems_id => manager.id.to_s, :name => "r", :admin_state_up => true, :cloud_tenant_id => nil, :network_id => network.id, :cloud_network_id => network.id, :cloud_subnet_id => address}
    refusal { record ? record.update_network_router_queue("admin", form) : manager.create_network_router_queue("admin", form) }
  end

  def new_subnet(**given)
    form = {:ems_id => manager.id.to_s, :cloud_tenant_id => nil, :name => "new", :cidr => "10.1.0.0/24", :cloud_network_id => network.id.to_s}
    refusal { manager.create_cloud_subnet_queue("admin", form.merge(given)) }
  end

  # As ManageIQ's form sends a subnet that there is
  def changed_subnet(**given)
    form = {:ems_id => manager.id.to_s, :cloud_tenant_id => nil, :name => "sub", :cidr => subnet.cidr, :cloud_network_id => network.id.to_s, :gateway => subnet.gateway, :dns_nameservers => subnet.dns_nameservers}
    refusal { subnet.update_cloud_subnet_queue("admin", form.merge(given)) }
  end

  it "is a router's address that is none, outside of its subnet, or taken" do
    port = namespace::NetworkPort.create!(:ext_management_system => manager, :name => "nic1", :ems_ref => "port")
    CloudSubnetNetworkPort.create!(:cloud_subnet => subnet, :network_port => port, :address => "10.0.0.2")

    expect(router("10.0.0.x")).to eq('Address of the Router is "10.0.0.x"; give an address such as 10.0.0.1 or fd00::1')
    expect(router("10.7.0.2")).to eq('Address of the Router is "10.7.0.2"; give an address that a host in 10.0.0.0/24 may have')
    expect(router("10.0.0.1")).to eq("Address of the Router is 10.0.0.1, which is in use; give a free one, such as 10.0.0.3")
    expect(router("10.0.0.2")).to match(/is in use/)
    expect(MiqQueue.where(:method_name => "create_network_router").count).to eq(0)
    expect([router("10.0.0.9"), router("")]).to eq([nil, nil])
    expect(MiqQueue.where(:method_name => "create_network_router").count).to eq(2)
  end

  it "is not the address that a router has" do
    info   = {"network_id" => "blue", "external_fixed_ips" => [{"subnet_id" => "sub", "ip_address" => "10.0.0.2"}]}
    record = namespace::NetworkRouter.create!(:ext_management_system => manager, :name => "r", :ems_ref => "r", :cloud_network => network, :external_gateway_info => info)
    port   = namespace::NetworkPort.create!(:ext_management_system => manager, :name => "router_port", :ems_ref => "port")
    CloudSubnetNetworkPort.create!(:cloud_subnet => subnet, :network_port => port, :address => "10.0.0.2")

    expect([router("10.0.0.2", record), router("10.0.0.3", record)]).to eq([nil, nil])
    expect(router("10.0.0.1", record)).to match(/is in use/)
  end

  it "is a subnet's range or gateway that cannot be, or a name that is there" do
    expect(new_subnet(:cidr => "10.1.0.5/24")).to eq('CIDR is "10.1.0.5/24"; give the range by its first address, 10.1.0.0/24')
    expect(new_subnet(:gateway => "10.2.0.1")).to eq('Gateway is "10.2.0.1"; give an address that a host in 10.1.0.0/24 may have')
    expect(new_subnet(:name => "sub")).to match(/\AName is "sub", and this network provider already has this name/)
    expect(refusal { subnet.update_cloud_subnet_queue("admin", :name => "sub", :cidr => "10.0.0.0/24") }).to be_nil
    expect(new_subnet(:gateway => "10.1.0.1", :dns_nameservers => ["10.1.0.2"])).to be_nil
  end

  it "is what a subnet is to be changed to and cannot be" do
    subnet.update!(:dns_nameservers => ["10.0.0.2"])

    expect(changed_subnet(:gateway => "11.0.0.1")).to eq('Gateway is "11.0.0.1"; give an address that a host in 10.0.0.0/24 may have')
    expect(changed_subnet(:gateway => "")).to match(/\AGateway /)
    expect(changed_subnet(:dns_nameservers => ["10.0.0.2", "10.0.0.3"])).to match(/give one, the provider keeps only the first/)
    expect(changed_subnet(:dns_nameservers => ["fd00::1"])).to match(/give an IPv4 address/)
    expect(MiqQueue.where(:method_name => "update_cloud_subnet").count).to eq(0)
    expect([changed_subnet, changed_subnet(:gateway => "10.0.0.9"), changed_subnet(:dns_nameservers => ["10.0.0.3"])]).to all(be_nil)
  end

  it "is no value that is stored already, however odd" do
    subnet.update!(:gateway => "11.0.0.1", :cidr => nil)

    expect(changed_subnet(:name => "renamed")).to be_nil
  end
end
