# A stored network manager of the simulator in @simulator, for specs inside ManageIQ.
RSpec.shared_context "manager of the simulator" do
  let(:password) { "123456" }
  let(:manager) do
    url = URI(@simulator.identity_url)
    FactoryBot.create(:ems_ovirt_net, :hostname => url.host, :port => url.port, :security_protocol => "non-ssl")
  end

  before do
    EvmSpecHelper.local_miq_server
    manager.parent_manager.default_authentication.update!(:userid => "admin@internal", :password => password)
  end
end

# The same at a time that stands still, of a small provider.
RSpec.shared_context "manager of the simulator at a fixed time" do
  include_context "manager of the simulator"

  around do |example|
    Simulator.start(:networks => 3, :ports => 6) do |simulator|
      @simulator = simulator
      Timecop.freeze(Time.utc(2026, 11, 26, 12)) { example.run }
    end
  end
end

# The same, which has read the site of ReachableSite.
RSpec.shared_context "manager of a reachable site" do
  include_context "manager of the simulator"

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  before do
    @simulator.load(ReachableSite.lists)
    EmsRefresh.refresh(manager)
  end
end

# What vanishes is deleted at once, however much it is: for specs that replace the provider's whole inventory.
RSpec.shared_context "vanished objects are deleted at once" do
  before { stub_settings_merge(:ems_refresh => {:ovirt_net => {:removal_grace_period => 0}}) }
end
