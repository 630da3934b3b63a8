%w[money multi_json].each { |gem| require gem } # which the API expects to have been loaded
require "manageiq/api"

Dir[ManageIQ::Api::Engine.root.join("spec/support/api/**/*.rb")].each { |file| require file }

# What ManageIQ's API changes, down to the provider, and the forms that it shows.
RSpec.describe "Changes through the API", :type => :request do
  include Spec::Support::Api::Helpers
  include Spec::Support::Api::RequestHelpers

  around { |example| RealProvider.or_simulator { |provider| (@provider = provider) && example.run } }

  let(:manager) { manager_of(@provider) }
  let(:tenant)  { manager.cloud_tenants.first }

  before do
    init_api_spec_env
    NotificationType.seed
    EmsRefresh.refresh(manager)
    api_basic_authorize
    allow_any_instance_of(User).to receive(:role_allows?).and_return(true)
    allow_any_instance_of(User).to receive(:super_admin_user?).and_return(true)
    MiqQueue.delete_all
  end

  # Asks, and does what that queues.
  def request(verb, path, params = {})
    send(verb, path, :params => params)
    expect(response).to have_http_status(:ok)
    result = response.parsed_body.fetch("results", [response.parsed_body]).first
    expect(result).to include("success" => true)
    task_of(result["task_id"]).tap { |task| expect(task).to have_attributes(:status => "Ok") }.task_results
  end

  def provider(list)
    @provider.dump.fetch(list)
  end

  it "creates, changes and deletes networks" do
    networks = "/api/providers/#{manager.id}/cloud_networks"
    request(:post, networks, :name => "blue", :provider_network_type => "vlan", :provider_physical_network => "phys", :provider_segmentation_id => "12", :mtu => 1400)
    expect(provider("networks")).to match([a_hash_including("name" => "blue", "mtu" => 1400, "provider:segmentation_id" => 12)])

    blue = manager.cloud_networks.first
    request(:post, "#{networks}/#{blue.id}", :action => "edit", :resource => {:name => "azure"})
    expect(blue.reload.name).to eq("azure")
    request(:post, "/api/cloud_networks/#{blue.id}", :action => "delete")
    expect([provider("networks"), ::CloudNetwork.count]).to eq([[], 0])
  end

  it "gives the form of a router what it reads, without a gateway too" do
    outside = manager.create_cloud_network(:name => "outside")[:ems_ref]
    manager.create_cloud_subnet(:name => "sub", :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :network_id => outside)
    manager.create_network_router(:name => "plain")
    manager.create_network_router(:name => "hub", :network_id => outside)
    read = lambda do |name|
      get("/api/network_routers/#{manager.network_routers.find_by(:name => name).id}?attributes=cloud_network.cloud_subnets.ids,external_gateway_info")
      response.parsed_body
    end

    expect(read["plain"]).to include("cloud_network" => {"cloud_subnets" => {"ids" => []}}, "extra_attributes" => include("external_gateway_info" => nil))
    expect(read["hub"]).to include("cloud_network" => {"cloud_subnets" => {"ids" => [manager.cloud_subnets.first.id]}}, "external_gateway_info" => include("external_fixed_ips"))
  end

  it "creates, changes and deletes subnets" do
    manager.create_cloud_network(:name => "blue")
    blue = manager.cloud_networks.first
    request(:post, "/api/cloud_subnets", :ems_id => manager.id.to_s, :name => "sub", :cidr => "10.77.0.0/24", :cloud_tenant_id => tenant.id.to_s, :cloud_network_id => blue.id.to_s, :gateway => "10.77.0.1")
    sub = manager.cloud_subnets.first

    # As the form does: all of the record, edited.
    get("/api/cloud_subnets/#{sub.id}")
    request(:patch, "/api/cloud_subnets/#{sub.id}", response.parsed_body.merge("name" => "renamed", "dns_nameservers" => ["9.9.9.9"]))
    expect(provider("subnets")).to match([a_hash_including("name" => "renamed", "dns_nameservers" => ["9.9.9.9"], "gateway_ip" => "10.77.0.1")])
    expect(sub.reload.name).to eq("renamed")
    request(:post, "/api/cloud_subnets/#{sub.id}", :action => "delete")
    expect([provider("subnets"), ::CloudSubnet.count]).to eq([[], 0])
  end

  it "creates, changes and deletes routers" do
    manager.create_cloud_network(:name => "outside")
    outside = manager.cloud_networks.first
    manager.create_cloud_subnet(:name => "s", :cidr => "172.24.4.0/30", :gateway => "172.24.4.1", :cloud_network_id => outside.id)
    request(:post, "/api/network_routers", :ems_id => manager.id.to_s, :name => "r", :admin_state_up => true, :cloud_tenant_id => tenant.id.to_s,
            :network_id => outside.id.to_s, :cloud_network_id => outside.id.to_s, :enable_snat => false)
    router = manager.network_routers.first
    expect(router.cloud_network).to eq(outside)

    # What the form reads first
    get("/api/network_routers/#{router.id}?attributes=cloud_network.cloud_subnets.ids,external_gateway_info")
    expect(response.parsed_body).to include("cloud_network_id" => outside.id.to_s, "extra_attributes" => a_hash_including("external_gateway_info"))
    request(:patch, "/api/network_routers/#{router.id}", :name => "renamed", :admin_state_up => true)
    expect(router.reload).to have_attributes(:name => "renamed", :cloud_network => outside)
    request(:post, "/api/network_routers/#{router.id}", :action => "delete")
    expect([provider("routers"), ::NetworkRouter.count]).to eq([[], 0])
  end

  # ManageIQ's form stays open then.
  it "refuses a router or a subnet that cannot be before anything is queued" do
    manager.create_cloud_network(:name => "outside")
    outside = manager.cloud_networks.first
    manager.create_cloud_subnet(:name => "s", :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :cloud_network_id => outside.id)
    form = {:ems_id => manager.id.to_s, :name => "r", :admin_state_up => true, :cloud_tenant_id => tenant.id.to_s}

    post("/api/network_routers", :params => form.merge(:network_id => outside.id.to_s, :cloud_network_id => outside.id.to_s, :cloud_subnet_id => "10.0.0.1"))
    expect(response).to have_http_status(:bad_request)
    expect(response.parsed_body.dig("error", "message")).to eq("Address of the Router is 10.0.0.1, which is in use; give a free one, such as 10.0.0.2")

    post("/api/cloud_subnets", :params => form.merge(:name => "other", :cidr => "10.1.0.5/24", :cloud_network_id => outside.id.to_s))
    expect(response).to have_http_status(:bad_request)
    expect(response.parsed_body.dig("error", "message")).to start_with('CIDR is "10.1.0.5/24"; give the range by its first address')
    expect(MiqQueue.where(:method_name => %w[create_network_router create_cloud_subnet])).to be_empty
  end

  it "creates, changes and deletes security groups" do
    groups = "/api/providers/#{manager.id}/security_groups"
    request(:post, groups, :name => "web", :description => "d", :cloud_tenant => tenant.id.to_s)
    web = manager.security_groups.find_by!(:name => "web")
    request(:post, "#{groups}/#{web.id}", :action => "edit", :resource => {:name => "www"})
    expect(web.reload.name).to eq("www")
    request(:post, "/api/security_groups/#{web.id}", :action => "delete")
    expect(::SecurityGroup.find_by(:id => web.id)).to be_nil
  end

  it "refuses what the row forbids" do
    manager.create_cloud_network(:name => "blue")
    manager.create_cloud_subnet(:name => "s", :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :cloud_network_id => manager.cloud_networks.first.id)
    manager.create_network_router(:name => "r")
    manager.network_routers.first.raw_add_interface(manager.cloud_subnets.first.id)

    post("/api/cloud_subnets/#{manager.cloud_subnets.first.id}", :params => {:action => "delete"})
    expect(response.parsed_body.to_s).to include("s is connected to the router r. Remove its interface or gateway first.")
    post("/api/floating_ips", :params => {:ems_id => manager.id.to_s})
    expect(response.parsed_body.to_s).to include("has no floating IPs")
  end

  it "refuses changes while the network manager is paused" do
    Zone.seed
    manager.create_cloud_network(:name => "blue")
    manager.create_cloud_subnet(:name => "s", :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :cloud_network_id => manager.cloud_networks.first.id)
    manager.create_network_router(:name => "r")
    manager.create_security_group(:name => "web")
    network, subnet, router, group = manager.cloud_networks.first, manager.cloud_subnets.first, manager.network_routers.first, manager.security_groups.find_by(:name => "web")
    MiqQueue.delete_all
    manager.pause!
    provider = "/api/providers/#{manager.id}"
    asked    = [
      [:post, "#{provider}/cloud_networks", {:name => "red"}],
      [:post, "#{provider}/cloud_networks/#{network.id}", {:action => "edit", :resource => {:name => "azure"}}],
      [:post, "/api/cloud_networks/#{network.id}", {:action => "delete"}],
      [:post, "/api/cloud_subnets", {:ems_id => manager.id.to_s, :name => "t", :cidr => "10.1.0.0/24", :cloud_network_id => network.id.to_s}],
      [:patch, "/api/cloud_subnets/#{subnet.id}", {:name => "renamed"}],
      [:post, "/api/cloud_subnets/#{subnet.id}", {:action => "delete"}],
      [:post, "/api/network_routers", {:ems_id => manager.id.to_s, :name => "q"}],
      [:patch, "/api/network_routers/#{router.id}", {:name => "renamed"}],
      [:post, "/api/network_routers/#{router.id}", {:action => "delete"}],
      [:post, "#{provider}/security_groups", {:name => "db"}],
      [:post, "#{provider}/security_groups/#{group.id}", {:action => "edit", :resource => {:name => "www"}}],
      [:post, "/api/security_groups/#{group.id}", {:action => "delete"}]
    ]
    answers = asked.map do |verb, path, params|
      send(verb, path, :params => params)
      response.status == 400 || response.parsed_body["success"] == false || response.parsed_body.dig("results", 0, "success") == false ? response.body : [verb, path, response.status, response.body]
    end
    expect(answers).to all(include("#{manager.name} is paused, so nothing is changed there. Resume it, then repeat this."))
    expect([MiqQueue.count, provider_rows]).to match([0, [%w[blue], %w[s], %w[r], include("web").and(satisfy { |names| (names & %w[db www]).empty? })]])

    get("/api/providers?expand=resources&attributes=supports_cloud_subnet_create&filter[]=supports_cloud_subnet_create=true")
    expect(response.parsed_body["resources"]).to eq([])
  end

  def provider_rows
    %w[networks subnets routers security_groups].map { |list| provider(list).map { |row| row["name"] }.sort }
  end

  it "takes no gateway away from a client that names what the form sends" do
    outside = manager.create_cloud_network(:name => "outside")[:ems_ref]
    manager.create_cloud_subnet(:name => "sub", :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :dns_nameservers => ["9.9.9.9"], :network_id => outside)
    manager.create_network_router(:name => "hub", :network_id => outside)
    router, subnet = manager.network_routers.first, manager.cloud_subnets.first
    given = {:name => "renamed", :ems_id => manager.id.to_s, :cloud_tenant_id => tenant.id.to_s}

    request(:patch, "/api/network_routers/#{router.id}", given.merge(:admin_state_up => true))
    expect(router.reload).to have_attributes(:name => "renamed", :cloud_network => be_present)
    request(:patch, "/api/cloud_subnets/#{subnet.id}", given.merge(:cidr => "10.0.0.0/24", :cloud_network_id => subnet.cloud_network_id.to_s))
    expect(provider("subnets")).to match([a_hash_including("name" => "renamed", "gateway_ip" => "10.0.0.1", "dns_nameservers" => ["9.9.9.9"])])

    # As the form does, where the gateway is to go
    request(:patch, "/api/network_routers/#{router.id}", given.merge(:admin_state_up => true, :enable_snat => "none"))
    expect(router.reload.cloud_network).to be_nil
    send(:patch, "/api/cloud_subnets/#{subnet.id}", :params => given.merge(:cidr => "10.0.0.0/24", :cloud_network_id => subnet.cloud_network_id.to_s, :sent_by_form => "true"))
    expect(response).to have_http_status(:bad_request)
    expect(response.parsed_body["error"]["message"]).to match(/Gateway cannot be emptied/)
  end

  it "shows the forms, with the only tenant chosen" do
    manager.create_cloud_network(:name => "blue")
    manager.create_cloud_subnet(:name => "s", :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :cloud_network_id => manager.cloud_networks.first.id)
    manager.create_network_router(:name => "r")
    manager.create_security_group(:name => "web")
    fields = ->(path) { options(path) && response.parsed_body.dig("data", "form_schema", "fields") }

    %w[cloud_networks cloud_subnets network_routers security_groups].each do |collection|
      [fields["/api/#{collection}?ems_id=#{manager.id}"], fields["/api/#{collection}/#{manager.public_send(collection).first.id}"]].each do |form|
        expect(response).to have_http_status(:ok)
        placement = form.flat_map { |field| field["fields"] || [field] }.find { |field| field["name"].start_with?("cloud_tenant") }
        expect(placement).to include("initialValue" => tenant.id.to_s, "isRequired" => true)
      end
    end
    # The router's form reaches for this very field.
    expect(fields["/api/network_routers?ems_id=#{manager.id}"].dig(2, "fields", 2)).to include("name" => "cloud_network_id", "options" => [{"label" => "blue", "value" => manager.cloud_networks.first.id.to_s}])
  end
end
