# What ManageIQ's pages get, on stand-ins for its controllers and helpers: ManageIQ's UI is no part of the specs' bundle.
RSpec.describe ManageIQ::Providers::OvirtNet::UiHooks do
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:network)   { namespace::CloudNetwork::Private.create!(:ext_management_system => manager, :name => "blue", :ems_ref => "blue") }
  let(:vm)        { FactoryBot.create(:vm_ovirt, :ext_management_system => manager.parent_manager) }
  let(:port)      { namespace::NetworkPort.create!(:ext_management_system => manager, :name => "nic1", :device => vm, :extra_attributes => {:network_id => "blue"}) }

  def page(hook, record)
    Class.new do
      include(Module.new do
        def display_instances = "instances of clouds"
        def nested_list(model) = "list of #{model}"
        def textual_group_status = Struct.new(:items).new(%i[refresh_status refresh_date])
        def textual_group_relationships = Struct.new(:items).new(%i[parent ems tenant device])
        def textual_link(row, label:, **to) = row && (row.respond_to?(:name) && row.kind_of?(ApplicationRecord) ? "#{label}: #{row.name}" : [label, row.to_a.map(&:name), to[:link]])
        def textual_device = "device: #{@record.device&.name}"
        def url_for_only_path(options) = options.slice(:action, :display)
        def display_methods(_record = nil) = %w[instances]
        def display_nested_list(display) = "list of #{display}"
        def get_view_process_search_text(_view) = @search
        def react(name, *) = "<#{name}>"
        def safe_join(parts) = parts.join
        def javascript_tag(text) = "<script>#{text}</script>"
        def content_tag(tag, text, id: nil) = "<#{tag}#{" id=#{id}" if id}>#{ERB::Util.html_escape(text)}</#{tag}>"
      end)
      prepend hook
      attr_writer :record

      def initialize(record) = @record = record
    end.new(record)
  end

  it "lists the VMs of an engine behind a number of instances, and those of clouds as ever" do
    expect(page(described_class::Instances, network).display_instances).to eq("list of Vm")
    expect(page(described_class::Instances, FactoryBot.create(:cloud_network)).display_instances).to eq("instances of clouds")
  end

  it "shows on the page of a network manager when what was read, and what the engine says of the certificate" do
    expect(page(described_class::Manager, FactoryBot.create(:ems_openstack).network_manager).textual_group_status.items).to eq(%i[refresh_status refresh_date])
    expect(page(described_class::Manager, manager).textual_group_status.items).to eq(%i[refresh_status refresh_date ovirt_rejected_login ovirt_incomplete ovirt_networks_read ovirt_ports_read ovirt_overdue ovirt_certificate])
    expect(page(described_class::Manager, manager).textual_ovirt_ports_read[:value]).to match(/\Anot yet, due at /)
    expect(page(described_class::Manager, manager).textual_ovirt_certificate).to be_nil
    expect(page(described_class::Manager, manager).textual_ovirt_incomplete).to be_nil

    read_at = Time.utc(2026, 11, 26, 12, 3, 5)
    manager.update!(:options => {:refresh => manager.refresh_schedule.after_reading(:networks, {:networks => 0.254}, read_at), :certificate => {:message => "it expires"}})
    expect(page(described_class::Manager, manager).textual_ovirt_networks_read[:value]).to match(/\Aat 2026-11-26 12:03:05 UTC in 0.25 s, due at 20/)
    expect(page(described_class::Manager, manager).textual_ovirt_certificate[:value]).to eq("it expires")

    expect(page(described_class::Manager, manager).textual_ovirt_overdue).to be_nil
    manager.update_columns(:created_on => 1.hour.ago)
    expect(page(described_class::Manager, manager).textual_ovirt_overdue[:value]).to match(/\Adue since .*, but it was not queued/)
    manager.incomplete.note([{:list => "routers", :code => :refused, :message => "cannot read routers: boom", :objects => [], :asked_at => read_at}], {:cloud_networks => {:since => read_at, :gone => 3, :stored => 3}}, :is_whole => true)
    expect(page(described_class::Manager, manager).textual_ovirt_incomplete[:value])
      .to match(/\Acannot read routers: boom\. The stored routers are unchanged.* The provider no longer lists 3 of 3 cloud networks. They are kept until 2026-11-26 12:13:05 UTC/)
  end

  it "names the network on the page of a port" do
    expect(page(described_class::Port, port).textual_group_relationships.items).to eq(%i[parent ems tenant cloud_network device])
    port.update!(:device_owner => "oVirt")
    expect(page(described_class::Port, port).textual_group_relationships.items.last).to eq(:ovirt_groups_allow)
    network
    expect(page(described_class::Port, port).textual_cloud_network).to eq("Cloud Network: blue")
    expect(page(described_class::Port, FactoryBot.create(:network_port)).textual_group_relationships.items).to eq(%i[parent ems tenant device])
  end

  it "names the VM on the page of a port only to users who may see it" do
    EvmSpecHelper.local_miq_server
    group = ->(tenant) { FactoryBot.create(:miq_group, :tenant => tenant) }
    owner, other = Array.new(2) { FactoryBot.create(:user, :miq_groups => [group[FactoryBot.create(:tenant)]]) }
    vm.update!(:miq_group => owner.current_group)
    shown = page(described_class::Port, port)
    expect([owner, other].map { |user| User.with_user(user) { shown.textual_device } }).to eq(["Virtual Machine: #{vm.name}", nil])

    router = FactoryBot.create(:network_router, :name => "hub")
    expect(page(described_class::Port, namespace::NetworkPort.new(:device => router)).textual_device).to eq("device: hub")
    expect(page(described_class::Port, FactoryBot.create(:network_port, :device => vm)).textual_device).to eq("device: #{vm.name}")
  end

  it "leads from a network to its ports, and to the routers that have their gateway on it" do
    port
    hub   = namespace::NetworkRouter.create!(:ext_management_system => manager, :name => "hub", :cloud_network => network)
    shown = page(described_class::Network, network)
    expect(shown.textual_group_relationships.items).to include(:ovirt_gateway_routers, :ovirt_ports)
    expect(shown.textual_ovirt_ports).to eq(["Network Ports", [port.name], {:action => "show", :display => "network_ports"}])
    expect(shown.textual_ovirt_gateway_routers).to eq(["Routers with a Gateway on This Network", [hub.name], {:action => "show", :display => "public_network_routers"}])
    expect(page(described_class::Network, FactoryBot.create(:cloud_network)).textual_group_relationships.items).to eq(%i[parent ems tenant device])

    lists = page(described_class::NetworkLists, network)
    lists.define_singleton_method(:nested_list) { |model, parent_method:| (@shown ||= []) << [model, parent_method, @record.public_send(parent_method).to_a] }
    lists.define_singleton_method(:pagination_or_gtl_request?) { true }
    expect(lists.display_methods(network)).to eq(%w[instances network_ports public_network_routers])
    expect(lists.display_nested_list("network_ports")).to be_nil
    expect(lists.display_nested_list("public_network_routers")).to be_nil
    expect(lists.instance_variable_get(:@shown)).to eq([[::NetworkPort, "ports", [port]], [::NetworkRouter, "public_network_routers", [hub]]])
    expect(lists.display_nested_list("instances")).to eq("list of instances")
    expect(page(described_class::NetworkLists, FactoryBot.create(:cloud_network)).display_methods(FactoryBot.create(:cloud_network))).to eq(%w[instances])
  end

  it "finds ports by MAC address and address as well" do
    subnet = namespace::CloudSubnet.create!(:ext_management_system => manager, :name => "sub")
    port.update!(:mac_address => "56:6f:00:00:01:09")
    CloudSubnetNetworkPort.create!(:cloud_subnet => subnet, :network_port => port, :address => "fd00::10")
    namespace::NetworkPort.create!(:ext_management_system => manager, :name => "nic2", :mac_address => "56:6f:00:00:02:09")
    found = lambda do |text|
      search = page(described_class::PortSearch, nil)
      search.instance_variable_set(:@search, ["lower(network_ports.name) like ? escape '`'", "%#{text.downcase}%"])
      ::NetworkPort.where(search.send(:get_view_process_search_text, Struct.new(:db_class).new(::NetworkPort))).order(:name).pluck(:name)
    end
    expect(["nic1", "56:6F:00:00:01", "FD00::1", "56:6f", "10.0.0.2"].map(&found)).to eq([%w[nic1], %w[nic1], %w[nic1], %w[nic1 nic2], []])
    expect(page(described_class::PortSearch, nil).send(:get_view_process_search_text, nil)).to be_nil
  end

  it "counts a VM with several vNICs once, in lists as on pages" do
    EvmSpecHelper.local_miq_server
    subnet = namespace::CloudSubnet.create!(:ext_management_system => manager, :name => "sub", :cloud_network => network)
    router = namespace::NetworkRouter.create!(:ext_management_system => manager, :name => "hub")
    group  = namespace::SecurityGroup.create!(:ext_management_system => manager, :name => "web")
    subnet.update!(:network_router => router)
    2.times do |index|
      nic = namespace::NetworkPort.create!(:ext_management_system => manager, :name => "nic#{index}", :device => vm, :extra_attributes => {:network_id => "blue"})
      CloudSubnetNetworkPort.create!(:cloud_subnet => subnet, :network_port => nic, :address => "10.0.0.#{index + 2}")
      nic.security_groups << group
    end
    %w[CloudNetwork CloudSubnet NetworkRouter SecurityGroup].each do |model|
      view = MiqReport.new(:db => model, :cols => %w[name total_vms], :col_order => %w[name total_vms], :headers => %w[Name Instances], :sortby => %w[name], :order => "Ascending")
      rows = User.with_user(FactoryBot.create(:user_admin)) { view.paged_view_search(:page => 1, :per_page => 10).first }
      expect(rows.data.map { |row| row.data["total_vms"] }).to eq([model.constantize.first.number_of(:vms)]).and(eq([1]))
    end
  end

  it "shows the message of a refused form instead of the API's answer, and breaks no words" do
    forms = page(described_class::Pages, network)
    expect([forms.react("RoutersForm"), forms.react("SubnetForm")]).to all(include("add_flash").and(start_with("<div id=ovirt_net_messages></div><")))
    expect(forms.react("TextualSummaryWrapper")).to include("word-break: normal").and(include("[role=row] > :first-child"))
    expect(forms.react("Other")).to eq("<Other>")
    expect(page(described_class::Pages, FactoryBot.create(:cloud_network)).react("TextualSummaryWrapper")).to eq("<TextualSummaryWrapper>")
  end

  it "says why, where a page that was opened before asks for what is not possible any more" do
    EvmSpecHelper.local_miq_server
    told = lambda do |record, action, user: FactoryBot.create(:user_admin), **params|
      controller = Class.new do
        define_singleton_method(:before_action) { |method| @method = method }
        define_singleton_method(:model) { record.class.base_class }
        define_method(:params) { {:id => record.id.to_s, **params} }
        define_method(:action_name) { action }
        def add_flash(text, level) = (@told ||= []) << [text, level]
        def javascript_flash(spinner_off:) = @told << spinner_off
        prepend ManageIQ::Providers::OvirtNet::UiHooks::OutdatedPages
        define_method(:before) { send(self.class.instance_variable_get(:@method)) && @told }
      end
      User.with_user(user) { controller.new.before }
    end
    subnet = namespace::CloudSubnet.create!(:ext_management_system => manager, :name => "sub")
    expect([told[subnet, "update", :button => "save"], told[subnet, "button", :pressed => "cloud_subnet_delete"]]).to eq([nil, nil])

    CloudSubnetNetworkPort.create!(:cloud_subnet => subnet, :network_port => port, :address => "10.0.0.2")
    expect(told[subnet, "button", :pressed => "cloud_subnet_delete"]).to eq([["sub has virtual machines: #{vm.name}. Remove their vNICs first.", :error], true])

    manager.update!(:enabled => false)
    router = namespace::NetworkRouter.create!(:ext_management_system => manager, :name => "hub")
    words  = [["#{manager.name} is paused, so nothing is changed there. Resume it, then repeat this.", :error], true]
    expect([[network, "update"], [router, "add_interface"], [router, "remove_interface"]].map { |record, action| told[record, action] }).to all(eq(words))
    expect([told[network, "update", :button => "cancel"], told[network, "show"], told[FactoryBot.create(:cloud_network), "update"], told[namespace::CloudNetwork.new, "update"]]).to all(be_nil)
    stranger = FactoryBot.create(:user, :miq_groups => [FactoryBot.create(:miq_group, :tenant => FactoryBot.create(:tenant))])
    allow(Rbac).to receive(:filtered).and_return([])
    expect(told[network, "update", :user => stranger]).to be_nil
  end

  it "leaves every other answer to ManageIQ's forms" do
    skip("there is no node") unless system("node --version", :out => File::NULL, :err => File::NULL)

    script = <<~JS
      var told = [];
      var node = {insertBefore: function() {}};
      global.window = {fetch: function(url, options) { return Promise.resolve(answers[url]); }, clearFlash: function() { told.length = 0; }, add_flash: function(text, level) { told.push([level, text]); }};
      global.document = {getElementById: function() { return node; }};
      var answer  = function(status, body) { return {status: status, clone: function() { return this; }, json: function() { return body === undefined ? Promise.reject(new Error()) : Promise.resolve(body); }}; };
      var answers = {"/api/network_routers": answer(400, {error: {message: "taken"}}), "/api/cloud_subnets/12": answer(400, {error: {message: "bad"}}), "/api/cloud_subnets": answer(500, {error: {message: "x"}}), "/api/vms": answer(400, {error: {message: "x"}}), "/api/network_routers/1": answer(400)};
      #{described_class::Pages::SCRIPT}
      var asked = [["/api/network_routers", "POST"], ["/api/cloud_subnets/12", "PATCH"], ["/api/cloud_subnets", "POST"], ["/api/vms", "POST"], ["/api/network_routers/1", "PATCH"], ["/api/network_routers", "GET"]];
      asked.reduce(function(before, one) { return before.then(function() { return window.fetch(one[0], {method: one[1]}); }).then(function(found) { told.push(found.status); }, function() {}).then(function() { console.log(JSON.stringify(told)); told.length = 0; }); }, Promise.resolve());
    JS
    told = IO.popen(["node", "-e", script], &:read).lines.map { |line| JSON.parse(line) }
    expect(told).to eq([[%w[error taken]], [%w[error bad]], [500], [400], [400], [400]])
  end

  it "has a place for the topology in the menu, and a page where there is a UI to show it" do
    stub_const("Menu::Item", Struct.new(:id, :name, :feature, :rbac_feature, :href, :type, :parent_id))
    item = ManageIQ::Providers::OvirtNet::Engine.menu.first
    expect(item.to_a).to eq(["ovirt_net_topology", "Topology", "ovirt_net_topology_show", {:feature => "ovirt_net_topology_show"}, "/ovirt_net_topology/show", :default, :net])
    expect(MiqProductFeature.seed && MiqProductFeature.feature_exists?(item.feature)).to be_truthy

    paths = Rails.application.routes.routes.map { |route| route.path.spec.to_s }
    expect(paths.any? { |path| path.include?(item.id) }).to eq(!defined?(ManageIQ::UI::Classic::Engine).nil?)
  end

  it "leads from a network manager to its topology, where the role allows it" do
    shown = page(described_class::Manager, manager)
    expect(shown.textual_group_relationships.items.last).to eq(:ovirt_net_topology)
    expect(page(described_class::Manager, FactoryBot.create(:ems_openstack).network_manager).textual_group_relationships.items).to eq(%i[parent ems tenant device])
    shown.define_singleton_method(:role_allows?) { |feature:| feature == "ovirt_net_topology_show" }
    expect(shown.textual_ovirt_net_topology).to include(:label => "Topology", :link => "/ovirt_net_topology/show/#{manager.id}")
    shown.define_singleton_method(:role_allows?) { |feature:| feature.nil? }
    expect(shown.textual_ovirt_net_topology).to be_nil
  end

  it "leads from a VM to its networks, ports and security groups" do
    network
    port.security_groups << namespace::SecurityGroup.create!(:ext_management_system => manager, :name => "web")

    expect(page(described_class::Vm, vm).textual_group_relationships.items.drop(4))
      .to eq(["Cloud Network: blue", "Network Port: nic1", "Security Group: web", :ovirt_groups_allow])
    bare = FactoryBot.create(:vm_ovirt, :ext_management_system => manager.parent_manager)
    expect(page(described_class::Vm, bare).textual_group_relationships.items).to eq(%i[parent ems tenant device ovirt_waiting_groups])
    expect(page(described_class::Vm, bare).textual_ovirt_waiting_groups).to be_nil
    web = namespace::SecurityGroup.create!(:ext_management_system => manager, :name => "later", :ems_ref => "later")
    namespace::WaitingGroups.new(manager).set(bare, [web.ems_ref], "admin")
    expect(page(described_class::Vm, bare).textual_ovirt_waiting_groups).to eq(:label => "Security Groups at the First Start", :value => "later")
  end

  it "leads from ports and VMs to what their groups allow, where the role allows it" do
    shown = {port => "ports=#{port.id}", vm => "vm=#{vm.id}"}.map do |record, query|
      hook = record == vm ? described_class::Vm : described_class::Port
      page(hook, record).tap { |its| its.define_singleton_method(:role_allows?) { |feature:| feature == "network_port_show_security_groups" } }.textual_ovirt_groups_allow[:link] == "/ovirt_net_security_groups/edit?#{query}"
    end
    expect(shown).to eq([true, true])
    none = page(described_class::Port, port)
    none.define_singleton_method(:role_allows?) { |feature:| feature.nil? }
    expect(none.textual_ovirt_groups_allow).to be_nil
  end

  it "leads from toolbars to the page of what is shown or ticked" do
    led = lambda do |model, method = :button, **params|
      controller = Class.new do
        define_singleton_method(:model) { model }
        define_method(:params) { {:pressed => "network_port_edit_security_groups"}.merge(params) }
        define_method(:assert_privileges) { |feature| @asserted = feature }
        define_method(:javascript_redirect) { |to| to.merge(:asserted => @asserted) }
        def button = "as ever"
        def x_button = "as ever"
        prepend ManageIQ::Providers::OvirtNet::UiHooks::GroupButtons
      end
      controller.new.public_send(method)
    end
    common = {:controller => "ovirt_net_security_groups", :asserted => "network_port_edit_security_groups"}
    expect(led[::NetworkPort, :id => "1"]).to eq(common.merge(:action => "edit", :ports => "1"))
    expect(led[::NetworkPort, :miq_grid_checks => "1,2"]).to eq(common.merge(:action => "edit", :ports => "1,2"))
    expect(led[::CloudNetwork, :id => "5", :miq_grid_checks => %w[1 2]]).to eq(common.merge(:action => "edit", :ports => "1,2"))
    expect(led[::SecurityGroup, :id => "3"]).to eq(common.merge(:action => "group", :group => "3"))
    expect(led[::VmOrTemplate, :x_button, :id => "4"]).to eq(common.merge(:action => "edit", :vm => "4"))
    expect([led[::NetworkPort, :pressed => "network_port_tag"], led[::VmOrTemplate, :x_button, :pressed => "vm_tag"]]).to eq(["as ever", "as ever"])
  end

  it "shows a sign on our pages where a name would turn the text around it" do
    helper = Object.new.extend(OvirtNetPageHelper)
    html   = "<a title=\"a\u202eb\" href=\"?from=a\u202eb\">a\u202eb</a> has \u2067no group".html_safe
    expect(helper.ovirt_net_upright(html)).to eq("<a title=\"a\u202eb\" href=\"?from=a\u202eb\">a\ufffdb</a> has \ufffdno group").and(be_html_safe)
    expect(helper.ovirt_net_upright("<b>שלום</b>".html_safe)).to eq("<b>שלום</b>")
    expect(helper.ovirt_net_upright(nil)).to be_nil
  end
end
