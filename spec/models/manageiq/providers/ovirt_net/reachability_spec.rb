RSpec.describe ManageIQ::Providers::OvirtNet::Reachability do
  include_context "manager of the simulator"

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  let(:site) { {:ports => [nic("web1", "red", "10.0.0.5", %w[web]), nic("db1", "blue", "10.0.1.5", %w[db])]} }
  let(:sql)  { {:protocol => "tcp", :port => 5432} }

  before do
    @simulator.load(ReachableSite.lists(**site))
    EmsRefresh.refresh(manager)
    vm("frontend", "web1")
    vm("database", "db1")
  end

  # All vNICs of oVirt are called nic1.
  def nic(id, network, address, groups)
    ReachableSite.port(id, network, address, groups, :name => "nic1")
  end

  def vm(name, *ports)
    FactoryBot.create(:vm_ovirt, :name => name, :ext_management_system => manager.parent_manager).tap do |vm|
      manager.network_ports.where(:ems_ref => ports).update_all(:device_type => "VmOrTemplate", :device_id => vm.id)
    end
  end

  def restricted_user(*seen)
    group = FactoryBot.create(:miq_group, :entitlement => Entitlement.new.tap { |entitlement| entitlement.set_managed_filters([["/managed/environment/prod"]]) })
    FactoryBot.create(:classification_tag, :name => "prod", :parent => FactoryBot.create(:classification, :name => "environment"))
    seen.each { |object| Classification.classify(object, "environment", "prod") }
    FactoryBot.create(:user, :miq_groups => [group])
  end

  it "answers about VMs, ports and addresses, and names the VMs" do
    answer = manager.reach(:from => "frontend", :to => "database", **sql)
    expect(answer).to include(:verdict => "reaches", :remedy => nil)
    expect(answer[:steps].first).to include(:at => "port", :object => {:id => "web1", :name => "nic1", :vm => "frontend"}, :rule => {:id => "out", :security_group_id => "web", :security_group => "web"})
    expect(manager.reach(:from => "web1", :to => "10.0.1.5", **sql)).to eq(answer)
    expect(manager.reach(:from => "database", :to => "frontend")).to include(:verdict => "dropped")
  end

  it "is what the command asks" do
    code, output, = ovirt_net("reach", "frontend", "database", "--protocol", "tcp", "--port", "22", "--manager", manager.id.to_s, :OVIRT_NET_URL => nil)
    expect([code, output]).to match([1, /x port nic1 \(db1\) of the VM database: no rule of its security groups allows this ingress traffic/])
  end

  it "asks which port is meant where there are several, and says what may be given" do
    vm("both", "web1", "db1")
    expect { manager.reach(:from => "both", :to => "10.0.1.5") }.to raise_error(OvirtNet::InvalidOptionError, 'from is "both", which has several ports; give the id of one: web1 (10.0.0.5, nic1), db1 (10.0.1.5, nic1)')
    expect { manager.reach(:from => "web1", :to => "nobody") }.to raise_error(OvirtNet::InvalidOptionError, /to is "nobody", which is neither an IP address/)
  end

  it "neither finds nor names what its reader may not see" do
    user = restricted_user(manager, Vm.find_by(:name => "frontend"), manager.network_ports.find_by(:ems_ref => "web1"))
    User.with_user(user) do
      ["database", "db1", "10.0.1.5"].each { |hidden| expect { manager.reach(:from => "frontend", :to => hidden) }.to raise_error(OvirtNet::InvalidOptionError, /to is "#{hidden}", which is neither/) }
      answer = manager.reach(:from => "frontend", :to => "203.0.113.9")
      expect(answer).to include(:verdict => "dropped", :remedy => nil)
      expect(answer[:steps].first).to include(:object => {:id => "web1", :name => "nic1", :vm => "frontend"}, :rule => nil)
      expect(answer[:steps].last).to include(:object => {:id => nil, :name => "(you may not see it)"}, :code => "no_route")
      expect(answer.to_s).not_to match(/edge|red|database/)
    end
    expect(manager.reach(:from => "frontend", :to => "203.0.113.9")[:remedy]).to include(:router => "edge")
  end
end
