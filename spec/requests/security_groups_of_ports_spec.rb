%w[money multi_json].each { |gem| require gem } # which the API expects to have been loaded
require "manageiq/api"

Dir[ManageIQ::Api::Engine.root.join("spec/support/api/**/*.rb")].each { |file| require file }

# The security groups of VMs and ports through ManageIQ's API.
RSpec.describe "Security groups of ports through the API", :type => :request do
  include Spec::Support::Api::Helpers
  include Spec::Support::Api::RequestHelpers
  include_context "VMs with ports"

  let(:features) { %w[network_port_show_list network_port_show security_group_show_list security_group_show instance_add_security_group instance_remove_security_group] }

  prepend_before { init_api_spec_env }

  def as_user_with(*granted)
    api_basic_authorize(*granted)
    allow_any_instance_of(User).to receive(:role_allows?) { |_user, identifier:, **| granted.include?(identifier) }
  end

  def posted(path, params)
    post(path, :params => params)
    expect(response).to have_http_status(:ok)
    response.parsed_body
  end

  def done(result)
    result = result["results"].first if result["results"]
    expect(result).to include("success" => true)
    task_of(result["task_id"])
  end

  it "adds to and removes from a VM, and lists" do
    api_basic_authorize("vm_show_list", "vm_show", *features)
    groups = "/api/vms/#{vm.id}/security_groups"
    expect(done(posted(groups, :action => "add", :name => "web"))).to have_attributes(:status => "Ok")
    expect(at_provider.transform_values(&:first)).to eq("nic1" => %w[web], "nic2" => %w[web])
    get(groups, :params => {:expand => "resources"})
    expect(response.parsed_body["resources"].map { |group| group["name"] }).to eq(%w[web])

    done(posted(groups, :action => "add", :security_group => {:id => group("db").id.to_s}, :network_ports => [{:id => port("nic2").id.to_s}]))
    done(posted(groups, :action => "remove", :name => "web"))
    expect(at_provider).to eq("nic1" => [[], false, "10.1.0.2"], "nic2" => [%w[db], false, "10.1.0.55"])
    expect_fresh(manager)
  end

  it "says why a VM gets none" do
    api_basic_authorize(*features)
    other = FactoryBot.create(:vm_ovirt, :name => "db01", :ext_management_system => FactoryBot.create(:ems_ovirt))
    {
      [other, {:action => "add", :name => "web"}] => /has no port of oVirt's network provider/,
      [vm, {:action => "remove", :name => "web"}] => /web01 has no security group\./,
      [vm, {:action => "add", :name => ""}]       => /name is missing; give the name or the id/
    }.each do |(record, params), words|
      post("/api/vms/#{record.id}/security_groups", :params => params)
      expect(response.body).to match(words)
      expect(MiqQueue.where(:method_name => %w[add_security_group remove_security_group])).to be_empty
    end
    expect(done(posted("/api/vms/#{vm.id}/security_groups", :action => "add", :name => "nope"))).to have_attributes(:status => "Error", :message => match(/add_security_groups is "nope"; give the id or the name/))
  end

  it "lists ports, and changes one or several" do
    as_user_with("network_port_edit_security_groups", *features)
    get("/api/network_ports", :params => {:expand => "resources"})
    expect(response.parsed_body["resources"].map { |port| port["name"] }).to match_array(%w[nic1 nic2])

    path = "/api/network_ports/#{port("nic2").id}"
    done(posted(path, :action => "edit", :resource => {:security_groups => [{:name => "web"}], :port_security_enabled => true}))
    expect(at_provider["nic2"]).to eq([%w[web], true, "10.1.0.55"])
    get("#{path}/security_groups", :params => {:expand => "resources"})
    expect(response.parsed_body["resources"].map { |group| group["name"] }).to eq(%w[web])

    both = %w[nic1 nic2].map { |name| {:id => port(name).id.to_s, :add_security_groups => [group("db").id.to_s]} }
    posted("/api/network_ports", :action => "edit", :resources => both)["results"].each { |result| done(result) }
    expect(at_provider.transform_values(&:first)).to eq("nic1" => %w[db], "nic2" => %w[db web])
    patch(path, :params => {:remove_security_groups => ["db"]})
    done(response.parsed_body)
    expect(at_provider["nic2"]).to eq([%w[web], true, "10.1.0.55"])
  end

  it "refuses who may not, and what cannot be" do
    as_user_with(*features)
    path = "/api/network_ports/#{port("nic1").id}"
    get(path)
    expect(response).to have_http_status(:ok)
    post(path, :params => {:action => "edit", :resource => {:security_groups => []}})
    expect(response).to have_http_status(:forbidden)
    as_user_with("network_port_edit_security_groups")
    get(path)
    expect(response).to have_http_status(:forbidden)

    manager.parent_manager.update!(:enabled => false)
    post(path, :params => {:action => "edit", :resource => {:security_groups => []}})
    expect([response.status, response.parsed_body.dig("error", "message")]).to match([400, /nic1: .* is paused/])
    expect(at_provider["nic1"].first).to eq([])
  end

  it "takes a group from its ports and deletes it, for who may do both" do
    as_user_with("network_port_edit_security_groups", "security_group_delete", *features)
    done(posted("/api/network_ports/#{port("nic1").id}", :action => "edit", :resource => {:add_security_groups => ["web"]}))
    deletion = {:action => "delete", :resources => [{:id => group("web").id.to_s, :remove_from_ports => true}]}
    done(posted("/api/security_groups", deletion))
    expect([at_provider["nic1"].first, manager.security_groups.where(:name => "web")]).to match([[], be_empty])

    done(posted("/api/network_ports/#{port("nic1").id}", :action => "edit", :resource => {:add_security_groups => ["db"]}))
    as_user_with("security_group_delete", *features)
    post("/api/security_groups", :params => {:action => "delete", :resources => [{:id => group("db").id.to_s, :remove_from_ports => true}]})
    expect(response.body).to include("network_port_edit_security_groups")
    expect(at_provider["nic1"].first).to eq(%w[db])
  end

  it "tells at once what oVirt would undo, and what there is to choose" do
    as_user_with("network_port_edit_security_groups", "network_port_edit_vnic_profiles", *features)
    profile = ManageIQ::Providers::OvirtNet::ProfileGroups::Profile.new("id", "gold", [group("db").ems_ref], [port("nic1")], 7)
    allow_any_instance_of(ManageIQ::Providers::OvirtNet::ProfileGroups).to receive(:all).and_return([profile])
    path  = "/api/network_ports/#{port("nic1").id}"
    words = /profile "gold" has the custom property SecurityGroups.*7 vNICs have this profile.*oVirt assigns these groups at each start of a VM: db.*Set vnic_profile to "keep"/
    post(path, :params => {:action => "edit", :resource => {:add_security_groups => ["web"]}})
    expect([response.status, response.parsed_body.dig("error", "message")]).to match([400, words])
    post("/api/vms/#{vm.id}/security_groups", :params => {:action => "add", :name => "web"})
    expect(response.body).to match(/gold/)
    expect(at_provider["nic1"].first).to eq([])
    done(posted("/api/vms/#{vm.id}/security_groups", :action => "add", :name => "web", :vnic_profile => "keep"))
    expect(at_provider["nic1"].first).to eq(%w[web])
  end
end
