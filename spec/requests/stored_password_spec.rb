%w[money multi_json].each { |gem| require gem } # which the API expects to have been loaded
require "manageiq/api"

Dir[ManageIQ::Api::Engine.root.join("spec/support/api/**/*.rb")].each { |file| require file }

# Where the API has a stored password sent.
RSpec.describe "A stored password", :type => :request do
  include Spec::Support::Api::Helpers
  include Spec::Support::Api::RequestHelpers

  let(:type)    { "ManageIQ::Providers::OvirtNet::NetworkManager" }
  let(:manager) { FactoryBot.create(:ems_ovirt_net, :hostname => "127.0.0.1") }
  let(:engine)  { manager.parent_manager }

  # A server of somebody else, which takes any password.
  around { |example| Simulator.start { |server| (@stranger = server) && (server.settings = {:check_password => false}) && example.run } }

  before do
    init_api_spec_env
    Zone.seed
    engine.update_authentication(:default => {:userid => "admin@internal", :password => "engines-secret"})
    manager.update!(:hostname => "ovn.example.com")
    @stranger.forget_requests
    MiqQueue.delete_all
    api_basic_authorize(collection_action_identifier(:providers, :verify_credentials), action_identifier(:providers, :edit), collection_action_identifier(:providers, :create))
  end

  def port
    URI(@stranger.identity_url).port
  end

  # @return [String] why it was refused, or "sent" where somebody else's server has got it, or "not sent"
  def validated(given)
    post("/api/providers", :params => {:action => "verify_credentials", :resource => given.merge(:type => type)})
    result = response.parsed_body["results"]&.first || response.parsed_body
    return result["message"] || result.dig("error", "message") unless result["success"]

    message = MiqQueue.find_by(:class_name => type, :method_name => "verify_credentials?")
    message.delivered(*message.deliver)
    outcome = MiqTask.find(result["task_id"])
    @stranger.requests.any? { |line| line.start_with?("POST") } ? "sent" : outcome.message
  end

  def elsewhere(more = {})
    {:endpoints => {:default => {:hostname => "127.0.0.1", :port => port, :security_protocol => "non-ssl"}.merge(more)}}
  end

  def edited(endpoint: nil, authentication: nil, **more)
    patch("/api/providers/#{manager.id}", :params => {:ddf => true, :endpoints => [endpoint&.merge(:role => "default")].compact, :authentications => [authentication&.merge(:authtype => "default")].compact, **more})
    response.status == 200 ? "saved" : response.parsed_body.dig("error", "message")
  end

  it "is not sent to another host that is typed, be it the oVirt provider's or its own" do
    expect(validated(elsewhere.merge(:id => manager.id))).to include("the oVirt provider's password is not sent to 127.0.0.1, port #{port}, because oVirt lists no network provider there; type user and password")
    manager.update_authentication(:default => {:userid => "me@internal", :password => "own-secret"})
    expect(validated(elsewhere.merge(:id => manager.id))).to include("the stored password is not sent to 127.0.0.1, port #{port}, because it is stored for another server; type the password")
    expect(validated(elsewhere.merge(:id => manager.id, :authentications => {:default => {:userid => "me@internal"}}))).to include("the stored password is not sent")
    expect(@stranger.requests).to eq([])
  end

  it "is not sent where it is the oVirt provider's, for a network manager that is not there yet" do
    expect(validated(elsewhere.merge(:parent_ems_id => engine.id.to_s))).to include("the oVirt provider's password is not sent to 127.0.0.1")
    expect(validated(elsewhere.merge(:parent_ems_id => engine.id.to_s, :authentications => {:default => {:userid => "", :password => "x"}}))).to include("the oVirt provider's password is not sent to 127.0.0.1")
    expect(@stranger.requests).to eq([])
  end

  it "is sent where it is stored for, and where it was typed" do
    manager.update!(:hostname => "127.0.0.1", :port => port, :security_protocol => "non-ssl")
    expect(validated(elsewhere.merge(:id => manager.id))).to eq("sent")
    @stranger.forget_requests
    manager.default_endpoint.update_columns(:hostname => "ovn.example.com", :port => 35_357)
    expect(validated(elsewhere.merge(:id => manager.id, :authentications => {:default => {:userid => "me@internal", :password => "typed"}}))).to eq("sent")
  end

  it "is not sent in the clear, nor to whoever shows any certificate" do
    manager.update!(:hostname => "127.0.0.1", :port => port, :security_protocol => "ssl-with-validation")
    %w[non-ssl ssl-without-validation].each do |protocol|
      expect(validated(elsewhere(:security_protocol => protocol).merge(:id => manager.id))).to include("over a less secure protocol than it is stored for; type the password")
      expect(edited(:endpoint => {:hostname => "127.0.0.1", :port => port, :security_protocol => protocol})).to include("over a less secure protocol than it is stored for")
    end
    expect(@stranger.requests).to eq([])
    expect(edited(:endpoint => {:hostname => "127.0.0.1", :port => port, :security_protocol => "ssl"})).to eq("saved")
  end

  it "stays where it is when a network manager is edited" do
    refused = include("password is not sent to")
    expect(edited(:endpoint => {:hostname => "evil.example.com", :port => 35_357})).to refused
    expect(edited(:endpoint => {:hostname => "ovn.example.com", :port => 1})).to refused
    expect(edited(:endpoint => {:hostname => "evil.example.com", :port => 35_357}, :authentication => {:userid => "", :password => "x"})).to refused
    patch("/api/providers/#{manager.id}", :params => {:hostname => "evil.example.com"})
    expect(manager.class.find(manager.id)).to have_attributes(:hostname => "ovn.example.com", :inherits_credentials? => true)

    expect(edited(:options => {:import => {:mode => "never"}})).to eq("saved")
    expect(edited(:endpoint => {:hostname => "OVN.example.com", :port => 35_357, :security_protocol => "ssl-with-validation"})).to eq("saved")
  end

  it "is not had by typing a user of one's own first, and taking the oVirt provider's then" do
    expect(edited(:endpoint => {:hostname => "evil.example.com", :port => 35_357}, :authentication => {:userid => "me@internal", :password => "typed"})).to eq("saved")
    expect(edited(:endpoint => {:hostname => "evil.example.com", :port => 35_357}, :authentication => {:userid => ""})).to include("the oVirt provider's password is not sent to evil.example.com")
    patch("/api/providers/#{manager.id}", :params => {:credentials => {:userid => "", :password => ""}})
    expect(response).to have_http_status(:bad_request)
    expect(manager.class.find(manager.id)).to have_attributes(:inherits_credentials? => false, :authentication_password => "typed")

    manager.class.find(manager.id).discovery_state.follow("ovn", "ovn", OvirtNet.endpoint("https://ovn.example.com:35357/v2.0/"))
    manager.reload.update_columns(:options => {:discovered => {:endpoint => OvirtNet.endpoint("https://ovn.example.com:35357/v2.0/")}})
    expect(edited(:endpoint => {:hostname => "ovn.example.com", :port => 35_357}, :authentication => {:userid => ""})).to eq("saved")
    expect(manager.class.find(manager.id)).to have_attributes(:inherits_credentials? => true)
  end

  it "is not had by giving the network manager another oVirt provider, nor by saying what oVirt lists" do
    victim = FactoryBot.create(:ems_ovirt_with_authentication, :hostname => "engine.example.org").tap { |one| one.update_authentication(:default => {:userid => "admin@internal", :password => "victims-secret"}) }
    manager.update!(:hostname => "127.0.0.1", :port => port, :security_protocol => "non-ssl")
    listed = {:endpoint => OvirtNet.endpoint("https://evil.example.com:35357/v2.0/")}
    [{:parent_ems_id => victim.id}, {:parent_ems_id => nil}, {:options => {:discovered => listed}}, {:options => {":discovered" => listed}}].each do |given|
      patch("/api/providers/#{manager.id}", :params => given)
      edited(:options => given[:options]) if given[:options]
      stored = manager.class.find(manager.id)
      expect([stored.parent_ems_id, stored.authentication_password, stored.discovered[:endpoint]]).to eq([engine.id, "engines-secret", nil])
    end
    expect(edited(:endpoint => {:hostname => "evil.example.com", :port => 35_357})).to include("password is not sent to evil.example.com")
    expect(@stranger.requests).to eq([])
  end

  it "is beside notes of changes in others' names, which no request can make up" do
    notes = {"1" => {:groups => ["g"], :ports => [], :userid => "admin"}}
    [{:waiting_groups => notes}, {":waiting_groups" => notes}].each do |options|
      patch("/api/providers/#{manager.id}", :params => {:options => options})
      edited(:options => options)
      expect(manager.class.find(manager.id).waiting_groups.all).to eq({})
    end
    told = User.with_user(FactoryBot.create(:user_admin)) { manager.class.find(manager.id).tap { |one| one.update(:options => {:waiting_groups => notes}) }.errors.full_messages }
    expect(told).to contain_exactly(/what was noted here cannot be changed/)
  end

  it "goes with no network manager that is added for an oVirt provider, but for Keystone on the engine itself" do
    given = {:type => type, :ddf => true, :name => "Lab", :parent_ems_id => engine.id.to_s}
    post("/api/providers", :params => given.merge(:endpoints => [{:role => "default", :url => "https://evil.example.com:35357/v2.0"}]))
    expect(response.parsed_body.dig("error", "message")).to include("the oVirt provider's password is not sent to evil.example.com")
    post("/api/providers", :params => given.merge(:endpoints => [{:role => "default", :url => "http://#{engine.hostname}:35357/v2.0"}]))
    expect(response.parsed_body.dig("error", "message")).to include("over a less secure protocol than it is stored for")
    post("/api/providers", :params => given.merge(:endpoints => [{:role => "default", :url => "https://#{engine.hostname}:35357/v2.0"}]))
    expect(response).to have_http_status(:ok)
  end

  describe "for users of two tenants" do
    let(:theirs) { FactoryBot.create(:tenant, :parent => Tenant.root_tenant || Tenant.seed) }
    let(:mine)   { FactoryBot.create(:tenant, :parent => Tenant.root_tenant) }

    before do
      [engine, manager].each { |ems| ems.update_columns(:tenant_id => theirs.id) }
      @group.update!(:tenant => mine)
    end

    it "is used by those who may see network manager and oVirt provider, and by nobody else" do
      manager.update!(:hostname => "127.0.0.1", :port => port, :security_protocol => "non-ssl")
      expect(validated(elsewhere.merge(:id => manager.id))).to include("the network manager #{manager.id} no longer exists")
      expect(validated(elsewhere.merge(:parent_ems_id => engine.id.to_s))).to include("parent_ems_id is #{engine.id}; give the id of an oVirt provider")
      expect(@stranger.requests).to eq([])

      manager.update_columns(:tenant_id => mine.id)
      expect(validated(elsewhere.merge(:id => manager.id))).to include("parent_ems_id is #{engine.id}")
      expect([@stranger.requests, MiqQueue.where(:class_name => type).count]).to eq([[], 0])

      post("/api/providers", :params => {:type => type, :ddf => true, :name => "Lab", :parent_ems_id => engine.id.to_s, :endpoints => [{:role => "default", :url => "https://#{engine.hostname}:35357/v2.0"}]})
      expect(response.parsed_body.dig("error", "message")).to include("parent_ems_id is #{engine.id}")

      @group.update!(:tenant => theirs)
      manager.update_columns(:tenant_id => theirs.id)
      expect(validated(elsewhere.merge(:id => manager.id))).to eq("sent")
    end
  end
end
