# A network manager of the simulator whose connection to the database can be cut.
RSpec.shared_context "database that fails" do
  include_context "manager of the simulator"

  # A connection that is cut takes the transaction of a spec along.
  self.use_transactional_tests = false

  around do |example|
    before  = tables_with_rows
    @others = PG.connect(connection_parameters)
    Simulator.start(:networks => 5, :ports => 20, :routers => 2, :security_groups => 2, :rules => 4) do |simulator|
      @simulator = simulator
      example.run
    end
  ensure
    @others&.close
    ActiveRecord::Base.connection.truncate_tables(*(tables_with_rows - before))
  end

  before { refresh }

  def tables_with_rows
    connection = ActiveRecord::Base.connection
    connection.uncached do
      connection.select_values(connection.tables.map { |table| "SELECT #{connection.quote(table)} WHERE EXISTS (SELECT FROM #{connection.quote_table_name(table)})" }.join(" UNION ALL "))
    end
  end

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

  # @return [Array<Array(String, String)>] type and object of the events that wait
  def told
    take_events.map { |event| [event[:event_type], event[:ems_ref]] }
  end

  def expected_events(number)
    gone = number > 1 ? [["network.delete.end", "new-#{number - 1}"]] : []
    [["network.create.end", "new-#{number}"], ["port.update.end", @simulator.dump["ports"].first["id"]], *gone]
  end

  # Has a module before a class's own methods for a block
  def at(owner, cutting)
    method = cutting.instance_methods.first
    owner.prepend(cutting)
    yield
  ensure
    cutting.send(:remove_method, method)
  end
end
