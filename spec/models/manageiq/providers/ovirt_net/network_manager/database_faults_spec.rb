# The database ends connections and transactions: PostgreSQL restarts, a failover, an administrator, a deadlock.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  include_context "manager of the simulator"

  # A connection that is cut takes the transaction of a spec along.
  self.use_transactional_tests = false

  around do |example|
    connection = ActiveRecord::Base.connection
    empty      = connection.tables.select { |table| connection.select_value("SELECT 1 FROM #{connection.quote_table_name(table)} LIMIT 1").nil? }
    @others    = PG.connect(connection_parameters)
    Simulator.start(:networks => 5, :ports => 20, :routers => 2, :security_groups => 2, :rules => 4) do |simulator|
      @simulator = simulator
      example.run
    end
  ensure
    @others&.close
    ActiveRecord::Base.connection.truncate_tables(*empty)
  end

  before { refresh }

  def connection_parameters
    ActiveRecord::Base.connection.send(:with_raw_connection) { |postgresql| postgresql.conninfo_hash.compact }
  end

  def refresh
    EmsRefresh.refresh(manager.class.find(manager.id))
  end

  def backend
    ActiveRecord::Base.connection.uncached { ActiveRecord::Base.connection.select_value("SELECT pg_backend_pid()") }
  end

  # Ends a connection as an administrator does, or a PostgreSQL that is stopped.
  def cut(process)
    @others.exec_params("SELECT pg_terminate_backend($1, 5000)", [process])
  end

  # Runs a block, whose connection is cut right before its statement of that number.
  #
  # @return [String, nil] the statement; nil where there were fewer
  def cutting_before(number)
    process  = backend
    count    = 0
    cut      = nil
    listener = Object.new
    listener.define_singleton_method(:finish) { |*| nil }
    example = self
    listener.define_singleton_method(:start) do |_name, _id, payload|
      next if cut || payload[:name] == "SCHEMA" || (count += 1) < number

      cut = payload[:sql]
      example.cut(process)
    end
    ActiveSupport::Notifications.subscribed(listener, "sql.active_record") { yield }
    cut
  end

  def edit
    @simulator.load(@simulator.dump.tap { |inventory| yield inventory })
  end

  # Something of each kind: new, changed, gone
  def change_something(number)
    edit do |inventory|
      inventory["networks"] << {"id" => "new-#{number}", "name" => "new"}
      inventory["ports"].first["name"] = "renamed #{number}"
      inventory["networks"].reject! { |network| network["id"] == "new-#{number - 1}" }
    end
  end

  def expect_whole
    inventory = @simulator.dump
    expect(::CloudNetwork.pluck(:ems_ref)).to match_array(inventory["networks"].map { |network| network["id"] })
    expect(::NetworkPort.pluck(:ems_ref, :name)).to match_array(inventory["ports"].map { |port| port.values_at("id", "name") })
    expect(CloudSubnetNetworkPort.count).to eq(inventory["ports"].sum { |port| port["fixed_ips"].size })
  end

  def expect_no_lock
    lock = "hashtextextended('#{manager.class.name}/#{manager.id}', 0)"
    expect(@others.exec("SELECT pg_try_advisory_lock(#{lock})").getvalue(0, 0)).to eq("t")
    @others.exec("SELECT pg_advisory_unlock(#{lock})")
  end

  describe "a connection that is cut" do
    it "at any statement of a refresh is made anew, and the refresh saves all and tells each event once" do
      take_events
      told   = []
      number = 0
      loop do
        change_something(number += 1)
        # Before the refresh proper, ManageIQ's own statements fail; then the next one does it.
        statement = cutting_before(number) do
          refresh
        rescue ActiveRecord::ActiveRecordError, ManageIQ::Providers::BaseManager::Refresher::PartialRefreshError => err
          @failed = err
        end
        expect(backend).to be_a(Integer)
        refresh
        expect_whole
        told = take_events.map { |event| [event[:event_type], event[:ems_ref]] }
        gone = number > 1 ? [["network.delete.end", "new-#{number - 1}"]] : []
        expect(told).to match_array([["network.create.end", "new-#{number}"], ["port.update.end", @simulator.dump["ports"].first["id"]], *gone]), "cut before #{statement}: #{told}"
        break unless statement
      end
      expect(number).to be > 25
      expect_no_lock
    end
  end
end
