%w[money multi_json].each { |gem| require gem } # which the API expects to have been loaded
require "manageiq/api"

Dir[ManageIQ::Api::Engine.root.join("spec/support/api/**/*.rb")].each { |file| require file }

RSpec.describe "Events of a network manager in the API", :type => :request do
  include Spec::Support::Api::Helpers
  include Spec::Support::Api::RequestHelpers

  around { |example| Simulator.start(:networks => 1, :ports => 2) { |simulator| (@simulator = simulator) && example.run } }

  let(:manager) { manager_of(@simulator) }

  # What an event handler does
  def handle
    take_events.map { |event| EmsEvent.add(manager.id, event) }
  end

  before do
    init_api_spec_env
    EmsRefresh.refresh(manager)
    api_basic_authorize(collection_action_identifier(:event_streams, :read, :get))
  end

  it "are read as timelines read them: those of the manager, and those of a VM" do
    port = @simulator.dump["ports"].first
    vm   = FactoryBot.create(:vm_ovirt, :name => "web01", :ext_management_system => manager.parent_manager)
    FactoryBot.create(:guest_device_nic, :hardware => FactoryBot.create(:hardware, :vm_or_template => vm), :uid_ems => port["device_id"])
    EmsRefresh.refresh(manager)
    @simulator.load(@simulator.dump.tap { |inventory| inventory["networks"].first["mtu"] = 9001 })
    EmsRefresh.refresh(manager)
    handle

    read = {"ems_id=#{manager.id}" => %w[network.update.end port.update.end], "vm_or_template_id=#{vm.id}" => %w[port.update.end]}
    read.each do |filter, types|
      get("/api/event_streams", :params => {:expand => "resources", :attributes => "group,group_level,group_name,event_type,ems_id,message,vm", :filter => [filter, "type=EmsEvent", "group=network", "group_level=critical"]})
      expect(response).to have_http_status(:ok)
      expect(response.parsed_body["resources"].map { |event| event["event_type"] }).to match_array(types)
    end
    expect(response.parsed_body["resources"].first).to include("message" => "VM of #{port["name"]}: VM #{vm.id}, was none", "group_name" => "Network", "ems_id" => manager.id.to_s)
  end

  it "have names as text, whatever they are" do
    names = ["<script>alert('1')</script>", "\"quoted\" \\ back", "%s ${/#vm.name} \#{1} <%= 1 %>", "--- !ruby/object:Object {}", "\u202eeulb", "é" * 255, "a\nb"]
    names.each do |name|
      @simulator.load(@simulator.dump.tap { |inventory| inventory["networks"].first["name"] = name })
      EmsRefresh.refresh(manager)
    end
    events = handle

    expect(events.map { |event| event.reload.full_data[:name] }).to eq([*names.first(4), "\\u{202e}eulb", "#{"é" * 80} … #{"é" * 40}", "a b"])
    expect(events.map { |event| event.full_data.dig(:changes, :name).last }).to eq(names)
    api_basic_authorize(action_identifier(:event_streams, :read, :resource_actions, :get))
    get("/api/event_streams/#{events.first.id}")
    expect(response.parsed_body["message"]).to start_with("<script>alert('1')</script> was renamed from ")
  end
end
