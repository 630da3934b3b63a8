# What is stored is read as a whole, whatever PostgreSQL knows of it.
RSpec.describe ManageIQ::Providers::OvirtNet::Inventory::StoredRows do
  include_context "manager of the simulator"

  around do |example|
    Simulator.start(:networks => 20, :ports => 400, :routers => 2, :security_groups => 2, :rules => 4) do |simulator|
      @simulator = simulator
      example.run
    end
  end

  # The plans of a block's statements, as PostgreSQL tells them. It has not analyzed the tables: the transaction of a spec has written them.
  def plans
    told       = []
    connection = ActiveRecord::Base.connection
    connection.execute("LOAD 'auto_explain'; SET LOCAL auto_explain.log_min_duration = 0; SET LOCAL auto_explain.log_level = notice; SET LOCAL client_min_messages = notice")
    connection.send(:with_raw_connection) do |postgresql|
      before = postgresql.set_notice_processor { |notice| told << notice }
      yield
      postgresql.set_notice_processor(&before)
    end
    told
  end

  # As after all rows were deleted, PostgreSQL has analyzed the tables, and others were written.
  def taken_for_empty
    ActiveRecord::Base.connection.execute("UPDATE pg_class SET reltuples = 0, relpages = greatest(pg_relation_size(oid) / 8192, 1) WHERE relkind = 'r' AND relname ~ 'network|subnet|port|router|security|tenant'")
    ActiveRecord::Base.connection.execute("DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE relname ~ 'network|subnet|port|router|security|tenant')")
    yield
  end

  it "takes no time that grows faster than the rows where their number is not known yet" do
    EmsRefresh.refresh(manager)
    plan = plans { described_class.new(manager).read }.grep(/string_agg/).sole
    expect(plan).to include("HashAggregate", "Hash Join")
    expect(plan).not_to match(/Nested Loop|Sort Key: .*network_ports/)
  end

  it "finds a few rows among many by their indexes" do
    EmsRefresh.refresh(manager)
    ActiveRecord::Base.connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
    refs = manager.connect.ports(manager.network_ports.first.ems_ref => nil).refs
    plan = plans { described_class.new(manager, refs).read }.grep(/string_agg/).sole
    expect(plan).to match(/Index Scan (using|on) index_network_ports/)
    # The ports, and those of each of their two kinds of links
    expect(plan.scan(/Scan.* on network_ports\b/).size).to eq(3)
  end

  it "compares no port with every link where PostgreSQL takes the tables for empty" do
    EmsRefresh.refresh(manager)
    refs = manager.connect.ports(manager.network_ports.first.ems_ref => nil).refs
    plan = taken_for_empty { plans { described_class.new(manager, refs).read } }.grep(/string_agg/).sole
    expect(plan).to include("InitPlan")
    expect(plan).not_to match(/Join Filter: .*network_port_id/)
  end

  it "nor every subnet with every link where a network is deleted" do
    EmsRefresh.refresh(manager)
    plans = taken_for_empty { plans { ManageIQ::Providers::OvirtNet::Inventory::Table.new(manager, :cloud_networks).delete([manager.cloud_networks.first.id]) } }
    plans = plans.grep(/DELETE FROM "cloud_subnets_network_ports"/)
    expect(plans).not_to be_empty
    expect(plans.join).to include("CTE gone")
    expect(plans.join).not_to match(/Join Filter: \(cloud_subnets\.cloud_network_id = cloud_networks\.id/)
  end

  it "leaves the session's settings as they were, in a transaction or none" do
    settings = -> { ActiveRecord::Base.connection.uncached { ActiveRecord::Base.connection.select_rows("SELECT current_setting('enable_sort'), current_setting('enable_nestloop'), current_setting('jit')") } }
    ActiveRecord::Base.connection.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = on")
    expect { described_class.new(manager).read { "read" } }.not_to(change { settings.call })
    expect(settings.call).to eq([%w[on off on]])
  end

  it "waits for the provider in no transaction of its own" do
    open = nil
    allow_any_instance_of(Thread).to receive(:value).and_wrap_original do |value|
      open = ActiveRecord::Base.connection.open_transactions
      value.call
    end
    expect(described_class.new(manager).read { "read" }.last).to eq("read")
    expect(open).to eq(ActiveRecord::Base.connection.open_transactions)
  end
end
