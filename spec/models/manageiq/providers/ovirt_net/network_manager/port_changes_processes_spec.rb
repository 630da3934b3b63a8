# Changes of ports in processes of their own, as workers are: at the same time, and killed in between two requests.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::PortChanges do
  # Other processes see only what is committed.
  self.use_transactional_tests = false

  around do |example|
    connection = ActiveRecord::Base.connection
    empty      = connection.tables.select { |table| connection.select_value("SELECT 1 FROM #{connection.quote_table_name(table)} LIMIT 1").nil? }
    example.run
  ensure
    ActiveRecord::Base.connection.truncate_tables(*empty)
  end

  include_context "VMs with ports"

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

  def seed
    RSpec.configuration.seed
  end

  # Each process has groups of its own, and gives and takes them as it likes: of what it did last, nothing is lost or left over.
  it "at the same time do not undo each other" do
    names = %w[a1 a2 a3 b1 b2 b3]
    names.each { |name| made("security_group", :name => name) }
    EmsRefresh.refresh(manager)
    before  = at_provider.transform_values(&:last)
    changes = Integer(ENV.fetch("OVIRT_NET_CHANGES", 12))
    workers = %w[a b].map do |prefix|
      worker do |output|
        random = Random.new(seed + prefix.ord)
        ports  = manager.network_ports.order(:name).to_a
        has    = ports.to_h { |port| [port.name, []] }
        changes.times do
          port   = ports.sample(:random => random)
          chosen = names.grep(/\A#{prefix}/).sample(1 + random.rand(3), :random => random)
          verb   = random.rand(2).zero? ? :add_security_groups : :remove_security_groups
          has[port.name] = verb == :add_security_groups ? has[port.name] | chosen : has[port.name] - chosen
          namespace::NetworkPort.find(port.id).raw_update_network_port({verb => chosen}.merge(random.rand(4).zero? ? {:port_security_enabled => random.rand(2).zero?} : {}))
        end
        output.puts(JSON.generate(has))
      end
    end
    told = workers.map { |child, reader| reader.read.tap { Process.wait(child) } }
    has  = told.map { |text| JSON.parse(text) }
    at_provider.each do |name, (groups, _security, address)|
      expect([groups - %w[Default], address]).to eq([has.flat_map { |known| known[name] }.sort, before[name]]), "seed #{seed}"
    end
    expect(manager.noted_addresses.all).to eq({})
    expect_fresh(manager)
  end

  it "killed in between leave a note, by which the next refresh has the address given back" do
    child = nil
    seen  = 0
    relay = Relay.new(@provider.identity_url) do |line|
      seen += 1 if line.start_with?("PUT")
      # What it was about to send is not passed on.
      Process.kill(:KILL, child).then { raise Errno::ECONNRESET } if seen == 2
    end
    manager.update!(:hostname => "127.0.0.1", :port => relay.port)
    nic2 = port("nic2")
    child, reader = worker { namespace::NetworkPort.find(nic2.id).raw_update_network_port(:add_security_groups => ["web"]) }
    expect([reader.read, Process.wait2(child).last.termsig]).to eq(["", 9])
    relay.stop
    manager.update!(:hostname => URI(@provider.identity_url).host, :port => URI(@provider.identity_url).port)
    expect(at_provider["nic2"]).to eq([%w[web], false, "10.1.0.3"])
    expect(nic2.reload.security_groups).to be_empty

    EmsRefresh.refresh(ExtManagementSystem.find(manager.id))
    expect([nic2.reload.security_groups.map(&:name), nic2.cloud_subnet_network_ports.map(&:address)]).to eq([%w[web], %w[10.1.0.3]])
    MiqQueue.find_by!(:method_name => "restore_port_addresses").deliver
    expect(at_provider["nic2"]).to eq([%w[web], false, "10.1.0.55"])
    expect(MiqTask.order(:id).last).to have_attributes(:status => "Ok", :message => "An interrupted change had removed the address 10.1.0.55: the port has it again.")
    expect(manager.noted_addresses.all).to eq({})
    expect_fresh(manager)
  end
end
