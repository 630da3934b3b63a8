# An oVirt of one data center, "Default", with the clusters A and B, both with our network provider for their default; its manager and ours.
RSpec.shared_context "with an oVirt that imports" do
  let(:infra)   { engine_of(@engine) }
  let(:manager) { FactoryBot.create(:ems_ovirt_net, :parent_manager => infra, :uid_ems => "ovn", :hostname => url.host, :port => url.port, :security_protocol => "non-ssl") }
  let(:url)     { URI(@simulator.identity_url) }
  let(:user)    { FactoryBot.create(:user) }
  let(:default) { oVirt.data_centers.first }

  around do |example|
    RealProvider.or_simulator do |simulator|
      Engine.start(EngineRefresh::OVN.merge(:auto_sync => true)) do |engine|
        @simulator, @engine = simulator, engine
        example.run
      end
    end
  end

  before do
    EvmSpecHelper.local_miq_server
    NotificationType.seed
    stub_const("ManageIQ::Providers::OvirtNet::Import::IntoDataCenter::PROFILE_INTERVAL", 0)
    oVirt.provided = -> { @simulator.dump.fetch("networks") }
    default = oVirt.data_center("Default")
    %w[A B].each { |name| oVirt.cluster(name, default, :provider => "ovn") }
  end

  def oVirt
    @engine.ovirt
  end

  # @param told [Hash] what the engine says of the provider from now on
  def provider_is(**told)
    @engine.network_providers = [@engine.network_providers.first.merge(told)]
  end

  def network(name = "blue")
    manager.cloud_networks.find_by!(:name => name)
  end

  # Creates a network as the API and the page do, and does what that queues.
  #
  # @return [MiqTask] of the import; nil where none was queued
  def create(options = {})
    task = task_of(manager.create_cloud_network_queue(user.userid, {:name => "blue"}.merge(options)))
    expect(task).to have_attributes(:status => "Ok", :state => "Finished", :message => "Task completed successfully")
    import_of(task)
  end

  # @return [MiqTask] of the import that a task has queued
  def import_of(task)
    id = task.task_results[:import_task_id]
    id && task_of(id)
  end

  # Repeats the import as the API does, without any other change.
  def import_again(mode = "always", name: "blue", **options)
    import_of(task_of(network(name).update_cloud_network_queue(user.userid, options.merge(:import_into_ovirt => mode))))
  end

  # @return [Hash, nil] what oVirt has of it
  def state(data_center = "Default", name: "blue")
    oVirt.state(data_center, network(name).ems_ref)
  end

  def complete(name = "blue")
    {:name => name, :mtu => network(name).maximum_transmission_unit, :clusters => %w[A B], :profiles => [name]}
  end

  def told
    Notification.order(:id).map { |notification| notification.to_h[:text] % notification.to_h[:bindings].transform_values { |value| value[:text] } }
  end

  def infra_refreshes
    MiqQueue.where(:class_name => "EmsRefresh", :method_name => "refresh").select { |message| message.data.any? { |target| target.last == infra.id } }
  end
end
