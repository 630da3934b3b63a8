# Whatever a list of the provider answers, the tables hold what they held, the manager says what was wrong, and the next
# good refresh makes everything right.
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
    allow(OvirtNet::Client).to(receive(:new).and_wrap_original { |new, **options| new.call(**options, :retry_wait => 0.01, :read_timeout => 0.2) })
    refresh
  end

  def refresh
    EmsRefresh.refresh(manager)
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
      "404"            => {"do" => "status", "status" => 404, "message" => "The resource could not be found."},
      "500"            => {"do" => "status", "status" => 500, "message" => "RowNotFound"},
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
        refresh
        error = manager.last_refresh_error.to_s
        next "#{name}: changed rows" if tables != damaged
        next "#{name}: reads #{error.inspect}" unless error.match?(/(\A|does not serve the user admin@internal.* )cannot read #{list}: GET \/v2.0\/#{list}: /)
        next "#{name}: status is #{manager.last_refresh_status}" if manager.last_refresh_status != "error"
      end
      expect(failures).to eq([])

      @simulator.faults = []
      refresh
      expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      expect(tables.transform_values(&:size)).to eq(whole.transform_values(&:size))
    end
  end

  it "refreshes on when a token dies once" do
    lists.excluding("tenants").each do |list|
      @simulator.fail(list, "do" => "expire_token", "times" => 1)
      refresh
      expect(manager.last_refresh_error).to be_nil
    end
  end
end
