# Whatever a list of the provider answers, the tables hold what they held, the manager says what was wrong, and the next
# good refresh makes everything right. For lists that the provider refuses alone, see refresh_partial_spec.rb.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Refresher do
  include_context "manager of the simulator"

  lists = %w[networks subnets ports routers security-groups security-group-rules floatingips tenants]

  around do |example|
    Simulator.start do |simulator|
      # The provider has no floating IPs; its forks have.
      floating   = {"id" => "floating", "floating_ip_address" => "192.0.2.7", "port_id" => Recordings.inventory["ports"].first["id"]}
      @simulator = simulator.tap { simulator.load(Recordings.inventory.merge("floatingips" => [floating])) }
      example.run
    end
  end

  before do
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
    allow(OvirtNet::Client).to(receive(:new).and_wrap_original { |new, **options| new.call(**options, :retry_wait => 0.01, :read_timeout => @read_timeout || 60) })
    refresh
  end

  def refresh(target = manager)
    EmsRefresh.refresh(target)
  rescue ManageIQ::Providers::BaseManager::Refresher::PartialRefreshError
    nil # a worker logs it
  ensure
    manager.reload
  end

  # All of what a refresh could change
  def tables
    [CloudTenant, ::CloudNetwork, ::NetworkRouter, ::CloudSubnet, ::SecurityGroup, FirewallRule, ::NetworkPort, ::FloatingIp, CloudSubnetNetworkPort, NetworkPortSecurityGroup]
      .to_h { |table| [table.table_name, table.order(:id).map(&:attributes)] }
  end

  def faults(key)
    {
      "401"            => {"do" => "status", "status" => 401, "message" => "Token is not active."},
      "403"            => {"do" => "status", "status" => 403, "message" => "not yours"},
      "a proxy's 500"  => {"do" => "answer", "status" => 500, "text" => "<html>Internal Server Error</html>"},
      "503"            => {"do" => "status", "status" => 503, "message" => "busy"},
      "a reset"        => {"do" => "reset"},
      "a closed one"   => {"do" => "close"},
      "a first byte"   => {"do" => "cut", "bytes" => 1},
      "half a body"    => {"do" => "cut", "fraction" => 0.5},
      "nearly a body"  => {"do" => "cut", "fraction" => 0.99},
      "an empty body"  => {"do" => "empty"},
      "HTML"           => {"do" => "html"},
      "null"           => {"do" => "body", "body" => nil},
      "a null list"    => {"do" => "body", "body" => {key => nil}},
      "an object"      => {"do" => "body", "body" => {key => {}}},
      "a number"       => {"do" => "body", "body" => {key => 5}},
      "an error in it" => {"do" => "body", "body" => {key => [], "error" => {"message" => "no luck"}}},
      "a part"         => {"do" => "body", "body" => {key => []}, "status" => 206},
      "no content"     => {"do" => "body", "body" => {key => []}, "status" => 204},
      "a range"        => {"do" => "answer", "headers" => {"Content-Range" => "items 0-1/9"}, "text" => {key => []}.to_json},
      "a foreign page" => {"do" => "body", "body" => {key => [], "#{key}_links" => [{"rel" => "next", "href" => "http://192.0.2.1/"}]}},
      "a circle"       => {"do" => "body", "body" => {key => [], "#{key}_links" => [{"rel" => "next", "href" => "?"}]}},
      "a list twice"   => {"do" => "text", "text" => "{\"#{key}\": [], \"#{key}\": []}"},
      "gzip"           => {"do" => "answer", "headers" => {"Content-Encoding" => "gzip"}, "text" => "x"},
      "a redirect"     => {"do" => "answer", "status" => 302, "headers" => {"Location" => "https://192.0.2.1/"}},
      "texts"          => {"do" => "body", "body" => {key => %w[x]}},
      "nothing of it"  => {"do" => "body", "body" => {}},
      "one without id" => {"do" => "body", "body" => {key => [{"name" => "x"}]}},
      "silence"        => {"do" => "hang", "seconds" => 60}
    }.merge(key == "tenants" ? {} : {"a dying token" => {"do" => "expire_token"}})
  end

  lists.each do |list|
    it "loses and changes nothing, says why, and heals, whatever #{list} answers" do
      whole = tables
      expect(whole.values).to all(be_present)
      ::NetworkPort.last.destroy! # what the next good refresh must heal
      damaged = tables

      failures = faults(list.tr("-", "_")).filter_map do |name, fault|
        @simulator.fail(list, fault)
        @read_timeout = (0.2 if fault["do"] == "hang")
        refresh
        error = manager.last_refresh_error.to_s
        next "#{name}: changed rows" if tables != damaged
        next "#{name}: reads #{error.inspect}" unless error.match?(/(\A|does not serve the user admin@internal.* )cannot read #{list}: GET \/v2.0\/#{list}: /)
        next "#{name}: status is #{manager.last_refresh_status}" if manager.last_refresh_status != "error"
      end
      expect(failures).to eq([])

      @simulator.faults = []
      @read_timeout     = nil
      refresh
      expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      expect(tables.transform_values(&:size)).to eq(whole.transform_values(&:size))
    end

    next if list == "ports"

    it "loses and changes nothing without the ports either, whatever #{list} answers" do
      ::NetworkPort.last.destroy!
      without = ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager)
      damaged = tables

      failures = faults(list.tr("-", "_")).except("silence").filter_map do |name, fault|
        @simulator.fail(list, fault)
        refresh(without)
        next "#{name}: changed rows" if tables != damaged
        next "#{name}: reads #{manager.last_refresh_error}" unless manager.last_refresh_error.to_s.include?("cannot read #{list}: GET /v2.0/#{list}: ")
      end
      expect(failures).to eq([])

      @simulator.faults = []
      @simulator.forget_requests
      refresh(without)
      expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      expect(tables).to eq(damaged)
      expect(@simulator.requests.grep(/ports/)).to eq([])
    end
  end

  it "refreshes on when a token dies once" do
    lists.excluding("tenants").each do |list|
      @simulator.fail(list, "do" => "expire_token", "times" => 1)
      refresh
      expect(manager.last_refresh_error).to be_nil
    end
  end

  describe "of an installation without an optional list" do
    def alone(*absent, **answers)
      @simulator.faults = absent.map { |list| {"path" => "/v2.0/#{list}", "do" => "status", "status" => 404, "message" => "Incorrect path: /v2.0/#{list}"} } +
                          answers.map { |list, body| {"path" => "/v2.0/#{list.to_s.tr("_", "-")}", "do" => "body", "body" => {list => body}} }
      refresh
    end

    # As of a network manager that has been of such a release from the beginning
    def without_stored(absent, answers)
      FirewallRule.delete_all
      ::FloatingIp.delete_all if absent.include?("floatingips")
      ::SecurityGroup.destroy_all if absent.include?("security-groups") || answers.any?
      tables
    end

    {
      "1.2.2, which has neither groups nor floating IPs" => [%w[security-groups security-group-rules floatingips], {}],
      "1.2.4, which lists no group and has no rules"     => [%w[security-group-rules], {:security_groups => []}],
      "one whose rules are not there"                    => [%w[security-group-rules], {}],
      "one whose groups are not there"                   => [%w[security-groups], {}]
    }.each do |name, (absent, answers)|
      it "refreshes all else and leaves alone what is stored: #{name}" do
        whole = without_stored(absent, answers)
        port  = ::NetworkPort.last
        port.update!(:name => "damaged")
        alone(*absent, **answers)

        expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
        expect(port.reload.name).not_to eq("damaged")
        expect(tables.transform_values(&:size)).to eq(whole.transform_values(&:size))
        expect(tables.slice("security_groups", "firewall_rules", "network_ports_security_groups")).to eq(whole.slice("security_groups", "firewall_rules", "network_ports_security_groups"))
      end
    end

    it "fails without one that every release has, and names its URL" do
      alone("subnets")
      expect(manager.last_refresh_status).to eq("error")
      expect(manager.last_refresh_error).to match(/cannot read subnets: GET .* answered 404: Incorrect path: .*no such list at #{@simulator.network_url}\/subnets: .*service catalog/)
    end

    it "fails where objects of the list are stored: it was there before" do
      whole = tables
      alone("security-groups", "security-group-rules", "floatingips")
      expect(manager.last_refresh_status).to eq("error")
      expect(manager.last_refresh_error).to include("cannot read security-groups: ", "cannot read floatingips: ", "The provider had it before. If it was replaced by an older release, update it.")
      expect(tables).to eq(whole)
    end
  end

  it "stores tenants that are above themselves without a parent" do
    [
      [{"id" => "a", "parent_id" => "a"}],
      [{"id" => "a", "parent_id" => "b"}, {"id" => "b", "parent_id" => "a"}, {"id" => "c", "parent_id" => "b"}]
    ].each do |tenants|
      @simulator.load(@simulator.dump.merge("tenants" => Recordings.inventory["tenants"] + tenants))
      refresh
      expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      expect(CloudTenant.where(:ems_ref => %w[a b]).pluck(:parent_id)).to all(be_nil)
    end
    expect(CloudTenant.find_by(:ems_ref => "c").parent.ems_ref).to eq("b")
  end

  it "stores a text without the characters that a database cannot hold" do
    networks = Recordings.inventory["networks"].each_with_index.map { |network, index| index.zero? ? network.merge("name" => "net\u0000one") : network }
    @simulator.load(Recordings.inventory.merge("networks" => networks))
    refresh
    expect(manager.last_refresh_error).to be_nil
    expect(::CloudNetwork.find_by(:ems_ref => networks.first["id"]).name).to eq("netone")
  end

  describe "whatever it is that" do
    partial   = ManageIQ::Providers::BaseManager::Refresher::PartialRefreshError
    persister = ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager

    def expect_error_after(err, raised, receiver, method)
      expect(manager.last_refresh_status).to eq("success")
      allow_any_instance_of(receiver).to receive(method).and_raise(err)
      expect { EmsRefresh.refresh(manager) }.to raise_error(raised)
      expect(manager.reload).to have_attributes(:last_refresh_status => "error", :last_refresh_error => /boom/)
    end

    {
      SystemStackError         => partial,
      NoMemoryError            => partial,
      NotImplementedError      => partial,
      ActiveRecord::Deadlocked => partial,
      Interrupt                => Interrupt,
      SecurityError            => SecurityError
    }.each do |err, raised|
      it "ends it, the status is an error: #{err}" do
        expect_error_after(err.new("boom"), raised, persister, :persist!)
      end
    end

    {SystemStackError => SystemStackError, RuntimeError => partial}.each do |err, raised|
      it "ends what comes after it, the status is an error: #{err}" do
        expect_error_after(err.new("boom"), raised, described_class, :post_process_refresh_classes)
      end
    end
  end
end
