# What the timer has read of the provider, and when.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::ScheduledRefresh do
  include_context "manager of the simulator at a fixed time"

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
    Timecop.freeze(known[:networks][:due] - 1)
    manager.class.refresh_all_ems_timer
    expect(MiqQueue.find_by(:method_name => "refresh_when_due").deliver_on).to be_within(0.001).of(known[:networks][:due])
    expect(due).to be_empty
  end

  it "queues nothing while something is queued or at work, and takes no worker for busy for ever" do
    3.times { manager.class.refresh_all_ems_timer }
    expect(MiqQueue.where(:method_name => "refresh_when_due").count).to eq(1)

    MiqQueue.where(:method_name => "refresh_when_due").update_all(:state => "dequeue", :updated_on => Time.now.utc)
    expect { manager.class.refresh_all_ems_timer }.not_to change(MiqQueue, :count)
  end

  describe "a message that nobody will deliver" do
    let(:messages) { MiqQueue.where(:method_name => "refresh_when_due") }

    before { manager.class.refresh_all_ems_timer }

    def expect_refresh
      manager.class.refresh_all_ems_timer
      expect(lists { work }).to include("ports")
    end

    it "is put anew where the zone or the queue is another one now" do
      old = FactoryBot.create(:zone)
      [{:zone => old.name}, {:queue_name => "ems_0"}, {:zone => old.name, :method_name => "refresh_after_event", :args => ["ports"]}].each do |elsewhere|
        messages.update_all(elsewhere)
        manager.class.refresh_all_ems_timer
        expect(MiqQueue.where(:instance_id => manager.id).pluck(:zone, :queue_name, :method_name)).to eq([[manager.my_zone, manager.queue_name_for_ems_refresh, "refresh_when_due"]])
      end
      expect_refresh
    end

    it "is put anew when it is overdue, or for a time that a wrong clock has made" do
      [20.minutes.ago, 8.hours.from_now, 8.hours.ago].each do |deliver_on|
        messages.update_all(:deliver_on => deliver_on, :created_on => deliver_on)
        manager.class.refresh_all_ems_timer
        expect(messages.pluck(:deliver_on)).to contain_exactly(be_within(1).of(Time.now.utc))
      end
      expect_refresh
    end

    it "does not keep others from being put when its worker was killed, once nobody holds the lock" do
      messages.update_all(:state => "dequeue", :updated_on => 2.minutes.ago)
      expect_refresh

      messages.update_all(:state => "dequeue", :updated_on => 8.hours.from_now)
      Timecop.travel(1.hour.from_now)
      expect_refresh
    end

    it "is waited for as long as a worker is at it" do
      messages.update_all(:state => "dequeue", :updated_on => 90.minutes.ago)
      other = PG.connect(ActiveRecord::Base.connection_db_config.configuration_hash.slice(:host, :port, :user, :password).merge(:dbname => ActiveRecord::Base.lease_connection.current_database))
      other.exec("SELECT pg_advisory_lock(hashtextextended('#{manager.class.name}/#{manager.id}', 0))")
      expect { manager.class.refresh_all_ems_timer }.not_to change(MiqQueue, :count)
      other.close
      expect_refresh
    end
  end

  describe "a clock that was 8 hours ahead" do
    it "keeps nothing from being read once it is right" do
      Timecop.travel(8.hours.from_now)
      tick
      manager.class.refresh_all_ems_timer
      Timecop.travel(8.hours.ago)
      expect(lists { tick }).to include("ports", "networks")
      expect(lists { tick(200) }).to include("ports")
    end

    it "keeps nothing from being tried again" do
      Timecop.travel(8.hours.from_now)
      @simulator.fail("networks", "do" => "status", "status" => 500, "message" => "no disk")
      tick
      @simulator.faults = []
      Timecop.travel(8.hours.ago)
      expect(lists { tick }).to include("ports", "networks")
    end
  end

  it "follows the others where the options of one are not what they were" do
    odd   = ["abc", [1], {:refresh => "soon"}, {:refresh => {:ports => {:due => "tomorrow"}}}, {:refresh => {:failing => 1}}, {:discovered => 1, :tenants => "all", :import => "here", :certificate => 7}]
    twins = odd.map { |options| FactoryBot.create(:ems_ovirt_net, :parent_manager => manager.parent_manager).tap { |twin| twin.update_columns(:zone_id => manager.zone_id, :options => options) } }
    expect(twins.map { |twin| twin.class.find(twin.id).refresh_status.read(:ports) }).to all(match(/\Anot yet, due at/))
    manager.class.refresh_all_ems_timer
    expect(MiqQueue.where(:method_name => "refresh_when_due").pluck(:instance_id)).to match_array([manager.id, *twins.map(&:id)])

    MiqServer.my_server.reload
    twins.first(2).each do |twin|
      twin.update_columns(:parent_ems_id => manager.parent_ems_id)
      twin.class.find(twin.id).tap { |found| found.endpoints.first.update!(:hostname => manager.hostname, :port => manager.port, :security_protocol => "non-ssl") }
      EmsRefresh.refresh(twin.class.find(twin.id))
      expect(twin.class.find(twin.id)).to have_attributes(:last_refresh_error => nil, :options => hash_including(:refresh => hash_including(:ports)))
    end

    broken = twins.last
    broken.class.where(:id => broken.id).update_all("options = '--- !ruby/object:Nothing {}'")
    MiqQueue.delete_all
    expect($ovirt_net_log).to receive(:error).once.with(/the timer cannot refresh the network manager #{broken.id}: /)
    2.times { manager.class.refresh_all_ems_timer }
    expect(MiqQueue.where(:method_name => "refresh_when_due").pluck(:instance_id)).to match_array([manager.id, *twins[2..-2].map(&:id)])
  end

  [
    "abc",
    {:refresh => {:ports => {:due => "tomorrow"}, :failing => {:kind => :ports, :count => 1}, :noted => 5}},
    {:incomplete => {:unread => "all", :vanished => ["ports"]}, :vanished_accepted_at => "now"},
    {:certificate => {:message => "it expires"}},
    {:certificate => {:message => "it expires", :looked_at => "now", :said_at => "now", :valid_until => "soon"}},
    {:certificate => {:message => 7}},
    {:discovered => {:name => 5, :endpoint => "abc", :missing_since => "yesterday"}},
    {:tenants => [1, nil], :import => {:mode => 5, :data_centers => 7}},
    {:rejected_login => {:at => "now", :code => "no", :digests => 7}}
  ].each do |odd|
    it "refreshes, shows and checks one whose options are #{odd}" do
      require "ovirt_net/check"
      manager.update_columns(:options => odd)
      report = OvirtNet::Check::Report.new("manager", double("observer", :starts => nil, :ends => nil))
      shown  = lambda do
        found = manager.class.find(manager.id)
        ManageIQ::Providers::OvirtNet::Check.new(found).check(report)
        [found.refresh_status.read(:ports), found.certificate_warning.message, found.incomplete.sentences, ManageIQ::Providers::OvirtNet::OverdueRefresh.words(found), found.rejected_login.known]
      end
      expect(&shown).not_to raise_error
      expect(lists { tick }).to include("ports", "networks")
      expect(manager.class.find(manager.id)).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      expect(&shown).not_to raise_error
      expect(report.steps.map(&:message).grep(/undefined method|no implicit conversion|TypeError/)).to eq([])
    end
  end

  it "says why what is due late is late" do
    takes(:networks => 0.2, :ports => 43.8)
    4.times { EmsRefresh.refresh(manager.class.find(manager.id)) }
    expect(manager.reload.refresh_status.read(:ports)).to match(/ in 44.0 s, due at .* \(reading takes 44.0 s, and refreshes use at most 5(.0)? % of the provider's time: max_provider_load_percent\)\z/)
    expect(manager.refresh_status.read(:networks)).to match(/due at [-\d]+ [:\d]+ UTC\z/)
  end

  it "asks the database once for all managers while none is due" do
    known = manager.refresh_schedule.after_reading(:ports, {:networks => 1.0, :ports => 30.0}, Time.now.utc)
    FactoryBot.create_list(:ems_ovirt_net, 3).each { |other| other.update!(:zone => manager.zone, :options => {:refresh => known}) }
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
    without = ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager)
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
      expect(error).to match(/no disk \(failing since #{since.strftime("%F %T UTC")}, next attempt at 2026-11-26 12:0\d:\d\d UTC\)\z/)
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
