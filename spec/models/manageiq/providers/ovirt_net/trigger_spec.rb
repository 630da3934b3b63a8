# What events of oVirt cause, from ManageIQ's handling of an event on.
RSpec.describe ManageIQ::Providers::OvirtNet::Trigger do
  include_context "manager of the simulator"

  let(:engine) { manager.parent_manager }

  around do |example|
    Simulator.start(:networks => 3, :ports => 6) do |simulator|
      @simulator = simulator
      Timecop.freeze(Time.utc(2026, 11, 26, 12)) { example.run }
    end
  end

  before do
    described_class.forget
    OvirtNet::Native.load!
    allow_any_instance_of(OvirtNet::Inventory).to receive(:seconds).and_return(:networks => 0.4, :ports => 3.6)
  end

  def happens(type, engine = self.engine, **attributes)
    @events = @events.to_i + 1
    EmsEvent.add(engine.id, :event_type => type, :source => "RHEVM", :message => "it happens", :timestamp => Time.now.utc + @events, **attributes)
  end

  # The clock goes on from wherever it is set to, as fast as the machine lets it.
  #
  # @return [Array<String>] what is queued of ours, and for when
  def queued
    messages = MiqQueue.where(:class_name => [manager.class.name, "ManageIQ::Providers::OvirtNet::Discovery"], :state => "ready").order(:deliver_on)
    messages.map { |message| [message.method_name, *message.args.first(1).map(&:to_s), (message.deliver_on - Time.now.utc).ceil] }
  end

  def after(seconds)
    Timecop.travel(Time.now.utc + seconds)
    @simulator.forget_requests
    work.grep_v(/Discovery/)
    @simulator.requests.filter_map { |line| line[%r{\AGET /v2.0/(ports|networks)\z}, 1] }.uniq
  end

  it "has the networks or everything read, or oVirt's network providers discovered" do
    EmsRefresh.refresh(manager)
    expect { happens("VM_IS_FINE") }.not_to(change { queued })
    happens("NETWORK_ADD_NETWORK")
    expect(queued).to eq([["refresh_after_event", "networks", 2]])
    expect(after(2)).to eq(%w[networks])
    happens("NETWORK_UPDATE_VM_INTERFACE")
    expect(queued).to eq([["refresh_after_event", "ports", 2]])
    expect(after(2)).to eq(%w[ports networks])
    happens("PROVIDER_UPDATED")
    expect(queued).to eq([["run", engine.id.to_s, 2]])
  end

  it "knows those events, too, that ManageIQ's oVirt provider has no name for" do
    {10_920 => %w[refresh_after_event networks], 219 => ["run", engine.id.to_s], 4_711 => %w[refresh_after_event ports]}.each do |code, expected|
      described_class.forget
      MiqQueue.delete_all
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:triggers => {:"4711" => "ports"}}})
      happens("UNKNOWN", :full_data => {"code" => code.to_s})
      expect(queued.map { |message| message.first(2) }).to eq([expected])
    end
    described_class.forget
    expect { happens("UNKNOWN", :full_data => {"code" => "1"}) && happens("UNKNOWN") }.not_to(change { queued })
  end

  it "does what the settings say" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:event_wait => "7.seconds", :triggers => {:VM_IS_FINE => "ports", :VM_DOWN => "none", :USER_RUN_VM => "prots"}}})
    expect($ovirt_net_log).to receive(:warn).with(/triggers of ems_refresh.ovirt_net says prots of USER_RUN_VM; give networks, ports, discovery, certificate, none/).and_return(true)
    expect { happens("VM_DOWN") && happens("USER_RUN_VM") }.not_to(change { queued })
    happens("VM_IS_FINE")
    expect(queued).to eq([["refresh_after_event", "ports", 7]])
  end

  it "refreshes at once after a quiet time, however recent the last refresh is, then at the pace; no event is lost" do
    EmsRefresh.refresh(manager)
    happens("VM_DOWN")
    expect(after(2)).to eq(%w[ports networks])

    happens("VM_DOWN")
    expect(queued).to match([["refresh_after_event", "ports", be_between(85, 98)]])
    expect(after(80)).to eq([])
    expect(after(20)).to eq(%w[ports networks])
    expect(queued).to eq([])
  end

  it "covers events by a refresh that began when they had happened, and by no other" do
    happens("VM_DOWN")
    EmsRefresh.refresh(manager)
    expect(after(3)).to eq(%w[ports networks])

    described_class.forget
    Timecop.travel(1.hour.from_now)
    happens("VM_DOWN")
    Timecop.travel(3.seconds.from_now)
    EmsRefresh.refresh(manager.class.find(manager.id))
    expect(after(0)).to eq([])
    expect(queued).to eq([])
  end

  it "makes one refresh of many events, whatever the process that they come to" do
    100.times do |number|
      described_class.forget if (number % 7).zero?
      happens(%w[VM_DOWN USER_RUN_VM NETWORK_UPDATE_VM_INTERFACE][number % 3])
    end
    expect(queued.size).to eq(1)
    expect(after(2)).to eq(%w[ports networks])
    expect(after(1_000)).to eq([])
  end

  it "takes 10,000 events in a minute with few database queries and messages, and keeps to the provider's share" do
    EmsRefresh.refresh(manager)
    reads, messages, asked = 0, 0, 0
    10_000.times do |number|
      Timecop.freeze(Time.now.utc + 0.006)
      event  = EmsEvent.new(:ems_id => engine.id, :source => "RHEVM", :event_type => number.even? ? "VM_DOWN" : "NETWORK_UPDATE_NETWORK")
      asked += statements { ManageIQ::Providers::OvirtNet::EventHooks.follow(event) }.size
      next if number % 100 > 0

      messages += due.count
      reads    += after(0).count("ports")
    end
    expect(messages).to be <= 5
    expect(asked).to be <= 70
    expect(reads).to be_between(1, 2)
    expect(queued).to include(include("ports"), include("networks"))
  end

  it "takes them so while the worker is busy, too" do
    asked = 10_000.times.sum do
      Timecop.freeze(Time.now.utc + 0.006)
      statements { ManageIQ::Providers::OvirtNet::EventHooks.follow(EmsEvent.new(:ems_id => engine.id, :source => "RHEVM", :event_type => "VM_DOWN")) }.size
    end
    expect(asked).to be <= 600
    expect(queued.size).to eq(1)
  end

  it "waits for a provider that fails as the timer does" do
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
    @simulator.fail("networks", "do" => "status", "status" => 500, "message" => "no disk")
    happens("VM_DOWN")
    after(2)
    happens("VM_DOWN")
    expect(queued.first.last).to be_between(20, 31)
  end

  it "refreshes all network managers of the engine that are not paused, and no others" do
    paused, other = FactoryBot.create_list(:ems_ovirt_net, 2)
    second = FactoryBot.create(:ems_ovirt_net, :parent_manager => engine)
    paused.update_columns(:parent_ems_id => engine.id, :enabled => false)
    happens("VM_DOWN")
    expect(MiqQueue.where(:method_name => "refresh_after_event").pluck(:instance_id)).to contain_exactly(manager.id, second.id)
    expect { happens("VM_DOWN", other.parent_manager) }.to change { MiqQueue.where(:instance_id => other.id).count }.by(1)
  end

  # The vNIC comes to ManageIQ by a refresh of its VM, which the same event has caused.
  it "lets ports lead to vNICs that come after them, as the next refresh of the ports would" do
    EmsRefresh.refresh(manager)
    ports    = manager.network_ports.where(:device_owner => "oVirt").order(:id).to_a
    vm, host = FactoryBot.create(:vm_ovirt, :ext_management_system => engine), FactoryBot.create(:host, :ext_management_system => engine)
    owners   = [{:vm_or_template => vm}, {:host => host}, {:vm_or_template => FactoryBot.create(:vm_ovirt)}]
    owners.zip(ports) { |owner, port| FactoryBot.create(:guest_device_nic, :hardware => FactoryBot.create(:hardware, **owner), :uid_ems => port.device_ref) }
    save = ->(target) { ManageIQ::Providers::Ovirt::InfraManager::Refresher.new([engine]).save_inventory(engine, target, double("persister", :persist! => nil)) }
    save[InventoryRefresh::TargetCollection.new(:manager => engine)]

    linked = manager.network_ports.order(:id).map { |port| port.attributes.slice("device_id", "device_type") }
    expect(linked.compact_blank.first(2).map { |port| port["device_type"] }).to eq(%w[VmOrTemplate GuestDevice])
    expect(ports[2].reload.device).to be_nil
    EmsRefresh.refresh(manager.class.find(manager.id))
    expect(manager.network_ports.order(:id).map { |port| port.attributes.slice("device_id", "device_type") }).to eq(linked)

    allow_any_instance_of(manager.class).to receive(:link_ports_to_vnics).and_raise(ActiveRecord::StatementInvalid, "boom")
    expect($ovirt_net_log).to receive(:error).with(/only after the next refresh: boom/)
    save[InventoryRefresh::TargetCollection.new(:manager => engine)]
  end

  describe "never stands in the way of ManageIQ's event handling:" do
    it "an event of another provider costs no database query" do
      event = EmsEvent.new(:ems_id => engine.id, :source => "VC", :event_type => "VM_DOWN")
      expect(described_class).not_to receive(:pull)
      expect(statements { ManageIQ::Providers::OvirtNet::EventHooks.follow(event) }).to eq([])
    end

    it "whatever goes wrong is logged" do
      [RuntimeError, LoadError, ActiveRecord::StatementInvalid].each do |err|
        described_class.forget
        allow(manager.class).to receive(:where).and_raise(err, "boom")
        expect($ovirt_net_log).to receive(:error).with(/the event VM_DOWN .*causes no refresh: #{err}: boom/)
        expect(happens("VM_DOWN")).to be_persisted
      end
    end

    it "an event that ManageIQ has already is no event, and one that it refuses is told by it" do
      event = {:event_type => "VM_DOWN", :source => "RHEVM", :timestamp => Time.now.utc}
      expect(EmsEvent.add(engine.id, event.dup)).to be_persisted
      expect(EmsEvent.add(engine.id, event.dup)).to be_nil
      expect { EmsEvent.add(engine.id, :source => "RHEVM") }.to raise_error(MiqException::Error)
    end
  end

  describe "a certificate that expires" do
    let(:words) { "ovirt-provider-ovn's certificate is about to expire at 2026-12-24. Please renew the certificate." }

    def valid_until(day)
      allow_any_instance_of(manager.class).to receive(:certificate_valid_until).and_return(day && Time.utc(2026, 12, day))
    end

    def warning
      manager.class.find(manager.id).certificate_warning
    end

    before do
      valid_until(24)
      happens("UNKNOWN", :full_data => {"code" => "903"}, :message => words)
      after(0)
    end

    it "is told until there is one that is valid for longer" do
      expect(warning).to eq(words)
      Timecop.travel(2.hours.from_now)
      EmsRefresh.refresh(manager.class.find(manager.id))
      expect(warning).to eq(words)

      valid_until(25)
      EmsRefresh.refresh(manager.class.find(manager.id))
      expect(warning).to eq(words)
      Timecop.travel(2.hours.from_now)
      EmsRefresh.refresh(manager.class.find(manager.id))
      expect(warning).to be_nil
    end

    it "is told as long as the engine says so where the certificate cannot be seen" do
      valid_until(nil)
      [[1.day, words], [2.days, nil]].each do |time, expected|
        Timecop.travel(time.from_now)
        EmsRefresh.refresh(manager.class.find(manager.id))
        expect(warning).to eq(expected)
      end
    end
  end
end
