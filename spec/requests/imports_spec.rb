%w[money multi_json].each { |gem| require gem } # which the API expects to have been loaded
require "manageiq/api"

Dir[ManageIQ::Api::Engine.root.join("spec/support/api/**/*.rb")].each { |file| require file }

RSpec.describe "Imports into oVirt through the API", :type => :request do
  include Spec::Support::Api::Helpers
  include Spec::Support::Api::RequestHelpers
  include_context "with an oVirt that imports"

  let(:networks) { "/api/providers/#{manager.id}/cloud_networks" }

  before do
    init_api_spec_env
    api_basic_authorize
    allow_any_instance_of(User).to receive(:role_allows?).and_return(true)
    allow_any_instance_of(User).to receive(:super_admin_user?).and_return(true)
  end

  # Asks, and does what that queues.
  #
  # @return [MiqTask] of the import; nil where none was queued
  def request(path, params)
    post(path, :params => params)
    result = response.parsed_body.fetch("results", [response.parsed_body]).first
    expect(result).to include("success" => true)
    import_of(task_of(result["task_id"]))
  end

  it "follow the creation of a network, as it says" do
    expect(request(networks, :name => "red", :import_into_ovirt => "never")).to be_nil
    expect(request(networks, :name => "blue", :import_data_centers => ["Default"]).message).to eq("blue was created, imported into Default, attached to clusters A and B.")
  end

  it "are repeated" do
    request(networks, :name => "blue", :import_into_ovirt => "never")
    task = request("#{networks}/#{network.id}", :action => "edit", :resource => {:import_into_ovirt => "always"})
    expect(task).to have_attributes(:userid => @user.userid, :message => "blue was imported into Default, attached to clusters A and B.")
  end

  it "are as the network manager's form says" do
    path = "/api/providers/#{manager.id}"
    edit = {:ddf => true, :endpoints => [{:role => "default", :hostname => url.host, :port => url.port, :security_protocol => "non-ssl"}]}
    patch(path, :params => edit.merge(:options => {:import => {:mode => "chosen", :data_centers => "Default"}}))
    expect(response).to have_http_status(:ok)
    get(path)
    expect(response.parsed_body["options"]).to eq("import" => {"mode" => "chosen", "data_centers" => "Default"})
    expect(request(networks, :name => "blue").message).to start_with("blue was created, imported into Default")

    patch(path, :params => edit.merge(:options => {:import => {:mode => "sometimes"}}))
    expect(response.parsed_body.to_s).to include("import_into_ovirt is \\\"sometimes\\\"; give auto_sync, always, chosen, never")
  end
end
