# Another network manager beside the one that discoveries are about, with a provider of its own: whatever becomes of that one, this
# one stays as it is.
module DiscoveryBeside
  class << self
    # @return [String, nil] the context that "with an engine and its network provider" includes
    attr_reader :context

    # Loads the examples of a file again.
    def with(context, file)
      @context = context
      load(file)
    ensure
      @context = nil
    end
  end

  # The name of what was discovered follows that of the engine.
  def known_of(manager)
    manager.attributes.slice("id", "guid", *("name" if manager.made_by_hand?))
  end

  def rows_of(manager)
    tables = [CloudNetwork, CloudSubnet, NetworkPort, NetworkRouter, SecurityGroup].map { |model| model.where(:ems_id => manager.id) }
    tables << CloudSubnetNetworkPort.where(:network_port_id => NetworkPort.where(:ems_id => manager.id).select(:id))
    tables << Tagging.where(:taggable_type => "ExtManagementSystem", :taggable_id => manager.id)
    tables.map { |table| table.order(:id).map(&:attributes) } << tenants_of(manager)
  end

  # Which tenants rows lead to: the owner of these may come and go.
  def tenants_of(manager)
    CloudTenant.where(:id => CloudNetwork.where(:ems_id => manager.id).select(:cloud_tenant_id)).order(:id).pluck(:id, :ems_ref, :name)
  end
end

RSpec.shared_context "with a network manager beside" do
  include DiscoveryBeside

  around do |example|
    Simulator.start(:networks => 2, :ports => 3, :routers => 1) do |simulator|
      @beside_simulator = simulator
      example.run
    end
  end

  before do |example|
    skip("the same, but for the other one") if skipped.include?(example.description) || skipped.include?(example.metadata[:example_group][:description])

    @beside = make_beside
    @beside.tag_with("north", :ns => "/managed/net")
    EmsRefresh.refresh(@beside)
    MiqQueue.delete_all
    @kept = [known_of(@beside.reload), rows_of(@beside)]
    expect(@beside.cloud_networks.size).to eq(2)
  end

  after do
    next unless @beside

    present = ours.find_by(:id => @beside.id)
    expect([known_of(present), rows_of(present)]).to eq(@kept) if present || !goes_with_engine
    expect(present).to have_attributes(:hostname => "127.0.0.1", :port => URI(@beside_simulator.identity_url).port) if present
  end

  let(:goes_with_engine) { false }
  let(:skipped)          { [] }
  let(:by_hand)          { {"name" => "By hand", "zone_id" => Zone.default_zone.id} }

  def made_by_hand(params = by_hand)
    ours.create_from_params(params, [{"role" => "default", "url" => @beside_simulator.identity_url}],
                            [{"authtype" => "default", "userid" => "admin@internal", "password" => "123456"}])
  end

  def tables
    ports = NetworkPort.where.not(:ems_id => @beside.id)
    [ours.where.not(:id => @beside.id), *[::CloudNetwork, ::CloudSubnet].map { |model| model.where.not(:ems_id => @beside.id) }, ports,
     CloudSubnetNetworkPort.where(:network_port_id => ports.select(:id))].map(&:count)
  end

  def tenants
    CloudTenant.count - tenants_of(@beside).size
  end

  def connections
    [Endpoint, Authentication].map { |model| model.where.not(:resource_id => @beside.id).count }
  end

  def providers
    ExtManagementSystem.where.not(:id => @beside.id).count
  end
end

RSpec.shared_context "beside one that was made by hand" do
  include_context "with a network manager beside"

  def make_beside
    made_by_hand
  end
end

RSpec.shared_context "beside one that was made by hand for the engine" do
  include_context "with a network manager beside"

  let(:goes_with_engine) { true }
  let(:skipped) do
    [
      "makes and refreshes the network manager of ems_ovirt",
      "makes and refreshes the network manager of ems_redhat",
      "is a message of its own for the engine's worker, and so is the refresh",
      "marks the manager, looks again and then removes it through the queue"
    ]
  end

  def make_beside
    made_by_hand(by_hand.merge("parent_ems_id" => engine.id.to_s))
  end
end

# What was discovered while all were managed, and is followed on.
{"earlier" => "a-a", "later" => "z-z"}.each do |order, name|
  RSpec.shared_context "beside one of another provider, #{order} in the alphabet" do
    include_context "with a network manager beside"

    let(:goes_with_engine) { true }
    let(:skipped)          { ["when an engine is added", "marks the manager, looks again and then removes it through the queue"] }
    let(:beside_provider)  { EngineRefresh::OVN.merge(:id => "beside", :name => name, :authentication_url => @beside_simulator.identity_url) }

    before { allow(@ovirt).to(receive(:network_providers).and_wrap_original { |providers| [*providers.call, beside_provider] }) }

    def make_beside
      refresh(engine)
      ours.new(:parent_manager => engine, :zone => engine.zone, :tenant => engine.tenant, :name => "#{engine.name} #{beside_provider[:name]} Network Manager").tap do |manager|
        manager.discovery_state.follow("beside", beside_provider[:name], OvirtNet.endpoint(@beside_simulator.identity_url), :among_others => true)
        manager.save!
      end
    end
  end
end
