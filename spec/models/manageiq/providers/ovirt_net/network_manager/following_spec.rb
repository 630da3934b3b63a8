# What the timer has read of the provider, and when.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Following do
  include_context "manager of the simulator"

  around do |example|
    Simulator.start(:networks => 3, :ports => 6) do |simulator|
      @simulator = simulator
      Timecop.freeze(Time.utc(2026, 11, 26, 12)) { example.run }
    end
  end

  before do
    MiqServer.my_server.update!(:zone => manager.zone)
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
  end

  def known
    described_class.module_parent.find(manager.id).options.to_h.fetch(:refresh)
  end

  # @return [Array<String>] the lists that the provider was asked for
  def lists
    @simulator.forget_requests
    yield
    @simulator.requests.filter_map { |line| line[%r{\AGET /v2.0/(\S+)}, 1] }
  end

  def tick(seconds = 0)
    Timecop.travel(Time.now.utc + seconds)
    manager.class.refresh_all_ems_timer
    work
  end

  def takes(seconds)
    OvirtNet::Native.load!
    allow_any_instance_of(OvirtNet::Inventory).to receive(:seconds).and_return(seconds)
  end

  it "reads everything first, then each kind when it is due" do
    takes(:networks => 0.2, :ports => 3.8)
    expect(lists { tick }).to include("ports", "networks")
    expect(lists { tick(1) }).to eq([])

    expect(lists { tick(30) }).to contain_exactly("floatingips", "security-group-rules", "security-groups", "routers", "subnets", "networks", "tenants")
    expect(lists { tick(30) }).to include("networks").and(not_include("ports"))
    expect(lists { tick(40) }).to include("ports", "networks")
    expect(known[:ports]).to include(:seconds => 4.0)
  end

  it "queues nothing from the moment on that the interval is 0, though the timer still runs" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:refresh_interval => 0}})
    expect { manager.class.refresh_all_ems_timer }.not_to change(MiqQueue, :count)
  end

  it "queues what becomes due before the next time for the moment when it does" do
    takes(:networks => 0.2, :ports => 3.8)
    tick
    Timecop.travel(Time.now.utc + 29)
    manager.class.refresh_all_ems_timer
    expect(MiqQueue.find_by(:method_name => "refresh_when_due").deliver_on).to be_within(0.001).of(known[:networks][:due])
    expect(due).to be_empty
  end

  it "queues nothing while something is queued or at work, and takes no worker for busy for ever" do
    3.times { manager.class.refresh_all_ems_timer }
    expect(MiqQueue.where(:method_name => "refresh_when_due").count).to eq(1)

    MiqQueue.where(:method_name => "refresh_when_due").update_all(:state => "dequeue", :updated_on => Time.now.utc)
    expect { manager.class.refresh_all_ems_timer }.not_to change(MiqQueue, :count)
    MiqQueue.where(:method_name => "refresh_when_due").update_all(:updated_on => 3.hours.ago)
    expect { manager.class.refresh_all_ems_timer }.to change(MiqQueue, :count).by(1)
  end

  it "asks the database once for all managers while none is due" do
    FactoryBot.create_list(:ems_ovirt_net, 3).each { |other| other.update!(:zone => manager.zone, :options => {:refresh => {:networks => {:due => 1.hour.from_now}, :ports => {:due => 1.hour.from_now}}}) }
    takes(:networks => 1.0, :ports => 3.0)
    tick
    MiqServer.my_server.zone
    expect(statements { manager.class.refresh_all_ems_timer }.grep_v(/miq_servers|"zones"/).size).to eq(1)
  end

  it "leaves those alone that are paused, or another zone's" do
    tick
    manager.update!(:enabled => false)
    expect { tick(1_000) }.not_to(change { known })
    manager.update!(:enabled => true, :zone => FactoryBot.create(:zone))
    manager.class.refresh_all_ems_timer
    expect(due).to be_empty
  end

  it "reads nothing again that was read since it was queued" do
    manager.class.refresh_all_ems_timer
    EmsRefresh.refresh(manager)
    expect(lists { expect(work).to include("NetworkManager.refresh_when_due: ok") }).to eq([])
  end

  it "has everything read by who asks for a refresh, whatever was read last" do
    tick
    expect(lists { EmsRefresh.queue_refresh(manager).then { work } }).to include("ports")
  end

  it "has everything read where one of the targets is the manager" do
    tick
    without = ManageIQ::Providers::OvirtNet::Inventory::WithoutPorts.of(manager)
    [[without], [without, without]].each do |targets|
      expect(lists { EmsRefresh.queue_refresh(targets).then { work } }).not_to include("ports")
    end
    targets = [without, manager]
    expect(lists { targets.each { |target| EmsRefresh.queue_refresh(target) }.then { work } }).to include("ports")
    expect(MiqQueue.where(:class_name => "EmsRefresh").count).to eq(0)
  end

  describe "while the provider fails" do
    before do
      takes(:networks => 0.2, :ports => 0.5)
      tick
      @simulator.fail("networks", "do" => "answer", "status" => 500, "text" => "no disk")
    end

    def error
      manager.reload.last_refresh_error
    end

    it "waits longer and longer, says since when, and tries at once when asked to" do
      tick(30)
      expect(error).to match(/no disk\z/)
      since = known[:failing][:since]
      expect(lists { tick(29) }).to eq([])
      tick(2)
      expect(error).to match(/no disk \(fails since #{since.strftime("%F %T UTC")}, is tried again at 2026-11-26 12:0\d:\d\d UTC\)\z/)
      expect(lists { tick(59) }).to eq([])
      expect(lists { tick(2) }).not_to eq([])
      expect(known[:failing]).to include(:since => since, :count => 3)

      @simulator.faults = []
      expect(lists { EmsRefresh.queue_refresh(manager).then { work } }).to include("ports")
      expect(error).to be_nil
      expect(known).not_to have_key(:failing)
      expect(lists { tick(60) }).to include("ports")
    end

    it "waits 15 minutes with a user that is refused, who would be locked out" do
      @simulator.expire_tokens
      @simulator.fail("tokens", "do" => "status", "status" => 403, "message" => "not you")
      tick(30)
      expect(known[:failing][:due]).to be_within(10).of(15.minutes.from_now)
    end
  end

  describe "what it knows" do
    it "takes no database query of its own" do
      EmsRefresh.refresh(manager)
      updates = statements { EmsRefresh.refresh(manager) }.grep(/UPDATE/)
      expect(updates.grep_v(/FOR UPDATE/)).to contain_exactly(/UPDATE "ext_management_systems" SET .*"options"/)
    end

    it "overwrites nothing that others have noted in the options meanwhile" do
      EmsRefresh.refresh(manager)
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager).to receive(:persist!).and_wrap_original do |save|
        other = manager.class.find(manager.id)
        other.update!(:options => other.options.merge(:discovered => {:name => "ovn"}, :import => {:mode => "never"}))
        save.call
      end
      read_at = known[:ports][:read_at]
      Timecop.travel(Time.now.utc + 60)
      EmsRefresh.refresh(manager)
      stored = manager.class.find(manager.id).options
      expect(stored).to include(:discovered => {:name => "ovn"}, :import => {:mode => "never"})
      expect(stored[:refresh][:ports][:read_at]).to be > read_at

      manager.update!(:options => manager.options.except(:import))
      expect(manager.class.find(manager.id).options.keys).to contain_exactly(:discovered, :refresh)
    end

    it "may be lost" do
      tick
      manager.reload.update!(:options => nil)
      expect(lists { tick(1) }).to include("ports")
      expect(manager.reload.last_refresh_error).to be_nil
    end
  end
end

RSpec::Matchers.define_negated_matcher(:not_include, :include)
