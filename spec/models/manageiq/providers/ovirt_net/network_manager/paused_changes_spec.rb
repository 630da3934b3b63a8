# While a network manager or its oVirt provider is paused, nothing is changed at the network provider.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  include_context "manager of the simulator"

  around do |example|
    RealProvider.or_simulator do |simulator|
      @simulator = simulator
      example.run
    end
  end

  let(:user)   { FactoryBot.create(:user) }
  let(:subnet) { manager.cloud_subnets.first }

  before do
    Zone.seed
    NotificationType.seed
    EmsRefresh.refresh(manager)
    manager.create_cloud_network(:name => "blue")
    manager.create_cloud_subnet(:name => "sub", :cidr => "10.0.0.0/24", :gateway => "10.0.0.1", :cloud_network_id => manager.cloud_networks.first.id)
    manager.create_network_router(:name => "hub")
    manager.create_security_group(:name => "web")
    MiqQueue.delete_all
    Notification.delete_all
  end

  # @return [Hash] what queues each change, by what it is
  def changes
    network, router, group = manager.cloud_networks.first, manager.network_routers.first, manager.security_groups.find_by(:name => "web")
    {
      :create_network => -> { manager.create_cloud_network_queue(user.userid, :name => "red") },
      :create_subnet  => -> { manager.create_cloud_subnet_queue(user.userid, :name => "other", :cidr => "10.1.0.0/24", :cloud_network_id => network.id) },
      :create_router  => -> { manager.create_network_router_queue(user.userid, :name => "r") },
      :create_group   => -> { manager.create_security_group_queue(user.userid, :name => "db") },
      :update_network => -> { network.update_cloud_network_queue(user.userid, :name => "azure") },
      :update_subnet  => -> { subnet.update_cloud_subnet_queue(user.userid, :name => "renamed") },
      :update_router  => -> { router.update_network_router_queue(user.userid, :name => "renamed") },
      :update_group   => -> { group.update_security_group_queue(user.userid, :name => "www") },
      :add_rule       => -> { group.create_security_group_rule_queue(user.userid, group.ems_ref, "inbound", :host_protocol => "TCP", :network_protocol => "IPV4", :port => 22) },
      :remove_rule    => -> { group.delete_security_group_rule_queue(user.userid, group.firewall_rules.first.ems_ref) },
      :connect        => -> { router.add_interface_queue(user.userid, subnet) },
      :disconnect     => -> { router.remove_interface_queue(user.userid, subnet) },
      :delete_network => -> { network.delete_cloud_network_queue(user.userid) },
      :delete_subnet  => -> { subnet.delete_cloud_subnet_queue(user.userid) },
      :delete_router  => -> { router.delete_network_router_queue(user.userid) },
      :delete_group   => -> { group.delete_security_group_queue(user.userid) }
    }
  end

  def at_provider
    @simulator.dump.slice("networks", "subnets", "routers", "security_groups")
  end

  # @return [String, nil]
  def refusal
    yield
    nil
  rescue described_class::PausedError => err
    err.message
  end

  {:itself => -> { manager }, :"its oVirt provider" => -> { manager.parent_manager }}.each do |whose, paused|
    it "refuses each change before it is queued where #{whose} is paused" do
      asked = changes
      instance_exec(&paused).pause!
      words = "#{instance_exec(&paused).name} is paused, so nothing is changed there. Resume it, then repeat this."
      expect(asked.transform_values { |change| refusal(&change) }).to eq(asked.transform_values { words })
      expect([MiqQueue.count, MiqTask.where(:state => "Queued").count]).to eq([0, 0])
    end
  end

  it "does no change that was queued before" do
    tasks  = changes.transform_values(&:call)
    before = at_provider
    manager.pause!
    messages = tasks.transform_values { |id| task_of(id).then { |task| [task.status, task.message] } }
    words    = /#{manager.name} is paused, so nothing is changed there\. Resume it, then repeat this\./
    expect(messages.values).to all(match(["Error", words]))
    expect(at_provider).to eq(before)
    expect(Notification.all.map { |told| told.options[:message] }).to all(match(words))
  end

  it "does them when it is resumed" do
    manager.pause!
    manager.resume!
    expect(task_of(changes[:update_network].call)).to have_attributes(:status => "Ok")
    expect(manager.cloud_networks.pluck(:name)).to eq(%w[azure])
  end

  it "is not offered by forms, and says why where it is shown" do
    offered = -> { described_class.find(manager.id).then { |found| [found.supports_cloud_subnet_create, found.supports_create_network_router, found.supports_create_security_group] } }
    records = [manager.cloud_networks.first, subnet, manager.network_routers.first, manager.security_groups.find_by(:name => "web")]
    expect(offered.call).to eq([true, true, true])
    expect(records.map { |record| record.supports?(:update) }).to all(be(true))
    manager.pause!
    expect(offered.call).to eq([false, false, false])
    words = "#{manager.name} is paused, so nothing is changed there. Resume it, then repeat this."
    expect(records.flat_map { |record| %i[update delete].map { |feature| record.class.find(record.id).unsupported_reason(feature) } }).to all(eq(words))
    form = ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork.params_for_create(manager)[:fields]
    expect(form.flat_map { |part| part[:fields] }).to match([a_hash_including(:component => "plain-text", :label => words), a_hash_including(:hideField => true, :isRequired => true)])
    expect(%i[add_interface remove_interface].map { |feature| records[2].class.find(records[2].id).unsupported_reason(feature) }).to all(eq(words))
  end

  it "keeps one that waits for its turn from being done" do
    other = described_class.find(manager.id)
    allow(manager).to receive(:with_provider_lock).and_wrap_original do |original, &block|
      other.pause!
      original.call(&block)
    end
    expect { manager.create_cloud_network(:name => "red") }.to raise_error(MiqException::MiqNetworkCreateError, /is paused, so nothing/)
    expect(at_provider["networks"].map { |network| network["name"] }).to eq(%w[blue])
  end
end
