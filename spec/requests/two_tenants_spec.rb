%w[money multi_json].each { |gem| require gem } # which the API expects to have been loaded
require "manageiq/api"

Dir[ManageIQ::Api::Engine.root.join("spec/support/api/**/*.rb")].each { |file| require file }

# What the API tells a user of a network whose VM is another tenant's.
RSpec.describe "Users of two tenants", :type => :request do
  include Spec::Support::Api::Helpers
  include Spec::Support::Api::RequestHelpers
  include_context "users of two tenants"

  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let!(:network)  { namespace::CloudNetwork::Private.create!(:ext_management_system => manager, :name => "blue", :ems_ref => "blue") }
  let!(:subnet)   { namespace::CloudSubnet.create!(:ext_management_system => manager, :name => "sub", :ems_ref => "sub", :cloud_network => network) }
  let!(:port)     { namespace::NetworkPort.create!(:ext_management_system => manager, :name => "nic1", :ems_ref => "port", :device => web01, :extra_attributes => {:network_id => "blue"}) }

  before do
    init_api_spec_env
    NotificationType.seed
    CloudSubnetNetworkPort.create!(:cloud_subnet => subnet, :network_port => port, :address => "10.0.0.2")
    allow_any_instance_of(User).to receive(:role_allows?).and_return(true)
  end

  # @return [Hash] by user, what the API answers
  def each_user
    {:owner => owner, :other => other}.transform_values do |user|
      api_basic_authorize(:user => user.userid, :password => "password")
      yield
      response.body
    end
  end

  it "are told of the VM of a subnet only where they may see it" do
    told = each_user { post("/api/cloud_subnets/#{subnet.id}", :params => {:action => "delete"}) }
    expect(told[:owner]).to include("sub has virtual machines: web01. Remove their vNICs first.")
    expect(told[:other]).to include("sub has virtual machines: 1 that you may not see. Remove their vNICs first.")
  end

  it "get the port's name as it is stored" do
    told = each_user { get("/api/cloud_subnets/#{subnet.id}?attributes=network_ports,total_vms") }
    expect(told.values).to all(include('"name":"nic1"', '"total_vms":1').and(satisfy { |body| !body.include?("web01") }))
  end

  it "read no event with the name of the VM" do
    before  = {:network_ports => []}
    events  = OvirtNet::Events.between(before, :network_ports => [{:ems_ref => "port", :name => "nic1", :network_id => "blue", :device => {:vm => "VM #{web01.id}", :vm_id => web01.id}}])
    message = events.first[:message]
    EmsEvent.create!(:event_type => "port.create.end", :source => "EVM", :message => message, :ems_id => manager.id, :timestamp => Time.now.utc, :vm_or_template_id => web01.id)
    told = each_user { get("/api/event_streams?expand=resources") }
    expect(told.values).to all(include("nic1 of VM #{web01.id} was plugged into").and(satisfy { |body| !body.include?("web01") }))
  end
end
