# Every change, through ManageIQ's queue as its UI and API ask for it, against the simulator.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::ProviderChange do
  around { |example| RealProvider.or_simulator { |provider| (@provider = provider) && example.run } }

  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:manager)   { manager_of(@provider) }
  let(:tenant)    { manager.cloud_tenants.first }

  before do
    EvmSpecHelper.local_miq_server
    NotificationType.seed
    EmsRefresh.refresh(manager)
    MiqQueue.delete_all
  end

  def network(name = "blue", **options)
    stored(::CloudNetwork, manager.create_cloud_network(:name => name, **options))
  end

  def subnet(network, cidr = "10.0.0.0/24", **options)
    gateway = cidr.sub(%r{0/.*\z}, "1").sub(%r{::/.*\z}, "::1")
    stored(::CloudSubnet, manager.create_cloud_subnet(:name => "sub#{::CloudSubnet.count.nonzero?}", :cidr => cidr, :gateway => gateway, :cloud_network_id => network.id, **options))
  end

  def router(name = "r", **options)
    stored(::NetworkRouter, manager.create_network_router(:name => name, **options))
  end

  def group(name = "web", **options)
    stored(::SecurityGroup, manager.create_security_group(:name => name, **options))
  end

  def stored(model, result)
    model.find_by!(:ems_id => manager.id, :ems_ref => result[:ems_ref], :name => result[:name])
  end

  def provider(list)
    @provider.dump.fetch(list)
  end

  describe "networks" do
    it "are created, changed and deleted, with their rows at once" do
      blue = network("blue", :provider_network_type => "vlan", :provider_physical_network => "phys", :provider_segmentation_id => "12")
      expect(blue).to be_a(namespace::CloudNetwork::Private)
      expect(blue).to have_attributes(:provider_segmentation_id => "12", :cloud_tenant => tenant, :status => "active", :maximum_transmission_unit => 1442)
      expect(manager.network_ports.pluck(:name)).to eq(%w[localnet_port])

      blue.raw_update_cloud_network(:name => "azure", :qos_policy_id => {"mtu" => "1300", "port_security_enabled" => "true"})
      expect(blue.reload).to have_attributes(:name => "azure", :maximum_transmission_unit => 1300, :port_security_enabled => true, :provider_segmentation_id => "12")
      subnet(blue)
      expect_fresh(manager)

      expect(task_of(blue.delete_cloud_network_queue(FactoryBot.create(:user).userid))).to have_attributes(:status => "Ok")
      expect(provider("networks")).to eq([])
      expect([::CloudNetwork, ::CloudSubnet, ::NetworkPort, CloudSubnetNetworkPort].map(&:count)).to eq([0, 0, 0, 0])
      expect_fresh(manager)
      expect(Notification.last.options).to include(:message => "Deleting Cloud Network azure completed successfully.")
    end

    it "are refused with the reason" do
      expect { network("x", :provider_network_type => "vxlan", :provider_segmentation_id => "7") }
        .to raise_error(MiqException::MiqNetworkCreateError, /provider_network_type is "vxlan"; give flat or vlan/)
      expect { network("x", :shared => true) }.to raise_error(MiqException::MiqNetworkCreateError, /shared is "true"; switch it off/)
      expect { network("x", :admin_state_up => false) }.to raise_error(MiqException::MiqNetworkCreateError, /admin_state_up is "false"; leave it on/)
      expect(refreshes_queued).to be_empty

      blue = network
      subnet(blue)
      router.raw_add_interface(::CloudSubnet.first.id)
      expect { blue.raw_delete_cloud_network }.to raise_error(MiqException::MiqNetworkDeleteError, /network "blue" cannot be deleted, it has an interface of router/)
    end
  end

  describe "subnets" do
    it "are created, changed and deleted, with their rows at once" do
      blue = network
      six  = subnet(blue, "fd00:1::/64", :ipv6_address_mode => "dhcpv6-stateless", :dns_nameservers => ["fd00::53"])
      expect(six).to have_attributes(:cloud_network => blue, :cloud_tenant => tenant, :network_protocol => "ipv6", :gateway => "fd00:1::1", :ip_version => 6)

      six.raw_update_cloud_subnet(:name => "renamed", :dns_nameservers => ["fd00::54"], :gateway => "fd00:1::2")
      expect(six.reload).to have_attributes(:name => "renamed", :dns_nameservers => ["fd00::54"], :gateway => "fd00:1::2", :dns_nameservers_show => "fd00::54")
      expect_fresh(manager)

      six.raw_delete_cloud_subnet
      expect(::CloudSubnet.count).to eq(0)
      expect_fresh(manager)
    end

    it "may be gone already" do
      blue = network
      sub  = subnet(blue)
      @provider.load(@provider.dump.merge("subnets" => []))

      expect { sub.raw_update_cloud_subnet(:name => "x") }.to raise_error(MiqException::MiqCloudSubnetUpdateError, /404: .*no longer exists: refresh/)
      expect(refreshes_queued.count).to eq(1)
      expect(sub.raw_delete_cloud_subnet).to include(:ems_ref => sub.ems_ref)
      expect(::CloudSubnet.count).to eq(0)
    end

    it "are refused with the reason" do
      blue = network
      subnet(blue)

      expect { subnet(blue) }.to raise_error(MiqException::MiqCloudSubnetCreateError, /network "blue" already has the subnet/)
      expect { subnet(network("other"), :dhcp_enabled => false) }.to raise_error(MiqException::MiqCloudSubnetCreateError, /dhcp_enabled is "false"; leave DHCP on/)
      expect { manager.create_cloud_subnet(:name => "x", :cidr => "10.0.0.0/24", :cloud_network_id => "99") }
        .to raise_error(MiqException::MiqCloudSubnetCreateError, /cloud_network_id is "99"; give one of this network provider/)
    end
  end

  describe "routers" do
    let(:outside) { network("outside").tap { |network| subnet(network, "172.24.4.0/29") } }

    it "are created, changed and deleted, with their rows at once" do
      way_out = router("r", :network_id => outside.id.to_s, :cloud_network_id => outside.id.to_s, :cloud_subnet_id => "172.24.4.5", :enable_snat => false)
      expect(way_out).to have_attributes(:cloud_network => outside, :cloud_tenant => tenant, :admin_state_up => true)
      expect(way_out.external_gateway_info["external_fixed_ips"].first).to include("ip_address" => "172.24.4.5")
      expect([outside, outside.cloud_subnets.first].map { |row| row.unsupported_reason(:delete) }).to all(match(/is connected to the router.* r\./))
      expect_fresh(manager)

      way_out.raw_update_network_router(:name => "renamed", :admin_state_up => false, :cloud_network_id => outside.id.to_s)
      expect(way_out.reload).to have_attributes(:name => "renamed", :admin_state_up => false, :cloud_network => outside)
      form = {:ems_id => manager.id.to_s, :cloud_tenant_id => tenant.id.to_s, :name => "renamed", :admin_state_up => true}
      way_out.raw_update_network_router(form)
      expect(way_out.reload).to have_attributes(:cloud_network => outside, :admin_state_up => true)
      way_out.raw_update_network_router(form.merge(:enable_snat => "none"))
      expect(way_out.reload).to have_attributes(:cloud_network => nil, :admin_state_up => true, :external_gateway_info => nil)
      expect_fresh(manager)

      way_out.raw_delete_network_router
      expect(::NetworkRouter.count).to eq(0)
      expect_fresh(manager)
    end

    it "are connected to subnets" do
      sub  = subnet(network)
      hub  = router
      expect(hub.raw_add_interface(sub.id)).to eq(:ems_ref => hub.ems_ref, :name => "r")
      expect(sub.reload.network_router).to eq(hub)
      expect(hub.reload.network_ports.map(&:device)).to eq([hub])
      expect_fresh(manager)
      expect(hub.unsupported_reason(:delete)).to eq("r has interfaces on the subnets sub. Remove them first.")
      expect(sub.unsupported_reason(:delete)).to eq("sub is connected to the router r. Remove its interface or gateway first.")
      expect(sub.cloud_network.unsupported_reason(:delete)).to eq("blue is connected to the routers r. Remove their interfaces and gateways first.")

      hub.raw_remove_interface(sub.id)
      expect(sub.reload.network_router).to be_nil
      expect(hub.reload.supports?(:delete)).to be(true)
      expect(hub.unsupported_reason(:remove_interface)).to eq("r has no interfaces")
      expect_fresh(manager)
    end

    it "are refused with the reason" do
      bare = stored(::CloudSubnet, manager.create_cloud_subnet(:name => "bare", :cidr => "10.0.0.0/24", :cloud_network_id => network.id))
      hub  = router

      expect { hub.raw_add_interface(bare.id) }.to raise_error(MiqException::MiqNetworkRouterAddInterfaceError, /subnet "bare" has no gateway/)
      expect { hub.raw_remove_interface(bare.id) }.to raise_error(MiqException::MiqNetworkRouterRemoveInterfaceError, /router "r" is not connected/)
      expect { hub.raw_add_interface(nil) }.to raise_error(MiqException::MiqNetworkRouterAddInterfaceError, /This network provider has no subnet nil/)
      expect(router("x", :cloud_network_id => outside.id).gateway_ip_address).to eq("172.24.4.2")
    end
  end

  describe "security groups" do
    it "are created, changed and deleted, with their rules at once" do
      web = group("web", :description => "d", :cloud_tenant => tenant)
      expect(web).to have_attributes(:cloud_tenant => tenant, :description => "d")
      expect(web.firewall_rules.pluck(:direction, :network_protocol)).to match_array([%w[outbound IPV4], %w[outbound IPV6]])

      rule = ActionController::Parameters.new("direction" => "inbound", "network_protocol" => "IPV4", "host_protocol" => "TCP", "port" => "80", "end_port" => "",
                                              "source_ip_range" => "", "source_security_group_id" => web.id.to_s, "id" => "", "ems_ref" => nil)
      added = web.raw_create_security_group_rule(web.ems_ref, "inbound", namespace::SecurityGroup.parse_security_group_rule(rule))
      expect(web.firewall_rules.find_by(:ems_ref => added[:ems_ref]))
        .to have_attributes(:direction => "inbound", :host_protocol => "TCP", :port => 80, :end_port => 80, :source_security_group => web, :network_protocol => "IPV4")
      web.raw_update_security_group(:name => "www", :description => "for the web")
      expect_fresh(manager)

      web.raw_delete_security_group_rule(added[:ems_ref])
      expect(web.reload).to have_attributes(:name => "www", :description => "for the web")
      expect(web.firewall_rules.count).to eq(2)
      web.raw_delete_security_group
      expect([::SecurityGroup.where(:id => web.id), FirewallRule.where(:resource_id => web.id)]).to all(be_empty)
      expect_fresh(manager)
    end

    it "takes rules as automate gives them" do
      web   = group
      added = web.raw_create_security_group_rule(web.ems_ref, "outbound", :ethertype => "ipv6", :protocol => "icmp", :port_range_min => 128, :remote_ip_prefix => "fd00::/8")

      expect(FirewallRule.find_by(:ems_ref => added[:ems_ref])).to have_attributes(:direction => "outbound", :network_protocol => "IPV6", :port => 128, :end_port => nil, :source_ip_range => "fd00::/8")
      expect { web.raw_create_security_group_rule(web.ems_ref, "inbound", :ethertype => "IPv4", :protocol => "tcp", :port_range_min => 70_000) }
        .to raise_error(MiqException::MiqSecurityGroupCreateError, /Port or ICMP Type is "70000"; give a port from 1 to 65535/)
    end

    it "are the provider's where it made them" do
      default = manager.security_groups.create!(:name => "Default", :type => "#{namespace}::SecurityGroup")

      expect(default.unsupported_reason(:delete)).to eq("Default is the network provider's own group.")
    end

    it "are kept while ports have them" do
      web = group
      manager.network_ports.create!(:name => "nic1", :security_groups => [web], :type => "#{namespace}::NetworkPort")

      expect(web.unsupported_reason(:delete)).to eq("web is in use by the ports nic1. Choose \"Remove from Ports and Delete\", or delete it through the API with remove_from_ports.")
    end
  end

  it "changes routers and subnets from automate" do
    sub = subnet(network)
    hub = router
    own, other = [hub, sub].map { |row| MiqAeMethodService::MiqAeServiceModelBase.wrap_results(row) }

    own.add_interface(sub.id)
    expect(sub.reload.network_router).to eq(hub)
    own.remove_interface(sub.id)
    own.update_network_router(:admin_state_up => false)
    expect(provider("routers")).to match([a_hash_including("admin_state_up" => false)])
    own.delete_network_router
    other.delete_cloud_subnet
    expect(provider("routers") + provider("subnets")).to be_empty

    MiqAeMethodService::MiqAeServiceModelBase.wrap_results(manager).create_network_router({:name => "new"}, :sync => false)
    MiqQueue.find_by!(:method_name => "create_network_router").deliver
    expect([provider("routers"), manager.network_routers.reload]).to match([[a_hash_including("name" => "new")], [have_attributes(:name => "new")]])
  end

  it "asks for the provider's list of ports only where a port is made whose id nothing else tells" do
    @provider.forget_requests
    lists = ->(&change) { @provider.forget_requests.then { change.call } && @provider.requests.grep(/ports(\?|\z)/).size }

    expect(lists.call { @blue = network }).to eq(0)
    expect(lists.call { @sub = subnet(@blue) }).to eq(0)
    expect(lists.call { @hub = router }).to eq(0)
    expect(lists.call { @hub.raw_add_interface(@sub.id) }).to eq(0)
    expect(lists.call { @hub.raw_update_network_router(:name => "renamed") }).to eq(0)
    expect(lists.call { @blue.raw_update_cloud_network(:name => "azure") }).to eq(0)
    expect(lists.call { @sub.raw_update_cloud_subnet(:name => "renamed") }).to eq(0)
    expect(lists.call { @hub.raw_remove_interface(@sub.id) }).to eq(0)
    expect(lists.call { @hub.raw_update_network_router(:cloud_network_id => @blue.id.to_s, :gateway_ip_address => "10.0.0.9") }).to eq(1)
    expect(lists.call { @hub.raw_update_network_router(:cloud_network_id => nil) }).to eq(0)
    expect(lists.call { @hub.reload.raw_delete_network_router }).to eq(0)
    expect(lists.call { @sub.raw_delete_cloud_subnet }).to eq(0)
    expect(lists.call { @blue.raw_delete_cloud_network }).to eq(0)
    expect(lists.call { @vlan = network("vlan", :provider_network_type => "vlan", :provider_physical_network => "phys", :provider_segmentation_id => "12") }).to eq(1)
    expect(lists.call { @vlan.raw_update_cloud_network(:name => "renamed") }).to eq(0)
    expect(lists.call { @vlan.raw_delete_cloud_network }).to eq(0)
    expect(manager.network_ports.reload).to be_empty
    expect_fresh(manager)
  end

  it "does not offer floating IPs" do
    expect { manager.create_floating_ip({}) }.to raise_error(MiqException::MiqFloatingIpCreateError, "oVirt's network provider has no floating IPs")
    expect(manager).to have_attributes(:supports_create_floating_ip => false, :supports_cloud_subnet_create => true, :supports_create_network_router => true, :supports_create_security_group => true)
  end

  it "has forms of fields alone, each of them with a component and a name" do
    outside = network
    rows    = [outside, subnet(outside), router, group]
    forms   = rows.flat_map { |row| [row.class.params_for_create(manager), row.params_for_update] }
    fields  = ->(form) { form.fetch(:fields).flat_map { |field| [field, *(fields[field] if field.kind_of?(Hash) && field.key?(:fields))] } }

    expect(forms.flat_map(&fields)).to all(a_hash_including(:component => be_a(String), :name => be_a(String)))
  end

  it "has a form whose rules do not share the ids of their fields" do
    rules = group.params_for_update[:fields].last[:fields].first

    expect(rules[:fields]).to all(satisfy { |field| !field.key?(:id) })
  end

  describe "what ManageIQ's forms queue" do
    payloads = JSON.parse(File.read(File.expand_path("../../../../../../tests/recordings/ui-payloads.json", __dir__)))
    arguments = ->(form) { payloads.find { |payload| payload["form"].start_with?(form) }.dig("queued", "args", 0).deep_symbolize_keys }

    it "creates and renames a VLAN" do
      task = task_of(manager.create_cloud_network_queue("admin", arguments["Add New Cloud Network"].except(:task_id).merge(:tenant_id => tenant.ems_ref)))
      expect(task).to have_attributes(:status => "Ok", :message => /completed successfully/)
      expect(provider("networks").first).to include("name" => "ui-net", "provider:segmentation_id" => 12)
      expect(task.task_results).to eq(:ems_ref => ::CloudNetwork.first.ems_ref, :name => "ui-net")

      task_of(::CloudNetwork.first.update_cloud_network_queue("admin", arguments["Edit Cloud Network"].except(:task_id)))
      expect(provider("networks").first).to include("name" => "renamed-ui", "provider:segmentation_id" => 12)
      expect(::CloudNetwork.first.name).to eq("renamed-ui")
    end

    it "creates a network with what the form has besides OpenStack's fields, and says that it is up" do
      extra = ActionController::Parameters.new(:mtu => "1400", :port_security_enabled => "true")
      task  = task_of(manager.create_cloud_network_queue("admin", :name => "blue", :admin_state_up => true, :qos_policy_id => extra))
      expect(task).to have_attributes(:status => "Ok")
      expect(provider("networks").first).to include("mtu" => 1400, "port_security_enabled" => true)

      fields = namespace::CloudNetwork.params_for_create(manager)[:fields].flat_map { |form| form[:fields] }
      expect(fields).to include(a_hash_including(:name => "enabled", :initialValue => true, :isDisabled => true))
    end

    it "creates and renames a subnet" do
      blue = network
      task = task_of(manager.create_cloud_subnet_queue("admin", arguments["Add New Subnet"].except(:task_id).merge(:cloud_tenant_id => tenant.id.to_s, :cloud_network_id => blue.id.to_s)))
      expect(task).to have_attributes(:status => "Ok")
      expect(provider("subnets").first).to include("name" => "ui-sub", "cidr" => "10.77.0.0/24", "gateway_ip" => "10.77.0.1", "ip_version" => 4)
      ::CloudSubnet.first.raw_delete_cloud_subnet

      six  = subnet(blue, "fd00:1::/64")
      task = task_of(six.update_cloud_subnet_queue("admin", arguments["Edit Subnet"].except(:task_id).merge(:cloud_tenant_id => tenant.id, :cloud_network_id => blue.id)))
      expect(task).to have_attributes(:status => "Ok")
      expect(six.reload.name).to eq("renamed-sub")
      expect(provider("subnets")).to match([a_hash_including("name" => "renamed-sub", "cidr" => "fd00:1::/64", "gateway_ip" => "fd00:1::1")])
    end

    it "does not take a DNS server that was removed in the form for one that was left as it is" do
      four = subnet(network, "10.77.0.0/24", :dns_nameservers => ["10.77.0.2"])
      edit = {:ems_id => manager.id.to_s, :name => "sub", :cidr => four.cidr, :cloud_tenant_id => tenant.id, :cloud_network_id => four.cloud_network_id, :gateway => four.gateway, :sent_by_form => "true"}
      expect { four.update_cloud_subnet_queue("admin", edit) }.to raise_error(/DNS Servers cannot be emptied, the provider keeps 10\.77\.0\.2/)
    end

    it "creates and renames a router with a gateway" do
      task = task_of(manager.create_network_router_queue("admin", arguments["Add New Router"].except(:task_id).merge(:cloud_tenant_id => tenant.id.to_s)))
      expect(task.task_results).to eq(:ems_ref => ::NetworkRouter.first.ems_ref, :name => "ui-router")

      outside = network("outside").tap { |network| subnet(network, "172.24.4.0/30") }
      way_out = router("r0", :cloud_network_id => outside.id)
      task    = task_of(way_out.update_network_router_queue("admin", arguments["Edit Router"].except(:task_id).merge(:cloud_tenant_id => tenant.id.to_s, :network_id => outside.id.to_s, :cloud_network_id => outside.id.to_s)))
      expect(task).to have_attributes(:status => "Ok")
      expect(way_out.reload).to have_attributes(:name => "renamed-r0", :cloud_network => outside)
      expect(provider("routers")).to match_array([a_hash_including("name" => "ui-router", "external_gateway_info" => nil),
                                                  a_hash_including("name" => "renamed-r0", "external_gateway_info" => a_hash_including("network_id" => outside.ems_ref))])
    end

    it "adds and removes an interface" do
      sub = subnet(network)
      hub = router
      expect(task_of(hub.add_interface_queue("admin", sub))).to have_attributes(:status => "Ok")
      expect(sub.reload.network_router).to eq(hub)
      expect(provider("ports")).to match([a_hash_including("device_id" => hub.ems_ref, "device_owner" => "network:router_interface")])
      expect(task_of(hub.remove_interface_queue("admin", sub))).to have_attributes(:status => "Ok")
      expect(sub.reload.network_router).to be_nil
      expect(provider("ports")).to be_empty
    end

    it "creates a security group, which then has a tenant" do
      task = task_of(manager.create_security_group_queue("admin", arguments["Add New Security Group"].except(:task_id).merge(:cloud_tenant => tenant)))
      expect(task).to have_attributes(:status => "Ok")
      web = ::SecurityGroup.find_by(:name => "ui-group")
      expect(web).to have_attributes(:description => "d", :cloud_tenant => tenant)

      task_of(web.update_security_group_queue("admin", :name => "renamed", :description => "d"))
      expect(web.reload.name).to eq("renamed")
      expect(provider("security_groups")).to include(a_hash_including("name" => "renamed", "description" => "d"))
    end

    it "deletes" do
      tasks = [
        router.delete_network_router_queue("admin"),
        subnet(network).delete_cloud_subnet_queue("admin"),
        network("other").delete_cloud_network_queue("admin"),
        group.delete_security_group_queue("admin")
      ]
      expect(tasks.map { |task| task_of(task).status }.uniq).to eq(%w[Ok])
      expect([::NetworkRouter.all, ::CloudSubnet.all, ::SecurityGroup.where(:name => "web")]).to all(be_empty)
    end

    it "tells its user, and nobody else, how it went where the page does not wait" do
      admin = FactoryBot.create(:user, :userid => "admin")
      FactoryBot.create(:user)
      blue = network
      web  = group
      task_of(manager.create_cloud_subnet_queue("admin", :name => "sub", :cidr => "10.0.0.0/24", :cloud_network_id => blue.id))
      task_of(::CloudSubnet.first.update_cloud_subnet_queue("admin", :name => "sub", :dhcp_enabled => false))
      task_of(manager.create_network_router_queue("admin", :name => "r", :cloud_network_id => network("bare").id))
      task_of(router.update_network_router_queue("admin", :name => "hub"))
      task_of(web.delete_security_group_queue("admin"))

      expect(Notification.order(:id).map { |told| [told.notification_type.level, told.to_h[:bindings][:message][:text]] }).to match(
        [
          ["success", "Creating Cloud Subnet sub completed successfully."],
          ["error", /\AUpdating Cloud Subnet sub failed: dhcp_enabled is "false"; leave DHCP on/],
          ["error", /\ACreating Network Router r failed: .*subnet/],
          ["success", "Updating Network Router r completed successfully."],
          ["success", "Deleting Security Group web completed successfully."]
        ]
      )
      expect(Notification.all.flat_map(&:recipients).uniq).to eq([admin])
    end

    it "says in the task what the provider says" do
      @provider.faults = [{"method" => "POST", "path" => "/v2.0/networks", "do" => "status", "status" => 400, "message" => "Requested MTU is too big"}]
      task = task_of(manager.create_cloud_network_queue("admin", :name => "blue"))

      expect(task).to have_attributes(:status => "Error", :message => "cannot create network \"blue\": POST /v2.0/networks: the provider answered 400: Requested MTU is too big")
    end
  end

  describe "when something breaks" do
    before { allow(OvirtNet::Client).to(receive(:new).and_wrap_original { |new, **options| new.call(**options, :retry_wait => 0.01, :read_timeout => 0.3) }) }

    def strike(method, path, fault)
      @provider.faults = [fault.merge("method" => method, "path" => path, "times" => 1)]
    end

    it "stores what was done although the answer was lost, once" do
      [{"do" => "close", "when" => "after"}, {"do" => "status", "status" => 500, "when" => "after"}, {"do" => "hang", "seconds" => 1, "when" => "after"}, {"do" => "html"}].each_with_index do |fault, index|
        strike("POST", "/v2.0/networks", fault)
        network("net#{index}")
      end

      expect(provider("networks").map { |network| network["name"] }).to eq(%w[net0 net1 net2 net3])
      expect_fresh(manager)
    end

    it "queues a refresh where it does not know what was done" do
      @provider.faults = [{"method" => "POST", "path" => "/v2.0/networks", "do" => "close", "when" => "after"}, {"method" => "GET", "path" => "/v2.0/networks*", "do" => "close", "after" => 1}]

      expect { network }.to raise_error(MiqException::MiqNetworkCreateError, /look before doing it once more/)
      expect(refreshes_queued.count).to eq(1)
      @provider.faults = []
      EmsRefresh.refresh(manager)
      expect(::CloudNetwork.pluck(:name)).to eq(%w[blue])
    end

    it "says so where it was done and cannot be read back, and queues a refresh" do
      strike("GET", "/v2.0/networks/*", "do" => "status", "status" => 500)

      expect { network }.to raise_error(MiqException::MiqNetworkCreateError, /the provider accepted the change, but reading it back failed: .*500.*; refresh when the provider answers again/)
      expect(refreshes_queued.count).to eq(1)
    end

    it "says so where it was done and cannot be stored, and queues a refresh" do
      allow(ManageIQ::Providers::OvirtNet::Inventory::Writer).to receive(:new).and_raise(ActiveRecord::StatementInvalid, "disk full")

      expect { network }.to raise_error(MiqException::MiqNetworkCreateError, "The change was made at the provider (blue), but could not be stored here: disk full. A refresh is queued.")
      expect(refreshes_queued.count).to eq(1)
    end

    it "queues a refresh when the task runs out of time" do
      strike("POST", "/v2.0/networks", "do" => "hang", "seconds" => 2, "when" => "after")
      allow(OvirtNet::Client).to receive(:new).and_call_original

      expect { Timeout.timeout(0.3) { network } }.to raise_error(Timeout::Error)
      expect(refreshes_queued.count).to eq(1)
    end

    it "leaves the lock to others when the task runs out of time while it waits for it" do
      lock   = "hashtextextended('#{manager.class.name}/#{manager.id}', 0)"
      others = PG.connect(ActiveRecord::Base.connection.raw_connection.conninfo_hash.compact)
      others.exec("SELECT pg_advisory_lock(#{lock})")

      expect { Timeout.timeout(0.5) { network } }.to raise_error(Timeout::Error)
      expect(refreshes_queued.count).to eq(1)
      others.exec("SELECT pg_advisory_unlock(#{lock})")
      expect(others.exec("SELECT pg_try_advisory_lock(#{lock})").getvalue(0, 0)).to eq("t")
      expect(provider("networks")).to be_empty
    ensure
      others&.close
    end

    it "stores nothing for a manager that was paused meanwhile" do
      Zone.seed
      allow(manager).to(receive(:connect).and_wrap_original { |connect| connect.call.tap { manager.class.find(manager.id).parent_manager.pause! } })

      expect { network }.to raise_error(MiqException::MiqNetworkCreateError, /meanwhile the network manager was paused, removed/)
      expect(::CloudNetwork.count).to eq(0)
    end

    it "gives the row of the network manager before us our class, with its id" do
      blue = network
      blue.update_columns(:type => "ManageIQ::Providers::Ovirt::NetworkManager::CloudNetwork::Private")
      manager.change(MiqException::MiqNetworkUpdateError) { |client| client.update_network(blue.ems_ref, :name => "azure") }

      expect(::CloudNetwork.find(blue.id)).to be_a(namespace::CloudNetwork::Private).and have_attributes(:name => "azure")
    end
  end
end
