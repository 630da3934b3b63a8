# Whatever breaks during whichever change: the tables and the provider agree when the task has ended or, where it failed without
# knowing, when the refresh that it has queued is over. Nothing is done twice.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::ProviderChange do
  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  let(:manager) { manager_of(@simulator) }

  before do
    EvmSpecHelper.local_miq_server
    NotificationType.seed
    stub_const("ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup::RuleQueue::GRACE", 0)
    client = OvirtNet::Client.method(:new)
    allow(OvirtNet::Client).to(receive(:new)) { |**options| client.call(**options, :retry_wait => 0.01, :read_timeout => 0.3) }
    EmsRefresh.refresh(manager)
    %w[blue bare free].each { |name| manager.create_cloud_network(:name => name) }
    {"blue" => "sub", "free" => "free-sub"}.each do |network, name|
      manager.create_cloud_subnet(:name => name, :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :cloud_network_id => row(:cloud_networks, network).id)
    end
    %w[lone hub].each { |name| manager.create_network_router(:name => name) }
    row(:network_routers, "hub").raw_add_interface(row(:cloud_subnets, "sub").id)
    manager.create_security_group(:name => "web")
    @start = @simulator.dump
  end

  def start_again
    @simulator.faults = []
    @simulator.load(@start)
    EmsRefresh.refresh(ExtManagementSystem.find(manager.id))
    MiqQueue.delete_all
  end

  def row(association, name)
    manager.public_send(association).find_by!(:name => name)
  end

  # The method of the change, how many GETs come before it, and what queues it
  operations = {
    "create network"   => ["POST",   1, -> { manager.create_cloud_network_queue("admin", :name => "new") }],
    "update network"   => ["PUT",    1, -> { row(:cloud_networks, "blue").update_cloud_network_queue("admin", :name => "new") }],
    "delete network"   => ["DELETE", 2, -> { row(:cloud_networks, "bare").delete_cloud_network_queue("admin") }],
    "create subnet"    => ["POST",   2, -> { manager.create_cloud_subnet_queue("admin", :name => "new", :cidr => "10.1.0.0/24", :cloud_network_id => row(:cloud_networks, "bare").id) }],
    "update subnet"    => ["PUT",    1, -> { row(:cloud_subnets, "sub").update_cloud_subnet_queue("admin", :name => "new") }],
    "delete subnet"    => ["DELETE", 2, -> { row(:cloud_subnets, "free-sub").delete_cloud_subnet_queue("admin") }],
    "create router"    => ["POST",   1, -> { manager.create_network_router_queue("admin", :name => "new") }],
    "update router"    => ["PUT",    1, -> { row(:network_routers, "hub").update_network_router_queue("admin", :name => "new") }],
    "delete router"    => ["DELETE", 1, -> { row(:network_routers, "lone").delete_network_router_queue("admin") }],
    "add interface"    => ["PUT",    2, -> { row(:network_routers, "lone").add_interface_queue("admin", row(:cloud_subnets, "free-sub")) }],
    "remove interface" => ["PUT",    3, -> { row(:network_routers, "hub").remove_interface_queue("admin", row(:cloud_subnets, "sub")) }],
    "create group"     => ["POST",   1, -> { manager.create_security_group_queue("admin", :name => "new") }],
    "update group"     => ["PUT",    1, -> { row(:security_groups, "web").update_security_group_queue("admin", :name => "new") }],
    "delete group"     => ["DELETE", 2, -> { row(:security_groups, "web").delete_security_group_queue("admin") }],
    "create rule"      => ["POST",   2, -> { row(:security_groups, "web").create_security_group_rule_queue("admin", row(:security_groups, "web").ems_ref, "inbound", :protocol => "icmp") }],
    "delete rule"      => ["DELETE", 1, -> { row(:security_groups, "web").delete_security_group_rule_queue("admin", row(:security_groups, "web").firewall_rules.order(:ems_ref).first.ems_ref) }]
  }

  # Of the change itself, and of what reads it back
  faults = {
    "connection lost before" => {"do" => "reset"},
    "connection lost after"  => {"do" => "close", "when" => "after"},
    "500 after success"      => {"do" => "status", "status" => 500, "when" => "after"},
    "answer cut"             => {"do" => "cut", "fraction" => 0.5},
    "silence"                => {"do" => "hang", "seconds" => 1, "when" => "after"},
    "403 for good"           => {"do" => "status", "status" => 403, "times" => 2},
    "token expired"          => {"do" => "expire_token"},
    "401 when read back"     => {"do" => "status", "status" => 401, "method" => "GET", "after" => :reads, "times" => nil},
    "provider gone after"    => [{"do" => "close", "when" => "after"}, {"do" => "reset", "method" => "GET", "after" => :reads, "times" => nil}]
  }

  told = /(\A|serve .* )cannot .*(nothing was changed|look before doing it once more|refused with 403|answered 500)|was done at the provider .* A refresh is queued|refresh when/

  operations.each do |operation, (method, reads, queue)|
    it "#{operation} leaves tables and provider in agreement" do
      faults.each do |fault, strikes|
        start_again
        task_id = instance_exec(&queue)
        @simulator.forget_requests
        @simulator.faults = [strikes].flatten.map { |strike| {"method" => method, "path" => "/v2.0/*", "service" => "network", "times" => 1}.merge(strike).transform_values { |value| value == :reads ? reads : value }.compact }
        task = task_of(task_id)
        sent = @simulator.requests.grep(/\A#{method} /).grep_v(/tokens/)
        @simulator.faults = []

        context = "#{operation}, #{fault}: #{task.status}, #{task.message}"
        expect(sent.size).to be_between(1, ["token expired", "403 for good"].include?(fault) ? 2 : 1), "#{context}: sent #{sent}"
        expect(@simulator.dump.values.flatten.count { |object| object["name"] == "new" }).to be <= 1, context
        if task.status == "Ok"
          expect(refreshes_queued).to be_empty, context
          expect_fresh(manager)
        else
          expect(task.message).to match(told), context
          expect(refreshes_queued.count).to eq(1), context
        end
      end
    end
  end

  it "queues what makes them agree when the task runs out of time, whenever that is" do
    allow(OvirtNet::Client).to receive(:new).and_call_original
    operations.slice("create network", "update subnet", "delete router", "remove interface", "create rule").each_value do |method, _reads, queue|
      [{"method" => method, "when" => "before"}, {"method" => method, "when" => "after"}, {"method" => "GET"}].each do |strike|
        start_again
        task_id = instance_exec(&queue)
        MiqQueue.update_all(:msg_timeout => 1)
        @simulator.faults = [{"path" => "/v2.0/*", "service" => "network", "do" => "hang", "seconds" => 5}.merge(strike)]
        task = task_of(task_id)
        @simulator.faults = []

        expect(task).to have_attributes(:status => "Timeout", :message => /timed out/)
        expect(refreshes_queued.count).to eq(1)
      end
    end
  end
end
