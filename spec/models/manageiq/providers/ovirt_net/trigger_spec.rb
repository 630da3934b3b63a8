# What events of oVirt cause, from ManageIQ's handling of an event on.
RSpec.describe ManageIQ::Providers::OvirtNet::Trigger do
  include_context "manager of the simulator at a fixed time"

  let(:engine) { manager.parent_manager }

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
    messages = MiqQueue.where(:class_name => [manager.class.name, "ManageIQ::Providers::OvirtNet::Discovery"], :state => "ready").where.not(:method_name => "look_for_findings").order(:deliver_on)
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
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:event_settle_time => "7.seconds", :triggers => {:VM_IS_FINE => "ports", :VM_DOWN => "none"}}})
    expect { happens("VM_DOWN") }.not_to(change { queued })
    happens("VM_IS_FINE")
    expect(queued).to eq([["refresh_after_event", "ports", 7]])
  end

  it "does what it does by default where a setting cannot be used, and says so once" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:triggers => {:NETWORK_ADD_NETWORK => "nets", :VM_IS_FINE => "prots"}}})
    ManageIQ::Providers::OvirtNet::Setting.forget
    expect($ovirt_net_log).to receive(:warn).once.with(/\Athe setting ems_refresh.ovirt_net.triggers.NETWORK_ADD_NETWORK is "nets", .*: give networks, .*; the default, networks, is used\z/).and_return(true)
    expect($ovirt_net_log).to receive(:warn).once.with(/VM_IS_FINE is "prots", .*; the default, none, is used\z/).and_return(true)
    3.times { happens("NETWORK_ADD_NETWORK") && happens("VM_IS_FINE") }
    expect(queued).to eq([["refresh_after_event", "networks", 2]])
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
    expect(messages).to be <= 10
    expect(asked).to be <= 90
    expect(reads).to be_between(1, 2)
    expect(queued).to include(include("ports"), include("networks"))
  end

  it "takes them so while the worker is busy, too" do
    asked = 10_000.times.sum do
      Timecop.freeze(Time.now.utc + 0.006)
      statements { ManageIQ::Providers::OvirtNet::EventHooks.follow(EmsEvent.new(:ems_id => engine.id, :source => "RHEVM", :event_type => "VM_DOWN")) }.size
    end
    expect(asked).to be <= 850
    expect(queued.size).to eq(1)
  end

  it "waits for a provider that fails as the timer does" do
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
    @simulator.fail("networks", "do" => "answer", "status" => 500, "text" => "no disk")
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

    allow_any_instance_of(manager.class::InfraVnics).to receive(:link_ports).and_raise(ActiveRecord::StatementInvalid, "boom")
    expect($ovirt_net_log).to receive(:error).with(/only by the next refresh: boom/)
    save[InventoryRefresh::TargetCollection.new(:manager => engine)]
  end

  describe "of one VM" do
    let(:vm)    { FactoryBot.create(:vm_ovirt, :ext_management_system => engine) }
    let(:other) { FactoryBot.create(:vm_ovirt, :ext_management_system => engine) }

    before do
      EmsRefresh.refresh(manager)
      plug(vm, port)
      plug(other, others_port)
      @stored = manager.network_ports.count
      manager.class.find(manager.id).infra_vnics.link_ports
      @simulator.forget_requests
    end

    def port
      manager.network_ports.where(:device_owner => "oVirt").order(:id).first
    end

    def others_port
      manager.network_ports.where(:device_owner => "oVirt").order(:id).second
    end

    def plug(vm, port, **attributes)
      hardware = vm.hardware || FactoryBot.create(:hardware, :vm_or_template => vm)
      FactoryBot.create(:guest_device_nic, :hardware => hardware, :uid_ems => port.respond_to?(:device_ref) ? port.device_ref : port, **attributes)
    end

    # What the engine does at the provider while the event comes about
    def change(ref, name)
      inventory = @simulator.dump
      inventory["ports"].find { |each| each["id"] == ref }["name"] = name
      @simulator.load(inventory)
    end

    # @return [Array<String>] what the provider is asked for
    def asked(seconds = 2)
      Timecop.travel(Time.now.utc + seconds)
      @simulator.forget_requests
      work
      @simulator.requests.filter_map { |line| line[%r{\AGET /v2.0/(\S+)}, 1] }.reject { |path| path == "security-groups/Default" }
    end

    it "reads that VM's ports alone, right after a refresh as well" do
      change(port.ems_ref, "after")
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      expect(queued).to eq([["refresh_ports_of_vms", [vm.id].to_s, 2]])
      expect(asked).to eq(["ports/#{port.ems_ref}"])
      expect(port.reload[:name]).to eq("after")
      expect(queued).to eq([])
      expect(manager.reload).to have_attributes(:last_refresh_error => nil)
      expect(manager.refresh_schedule.known[:ports][:due]).to be > manager.refresh_schedule.known[:ports][:read_at] + 100
    end

    it "is one message with those of other VMs, and tells what changed as an event" do
      take_events
      [port, others_port].each { |each| change(each.ems_ref, "after") }
      3.times { happens("VM_DOWN", :vm_or_template_id => vm.id) && happens("USER_STOP_VM", :vm_or_template_id => other.id) }
      expect(queued.size).to eq(1)
      expect(asked).to contain_exactly("ports/#{port.ems_ref}", "ports/#{others_port.ems_ref}")
      expect(take_events.map { |event| event[:event_type] }).to eq(%w[port.update.end port.update.end])
    end

    it "leaves everything else as it is stored" do
      rows = -> { [NetworkPort, CloudNetwork, CloudSubnet, SecurityGroup, CloudSubnetNetworkPort, CloudTenant].map { |model| model.order(:id).map(&:attributes) } }
      before = rows.call
      happens("VM_MIGRATION_DONE", :vm_or_template_id => vm.id)
      asked
      expect(rows.call).to eq(before)
    end

    it "deletes the row of a port that is gone, and of no other" do
      refs      = manager.network_ports.pluck(:ems_ref)
      gone      = port.ems_ref
      inventory = @simulator.dump
      inventory["ports"].reject! { |each| each["id"] == gone }
      @simulator.load(inventory)
      happens("NETWORK_REMOVE_VM_INTERFACE", :vm_or_template_id => vm.id)
      asked
      expect(manager.network_ports.pluck(:ems_ref)).to match_array(refs - [gone])
    end

    it "reads the list where a vNIC may have a port that is not stored, after the ports that are" do
      external = FactoryBot.create(:switch, :type => "ManageIQ::Providers::Ovirt::InfraManager::ExternalDistributedVirtualSwitch")
      plug(vm, "11111111-1111-1111-1111-111111111111", :switch => external)
      happens("USER_STARTED_VM", :vm_or_template_id => vm.id)
      expect(asked).to eq(["ports/#{port.ems_ref}"])
      expect(queued).to match([["refresh_after_event", "ports", be_between(1, 100)]])
      expect(asked(100)).to include("ports")
    end

    it "reads no list for a vNIC on a network of oVirt itself" do
      inside = FactoryBot.create(:switch, :type => "ManageIQ::Providers::Ovirt::InfraManager::DistributedVirtualSwitch")
      plug(vm, "11111111-1111-1111-1111-111111111111", :switch => inside)
      happens("USER_STARTED_VM", :vm_or_template_id => vm.id)
      expect(asked).to eq(["ports/#{port.ems_ref}"])
      expect(queued).to eq([])
    end

    it "reads the list where the VM is not known, or a vNIC is added" do
      happens("USER_RUN_VM")
      expect(queued).to match([["refresh_after_event", "ports", Integer]])
      MiqQueue.delete_all
      described_class.forget
      happens("NETWORK_ADD_VM_INTERFACE", :vm_or_template_id => vm.id)
      expect(queued).to match([["refresh_after_event", "ports", Integer]])
    end

    it "reads the list, once, where very many VMs are started" do
      vms = FactoryBot.create_list(:vm_ovirt, 40, :ext_management_system => engine)
      asked_database = statements { vms.each { |each| ManageIQ::Providers::OvirtNet::EventHooks.follow(EmsEvent.new(:ems_id => engine.id, :source => "RHEVM", :event_type => "USER_RUN_VM", :vm_or_template_id => each.id)) } }
      expect(queued.map(&:first)).to contain_exactly("refresh_ports_of_vms", "refresh_after_event")
      expect(asked_database.size).to be <= 200
    end

    it "reads everything as ever while the last refresh failed, and where ManageIQ's own saver writes" do
      manager.update!(:last_refresh_error => "some lists could not be read")
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      expect(asked(100)).to include("ports")

      manager.reload.update!(:last_refresh_error => nil)
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:write_only_changes => false}})
      described_class.forget
      Timecop.travel(1.hour.from_now)
      EmsRefresh.refresh(manager.class.find(manager.id))
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      count = manager.network_ports.count
      expect(asked(100)).to include("ports")
      expect(manager.network_ports.count).to eq(count)
    end

    it "reads that VM's ports alone while the provider refuses another list, and says so still" do
      allow(EmsRefresh).to receive(:debug_failures).and_return(false)
      @simulator.fail("routers", "do" => "status", "status" => 500, "message" => "'NoneType' object has no attribute 'uuid'")
      EmsRefresh.refresh(manager.class.find(manager.id)) rescue nil # a worker logs it
      told = manager.reload.last_refresh_error
      expect(told).to start_with("cannot read routers: ")
      allow_any_instance_of(OvirtNet::Inventory).to receive(:seconds).and_return(:ports => 0.02)

      change(port.ems_ref, "after")
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      expect(asked).to eq(["ports/#{port.ems_ref}"])
      expect(port.reload[:name]).to eq("after")
      expect(manager.reload).to have_attributes(:last_refresh_error => told, :last_refresh_status => "error")
      expect(manager.refresh_schedule.failing).to be_nil

      described_class.forget
      plug(vm, "11111111-1111-1111-1111-111111111111")
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      expect(asked).to eq(["ports/#{port.ems_ref}"])
      expect(queued).to match([["refresh_after_event", "ports", Integer]])
    end

    it "reads the list while the provider refuses that of the ports" do
      allow(EmsRefresh).to receive(:debug_failures).and_return(false)
      @simulator.fail("ports", "do" => "status", "status" => 500, "message" => "no")
      EmsRefresh.refresh(manager.class.find(manager.id)) rescue nil # a worker logs it
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      expect(asked(100)).to include("ports").and(satisfy { |lists| lists.grep(%r{\Aports/}).empty? })
    end

    it "leaves it to the list whether a port is gone whose network is missing, too" do
      row = port
      @simulator.load("networks" => [], "subnets" => [], "ports" => [], "routers" => [])
      happens("VM_DOWN", :vm_or_template_id => vm.id)
      expect(asked).to eq(["ports/#{row.ems_ref}", "networks/#{row.cloud_network.ems_ref}"])
      expect(manager.network_ports.count).to eq(@stored)
    end

    it "leaves it to the list whether many ports are gone at once" do
      ports = manager.network_ports.where(:device_owner => "oVirt").order(:id).drop(2)
      ports.each { |each| plug(vm, each) }
      manager.class.find(manager.id).infra_vnics.link_ports
      inventory = @simulator.dump
      @simulator.load(inventory.merge("ports" => inventory["ports"].select { |each| each["id"] == others_port.ems_ref }))
      happens("VM_DOWN", :vm_or_template_id => vm.id)
      expect(asked).to include("ports/#{port.ems_ref}", "ports", "networks")
      expect(manager.network_ports.count).to eq(@stored)
      expect(manager.reload.last_refresh_error).to match(/no longer lists 7 of 8 network ports/)
    end

    it "fails as a refresh does, and has everything read when the provider can be read again" do
      allow(EmsRefresh).to receive(:debug_failures).and_return(false)
      @simulator.fail("ports/*", "do" => "status", "status" => 500, "message" => "no disk")
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      asked
      expect(manager.reload.last_refresh_error).to match(%r{cannot read ports: GET /v2.0/ports/#{port.ems_ref}: .*no disk})
      expect(manager.network_ports.count).to eq(@stored)
      expect(manager.refresh_schedule.failing).to include(:kind => :ports)

      @simulator.faults = []
      manager.class.refresh_all_ems_timer
      MiqServer.my_server.update!(:zone => manager.zone)
      Timecop.travel(100.seconds.from_now)
      manager.class.refresh_all_ems_timer
      expect(asked).to include("ports")
      expect(manager.reload.last_refresh_error).to be_nil
    end

    it "writes nothing by ManageIQ's own saver when the database refuses a statement" do
      allow(EmsRefresh).to receive(:debug_failures).and_return(false)
      change(port.ems_ref, "after")
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Table).to receive(:update).and_raise(ActiveRecord::StatementInvalid, "no")
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      asked
      expect(manager.network_ports.count).to eq(@stored)
      expect(manager.reload.last_refresh_error).to match(/no/)
    end

    it "does not believe a 404 that is not about the port" do
      allow(EmsRefresh).to receive(:debug_failures).and_return(false)
      @simulator.fail("ports/*", "do" => "status", "status" => 404, "message" => "Security Group x does not exist")
      happens("USER_RUN_VM", :vm_or_template_id => vm.id)
      asked
      expect(manager.network_ports.count).to eq(@stored)
      expect(manager.reload.last_refresh_error).to match(/Security Group x does not exist/)
    end
  end

  it "is covered by nothing that was noted while the clock was ahead" do
    Timecop.travel(8.hours.from_now)
    happens("VM_DOWN")
    Timecop.travel(8.hours.ago)
    MiqQueue.delete_all
    happens("VM_DOWN")
    expect(queued.size).to eq(1)
  end

  it "is covered by no refresh that began before it, while the message of an earlier event waits for a busy worker" do
    happens("VM_DOWN")
    Timecop.travel(10.seconds.from_now)
    EmsRefresh.refresh(manager.class.find(manager.id))
    Timecop.travel(10.seconds.from_now)
    happens("VM_DOWN")
    expect(after(200)).to eq(%w[ports networks])
  end

  # The oVirt provider's table of names has its own for some of the engine's numbers.
  it "have triggers for what ManageIQ calls them, or for a number that ManageIQ has no name for" do
    codes = ManageIQ::Providers::Ovirt::InfraManager::EventFetcher::EVENT_CODES
    names = ManageIQ::Providers::OvirtNet::Setting::DEFAULTS.dig(:ems_refresh, :ovirt_net, :triggers).keys
    expect(names - codes.values.map(&:to_sym) - described_class::CODES.values).to eq([])
    expect(described_class::CODES.keys.map(&:to_i) & codes.keys).to eq([])
  end

  # By their numbers in AuditLogType.java of ovirt-engine 4.3.11.4, 4.4.10.7 and 4.5.7, emitted by RunVmCommand.getAuditLogTypeValue
  it "have triggers for each way in which the engine starts a VM" do
    codes = {32 => "USER_RUN_VM", 150 => "USER_INITIATED_RUN_VM", 152 => "USER_RUN_VM_ON_NON_DEFAULT_VDS", 153 => "USER_STARTED_VM", 179 => "USER_INITIATED_RUN_VM_AND_PAUSE",
             506 => "VDS_INITIATED_RUN_VM", 525 => "VDS_INITIATED_RUN_AS_STATELESS_VM_NOT_YET_RUNNING", 537 => "VDS_INITIATED_RUN_VM_AS_STATELESS", 538 => "USER_RUN_VM_AS_STATELESS"}
    codes.each_key do |code|
      name = ManageIQ::Providers::Ovirt::InfraManager::EventFetcher::EVENT_CODES.fetch(code)
      expect(ManageIQ::Providers::OvirtNet::Setting.trigger(name.to_sym)).to eq(:vm_ports)
    end
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
      allow_any_instance_of(manager.class::CertificateWarning).to receive(:valid_until).and_return(day && Time.utc(2026, 12, day))
    end

    def warning
      manager.class.find(manager.id).certificate_warning.message
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
