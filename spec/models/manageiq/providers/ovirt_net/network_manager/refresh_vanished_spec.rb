# What vanishes at the provider as a whole, as after OVN's database was made anew or restored from an old backup, is kept with its tags
# until it has been gone for a while or a user asks for a refresh.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Refresher do
  include ActiveSupport::Testing::TimeHelpers
  include_context "manager of the simulator"

  around do |example|
    Simulator.start do |simulator|
      @simulator = simulator.tap { simulator.load(inventory) }
      example.run
    end
  end

  before do
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
    refresh
  end

  def inventory(networks: 12, ports: 12)
    numbers = (1..networks)
    {
      "networks" => numbers.map { |n| {"id" => "network-#{n}", "name" => "network #{n}"} },
      "subnets"  => numbers.map { |n| {"id" => "subnet-#{n}", "name" => "subnet #{n}", "network_id" => "network-#{n}", "cidr" => "10.#{n}.0.0/24", "ip_version" => 4} },
      "ports"    => (1..ports).map { |n| {"id" => "port-#{n}", "name" => "nic#{n}", "network_id" => "network-1", "device_owner" => "oVirt", "device_id" => "vnic-#{n}", "fixed_ips" => [{"subnet_id" => "subnet-1", "ip_address" => "10.1.0.#{n + 1}"}]} },
      "routers"  => [{"id" => "router", "name" => "router"}]
    }
  end

  # As the timer does it, and events
  def refresh(target = manager)
    EmsRefresh.refresh(target)
  rescue ManageIQ::Providers::BaseManager::Refresher::PartialRefreshError
    nil # a worker logs it
  ensure
    manager.reload
  end

  def deliver
    MiqQueue.where(:class_name => "EmsRefresh").find_each do |message|
      $_miq_worker_current_msg = message
      message.delivered(*message.deliver)
    ensure
      $_miq_worker_current_msg = nil
    end
    manager.reload
  end

  def counts
    [::CloudNetwork, ::CloudSubnet, ::NetworkPort, ::NetworkRouter, CloudSubnetNetworkPort].map(&:count)
  end

  def empty
    {"networks" => [], "subnets" => [], "ports" => [], "routers" => []}
  end

  let(:whole) { [12, 12, 12, 1, 12] }
  let(:none)  { [0, 0, 0, 0, 0] }

  shared_examples "what vanishes as a whole" do
    it "keeps the rows and their tags, and says so" do
      tag     = FactoryBot.create(:tag, :name => "/managed/owner/me")
      network = ::CloudNetwork.first.tap { |row| row.tags << tag }
      @simulator.load(empty)
      refresh

      expect(counts).to eq(whole)
      expect(network.reload.tags).to eq([tag])
      expect(manager.last_refresh_status).to eq("error")
      expect(manager.last_refresh_error).to start_with("The provider no longer lists 12 of 12 cloud networks, ").and include("1 of 1 network routers", "They are kept until", "To delete them now, refresh")
    end

    it "has lost nothing when they are there again" do
      before = ::CloudSubnet.order(:id).pluck(:id, :cloud_network_id)
      @simulator.load(empty)
      refresh
      @simulator.load(inventory)
      refresh
      expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      expect(::CloudSubnet.order(:id).pluck(:id, :cloud_network_id)).to eq(before)
      expect(manager.incomplete.vanished).to eq({})
    end

    it "deletes them when they have been gone for as long as the setting says" do
      @simulator.load(empty)
      refresh
      travel(9.minutes) { refresh }
      expect(counts).to eq(whole)
      travel(11.minutes) { refresh }
      expect(counts).to eq(none)
      expect(manager.last_refresh_error).to be_nil
    end

    it "deletes them when a user refreshes by hand" do
      @simulator.load(empty)
      refresh
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::NetworkManager).to receive(:authentication_status_ok?).and_return(true)
      manager.refresh_ems
      deliver
      expect(counts).to eq(none)
      expect(manager.last_refresh_error).to be_nil
    end

    it "deletes them when a user refreshes by a button of ManageIQ's pages" do
      @simulator.load(empty)
      refresh
      ManageIQ::Providers::NetworkManager.refresh_ems([manager], true)
      deliver
      expect(counts).to eq(none)
    end

    it "keeps tenants that vanish as a whole, which roles and mappings lead to" do
      tenants = (1..12).map { |n| {"id" => "tenant-#{n}", "name" => "tenant #{n}"} }
      @simulator.load(inventory.merge("tenants" => tenants))
      refresh
      expect(CloudTenant.count).to eq(12)
      @simulator.load(inventory.merge("tenants" => tenants.first(1)))
      refresh
      expect(CloudTenant.count).to eq(12)
      expect(manager.last_refresh_error).to include("11 of 12 cloud tenants")
      travel(11.minutes) { refresh }
      expect(CloudTenant.count).to eq(1)
    end

    it "keeps a network that subnets and ports are on, which are listed" do
      @simulator.load(inventory.merge("networks" => inventory["networks"].drop(1)))
      refresh
      expect(counts).to eq(whole)
      expect(manager.last_refresh_error).to include("1 of 12 cloud networks")
    end

    it "deletes a few at once" do
      @simulator.load(inventory(:networks => 9, :ports => 8))
      refresh
      expect(counts).to eq([9, 9, 8, 1, 8])
      expect(manager.last_refresh_error).to be_nil
    end

    it "deletes at once what is replaced by as many others" do
      @simulator.load(inventory.merge("ports" => inventory["ports"].map { |port| port.merge("id" => "new-#{port["id"]}") }))
      refresh
      expect(counts).to eq(whole)
      expect(::NetworkPort.pluck(:ems_ref)).to all(start_with("new-"))
      expect(manager.last_refresh_error).to be_nil
    end

    it "keeps them where most of a kind are gone" do
      @simulator.load(inventory.merge("ports" => inventory["ports"].first(5)))
      refresh
      expect(counts).to eq(whole)
      expect(manager.last_refresh_error).to include("7 of 12 network ports")
    end
  end

  include_examples "what vanishes as a whole"

  context "with ManageIQ's own saver" do
    before { stub_settings_merge(:ems_refresh => {:ovirt_net => {:write_only_changes => false}}) }

    include_examples "what vanishes as a whole"
  end

  it "keeps networks that subnets and ports refer to, with what leads to them" do
    links = ::CloudSubnet.order(:id).pluck(:cloud_network_id)
    @simulator.load(inventory.merge("networks" => inventory["networks"].drop(1)))
    refresh
    expect(counts).to eq(whole)
    expect(::CloudSubnet.order(:id).pluck(:cloud_network_id)).to eq(links)
    expect(manager.last_refresh_error).to include("1 of 12 cloud networks")

    travel(11.minutes) { refresh }
    expect(::CloudNetwork.count).to eq(11)
    expect(::CloudSubnet.where(:cloud_network_id => nil).pluck(:ems_ref)).to eq(["subnet-1"])
    expect(manager.last_refresh_error).to be_nil
  end

  it "saves what is new and changed meanwhile" do
    left = inventory(:networks => 2, :ports => 0)
    @simulator.load(left.merge("networks" => [left["networks"].first.merge("name" => "renamed"), left["networks"].second, {"id" => "new", "name" => "new"}]))
    refresh
    expect(::CloudNetwork.count).to eq(13)
    expect(::CloudNetwork.find_by(:ems_ref => "network-1").name).to eq("renamed")
  end

  it "keeps them in refreshes without the ports as well, which end nothing of that" do
    without = ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager)
    @simulator.load(inventory.merge("ports" => []))
    refresh
    travel(5.minutes) { refresh(without) }
    expect(manager.incomplete.vanished.keys).to eq([:network_ports])
    expect(counts).to eq(whole)

    @simulator.load(empty)
    travel(6.minutes) { refresh(without) }
    expect(counts).to eq(whole)
    travel(12.minutes) { refresh }
    expect(counts).to eq(whole) # The networks have not been gone for long enough.
    travel(17.minutes) { refresh }
    expect(counts).to eq(none)
  end

  it "keeps them where what was known of it is lost, and where the clock was put back" do
    @simulator.load(empty)
    refresh
    manager.update!(:options => manager.options.except(:incomplete))
    travel(11.minutes) { refresh }
    expect(counts).to eq(whole)
    refresh
    travel(9.minutes) { refresh }
    expect(counts).to eq(whole)
    travel(11.minutes) { refresh }
    expect(counts).to eq(none)
  end

  it "takes a user's word for what vanished for as long as that is kept, and not for what vanishes later" do
    manager.incomplete.accept_vanished
    travel(11.minutes) do
      @simulator.load(empty)
      refresh
    end
    expect(counts).to eq(whole)

    manager.incomplete.accept_vanished
    @simulator.load(inventory)
    refresh
    @simulator.load(empty)
    refresh
    expect(counts).to eq(whole)
  end

  it "tells the deletions when they are done, and not before" do
    MiqQueue.delete_all
    events = -> { MiqQueue.where(:class_name => "ManageIQ::Providers::OvirtNet::Inventory::EventQueue").flat_map { |message| message.data.pluck(:event_type) } }
    @simulator.load(inventory.merge("networks" => inventory["networks"].first(1), "subnets" => inventory["subnets"].first(1)))
    refresh
    expect(events.call).to eq([])
    travel(11.minutes) { refresh }
    expect(events.call.size).to eq(22)
  end

  it "deletes what is deleted through ManageIQ at once" do
    NotificationType.seed
    @simulator.load("networks" => [{"id" => "network-1", "name" => "network 1"}])
    manager.incomplete.accept_vanished
    refresh
    expect(::CloudNetwork.count).to eq(1)
    ::CloudNetwork.first.raw_delete_cloud_network({})
    expect(::CloudNetwork.count).to eq(0)
  end

  it "says it in a check" do
    require "ovirt_net/check"
    @simulator.load(empty)
    refresh
    report = OvirtNet::Check::Report.new("manager", double("observer", :starts => nil, :ends => nil))
    ManageIQ::Providers::OvirtNet::Check.new(manager).check(report)
    expect(report.steps.find { |step| step.name == "last refresh" }).to have_attributes(:status => "failed", :message => /12 of 12 cloud networks.*They are kept until/)
  end
end
