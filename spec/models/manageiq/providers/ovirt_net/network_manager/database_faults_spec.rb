# The database ends transactions, refuses statements, and has settings of its own.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  include_context "database that fails"

  describe "a transaction that PostgreSQL ends in favour of another one" do
    # Another connection holds what the refresh needs, and needs what the refresh has by then.
    def deadlock
      port, network = ::NetworkPort.order(:id).first.id, ::CloudNetwork.order(:id).last.id
      @others.exec("SET deadlock_timeout = '60s'; BEGIN; UPDATE network_ports SET status = status WHERE id = #{port}")
      waiting = nil
      example = self
      others  = @others
      locking = Module.new do
        define_method(:update) do |*arguments|
          super(*arguments).tap do
            waiting ||= Thread.new { others.exec("UPDATE cloud_networks SET status = status WHERE id = #{network}; COMMIT") } if name == :cloud_networks
          end
        end
      end
      edit do |inventory|
        inventory["networks"].find { |found| found["id"] == ::CloudNetwork.find(network).ems_ref }["name"] = "renamed"
        inventory["ports"].find { |found| found["id"] == ::NetworkPort.find(port).ems_ref }["name"] = "renamed"
      end
      example.at(ManageIQ::Providers::OvirtNet::Inventory::Table, locking) { yield }
      waiting.join
    end

    it "is done once more, without ManageIQ's own saver, and told once" do
      expect($ovirt_net_log).to receive(:warn).with(/Saving is repeated, .*deadlock detected/)
      expect($ovirt_net_log).not_to receive(:error)
      deadlock { refresh }
      expect_whole
      expect(told.map(&:first)).to contain_exactly("network.update.end", "port.update.end")
    end

    it "is done once more where it has the isolation level that a database administrator chose" do
      ActiveRecord::Base.connection.execute("SET default_transaction_isolation TO 'repeatable read'")
      is_changed = false
      others     = @others
      id         = ::CloudNetwork.order(:id).last.id
      changing   = Module.new do
        define_method(:update) do |*arguments|
          others.exec("UPDATE cloud_networks SET status = 'other' WHERE id = #{id}") unless is_changed.tap { is_changed = true }
          super(*arguments)
        end
      end
      edit { |inventory| inventory["networks"].each { |network| network["name"] += " renamed" } }
      expect($ovirt_net_log).to receive(:warn).with(/Saving is repeated, .*could not serialize access/)
      at(ManageIQ::Providers::OvirtNet::Inventory::Table, changing) { refresh }
      expect_whole
      expect(told.map(&:first).tally).to eq("network.update.end" => ::CloudNetwork.count)
    ensure
      ActiveRecord::Base.connection.execute("RESET default_transaction_isolation")
    end

    it "twice fails the refresh, and the next one saves and tells it" do
      change_something(1)
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Table).to receive(:update).and_raise(ActiveRecord::Deadlocked, "deadlock detected")
      expect { refresh }.to raise_error(/deadlock detected/)
      RSpec::Mocks.space.reset_all
      expect(manager.reload.last_refresh_error).to match(/deadlock detected/)
      refresh
      expect_whole
      expect(told).to match_array(expected_events(1))
    end
  end

  # Limits that a database administrator has set for the role
  describe "a session that" do
    def limited(setting, value)
      ActiveRecord::Base.connection.execute("SET #{setting} = '#{value}'")
      expect($ovirt_net_log).not_to receive(:error)
      change_something(1)
      yield
      expect_whole
      expect(told).to match_array(expected_events(1))
    ensure
      ActiveRecord::Base.connection.reconnect!
    end

    before { take_events }

    it "may not wait for a lock saves once more when somebody else lets go of a row" do
      limited("lock_timeout", "300ms") do
        port = ::NetworkPort.find_by!(:ems_ref => @simulator.dump["ports"].first["id"]).id
        @others.exec("BEGIN; UPDATE network_ports SET status = status WHERE id = #{port}")
        expect($ovirt_net_log).to(receive(:warn).with(/Saving is repeated, .*lock timeout/) { @others.exec("COMMIT") })
        refresh
      end
    end

    it "may not be idle in a transaction is not while the provider is slow" do
      limited("idle_in_transaction_session_timeout", "300ms") do
        @simulator.faults = [{"path" => "/v2.0/ports", "do" => "hang", "seconds" => 1}]
        refresh
      end
    end
  end

  it "stores a change once more where the database ends its transaction, or its connection" do
    faults = [-> { raise ActiveRecord::Deadlocked, "deadlock detected" }, -> { cut(backend) }]
    allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Table).to receive(:insert).and_wrap_original do |original, *arguments|
      fault, @fault = @fault, nil
      fault&.call
      original.call(*arguments)
    end
    faults.each_with_index do |fault, number|
      @fault = fault
      manager.class.find(manager.id).create_cloud_network(:name => "blue #{number}")
      expect(@fault).to be_nil
    end
    expect(::CloudNetwork.where("name LIKE 'blue%'").order(:name).pluck(:name)).to eq(["blue 0", "blue 1"])
  end

  describe "a statement that PostgreSQL refuses" do
    # As the database would say it of a row that it cannot store
    def refusing(sqlstate, table = "network_ports")
      @others.exec(<<~SQL)
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '#{sqlstate}'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON #{table} EXECUTE FUNCTION refuse()
      SQL
      yield
    ensure
      @others.exec("DROP FUNCTION refuse CASCADE")
    end

    it "leaves the events to be told where ManageIQ's own saver takes over" do
      change_something(1)
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Table).to receive(:value).and_return("no_such_column")
      expect($ovirt_net_log).to receive(:error).with(/ManageIQ's own saver is used, .*no_such_column/)
      refresh
      expect_whole
      expect(told).to match_array(expected_events(1))
    end

    # What PostgreSQL answers to a character that a database of the encoding LATIN1 cannot store, here of one whose encoding is UTF8
    it "for a character that the database's encoding lacks names the objects, in words that can be stored" do
      allow_any_instance_of(PG::Connection).to receive(:external_encoding).and_return(Encoding::ISO_8859_1)
      allow_any_instance_of(PG::Connection).to(receive(:parameter_status).and_wrap_original { |status, name| name == "server_encoding" ? "LATIN1" : status.call(name) })
      change_something(1)
      port = @simulator.dump["ports"].last["id"]
      edit do |inventory|
        inventory["networks"] << {"id" => "odd", "name" => "\u6f22 é"}
        inventory["ports"].last["name"] = "5 \u20ac"
      end
      expect($ovirt_net_log).not_to receive(:error).with(/own saver/)
      words = "the database encoding LATIN1 does not support U+6F22 in the name of cloud network \"U+6F22 é\" (odd) and " \
              "U+20AC in the name of network port \"5 U+20AC\" (id #{::NetworkPort.find_by(:ems_ref => port).id})"
      refusing("22P05", "cloud_networks") { expect { refresh }.to raise_error(/#{Regexp.escape(words)}/) }
      expect(manager.reload.last_refresh_error).to include(words)
      expect(::CloudNetwork.where(:ems_ref => "new-1")).to be_empty
    end

    it "for want of room on the disk fails the refresh with these words, without another way of writing" do
      change_something(1)
      expect($ovirt_net_log).not_to receive(:error).with(/own saver/)
      refusing("53100") { expect { refresh }.to raise_error(/DiskFull/) }
      expect(manager.reload.last_refresh_error).to match(/DiskFull/)
      refresh
      expect_whole
      expect(told).to match_array(expected_events(1))
    end
  end

  it "refreshes all the same while there is no room for the log" do
    log = $ovirt_net_log
    $ovirt_net_log = ManageIQ::Loggers::Base.new("/dev/full")
    change_something(1)
    expect { refresh }.to output(/log writing failed/).to_stderr
    expect_whole
  ensure
    $ovirt_net_log = log
  end

  describe "settings of the session" do
    let(:settings) do
      {
        "array_nulls" => "off", "standard_conforming_strings" => "off", "DateStyle" => "SQL, DMY", "IntervalStyle" => "sql_standard", "bytea_output" => "escape",
        "transform_null_equals" => "on", "TimeZone" => "Asia/Kathmandu", "client_encoding" => "LATIN1", "lc_numeric" => "C", "extra_float_digits" => "0",
        "enable_nestloop" => "on", "quote_all_identifiers" => "on", "plan_cache_mode" => "force_generic_plan"
      }
    end

    def current
      settings.keys.to_h { |name| [name, ActiveRecord::Base.connection.uncached { ActiveRecord::Base.connection.select_value("SELECT current_setting('#{name}')") }] }
    end

    it "of any kind change nothing of what is stored, and are as they were afterwards" do
      edit do |inventory|
        inventory["networks"].first["name"] = "netz é \\ 'x' \"y\" NULL"
        inventory["networks"] << {"id" => "null", "name" => "NULL"}
        inventory["subnets"] << {"id" => "bare", "network_id" => "null", "cidr" => "10.9.0.0/24", "ip_version" => 4}
      end
      settings.each { |name, value| ActiveRecord::Base.connection.execute("SET #{name} TO '#{value}'") }
      before = current
      refresh
      expect(current).to eq(before)
      expect(statements { refresh }.grep(/\A\s*(INSERT|UPDATE|DELETE)/)).to contain_exactly(/UPDATE "ext_management_systems"/)
      ActiveRecord::Base.connection.reconnect!

      expect(::CloudNetwork.pluck(:name)).to include("netz é \\ 'x' \"y\" NULL", "NULL")
      expect(::CloudSubnet.find_by(:ems_ref => "bare")).to have_attributes(:gateway => nil, :name => nil).or have_attributes(:gateway => nil)
      expect(statements { refresh }.grep(/\A\s*(INSERT|UPDATE|DELETE)/)).to contain_exactly(/UPDATE "ext_management_systems"/)
    ensure
      ActiveRecord::Base.connection.reconnect!
    end
  end
end
