# Security groups that are chosen for a VM before oVirt has made its ports.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::WaitingGroups do
  include_context "VMs with ports"

  let(:user)  { FactoryBot.create(:user_admin) }
  let(:notes) { described_class.new(manager.class.find(manager.id)) }
  let(:fresh) do
    FactoryBot.create(:vm_ovirt, :name => "fresh", :ems_ref => "fresh-in-ovirt", :ext_management_system => manager.parent_manager).tap do |vm|
      hardware = FactoryBot.create(:hardware, :vm_or_template => vm)
      %w[first second].each { |vnic| FactoryBot.create(:guest_device_nic, :hardware => hardware, :uid_ems => vnic, :lan => lan) }
    end
  end
  let(:lan) { Lan.create!(:name => "blue", :uid_ems => "profile", :switch => Switch.create!(:name => "blue", :type => "ManageIQ::Providers::Ovirt::InfraManager::ExternalDistributedVirtualSwitch")) }

  def start(vnic, name)
    made("port", :name => name, :network_id => blue, :device_id => vnic, :device_owner => "oVirt", :port_security_enabled => true)
  end

  # A refresh, and what it queues
  def refresh
    EmsRefresh.refresh(manager.class.find(manager.id))
    MiqQueue.where(:class_name => described_class.name).each { |message| message.tap(&:delete).deliver }
  end

  it "are stored, given to each port as it appears, and told as events" do
    task = task_of(fresh.add_security_group_queue(user.userid, "web"))
    expect(task).to have_attributes(:status => "Ok")
    expect(Notification.order(:id).first.options[:message]).to eq("fresh has no network port yet. The security groups are assigned when oVirt creates its ports, at the first start.")
    task_of(fresh.add_security_group_queue(user.userid, "db"))
    expect(described_class.of(fresh).map(&:name)).to eq(%w[db web])
    refresh
    expect(notes.groups(fresh).size).to eq(2)

    start("first", "eth0")
    refresh
    expect(at_provider["eth0"].first).to include("db", "web")
    expect(notes.all[fresh.id]).to include(:ports => [port("eth0").ems_ref])
    start("second", "eth1")
    refresh
    expect(at_provider["eth1"].first).to include("db", "web")
    expect(notes.all).to eq({})

    told = take_events.select { |event| event[:message].start_with?("VM #{fresh.id}: ") }
    expect(told.map { |event| event.values_at(:message, :vm_or_template_id, :username) }.uniq)
      .to eq([["VM #{fresh.id}: The security groups db, web, which were selected before the VM had a network port, were assigned.", fresh.id, user.userid]])
    expect(MiqTask.order(:id).last).to have_attributes(:userid => user.userid, :status => "Ok", :message => /\AThe security groups db, web,.* were assigned\./)
    expect_fresh(manager)
  end

  it "can be taken back, and are dropped with the VM" do
    2.times { |time| task_of(fresh.add_security_group_queue(user.userid, %w[web db][time])) }
    task_of(fresh.remove_security_group_queue(user.userid, "db"))
    expect(described_class.of(fresh).map(&:name)).to eq(%w[web])
    fresh.destroy!
    refresh
    expect(notes.all).to eq({})
  end

  it "are not tried again where a group is gone, and the user is told" do
    task_of(fresh.add_security_group_queue(user.userid, "web"))
    manager.security_groups.find_by(:name => "web").raw_delete_security_group
    start("first", "eth0")
    refresh
    expect(MiqTask.order(:id).last).to have_attributes(:status => "Error", :message => /\AThe security groups .* were not assigned: /)
    expect(notes.all[fresh.id]).to include(:ports => [port("eth0").ems_ref])
  end

  it "are refused where no network manager could have them" do
    alone = FactoryBot.create(:vm_ovirt, :name => "alone", :ext_management_system => FactoryBot.create(:ems_ovirt))
    expect { alone.add_security_group_queue(user.userid, "web") }.to raise_error(MiqException::Error, "alone has no port of oVirt's network provider.")
    expect(task_of(fresh.add_security_group_queue(user.userid, "nope"))).to have_attributes(:status => "Error", :message => /add_security_groups is "nope"; give the id or the name/)
  end
end
