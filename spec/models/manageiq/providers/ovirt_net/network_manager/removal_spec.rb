RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  let(:manager) { FactoryBot.create(:ems_ovirt_net) }
  let(:other)   { FactoryBot.create(:ems_ovirt_net) }
  let(:tables)  { [::CloudNetwork, ::CloudSubnet, ::NetworkPort, ::NetworkRouter, ::SecurityGroup, ::FloatingIp, CloudSubnetNetworkPort, NetworkPortSecurityGroup, FirewallRule, Tagging] }

  before { EvmSpecHelper.create_guid_miq_server_zone }

  def fill(manager, ports)
    row     = ->(kind, **attributes) { described_class.const_get(kind).create!(:ems_id => manager.id, :ems_ref => SecureRandom.uuid, **attributes) }
    network = row["CloudNetwork::Private"]
    router  = row["NetworkRouter", :cloud_network => network]
    subnet  = row["CloudSubnet", :cloud_network => network, :network_router => router]
    group   = row["SecurityGroup"].tap { |security_group| security_group.firewall_rules.create!(:direction => "inbound") }
    ports   = Array.new(ports) { row["NetworkPort", :security_groups => [group]].tap { |port| port.cloud_subnet_network_ports.create!(:cloud_subnet => subnet, :address => "10.0.0.1") } }
    row["FloatingIp", :cloud_network => network, :network_port => ports.first]
    [network, subnet, ports.first, router, group].each { |tagged| tagged.tag_add("x", :ns => "/managed") }
  end

  it "goes with all that depends on it, and nothing of another's" do
    fill(other, 2)
    before = tables.map(&:count)
    fill(manager, 3)
    CustomButtonEvent.create!(:target_type => "Vm", :target_id => manager.network_ports.first.id)
    manager.destroy!

    expect(tables.map(&:count)).to eq(before)
    expect(CustomButtonEvent.count).to eq(1)
    expect(ExtManagementSystem.exists?(manager.parent_ems_id)).to be(true)
  end

  describe "what is queued for it" do
    let(:queued) { -> { MiqQueue.order(:id).map { |message| [message.class_name.demodulize, message.method_name, message.instance_id || message.args.first || message.data.first.last] } } }

    before { MiqQueue.delete_all }

    it "goes with it, and nothing of another's" do
      [manager, other].each do |each|
        each.queue_refresh_when_due
        each.queue_refresh_after_event(:networks, 2)
        each.queue_refresh_of_vm(1, 2)
        each.certificate_warning.queue_note_certificate("it expires")
        each.authentication_check_types_queue
        EmsRefresh.queue_refresh(each)
      end
      others = queued.call.select { |message| message.last == other.id }
      manager.destroy!
      expect(queued.call).to eq(others)
    end

    it "is ended with an error where a task waits for it, and goes on where it is at work" do
      manager.create_cloud_network_queue("admin", :name => "blue")
      manager.queue_refresh_when_due
      MiqQueue.where(:method_name => "refresh_when_due").update_all(:state => "dequeue")
      manager.destroy!
      expect(MiqTask.last).to have_attributes(:state => "Finished", :status => "Error", :message => "The network manager #{manager.name} was removed")
      expect(queued.call).to eq([["NetworkManager", "refresh_when_due", manager.id]])
    end

    it "goes on where it is ManageIQ's refresh of others as well" do
      EmsRefresh.queue_refresh([manager.parent_manager, manager])
      expect { manager.destroy! }.not_to(change { queued.call })
    end

    it "goes along with the oVirt provider, with the discovery that is queued" do
      engine = manager.parent_manager
      [engine, other.parent_manager].each { |each| ManageIQ::Providers::OvirtNet::Discovery.queue(each) }
      manager.destroy!
      expect(queued.call).to eq([["Discovery", "run", engine.id], ["Discovery", "run", other.parent_ems_id]])

      other.queue_refresh_when_due
      other.parent_manager.destroy!
      expect(queued.call).to eq([["Discovery", "run", engine.id]])
    end
  end

  it "takes as many statements for many ports as for few" do
    fill(manager, 1)
    fill(other, 20)

    expect(statements { manager.destroy! }.size).to eq(statements { other.destroy! }.size)
  end
end
