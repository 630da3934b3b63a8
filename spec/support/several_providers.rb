# An engine and three network providers, each a simulator with as many networks as it has in its number.
RSpec.shared_context "with an engine and several network providers" do
  let(:ours)   { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:engine) { engine_of(@ovirt) }
  let(:names)  { %w[ovn-east ovn-north ovn-west] }

  around do |example|
    Simulator.start(:networks => 1, :ports => 2) do |one|
      Simulator.start(:networks => 2, :ports => 3) do |two|
        Simulator.start(:networks => 3, :ports => 4, :routers => 1) do |three|
          Engine.start do |ovirt|
            @simulators, @ovirt = [one, two, three], ovirt
            example.run
          end
        end
      end
    end
  end

  before do
    EvmSpecHelper.create_guid_miq_server_zone
    Zone.seed
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:manage_all => true}})
    @ovirt.network_providers = providers
  end

  # @return [Array<Hash>] as the engine lists them, the first with one network
  def providers
    names.each_with_index.map { |name, index| provider(index, :name => name) }
  end

  def provider(index, **told)
    EngineRefresh::OVN.merge(:id => "id#{index}", :name => names[index], :authentication_url => @simulators[index].identity_url, **told)
  end

  def managers
    engine.class.find(engine.id).network_managers.to_a
  end

  # @return [ManageIQ::Providers::OvirtNet::NetworkManager] of the provider with that number
  def manager_of(index)
    port = URI(@simulators[index].identity_url).port
    ours.find { |manager| manager.port == port }
  end

  # @return [Array] what its tables and its provider have of networks, and how many ports it has
  def rows_of(manager)
    tables = [::CloudNetwork, ::CloudSubnet, ::NetworkPort, ::NetworkRouter, ::SecurityGroup].map { |model| model.where(:ems_id => manager.id).order(:id) }
    tables.map { |rows| rows.map { |row| row.attributes.except("cloud_tenant_id") } } << ::CloudNetwork.where(:ems_id => manager.id).order(:id).map { |network| network.cloud_tenant&.ems_ref }
  end

  # @return [Array<String>] names of its provider's networks that it has
  def networks_of(manager)
    ::CloudNetwork.where(:ems_id => manager.id).pluck(:ems_ref).sort
  end

  def networks_at(index)
    @simulators[index].dump.fetch("networks").map { |network| network["id"] }.sort
  end

  # Gives one these tenants, and its networks the last of them.
  def tenants_at(index, *names)
    dump = @simulators[index].dump
    dump["tenants"] = names.map { |name| {"id" => name, "name" => name, "enabled" => true, "description" => "tenant"} }
    %w[networks ports].each { |list| dump[list].each { |object| object["tenant_id"] = names.last } }
    @simulators[index].load(dump)
  end

  # As ManageIQ's worker does it, and what that queues.
  def discover
    ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
    work
  end
end
