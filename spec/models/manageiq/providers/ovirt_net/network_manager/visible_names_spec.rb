# What access control keeps out of a user's lists is not told by tooltips, refusals, notifications, events or exports either.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames do
  include_context "users of two tenants"

  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:network)   { namespace::CloudNetwork::Private.create!(:ext_management_system => manager, :name => "blue", :ems_ref => "blue") }
  let(:subnet)    { namespace::CloudSubnet.create!(:ext_management_system => manager, :name => "sub", :ems_ref => "sub", :cloud_network => network) }
  let(:group)     { namespace::SecurityGroup.create!(:ext_management_system => manager, :name => "web", :ems_ref => "web") }
  let!(:port)     { port_of(web01) }

  before do
    EvmSpecHelper.local_miq_server
    NotificationType.seed
  end

  def port_of(vm, name = "nic1")
    namespace::NetworkPort.create!(:ext_management_system => manager, :name => name, :ems_ref => SecureRandom.uuid, :device => vm, :extra_attributes => {:network_id => "blue"}).tap do |port|
      CloudSubnetNetworkPort.create!(:cloud_subnet => subnet, :network_port => port, :address => "10.0.0.#{port.id % 250}")
      port.security_groups << group
    end
  end

  # @return [Hash] by user
  def each_user
    {:owner => as(owner) { yield }, :other => as(other) { yield }, :nobody => as(nil) { yield }}
  end

  it "are those of VMs in the tooltips of buttons, and in the API's refusals" do
    hidden = "1 that you may not see"
    [network, subnet].each do |record|
      expect(each_user { record.class.find(record.id).unsupported_reason(:delete)[/machines: (.*)\. Remove/, 1] }).to eq(:owner => "web01", :other => hidden, :nobody => "web01")
    end
    expect(each_user { namespace::SecurityGroup.find(group.id).unsupported_reason(:delete)[/by the ports (.*)\. Choose/, 1] }).to eq(:owner => "nic1 (web01)", :other => "nic1", :nobody => "nic1 (web01)")

    port_of(FactoryBot.create(:vm_ovirt, :name => "db01", :ext_management_system => manager.parent_manager, :miq_group => other.current_group))
    expect(each_user { namespace::CloudSubnet.find(subnet.id).unsupported_reason(:delete)[/machines: (.*)\. Remove/, 1] })
      .to eq(:owner => "web01 and #{hidden}", :other => "db01 and #{hidden}", :nobody => "db01, web01")
  end

  it "are at most three, and the number of the others" do
    %w[a b c d].each { |name| port_of(FactoryBot.create(:vm_ovirt, :name => name, :ext_management_system => manager.parent_manager, :miq_group => other.current_group)) }
    expect(as(other) { described_class.new.list(network.vms) }).to eq("a, b, c, … and 1 that you may not see")
    expect(as(owner) { described_class.new.list(network.vms) }).to eq("web01 and 4 that you may not see")
  end

  it "are none in lists and their exports" do
    view = lambda do
      report = MiqReport.new(:db => "NetworkPort", :cols => %w[name mac_address], :col_order => %w[name mac_address], :headers => %w[Name MAC], :sortby => %w[name], :order => "Ascending")
      report.generate_table(:userid => User.current_user.userid)
      [report.table.map { |row| row["name"] }, report.to_csv, report.to_text].to_s
    end
    expect([as(owner, &view), as(other, &view)]).to all(include("nic1").and(satisfy { |text| !text.include?("web01") }))
  end

  it "are those of the user whose task a worker runs" do
    tell = lambda do |user|
      $_miq_worker_current_msg = FactoryBot.create(:miq_queue, :miq_task => FactoryBot.create(:miq_task, :userid => user.userid))
      [described_class.reader, described_class.new.list(network.vms)]
    end
    expect([tell[owner], tell[other]]).to eq([[owner, "web01"], [other, "1 that you may not see"]])
  ensure
    $_miq_worker_current_msg = nil
  end

  it "are told to nobody but the user whose task it is, where a deletion fails" do
    [network, subnet, namespace::NetworkRouter.create!(:ext_management_system => manager, :name => "hub", :ems_ref => "hub")].each do |record|
      task = MiqTask.find(record.public_send(:"delete_#{record.class.base_class.name.underscore}_queue", owner.userid))
      other
      allow_any_instance_of(namespace).to receive(:connect).and_raise(MiqException::Error, "web01 is in the way")
      message = MiqQueue.find_by(:miq_task_id => task.id)
      $_miq_worker_current_msg = message
      message.deliver_and_process
      expect(task.reload.message).to include("web01 is in the way")
      told = NotificationRecipient.joins(:notification).where(:notifications => {:id => Notification.last.id}).map(&:user)
      expect(told).to eq([owner])
    end
    expect(NotificationRecipient.where(:user => other)).to be_empty
  ensure
    $_miq_worker_current_msg = nil
  end

  it "are those of other objects in the provider's refusals and of networks on the same VLAN" do
    allow(Rbac).to receive(:filtered_object) { |record, **| record unless record == network }
    ref = "00000000-0000-0000-0000-000000000001"
    network.update!(:ems_ref => ref, :provider_network_type => "vlan", :provider_physical_network => "phys", :provider_segmentation_id => "12")
    expect(each_user { manager.with_names("it is on #{ref}") }).to eq(:owner => "it is on #{ref}", :other => "it is on #{ref}", :nobody => 'it is on "blue"')

    vlan    = {:name => "red", :provider_network_type => "vlan", :provider_physical_network => "phys", :provider_segmentation_id => "12"}
    refusal = lambda do
      namespace::Payload.new(manager, vlan).network
    rescue OvirtNet::InvalidChangeError => err
      err.message[/and (.*);/, 1]
    end
    expect(each_user(&refusal)).to eq(:owner => "a network that you may not see already uses it", :other => "a network that you may not see already uses it", :nobody => 'the network "blue" already uses it')
  end

  it "are what a form offers" do
    tenant = FactoryBot.create(:cloud_tenant, :ext_management_system => manager.parent_manager, :name => "hidden")
    allow(Rbac).to receive(:filtered) { |rows, **| rows.none }
    offered = ->(form) { JSON.generate(form).scan(/"label":"(hidden|blue|web - web|web)"/).flatten }
    new_network = namespace::CloudNetwork::Private.create!(:ext_management_system => manager, :name => "blue", :ems_ref => "green")

    expect(each_user { offered[namespace::CloudSubnet.params_for_create(manager)] }).to eq(:owner => [], :other => [], :nobody => %w[hidden blue])
    expect(each_user { offered[namespace::CloudNetwork.params_for_create(manager)] }).to eq(:owner => [], :other => [], :nobody => %w[hidden])
    new_network.update!(:cloud_tenant => tenant)
    expect(each_user { offered[new_network.params_for_update] }).to eq(:owner => %w[hidden], :other => %w[hidden], :nobody => %w[hidden])
    FirewallRule.create!(:resource => group, :ems_ref => "rule", :source_security_group => group)
    expect(each_user { offered[group.params_for_update] }).to eq(:owner => %w[web], :other => %w[web], :nobody => ["hidden", "web - web"])
  end
end
