%w[money multi_json].each { |gem| require gem } # which the API expects to have been loaded
require "manageiq/api"

Dir[ManageIQ::Api::Engine.root.join("spec/support/api/**/*.rb")].each { |file| require file }

# The same answer for ManageIQ's API and for automate.
RSpec.describe "Reachability for programs", :type => :request do
  include Spec::Support::Api::Helpers
  include Spec::Support::Api::RequestHelpers
  include_context "manager of the simulator"

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  prepend_before { init_api_spec_env }

  before do
    @simulator.load(ReachableSite.lists)
    EmsRefresh.refresh(manager)
    vm = FactoryBot.create(:vm_ovirt, :name => "frontend", :ext_management_system => manager.parent_manager)
    manager.network_ports.find_by(:ems_ref => "web1").update!(:device => vm)
  end

  let(:sql)    { {:protocol => "tcp", :port => 5432} }
  let(:answer) { manager.reach(:from => "frontend", :to => "db1", **sql) }

  def asked(path = "/api/network_ports", **params)
    post(path, :params => {:action => "reach"}.merge(params))
    response.parsed_body
  end

  it "answers as the page does" do
    api_basic_authorize("ovirt_net_reachability_show")
    expect(asked(:from => "frontend", :to => "db1", **sql)).to eq(JSON.parse(answer.to_json))
    expect(response).to have_http_status(:ok)
    expect(asked(:from => "frontend", :to => "db1", :provider => {:id => manager.id.to_s}, **sql)).to include("verdict" => "reaches")
    expect(asked("/api/network_ports/#{manager.network_ports.find_by(:ems_ref => "web1").id}", :to => "10.0.1.5", :protocol => "tcp", :port => 22)).to include("verdict" => "dropped", "remedy" => a_hash_including("security_group_id" => "db"))
  end

  it "says what is wrong with a question" do
    api_basic_authorize("ovirt_net_reachability_show")
    {
      {:from => "frontend"}                                        => /to must be given/,
      {:from => "frontend", :to => "nobody"}                       => /to is \\"nobody\\", which is neither an IP address/,
      {:from => "frontend", :to => "db1", :protocol => "sctp"}     => /protocol is \\"sctp\\"; give tcp, udp, icmp, any/,
      {:from => "frontend", :to => "db1", :provider => {:id => 0}} => /There is no network provider 0/
    }.each do |params, words|
      asked(**params)
      expect([response.status, response.body]).to match([400, words])
    end
  end

  it "asks which network provider is meant where there are several" do
    FactoryBot.create(:ems_ovirt_net, :parent_manager => manager.parent_manager)
    api_basic_authorize("ovirt_net_reachability_show")
    asked(:from => "frontend", :to => "db1")
    expect([response.status, response.body]).to match([400, /provider must be given, as there are several/])
    expect(asked(:from => "frontend", :to => "db1", :provider => manager.id)).to include("verdict" => "dropped")
  end

  it "answers nobody who may not ask" do
    api_basic_authorize("network_port_show_list")
    asked(:from => "frontend", :to => "db1")
    expect(response).to have_http_status(:forbidden)
  end

  it "answers automate as the user whose request it is" do
    skip "automate is no part of this ManageIQ" unless defined?(MiqAeMethodService)

    model = MiqAeMethodService::MiqAeServiceManageIQ_Providers_OvirtNet_NetworkManager
    expect(model.find(manager.id).reach("from" => "frontend", "to" => "db1", **sql.stringify_keys)).to eq(answer)
  end
end
