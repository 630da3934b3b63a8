# A list that the provider refuses while it gives others, as one broken object makes it do: what of it is stored stays, all else is
# refreshed, and the manager says what is broken and how to repair it. The words are those of the real provider, see
# ext/provider/src/refused.rs.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Refresher do
  include_context "manager of the simulator"

  lists = {
    "networks"             => "cloud_networks",
    "subnets"              => "cloud_subnets",
    "ports"                => "network_ports",
    "routers"              => "network_routers",
    "security-groups"      => "security_groups",
    "security-group-rules" => "firewall_rules",
    "floatingips"          => "floating_ips",
    "tenants"              => "cloud_tenants"
  }

  around do |example|
    Simulator.start do |simulator|
      floating   = {"id" => "floating", "floating_ip_address" => "192.0.2.7", "port_id" => Recordings.inventory["ports"].first["id"]}
      @simulator = simulator.tap { simulator.load(Recordings.inventory.merge("floatingips" => [floating])) }
      example.run
    end
  end

  before do
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
    allow(OvirtNet::Client).to(receive(:new).and_wrap_original { |new, **options| new.call(**options, :retry_wait => 0.01) })
    refresh
    @simulator.forget_requests
  end

  def refresh(target = manager)
    EmsRefresh.refresh(target)
  rescue ManageIQ::Providers::BaseManager::Refresher::PartialRefreshError
    nil # a worker logs it
  ensure
    manager.reload
  end

  def refuse(*lists, status, message)
    @simulator.faults = lists.map { |list| {"path" => "/v2.0/#{list}", "do" => "status", "status" => status, "message" => message} }
  end

  def tables
    [CloudTenant, ::CloudNetwork, ::NetworkRouter, ::CloudSubnet, ::SecurityGroup, FirewallRule, ::NetworkPort, ::FloatingIp, CloudSubnetNetworkPort, NetworkPortSecurityGroup]
      .to_h { |table| [table.table_name, table.order(:id).map(&:attributes)] }
  end

  # Timestamps and ids aside
  def values(table)
    tables[table].map { |row| row.except("updated_at", "updated_on") }
  end

  lists.each do |list, table|
    it "keeps what is stored of #{list} and refreshes all else" do
      whole = tables
      expect(whole.values).to all(be_present)
      # Something is different in each table.
      names = [CloudTenant, ::CloudNetwork, ::NetworkRouter, ::CloudSubnet, ::SecurityGroup, ::NetworkPort].to_h { |model| [model.table_name, model.first.tap { |row| row.update_columns(:name => "old") }] }
      kept  = values(table)
      refuse(list, 500, "'NoneType' object has no attribute 'uuid'")
      refresh

      expect(manager.last_refresh_status).to eq("error")
      expect(manager.last_refresh_error).to include("cannot read #{list}: GET /v2.0/#{list}: the provider answered 500", "The stored #{list} are unchanged; everything else was refreshed.")
      expect(values(table)).to eq(kept)
      # Rules are groups' own.
      expect(names.except(table, *("security_groups" if list.start_with?("security"))).values.map { |row| row.reload.name }).not_to include("old")
      expect(tables.transform_values(&:size)).to eq(whole.transform_values(&:size))

      @simulator.faults = []
      refresh
      expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      expect(tables.transform_values { |rows| rows.map { |row| row.except("updated_at", "updated_on") } })
        .to eq(whole.transform_values { |rows| rows.map { |row| row.except("updated_at", "updated_on") } })
      expect(manager.incomplete.sentences).to eq([])
    end
  end

  it "stores what is new, and deletes what is gone from the lists that were read alone" do
    inventory = Recordings.inventory
    network   = inventory["networks"].first.merge("id" => "green", "name" => "green")
    subnet    = inventory["subnets"].first
    unused    = inventory["security_groups"].map { |group| group["id"] } - inventory["ports"].flat_map { |port| port["security_groups"] } -
                inventory["security_group_rules"].flat_map { |rule| rule.values_at("security_group_id", "remote_group_id") }
    @simulator.load(inventory.merge("networks" => inventory["networks"] + [network], "routers" => [], "subnets" => inventory["subnets"].map { |one| one == subnet ? one.merge("name" => "renamed") : one }))
    routers = ::NetworkRouter.order(:id).map(&:attributes)
    refuse("routers", 404, "Cannot find Logical_Switch_Port with name=cecfe880-0cee-4ec6-bb16-daed69425e42")
    refresh

    expect(::CloudNetwork.find_by(:ems_ref => "green")).to be_present
    expect(::CloudSubnet.find_by(:ems_ref => subnet["id"]).name).to eq("renamed")
    expect(::FloatingIp.count).to eq(0)
    expect(::NetworkRouter.order(:id).map(&:attributes)).to eq(routers)
    expect(::CloudSubnet.where.not(:network_router_id => nil)).to be_present
    expect(unused.size).to be >= 0
  end

  describe "which object is broken" do
    let(:router) { ::NetworkRouter.first }
    let(:rule)   { FirewallRule.where.not(:source_security_group_id => nil).first }

    def break_object(path, status, message)
      @simulator.faults = [path.split("/").first, path].map { |each| {"path" => "/v2.0/#{each}", "do" => "status", "status" => status, "message" => message} }
    end

    it "is the router that the provider cannot give alone, either" do
      break_object("routers/#{router.ems_ref}", 500, "'NoneType' object has no attribute 'uuid'")
      refresh
      expect(manager.last_refresh_error).to start_with("Network router \"#{router.name}\" (#{router.ems_ref}) is broken: cannot read routers: ")
      expect(manager.last_refresh_error).to end_with("create a subnet with the same CIDR on the gateway's network, and the provider lists its routers again.")
    end

    it "is told with the commands that repair it" do
      break_object("routers/#{router.ems_ref}", 404, "Cannot find Logical_Switch_Port with name=cecfe880-0cee-4ec6-bb16-daed69425e42")
      refresh
      expect(manager.last_refresh_error).to include(
        "(#{router.ems_ref}) is broken",
        "ovn-nbctl find Logical_Router external_ids:ovirt_gateway_port=cecfe880-0cee-4ec6-bb16-daed69425e42",
        "ovn-nbctl --if-exists lrp-del lrpcecfe880-0cee-4ec6-bb16-daed69425e42",
        # Without it, the provider refuses a new gateway: "Route 0.0.0.0/0 already exists on router …".
        "ovn-nbctl --if-exists lr-route-del ROUTER 0.0.0.0/0"
      )
    end

    it "is the rule that refers to a group which was deleted" do
      words = "Security Group ovirt_2b963209_a08a_4a55_ba08_61f649a5a8e5 does not exist"
      FirewallRule.first.update!(:source_security_group_id => ::SecurityGroup.first.id) unless rule
      broken = FirewallRule.where.not(:source_security_group_id => nil).first
      @simulator.faults = ["security-groups", "security-group-rules", "security-group-rules/#{broken.ems_ref}"].map { |path| {"path" => "/v2.0/#{path}", "do" => "status", "status" => 404, "message" => words} }
      refresh
      expect(manager.last_refresh_error).to include("Firewall rule #{broken.ems_ref} of security group \"#{broken.resource.name}\" is broken",
                                                    "The stored security-group-rules and security-groups are unchanged",
                                                    "find ACL external_ids:ovirt_remote_group_id=ovirt_2b963209_a08a_4a55_ba08_61f649a5a8e5")
    end

    it "is the port that lacks its router's side" do
      port = ::NetworkPort.first
      refuse("ports", 500, "Cannot find Logical_Router_Port with name=lrp#{port.ems_ref}")
      refresh
      expect(manager.last_refresh_error).to include("(#{port.ems_ref}) is broken", "ovn-nbctl lrp-add ROUTER lrp#{port.ems_ref} MAC ADDRESS",
                                                    "ovn-nbctl get Logical_Switch_Port #{port.ems_ref} external_ids:ovirt_device_id")
    end

    it "is none of ManageIQ's where OVN has a port group of another client" do
      refuse("security-groups", 500, "'ovirt_revision_number'")
      refresh
      expect(manager.last_refresh_error).to include("a port group that this provider did not make", "ovn-nbctl pg-del")
    end

    it "is asked for once, as long as the provider says the same" do
      break_object("routers/#{router.ems_ref}", 500, "'NoneType' object has no attribute 'uuid'")
      2.times { refresh }
      expect(@simulator.requests.grep(%r{/routers/}).size).to eq(::NetworkRouter.count)
    end
  end

  it "tells it in a check, with the repair" do
    require "ovirt_net/check"
    refuse("routers", 404, "Cannot find Logical_Switch_Port with name=cecfe880-0cee-4ec6-bb16-daed69425e42")
    refresh
    report = OvirtNet::Check::Report.new("manager", double("observer", :starts => nil, :ends => nil))
    ManageIQ::Providers::OvirtNet::Check.new(manager).check(report)
    steps = report.steps.index_by(&:name)
    expect(steps["last refresh"]).to have_attributes(:status => "failed", :message => /cannot read routers/)
    expect(steps["list of routers"]).to have_attributes(:status => "failed", :remedy => /ovn-nbctl remove Logical_Router/)
  end

  it "goes on with refreshes at their pace: others need not wait for a repair" do
    refuse("routers", 500, "")
    refresh
    expect(manager.refresh_schedule.failing).to be_nil
    expect(manager.last_refresh_success_date).to be < manager.last_refresh_date
  end

  it "remembers that the ports are refused while the networks are refreshed" do
    refuse("ports", 500, "")
    refresh
    refresh(ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager))
    expect(manager.last_refresh_error).to include("cannot read ports: ")

    @simulator.faults = []
    refresh(ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager))
    expect(manager.last_refresh_error).to include("cannot read ports: ")
    refresh
    expect(manager.last_refresh_error).to be_nil
  end

  it "fails as a whole where nothing of OVN can be read" do
    whole = tables
    refuse(*(lists.keys - %w[tenants floatingips]), 500, "OVS transaction timed out")
    refresh
    expect(manager.last_refresh_error).to start_with("cannot read ports: ")
    expect(tables).to eq(whole)
    expect(manager.refresh_schedule.failing).to be_present
  end

  describe "with ManageIQ's own saver" do
    before { stub_settings_merge(:ems_refresh => {:ovirt_net => {:write_only_changes => false}}) }

    lists.each do |list, table|
      it "keeps what is stored of #{list}, and all that leads there" do
        network = ::CloudNetwork.first.tap { |row| row.update_columns(:name => "old") }
        router  = ::NetworkRouter.first.tap { |row| row.update_columns(:name => "old") }
        whole   = tables
        refuse(list, 500, "'NoneType' object has no attribute 'uuid'")
        refresh
        expect(manager.last_refresh_error).to include("cannot read #{list}: ")
        expect(values(table)).to eq(whole[table].map { |row| row.except("updated_at", "updated_on") })
        expect((table == "cloud_networks" ? router : network).reload.name).not_to eq("old")

        without = ->(rows) { rows.transform_values { |values| values.map { |row| row.except("updated_at", "updated_on", "name") } } }
        expect(without[tables]).to eq(without[whole])
      end
    end
  end
end
