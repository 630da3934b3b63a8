# The database ends connections: PostgreSQL restarts, a failover, an administrator.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  include_context "database that fails"

  describe "a connection that is cut" do
    # Before the refresh begins, ManageIQ's own statements may fail: the next refresh does it all then.
    def tolerantly
      yield
    rescue ActiveRecord::ActiveRecordError, EmsRefresh::Refreshers::EmsRefresherMixin::PartialRefreshError
      nil
    end

    # Cuts at one place after the other, and has a whole refresh follow each time.
    #
    # @yieldparam number [Integer] of the place
    # @yieldreturn [String, nil] what was cut there; nil where there were fewer
    # @return [Integer] how many places there were
    def expect_told_once
      number = 0
      loop do
        change_something(number += 1)
        place = yield(number)
        expect(backend).to be_a(Integer)
        refresh
        expect_whole
        found = told
        expect(found).to match_array(expected_events(number)), "cut at #{place}: #{found}"
        break unless place
      end
      expect_no_lock
      number - 1
    end

    {
      "of everything"        => ->(found, _port) { found },
      "of all but the ports" => ->(found, _port) { ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(found) },
      "of single ports"      => ->(found, port) { ManageIQ::Providers::OvirtNet::Inventory::SinglePorts.of(found, port.values_at("id", "network_id").each_slice(2).to_h) }
    }.each do |kind, target|
      it "before any statement of a refresh #{kind} is made anew, and all is saved and told once" do
        take_events
        port   = @simulator.dump["ports"].first
        places = expect_told_once do |number|
          cutting_before(number) { tolerantly { EmsRefresh.refresh(target.call(manager.class.find(manager.id), port)) } }
        end
        expect(places).to be > 20
      end
    end

    # PostgreSQL has written what it could not say any more that it has.
    it "after any COMMIT leaves nothing undone, and tells nothing twice" do
      take_events
      places = expect_told_once do |number|
        process = backend
        count   = 0
        place   = nil
        example = self
        cutting = Module.new do
          define_method(:commit_db_transaction) do
            super()
            next if place || (count += 1) < number

            place = "COMMIT #{count}"
            example.cut(process)
            raise ActiveRecord::ConnectionFailed.new("PG::ConnectionBad: PQconsumeInput() server closed the connection unexpectedly", :connection_pool => pool)
          end
        end
        at(ActiveRecord::Base.connection.class, cutting) { tolerantly { refresh } }
        place
      end
      expect(places).to be > 1
    end

    it "twice fails the refresh, and the next one saves and tells it" do
      take_events
      change_something(1)
      example = self
      cutting = Module.new do
        define_method(:persist!) do
          example.cut(example.backend)
          super()
        end
      end
      at(ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager, cutting) { expect { refresh }.to raise_error(/connection/i) }
      expect(manager.reload.last_refresh_error).to match(/connection/i)
      expect(told).to be_empty
      refresh
      expect_whole
      expect(told).to match_array(expected_events(1))
      expect_no_lock
    end

    it "before any statement of a change leaves its rows to it or to the next refresh, told once" do
      take_events
      number = 0
      loop do
        number += 1
        cut = cutting_before(number) do
          manager.class.find(manager.id).create_cloud_network(:name => "blue-#{number}")
        rescue ActiveRecord::ActiveRecordError, MiqException::MiqNetworkCreateError
          nil
        end
        refresh
        expect_whole
        made = @simulator.dump["networks"].select { |network| network["name"] == "blue-#{number}" }.map { |network| ["network.create.end", network["id"]] }
        expect(told).to match_array(made), "cut before #{cut}"
        break unless cut
      end
      expect(number).to be > 10
      expect_no_lock
    end

    {
      "while stored rows are received" => [OvirtNet::Stored, :add],
      "while the provider is read"     => [OvirtNet::Client, :inventory],
      "while rows are saved"           => [ManageIQ::Providers::OvirtNet::Inventory::Table, :update],
      "while rows are deleted"         => [ManageIQ::Providers::OvirtNet::Inventory::Table, :delete],
      "while events are looked for"    => [ManageIQ::Providers::OvirtNet::Inventory::EventSnapshot, :take],
      "while events are queued"        => [OvirtNet::Events.singleton_class, :between],
      "while what was read is noted"   => [ManageIQ::Providers::OvirtNet::NetworkManager::CertificateWarning, :look_for_new_one],
      "between reading and saving"     => [ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager, :persist!]
    }.each do |moment, (owner, method)|
      it "#{moment} costs another reading, and the same refresh saves and tells all of it" do
        change_something(1)
        process = backend
        is_cut  = false
        example = self
        cutting = Module.new do
          define_method(method) do |*arguments, **options, &block|
            example.cut(process) unless is_cut.tap { is_cut = true }
            super(*arguments, **options, &block)
          end
        end
        at(owner, cutting) { refresh }
        expect(is_cut).to be(true)
        expect_whole
        expect(told).to match_array(expected_events(1))
        expect(manager.reload.last_refresh_error).to be_nil
        expect_no_lock
      end
    end

    it "while a change is stored costs no more than another try, with the event of it" do
      take_events
      process = backend
      is_cut  = false
      example = self
      cutting = Module.new do
        define_method(:insert) do |*arguments|
          example.cut(process) unless is_cut.tap { is_cut = true }
          super(*arguments)
        end
      end
      at(ManageIQ::Providers::OvirtNet::Inventory::Table, cutting) { manager.create_cloud_network(:name => "blue") }
      expect(::CloudNetwork.where(:name => "blue").count).to eq(1)
      expect(told.map(&:first)).to eq(%w[network.create.end])
      expect_no_lock
      refresh
      expect(told).to be_empty
    end

    it "keeps what another process has stored since, whose lock it did not wait for" do
      process = backend
      is_cut  = false
      example = self
      new     = nil
      # Another process gets the lock of the lost connection, and renames a network.
      cutting = Module.new do
        define_method(:persist!) do
          unless is_cut.tap { is_cut = true }
            example.cut(process)
            new = example.rename_in_another_process
          end
          super()
        end
      end
      change_something(1)
      at(ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager, cutting) { refresh }
      expect(::CloudNetwork.find_by(:ems_ref => new).name).to eq("renamed meanwhile")
      expect_whole
    end
  end

  def rename_in_another_process
    network = @simulator.dump["networks"].first["id"]
    edit { |inventory| inventory["networks"].first["name"] = "renamed meanwhile" }
    @others.exec_params("UPDATE cloud_networks SET name = 'renamed meanwhile' WHERE ems_ref = $1", [network])
    network
  end
end
