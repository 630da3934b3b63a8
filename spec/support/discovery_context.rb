require_relative "discovery_beside"

# An engine and its network provider, as discoveries meet them, and what is stored of them.
RSpec.shared_context "with an engine and its network provider" do
  let(:engine)   { engine_of(@ovirt) }
  let(:ours)     { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:provider) { EngineRefresh::OVN.merge(:authentication_url => @simulator.identity_url) }
  let(:other)    { EngineRefresh::OVN.merge(:id => "other", :name => "a-provider", :authentication_url => "https://other.example.com:35357/v2.0/") }

  # Managers, networks, subnets, ports and their addresses
  let(:stored)   { [1, 3, 3, 7, 4] }
  let(:none)     { [0, 0, 0, 0, 0] }

  around do |example|
    Simulator.start(:networks => 3, :ports => 5) do |simulator|
      Engine.start do |ovirt|
        @simulator, @ovirt = simulator, ovirt
        example.run
      end
    end
  end

  before do
    EvmSpecHelper.create_guid_miq_server_zone
    Zone.seed
    @ovirt.network_providers = [provider]
  end

  def manager
    engine.class.find(engine.id).network_manager
  end

  def tables
    [ours, ::CloudNetwork, ::CloudSubnet, ::NetworkPort, CloudSubnetNetworkPort].map(&:count)
  end

  # @return [Integer] how many there are
  def tenants
    CloudTenant.count
  end

  def providers
    ExtManagementSystem.count
  end

  # @return [Array<Integer>] how many endpoints and authentications there are
  def connections
    [Endpoint.count, Authentication.count]
  end

  def queued(class_name, method_name)
    MiqQueue.where(:class_name => class_name.to_s, :method_name => method_name)
  end

  include_context(DiscoveryBeside.context) if DiscoveryBeside.context
end
