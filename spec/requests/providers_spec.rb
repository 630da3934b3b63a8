%w[money multi_json].each { |gem| require gem } # which the API expects to have been loaded
require "manageiq/api"

Dir[ManageIQ::Api::Engine.root.join("spec/support/api/**/*.rb")].each { |file| require file }

RSpec.describe "Network managers in the API", :type => :request do
  include Spec::Support::Api::Helpers
  include Spec::Support::Api::RequestHelpers

  let(:manager) { FactoryBot.create(:ems_ovirt_net, :hostname => "ovn.example.com") }
  let(:type)    { "ManageIQ::Providers::OvirtNet::NetworkManager" }
  let(:path)    { "/api/providers/#{manager.id}" }

  before do
    init_api_spec_env
    manager.default_authentication.update!(:status => "Valid")
  end

  it "are among the providers, with what lists and forms read" do
    api_basic_authorize(collection_action_identifier(:providers, :read, :get))
    get("/api/providers", :params => {:expand => "resources"})
    expect(response.parsed_body["resources"]).to include(include("type" => type, "name" => "#{manager.parent_manager.name} Network Manager", "enabled" => true))

    attributes = "hostname,port,security_protocol,emstype,emstype_description,authentication_status,last_refresh_status,parent_ems_id"
    get("/api/providers", :params => {:expand => "resources", :attributes => attributes})

    expect(response).to have_http_status(:ok)
    expect(response.parsed_body["resources"].last).to include(
      "id"                    => manager.id.to_s,
      "parent_ems_id"         => manager.parent_ems_id.to_s,
      "hostname"              => "ovn.example.com",
      "port"                  => 35_357,
      "security_protocol"     => "ssl",
      "emstype"               => "ovirt_net",
      "emstype_description"   => "oVirt Network (OVN)",
      "authentication_status" => "Valid",
      "last_refresh_status"   => "never"
    )
  end

  it "are refreshed by hand" do
    api_basic_authorize(action_identifier(:providers, :refresh))
    post(path, :params => {:action => "refresh"})

    expect(response.parsed_body).to include("success" => true)
    expect(MiqQueue.find_by(:class_name => "EmsRefresh", :method_name => "refresh").data).to eq([[type, manager.id]])
  end

  it "show one form to edit and to add one" do
    api_basic_authorize
    options("/api/providers?type=#{type}")
    expect(response.parsed_body.dig("data", "provider_form_schema", "fields")).to be_present
    expect(response.parsed_body.dig("data", "supported_providers")).to include(include("type" => type, "kind" => "network", "title" => "oVirt Network (OVN)"))
  end

  describe "are added by hand" do
    let(:given) do
      {
        :type            => type,
        :ddf             => true,
        :name            => "Lab",
        :zone_id         => Zone.default_zone.id.to_s,
        :endpoints       => [{:role => "default", :url => "https://lab.example.com:35357/v2.0"}],
        :authentications => [{:authtype => "default", :userid => "admin@internal", :password => "s3cret"}]
      }
    end
    let(:added) { ManageIQ::Providers::OvirtNet::NetworkManager.find_by(:name => "Lab") }

    before { Zone.seed }
    before { api_basic_authorize(collection_action_identifier(:providers, :create), action_identifier(:providers, :edit)) }

    it "for no oVirt provider" do
      post("/api/providers", :params => given)
      expect(response).to have_http_status(:ok)
      expect(response.parsed_body["results"]).to match([include("type" => type, "name" => "Lab")])
      expect(added).to have_attributes(:hostname => "lab.example.com", :port => 35_357, :parent_ems_id => nil, :authentication_userid => "admin@internal", :authentication_password => "s3cret", :zone => Zone.default_zone)
      expect(MiqQueue.where(:class_name => "EmsRefresh").map(&:data)).to eq([[[type, added.id]]])
      expect(MiqQueue.where(:class_name => "ExtManagementSystem", :instance_id => added.id).pluck(:method_name).uniq).to eq(%w[authentication_check_types])
    end

    it "for an oVirt provider, whose user and trust they have" do
      url = "https://#{manager.parent_manager.hostname}:35357/v2.0"
      post("/api/providers", :params => given.except(:authentications).merge(:endpoints => [{:role => "default", :url => url}], :parent_ems_id => manager.parent_ems_id.to_s, :options => {:import => {:mode => "never"}}))
      expect(response).to have_http_status(:ok)
      expect(added).to have_attributes(:parent_ems_id => manager.parent_ems_id, :inherits_credentials? => true, :zone => manager.zone, :import_option => {:mode => "never"})
      expect(manager.parent_manager.reload.network_manager).to eq(manager)

      get("/api/providers", :params => {:expand => "resources", :filter => ["parent_ems_id=#{manager.parent_ems_id}"]}) if api_basic_authorize(collection_action_identifier(:providers, :read, :get))
      expect(response.parsed_body["resources"].pluck("name")).to match_array([manager.name, "Lab"])
    end

    it "and are refused in words" do
      manager
      {
        {:endpoints => [{:role => "default", :url => "https://ovn.example.com:35357/v2.0"}]} => /#{manager.name} \(#{manager.id}\) has the network provider at ovn.example.com, port 35357, already/,
        {:authentications => []}                                                             => /give user and password/,
        {:endpoints => []}                                                                   => /give the URL of the network provider/,
        {:parent_ems_id => "0"}                                                              => /give the id of an oVirt provider/,
        {:nonsense => 1}                                                                     => /Invalid attributes.*nonsense/
      }.each do |other, words|
        post("/api/providers", :params => given.merge(other))
        expect(response).to have_http_status(:bad_request)
        expect(response.parsed_body.dig("error", "message")).to match(words)
      end
      expect([added, Endpoint.where(:hostname => "lab.example.com").count]).to eq([nil, 0])
    end

    it "and edited" do
      post("/api/providers", :params => given)
      patch("/api/providers/#{added.id}", :params => {:ddf => true, :name => "Laboratory", :endpoints => [{:role => "default", :port => "1"}], :authentications => [{:authtype => "default", :userid => "admin@internal", :password => "s3cret", :valid => true}]})
      expect(response).to have_http_status(:ok)
      expect(ManageIQ::Providers::OvirtNet::NetworkManager.find_by(:name => "Laboratory")).to have_attributes(:hostname => "lab.example.com", :port => 1, :authentication_userid => "admin@internal")
    end

    it "and edited without the endpoint and the user, which stay then" do
      post("/api/providers", :params => given)
      before = [added.default_endpoint.attributes, added.authentications.map { |user| user.attributes.except("updated_on") }]
      patch("/api/providers/#{added.id}", :params => {:ddf => true, :options => {:import => {:mode => "never"}}})
      expect(response).to have_http_status(:ok)
      edited = ManageIQ::Providers::OvirtNet::NetworkManager.find(added.id)
      expect(edited.import_option).to eq(:mode => "never")
      expect([edited.default_endpoint.attributes, edited.authentications.map { |user| user.attributes.except("updated_on") }]).to eq(before)
    end

    it "and validated before" do
      api_basic_authorize(collection_action_identifier(:providers, :verify_credentials))
      post("/api/providers", :params => {:action => "verify_credentials", :resource => {:type => type, :endpoints => {:default => {:url => "https://lab.example.com/v2.0"}}, :authentications => {:default => {:userid => "me", :password => "s3cret"}}}})
      expect(response.parsed_body["results"]).to match([include("success" => true, "task_id" => be_present)])
    end
  end

  it "are edited without a change to the engine's credentials" do
    api_basic_authorize(action_identifier(:providers, :edit))
    before = manager.parent_manager.authentications.map(&:attributes)
    endpoint       = {:role => "default", :hostname => "nat.example.com", :port => 443, :security_protocol => "ssl-without-validation"}
    authentication = {:authtype => "default", :userid => "admin@ovirt@internalsso", :password => "own"}
    patch(path, :params => {:ddf => true, :endpoints => [endpoint], :authentications => [authentication]})

    expect(response).to have_http_status(:ok)
    expect(manager.class.find(manager.id)).to have_attributes(:hostname => "nat.example.com", :port => 443, :authentication_userid => "admin@ovirt@internalsso", :authentication_password => "own")
    expect(manager.parent_manager.reload.authentications.map(&:attributes)).to eq(before)
  end

  it "follow oVirt again when their host name is emptied" do
    manager.discovery_state.follow("ovn", "ovn", OvirtNet.endpoint("https://ovn.example.com:35357/v2.0/"))
    manager.update!(:hostname => "nat.example.com", :port => 1)
    api_basic_authorize(action_identifier(:providers, :edit))
    patch(path, :params => {:ddf => true, :endpoints => [{:role => "default", :hostname => "", :port => "", :security_protocol => "ssl-with-validation"}]})

    expect(manager.class.find(manager.id)).to have_attributes(:hostname => "ovn.example.com", :port => 35_357, :security_protocol => "ssl-with-validation")
  end

  it "are refreshed in the queue of the engine's worker" do
    api_basic_authorize(action_identifier(:providers, :refresh))
    post(path, :params => {:action => "refresh"})

    expect(response.parsed_body).to include("success" => true, "task_id" => be_present)
    expect(MiqQueue.find_by(:class_name => "EmsRefresh")).to have_attributes(:queue_name => manager.parent_manager.queue_name, :data => [[type, manager.id]])
  end

  it "are validated with a password that never shows" do
    api_basic_authorize(collection_action_identifier(:providers, :verify_credentials))
    post("/api/providers", :params => {:action => "verify_credentials", :resource => {:id => manager.id, :type => type, :authentications => {:default => {:userid => "me", :password => "s3cret"}}}})

    expect(response.parsed_body["results"]).to match([include("success" => true, "task_id" => be_present)])
    message = MiqQueue.find_by(:class_name => type, :method_name => "verify_credentials?")
    expect(message.args.first).to include("id" => manager.id)
    expect(message.args.to_s).not_to include("s3cret")
  end
end
