# What is different after a refresh or a change becomes events, once, and exactly when it is stored.
RSpec.describe ManageIQ::Providers::OvirtNet::Inventory::Events do
  around do |example|
    Simulator.start(:networks => 4, :ports => 12, :routers => 1, :security_groups => 2, :rules => 4) do |simulator|
      @simulator = simulator
      example.run
    end
  end

  let(:manager) { manager_of(@simulator) }

  before do
    EvmSpecHelper.local_miq_server
    refresh
  end

  def refresh
    EmsRefresh.refresh(ExtManagementSystem.find(manager.id))
  end

  def edit
    @simulator.load(@simulator.dump.tap { |inventory| yield inventory })
  end

  # @return [Array<Array(String, String)>] type and message of the events that wait
  def messages
    @events = take_events
    @events.map { |event| [event[:event_type], event[:message]] }
  end

  def settings(**events)
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:events => events}})
  end

  it "tells what is different, once" do
    name = nil
    edit { |inventory| inventory["networks"].first.then { |network| (name = network["name"]) && network.update("mtu" => 9001) } }
    mtu  = manager.cloud_networks.find_by(:name => name).extra_attributes[:maximum_transmission_unit] || "none"
    refresh
    expect(messages).to eq([["network.update.end", "MTU of #{name}: 9001, was #{mtu}"]])
    expect(@events.first).to include(:ems_id => manager.id, :source => "EVM", :ems_ref => manager.cloud_networks.find_by(:name => name).ems_ref)
    expect(@events.first[:full_data]).to include(:table => :cloud_networks, :name => name, :changes => {:maximum_transmission_unit => [mtu == "none" ? nil : mtu, 9001]})

    refresh
    expect(messages).to eq([])
  end

  it "tells a change of ours once, with the user who asked for it" do
    task = FactoryBot.create(:miq_task, :userid => "otto")
    $_miq_worker_current_msg = FactoryBot.create(:miq_queue, :miq_task => task)
    manager.create_cloud_network(:name => "blue")
    expect(messages).to eq([["network.create.end", "network blue was created (MTU 1442)"]]).or eq([["network.create.end", "network blue was created"]])
    expect(@events.first).to include(:username => "otto")

    refresh
    expect(messages).to eq([])
  ensure
    $_miq_worker_current_msg = nil
  end

  it "tells a port with its VM, in the VM's timeline too" do
    port = @simulator.dump["ports"].find { |found| found["device_owner"] == "oVirt" }
    vm   = FactoryBot.create(:vm_ovirt, :name => "web01", :ext_management_system => manager.parent_manager, :ems_ref => "/api/vms/1")
    FactoryBot.create(:guest_device_nic, :hardware => FactoryBot.create(:hardware, :vm_or_template => vm), :uid_ems => port["device_id"])
    # Before a refresh would find it, as after an event of the engine's
    expect(manager.infra_vnics.link_ports).to eq(1)
    expect(messages).to eq([["port.update.end", "VM of #{port["name"]}: VM #{vm.id}, was none"]])
    # Whoever sees the network manager sees all of an event, and may not see the VM.
    expect(@events.to_s).not_to include("web01")
    refresh
    expect(messages).to eq([])
    edit { |inventory| inventory["ports"].reject! { |found| found["id"] == port["id"] } }
    refresh

    expect(messages).to match([["port.delete.end", /\A#{port["name"]} of VM #{vm.id} was unplugged from .*#{port["fixed_ips"].first["ip_address"]}/]])
    expect(@events.to_s).not_to include("web01")
    EmsEvent.add(manager.id, @events.first)
    expect(EmsEvent.last.attributes.to_s).not_to include("web01")
    expect(EmsEvent.where(vm.event_where_clause).pluck(:event_type, :vm_ems_ref, :ems_id)).to eq([["port.delete.end", "/api/vms/1", manager.id]])
    expect(EmsEvent.where(manager.event_where_clause).count).to eq(1)
    expect(manager.has_events?).to be(true)
  end

  it "tells nothing of a first load and of one after an adoption" do
    EmsRefresh.refresh(manager_of(@simulator))
    expect(messages).to eq([])

    ManageIQ::Providers::OvirtNet::Adoption.give_back
    ManageIQ::Providers::OvirtNet::Adoption.adopt
    edit { |inventory| inventory["networks"].first["name"] = "renamed" }
    refresh
    expect(manager.cloud_networks.where(:name => "renamed").count).to eq(1)
    expect(messages).to eq([])
    edit { |inventory| inventory["networks"].first["name"] = "renamed again" }
    refresh
    expect(messages).to eq([["network.update.end", "renamed again was renamed from renamed"]])
  end

  it "tells nothing where it is switched off" do
    edit { |inventory| inventory["networks"].first["name"] = "renamed" }
    settings(:enabled => false)
    expect(OvirtNet::Events).not_to receive(:between)
    refresh
    expect(messages).to eq([])
  end

  it "tells more than the bound in one sentence" do
    settings(:limit => 5)
    edit do |inventory|
      inventory["ports"].first(5).each { |port| port["name"] = "renamed" }
      inventory["networks"].first["name"] = "renamed"
    end
    refresh
    expect(messages).to eq([["network_provider.update.end", "6 changes: 5 ports (5 updated), 1 network (1 updated)"]])
    expect(@events.first[:full_data]).to eq(:objects => {:cloud_networks => [0, 1, 0], :network_ports => [0, 5, 0]})
  end

  it "is one message for 100 changes, whose handler adds all that can be added" do
    settings(:limit => 250)
    events = Array.new(101) { |index| {:event_type => "port.update.end", :source => "EVM", :message => "#{index}", :timestamp => Time.now.utc + index, :ems_ref => "port-#{index}"} }
    ManageIQ::Providers::OvirtNet::Inventory::EventQueue.put(manager.id, events)
    queued = MiqQueue.where(:class_name => "ManageIQ::Providers::OvirtNet::Inventory::EventQueue").order(:id).to_a
    expect(queued.map { |message| [message.data.size, message.queue_name, message.role] }).to eq([[100, "ems", "event"], [1, "ems", "event"]])

    message = queued.last.tap { |last| last.update!(:data => [{:event_type => nil}, events.last]) }
    expect($ovirt_net_log).to receive(:error).once.with(/cannot be stored: MiqException::Error: event_type must be set/)
    expect(message.deliver.first).to eq("ok")
    expect(EmsEvent.where(:ems_id => manager.id).pluck(:event_type, :message, :ems_ref)).to eq([["port.update.end", "100", "port-100"]])
  end

  it "tells nothing of what is not stored" do
    edit { |inventory| inventory["networks"].first["name"] = "renamed" }
    allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Writer).to receive(:log).and_raise(MiqException::Error, "no disk")
    expect { refresh }.to raise_error(/no disk/)
    expect(messages).to eq([])
  end

  it "stores what it cannot tell" do
    edit { |inventory| inventory["networks"].first["name"] = "renamed" }
    allow(OvirtNet::Events).to(receive(:between) { ExtManagementSystem.connection.execute("SELECT no_such_column") })
    expect($ovirt_net_log).to receive(:error).with(/cannot be recorded as events: .*no_such_column/)
    refresh
    expect(manager.cloud_networks.where(:name => "renamed").count).to eq(1)
    expect(messages).to eq([])
  end

  it "leaves out what is filtered" do
    stub_settings_merge(:ems => {:ems_ovirt_net => {:blacklisted_event_names => ["port.update.end"]}})
    edit do |inventory|
      inventory["ports"].first["name"]    = "renamed"
      inventory["networks"].first["name"] = "renamed"
    end
    refresh
    expect(messages.map(&:first)).to eq(["network.update.end"])
  end

  it "belongs to groups that timelines offer" do
    kinds = %w[network subnet router port security_group security_group_rule floatingip].flat_map { |object| %w[create update delete].map { |verb| "#{object}.#{verb}.end" } }
    kinds += %w[router.interface.create router.interface.delete network_provider.update.end]
    expect(kinds.map { |kind| EmsEvent.group_and_level(kind) }).to all(eq(%i[network critical]))
    expect(Settings.ems.ems_ovirt_net.event_handling.event_groups.network.critical).to all(be_a(String))
  end

  it "asks no more queries when nothing changed than without events" do
    refresh
    counts = [true, false].map do |enabled|
      settings(:enabled => enabled)
      seen = 0
      ActiveSupport::Notifications.subscribed(->(*) { seen += 1 }, "sql.active_record") { refresh }
      seen
    end
    expect(counts.first).to eq(counts.last)
  end
end
