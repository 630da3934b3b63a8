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
    told.grep(/string_agg/)
  end

  it "takes no time that grows faster than the rows where their number is not known yet" do
    EmsRefresh.refresh(manager)
    plan = plans { described_class.new(manager).read }.sole
    expect(plan).to include("HashAggregate", "Hash Join")
    expect(plan).not_to match(/Nested Loop|Sort Key: .*network_ports/)
  end

  it "finds a few rows among many by their indexes" do
    EmsRefresh.refresh(manager)
    ActiveRecord::Base.connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
    refs = manager.connect.ports(manager.network_ports.first.ems_ref => nil).refs
    plan = plans { described_class.new(manager, refs).read }.sole
    expect(plan).to match(/Index Scan (using|on) index_network_ports/)
    # The ports, and those of each of their two kinds of links
    expect(plan.scan(/Scan.* on network_ports\b/).size).to eq(3)
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
