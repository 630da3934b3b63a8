# Refreshes in processes of their own, as workers are: at the same time, and killed while they save.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Refresher do
  include_context "manager of the simulator"
  include_context "vanished objects are deleted at once"

  # Other processes see only what is committed.
  self.use_transactional_tests = false

  around do |example|
    connection = ActiveRecord::Base.connection
    empty      = connection.tables.select { |table| connection.select_value("SELECT 1 FROM #{connection.quote_table_name(table)} LIMIT 1").nil? }
    Simulator.start(:networks => 7, :ports => 30, :routers => 2, :security_groups => 3, :rules => 6) do |simulator|
      @simulator = simulator
      example.run
    end
  ensure
    ActiveRecord::Base.connection.truncate_tables(*empty)
  end

  let(:table) { ManageIQ::Providers::OvirtNet::Inventory::Table }

  def refresh
    EmsRefresh.refresh(manager.class.find(manager.id))
  end

  def refresh_without_ports
    EmsRefresh.refresh(ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager.class.find(manager.id)))
  end

  # A process of its own; what it prints comes back.
  def worker
    ActiveRecord::Base.connection_handler.clear_all_connections!
    reader, writer = IO.pipe
    child = fork do
      reader.close
      yield(writer)
    rescue Exception => err # rubocop:disable Lint/RescueException
      writer.puts(err.full_message)
    ensure
      writer.close
      exit!
    end
    writer.close
    [child, reader]
  end

  def counts
    RandomChanges::TABLES.to_h { |name| [name, name.constantize.count] }
  end

  def writes
    seen = []
    listen = ->(*, payload) { seen << payload[:sql] if payload[:sql].match?(/\A\s*(INSERT|UPDATE|DELETE)/) }
    ActiveSupport::Notifications.subscribed(listen, "sql.active_record") { yield }
    seen.grep_v(/ext_management_systems/)
  end

  def expect_whole
    inventory = @simulator.dump
    expect(::CloudNetwork.pluck(:ems_ref)).to match_array(inventory["networks"].map { |network| network["id"] })
    expect(::NetworkPort.pluck(:ems_ref)).to match_array(inventory["ports"].map { |port| port["id"] })
    expect(FirewallRule.pluck(:ems_ref)).to match_array(inventory["security_group_rules"].map { |rule| rule["id"] })
    expect(CloudSubnetNetworkPort.count).to eq(inventory["ports"].sum { |port| port["fixed_ips"].size })
    expect(writes { refresh }).to eq([])
  end

  it "at the same time make no duplicates, with or without the lock that lets them wait for each other" do
    [true, false].each do |exclusive|
      workers = Array.new(3) do
        worker do
          manager.class.define_method(:with_provider_lock) { |&block| block.call } unless exclusive
          sleep(0.05)
          refresh_without_ports if exclusive
          refresh
        end
      end
      expect(workers.map { |_child, reader| reader.read }).to all(eq(""))
      workers.each { |child, _reader| Process.wait(child) }

      expect_whole
      RandomChanges::TABLES.each { |name| name.constantize.delete_all }
    end
  end

  it "end in time while a table is locked, and leave a connection that can be used" do
    refresh
    held, done = Queue.new, Queue.new
    holder = Thread.new do
      ActiveRecord::Base.connection_pool.with_connection do |connection|
        connection.transaction do
          connection.execute("LOCK TABLE network_ports IN ACCESS EXCLUSIVE MODE")
          held << true
          Timeout.timeout(20) { done.pop }
        rescue Timeout::Error
          :too_late
        end
      end
    end
    held.pop
    expect { Timeout.timeout(1) { refresh } }.to raise_error(Timeout::Error)
    done << :in_time

    expect(holder.value).to eq(:in_time)
    expect(ActiveRecord::Base.connection.select_value("SELECT 7")).to eq(7)
    expect_whole
  end

  it "at the same time as changes keep what those have stored" do
    refresh
    refreshing = [worker { 5.times { refresh } }, worker { 8.times { refresh_without_ports } }]
    changing   = Array.new(2) do |number|
      worker do |writer|
        4.times do |index|
          own = manager.class.find(manager.id)
          net = ::CloudNetwork.find_by!(:ems_ref => own.create_cloud_network(:name => "new-#{number}-#{index}")[:ems_ref])
          net.raw_update_cloud_network(:name => "renamed-#{number}-#{index}")
          ::SecurityGroup.find_by!(:ems_ref => own.create_security_group(:name => "gone-#{number}")[:ems_ref]).raw_delete_security_group
          writer.puts("not there") unless ::CloudNetwork.exists?(:name => "renamed-#{number}-#{index}")
        end
      end
    end
    expect((refreshing + changing).map { |_child, reader| reader.read }).to all(eq(""))
    (refreshing + changing).each { |child, _reader| Process.wait(child) }

    expect(::CloudNetwork.where("name LIKE 'renamed-%'").count).to eq(8)
    expect_whole
  end

  it "lose nothing when they are killed while they save, and the next one saves it" do
    %i[insert update delete].each { |moment| expect_nothing_lost(moment) { refresh } }
  end

  it "lose nothing without the ports when they are killed while they save, and the next whole one saves it" do
    %i[insert update delete].each { |moment| expect_nothing_lost(moment, "networks") { refresh_without_ports } }
  end

  def expect_nothing_lost(moment, list = "ports")
    refresh
    before = counts
    @simulator.load(@simulator.dump.tap { |inventory| change(inventory, moment, list) })
    child, reader = worker do |writer|
      stop = proc do
        writer.puts("written")
        writer.flush
        sleep
      end
      table.prepend(Module.new { define_method(moment) { |*arguments| super(*arguments).tap(&stop) } })
      yield
    end
    expect(reader.gets).to eq("written\n")
    Process.kill("KILL", child)
    Process.wait(child)

    expect(counts).to eq(before)
    refresh
    expect_whole
  end

  def change(inventory, moment, list)
    case moment
    when :insert then inventory["networks"] << {"id" => "new", "name" => "new"}
    when :update then inventory[list].each { |object| object["name"] = "renamed" }
    when :delete then inventory[list].shift(5)
    end
  end
end
