# Writing only what changed gives what ManageIQ's own saver gives.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Refresher do
  include_context "manager of the simulator"
  include_context "vanished objects are deleted at once"

  around do |example|
    Simulator.start(:networks => 7, :ports => 16, :routers => 2, :security_groups => 3, :rules => 6) do |simulator|
      @simulator = simulator
      example.run
    end
  end

  def refresh(write_only_changes: true)
    Settings.ems_refresh.ovirt_net.write_only_changes = write_only_changes
    EmsRefresh.refresh(manager)
  end

  def refresh_without_ports
    EmsRefresh.refresh(ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager))
  end

  # But for what they lead to, which may be gone
  def stored_ports
    ::NetworkPort.order(:id).map { |port| port.attributes.except("cloud_tenant_id", "device_id", "device_type") }
  end

  def rolled_back
    result = nil
    ExtManagementSystem.transaction(:requires_new => true) do
      result = yield
      raise ActiveRecord::Rollback
    end
    result
  end

  # All rows of all tables, with ems_refs for the ids of ours
  def rows
    names = RandomChanges::TABLES.map(&:constantize).excluding(FirewallRule, CloudSubnetNetworkPort, NetworkPortSecurityGroup).to_h do |klass|
      [klass.name, klass.pluck(:id, :ems_ref).to_h]
    end
    RandomChanges::TABLES.to_h { |name| [name, visible(name.constantize).map { |row| cells(row, names) }.sort_by(&:inspect)] }
  end

  # ManageIQ's saver leaves links to what was deleted by hand, which nobody sees.
  def visible(klass)
    case klass.name
    when "CloudSubnetNetworkPort"   then klass.where(:network_port_id => ::NetworkPort.select(:id), :cloud_subnet_id => ::CloudSubnet.select(:id))
    when "NetworkPortSecurityGroup" then klass.where(:network_port_id => ::NetworkPort.select(:id), :security_group_id => ::SecurityGroup.select(:id))
    else klass.all
    end
  end

  # ManageIQ's saver makes a rule anew that was given to another group by hand, so what no refresh keeps of it is lost there.
  def cells(row, names)
    lost = row.kind_of?(FirewallRule) ? %w[name display_name group enabled required] : []
    row.attributes.except("id", "created_at", "created_on", "updated_at", "updated_on", *lost).to_h do |column, value|
      to = column == "device_id" ? row["device_type"] : {"resource_id" => "SecurityGroup", "source_security_group_id" => "SecurityGroup", "parent_id" => "CloudTenant"}.fetch(column, column.delete_suffix("_id").classify)
      [column, names.key?(to) && column.end_with?("_id") ? names[to].fetch(value, value) : value]
    end
  end

  # CHANGES=200 for a thorough run, SEED= to repeat one
  it "stores the same rows after random changes of the inventory, the tables and the engine's vNICs" do
    changes = RandomChanges.new(manager, @simulator, seed = Integer(ENV.fetch("SEED") { Random.new_seed }))
    differences = ENV.fetch("CHANGES", "50").to_i.times.filter_map do |step|
      what = Array.new(1 + (step % 3)) { changes.change }
      full = rolled_back { refresh(:write_only_changes => false) && rows }
      refresh
      difference = rows.filter_map { |table, ours| [table, ours - full[table], full[table] - ours] if ours != full[table] }
      [what, difference] if difference.any?
    end

    expect(differences).to eq([]), "seed #{seed}: #{differences.first.pretty_inspect}"
  end

  it "loses no row without the ports, and the next whole refresh stores what it would have stored" do
    changes = RandomChanges.new(manager, @simulator, seed = Integer(ENV.fetch("SEED") { Random.new_seed }))
    refresh
    failures = ENV.fetch("CHANGES", "50").to_i.times.filter_map do |step|
      what  = Array.new(1 + (step % 3)) { changes.change }
      full  = rolled_back { refresh && rows }
      ports = stored_ports
      Settings.ems_refresh.ovirt_net.write_only_changes = (step % 5) > 0
      refresh_without_ports
      next [what, "ports"] if stored_ports != ports

      read = %w[CloudTenant CloudNetwork NetworkRouter SecurityGroup FirewallRule].reject { |table| rows[table] == full[table] }
      next [what, read] if read.any?
      next [what, "dangling"] if Settings.ems_refresh.ovirt_net.write_only_changes && ::CloudSubnet.where.not(:network_router_id => nil).where.not(:network_router_id => ::NetworkRouter.select(:id)).exists?

      refresh
      now  = rows
      late = full.keys.reject { |table| now[table] == full[table] }
      [what, late.map { |table| [table, now[table] - full[table], full[table] - now[table]] }] if late.any?
    end

    expect(failures).to eq([]), "seed #{seed}: #{failures.first.pretty_inspect}"
  end

  it "asks for no port and reads none of the database without the ports" do
    @simulator.generate(:networks => 60, :ports => 3_200)
    refresh
    @simulator.forget_requests
    queries = statements { refresh_without_ports }

    expect(@simulator.requests.grep(/ports/)).to eq([])
    expect(queries.grep(/\A\s*(INSERT|UPDATE|DELETE)/)).to contain_exactly(/UPDATE "ext_management_systems"/)
    expect(queries.size).to be <= 25
    expect(manager.reload.refresh_schedule.known).to include(:networks => include(:seconds => be > 0), :ports => include(:read_at => be < manager.refresh_schedule.known[:networks][:read_at]))
  end

  it "links floating IPs to stored ports without the ports" do
    port     = @simulator.dump["ports"].last["id"]
    floating = {"id" => "floating", "floating_ip_address" => "192.0.2.7", "port_id" => port}
    refresh
    @simulator.load(@simulator.dump.merge("floatingips" => [floating]))
    refresh_without_ports
    expect(::FloatingIp.find_by(:ems_ref => "floating").network_port.ems_ref).to eq(port)

    @simulator.load(@simulator.dump.merge("floatingips" => [floating.merge("port_id" => "gone")]))
    refresh_without_ports
    expect(::FloatingIp.find_by(:ems_ref => "floating").network_port).to be_nil
  end

  it "allocates no Ruby object per row when nothing changed" do
    allocated = [[20, 200], [60, 3_200]].map do |networks, ports|
      @simulator.generate(:networks => networks, :ports => ports)
      # What is noted of the pace grows with the first five readings.
      5.times { refresh }
      before = GC.stat(:total_allocated_objects)
      refresh
      GC.stat(:total_allocated_objects) - before
    end

    expect(::NetworkPort.count).to be >= 3_200
    expect(allocated.last - allocated.first).to be < 300
  end

  it "holds no inventory until the next garbage collection, whatever becomes of the refresh" do
    held = []
    allow_any_instance_of(OvirtNet::Client).to(receive(:inventory).and_wrap_original { |read| read.call.tap { |inventory| held << inventory } })
    refresh
    refresh(:write_only_changes => false)
    allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager).to receive(:persist!).and_raise("no disk")
    expect { refresh }.to raise_error("no disk")

    expect(held.size).to eq(3)
    held.each { |inventory| expect { inventory.tables }.to raise_error(OvirtNet::InternalError, /released/) }
  end

  it "asks as many database queries whatever the size, and writes nothing but the manager when nothing changed" do
    queries = [[20, 200], [60, 3_200]].map do |networks, ports|
      @simulator.generate(:networks => networks, :ports => ports)
      2.times { refresh }
      statements { refresh }
    end

    expect(queries.first.map { |sql| sql[/\w+/] }).to eq(queries.last.map { |sql| sql[/\w+/] })
    expect(queries.last.size).to be <= 25
    expect(queries.last.grep(/\A\s*(INSERT|UPDATE|DELETE)/)).to contain_exactly(/UPDATE "ext_management_systems"/)
  end

  it "writes what changed, and the columns that changed" do
    refresh
    inventory = @simulator.dump
    inventory["ports"].first(2).each { |port| port["name"] = "renamed" }
    inventory["networks"].first["mtu"] = 9001
    @simulator.load(inventory)

    writes = statements { refresh }.grep(/\A\s*(INSERT|UPDATE|DELETE)/).grep_v(/miq_queue/).map(&:squish)
    expect(writes).to contain_exactly(/UPDATE "cloud_networks" SET "extra_attributes" = /, /UPDATE "network_ports" SET "name" = wanted."name"::character varying FROM /, /UPDATE "ext_management_systems"/)
    expect(manager.network_ports.where(:name => "renamed").count).to eq(2)
  end

  it "destroys with a row what ManageIQ keeps of it" do
    refresh
    port, network, group = manager.network_ports.first, manager.cloud_networks.first, manager.security_groups.first
    [port, network, group].each { |row| row.tag_with("/managed/a", :ns => "*") }
    button, other = %w[CloudNetwork Vm].map { |type| CustomButtonEvent.create!(:target_id => network.id, :target_type => type) }
    @simulator.load({})
    refresh

    expect(RandomChanges::TABLES.excluding("CloudTenant").sum { |name| name.constantize.count }).to eq(0)
    expect(Tagging.count).to eq(0)
    expect(CustomButtonEvent.exists?(button.id)).to be(false)
    expect(CustomButtonEvent.exists?(other.id)).to be(true)
  end

  it "keeps ids, tags and dates of rows that did not change" do
    refresh
    dates  = FirewallRule.order(:id).pluck(:id, :created_on, :updated_on)
    tagged = manager.network_ports.first.tap { |port| port.tag_with("/managed/a", :ns => "*") }
    change = @simulator.dump.tap { |inventory| inventory["networks"].last["name"] = "renamed" }
    @simulator.load(change)

    expect { refresh }.not_to(change { RandomChanges::TABLES.map { |name| name.constantize.order(:id).ids } })
    expect(FirewallRule.order(:id).pluck(:id, :created_on, :updated_on)).to eq(dates)
    expect(tagged.reload.tags.map(&:name)).to eq(["/managed/a"])
  end

  it "makes a rule anew whose resource is of another kind by hand" do
    refresh
    rule = FirewallRule.first
    FirewallRule.where(:id => rule.id).update_all(:resource_type => "CloudNetwork")
    refresh

    expect(FirewallRule.where(:resource => rule.resource, :ems_ref => rule.ems_ref).count).to eq(1)
    expect(statements { refresh }.grep(/\A\s*(INSERT|UPDATE|DELETE)/)).to contain_exactly(/UPDATE "ext_management_systems"/)
  end

  it "leaves it to ManageIQ's own saver when every row is to be published" do
    published = Hash.new(0)
    queue     = double("client")
    allow(queue).to receive(:publish_topic) { |payloads| payloads.each { |row| published[row[:payload][:collection]] += 1 } }
    allow(MiqQueue).to receive_messages(:messaging_type => "kafka", :messaging_client => queue)
    stub_settings_merge(:ems_refresh => {:syndicate_inventory => true})
    2.times { refresh }

    expect(published).to include(:cloud_networks => 2 * ::CloudNetwork.count, :network_ports => 2 * ::NetworkPort.count, :firewall_rules => 2 * FirewallRule.count)
    expect(::NetworkPort.count).to eq(@simulator.dump["ports"].size)
  end

  it "leaves it to ManageIQ's own saver when the database refuses a statement" do
    allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Table).to receive(:value).and_return("no_such_column")
    expect($ovirt_net_log).to receive(:error).with(/ManageIQ's own saver is used, .*no_such_column/)
    refresh

    expect(::NetworkPort.count).to eq(@simulator.dump["ports"].size)
    expect(::NetworkPort.pluck(:name)).to all(be_present)
  end

  it "leaves it to ManageIQ's own saver when the comparison has a fault" do
    allow_any_instance_of(OvirtNet::Inventory).to receive(:delta).and_raise(OvirtNet::InternalError, "the core panicked")
    expect($ovirt_net_log).to receive(:error).with(/ManageIQ's own saver is used, .*the core panicked/)
    refresh

    expect(::NetworkPort.count).to eq(@simulator.dump["ports"].size)
  end

  it "leaves it to ManageIQ's own saver when a column is of a type that it does not know" do
    refresh
    ExtManagementSystem.connection.execute("ALTER TABLE firewall_rules ALTER COLUMN port TYPE numeric")
    [FirewallRule.connection.method(:clear_cache!), FirewallRule.method(:reset_column_information)].each(&:call)
    @simulator.load(@simulator.dump.tap { |inventory| inventory["networks"].first["name"] = "renamed" })
    expect($ovirt_net_log).to receive(:error).with(/ManageIQ's own saver is used, .*firewall_rules: port has PostgreSQL's type 1700/)
    refresh

    expect(::CloudNetwork.where(:name => "renamed").count).to eq(1)
  ensure
    FirewallRule.reset_column_information
  end

  describe "beside others" do
    # What others do between reading and saving
    def meanwhile
      once = false
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager).to receive(:persist!).and_wrap_original do |save|
        yield unless once.tap { once = true }
        save.call
      end
      refresh
    end

    def assert_whole
      counts = RandomChanges::TABLES.map { |name| name.constantize.count }
      refresh
      expect(RandomChanges::TABLES.map { |name| name.constantize.count }).to eq(counts)
      %w[CloudNetwork CloudSubnet NetworkPort SecurityGroup FirewallRule].each { |name| expect(name.constantize.pluck(:ems_ref)).to match_array(name.constantize.distinct.pluck(:ems_ref)) }
      expect(manager.network_ports.count).to eq(@simulator.dump["ports"].size)
    end

    it "makes no duplicates when another refresh saves the same rows" do
      meanwhile { refresh }

      assert_whole
    end

    it "leaves a row alone that was created since the provider was read, and does not bring back one that was deleted" do
      @simulator.load(@simulator.dump.tap { |inventory| inventory["networks"] << {"id" => "gone"} })
      refresh
      gone = manager.cloud_networks.find_by(:ems_ref => "gone")
      made = nil
      meanwhile do
        inventory = @simulator.dump
        inventory["networks"].reject! { |network| network["id"] == gone.ems_ref }
        inventory["networks"] << {"id" => "new", "name" => "new"}
        @simulator.load(inventory)
        gone.destroy!
        made = manager.private_networks.create!(:ems_ref => "new", :name => "new")
      end

      expect(::CloudNetwork.exists?(made.id)).to be(true)
      expect(::CloudNetwork.exists?(gone.id)).to be(false)
      assert_whole
      expect(::CloudNetwork.where(:ems_ref => "new").ids).to eq([made.id])
    end

    it "does not double a row that was created before the provider was read" do
      refresh
      @simulator.load(@simulator.dump.tap { |inventory| inventory["networks"] << {"id" => "new", "name" => "new"} })
      made = nil
      meanwhile { made = manager.private_networks.create!(:ems_ref => "new", :name => "new") }

      expect(::CloudNetwork.where(:ems_ref => "new").ids).to eq([made.id])
      assert_whole
    end
  end
end
