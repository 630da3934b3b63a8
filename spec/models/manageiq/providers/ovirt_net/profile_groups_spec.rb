# vNIC profiles with groups of their own, which oVirt gives to their vNICs at each start.
RSpec.describe ManageIQ::Providers::OvirtNet::ProfileGroups do
  include_context "VMs with ports"

  around { |example| Engine.start(EngineRefresh::OVN) { |engine| (@engine = engine) && example.run } }

  let(:user) { FactoryBot.create(:user_admin) }
  let(:data_center) { oVirt.data_center("Default") }
  let(:network)     { oVirt.network("blue", data_center, :provider => "ovn", :ref => blue) }

  before do
    infra = engine_of(@engine)
    VmOrTemplate.update_all(:ems_id => infra.id)
    manager.update!(:parent_manager => infra, :uid_ems => "ovn")
    manager.reload
  end

  def oVirt
    @engine.ovirt
  end

  # Gives a vNIC a profile, as a refresh of the oVirt provider stores it.
  def profile(name, groups, *nics)
    properties = groups ? {"queues" => "4", "SecurityGroups" => groups.map { |group| group(group).ems_ref }.join(", ")} : {}
    oVirt.profile(name, network, properties).tap do |made|
      lan = Lan.create!(:name => name, :uid_ems => made.id, :switch => Switch.create!(:name => "blue", :uid_ems => network.id))
      GuestDevice.where(:uid_ems => nics.map { |nic| port(nic).device_ref }).update_all(:lan_id => lan.id)
    end
  end

  def update(options, nic = "nic1")
    task_of(port(nic).update_network_port_queue(user.userid, options))
  end

  def groups_of(made)
    oVirt.profiles.find { |profile| profile.id == made.id }.properties["SecurityGroups"]
  end

  def told
    Notification.order(:id).map { |notification| notification.options[:message] }
  end

  it "let a change alone that oVirt keeps" do
    profile("plain", nil, "nic1")
    profile("web", %w[web], "nic2")
    expect(update({:add_security_groups => ["web"]}, "nic1")).to have_attributes(:status => "Ok")
    expect(update({:security_groups => ["web"]}, "nic2")).to have_attributes(:status => "Ok")
    expect(update({:port_security_enabled => true}, "nic2")).to have_attributes(:status => "Ok")
    expect(at_provider).to eq("nic1" => [%w[web], false, "10.1.0.2"], "nic2" => [%w[web], true, "10.1.0.55"])
    expect(told).to all(match(/completed successfully/))
    update({:security_groups => []}, "nic1")
    expect(told.last(2).first).to eq("At the next start of the VM, oVirt assigns the group Default to a port without groups.")
  end

  it "refuse a change that oVirt would undo, and say what there is to choose" do
    profile("web", %w[web], "nic1", "nic2")
    words = "The vNIC profile \"web\" has the custom property SecurityGroups. 2 vNICs have this profile. oVirt assigns these groups at each start of a VM: web. " \
            "A change of the ports alone lasts until the next start of their VMs. Set vnic_profile to \"keep\" to change the ports until then, or to \"change\" to change the profile as well."
    expect(update(:add_security_groups => ["db"])).to have_attributes(:status => "Error", :message => words)
    expect(update(:add_security_groups => ["db"], :vnic_profile => "maybe")).to have_attributes(:status => "Error", :message => "vnic_profile is \"maybe\"; give keep or change")
    expect(at_provider["nic1"].first).to eq([])
    expect(@engine.changes).to be_empty
  end

  it "have the change until the next start, where that is chosen" do
    made = profile("web", %w[web], "nic1")
    expect(update(:security_groups => ["db"], :vnic_profile => "keep")).to have_attributes(:status => "Ok")
    expect([at_provider["nic1"].first, groups_of(made)]).to eq([%w[db], group("web").ems_ref])
    expect(told.first).to match(/\AThe vNIC profile "web" has the custom property SecurityGroups\. 1 vNIC has this profile\. oVirt assigns these groups at each start of a VM: web\./)
  end

  it "change the profile as well, where that is chosen, with all else that it has" do
    made = profile("web", %w[web], "nic1", "nic2")
    expect(update(:add_security_groups => ["db"], :vnic_profile => "change")).to have_attributes(:status => "Ok")
    expect(at_provider["nic1"].first).to eq(%w[db])
    expect(oVirt.profiles.first.properties).to eq("queues" => "4", "SecurityGroups" => [group("web"), group("db")].map(&:ems_ref).join(","))
    expect(told.first).to eq("The vNIC profile \"web\" now assigns these groups: db, web. 1 other vNIC has this profile and gets the groups at the next start of its VM.")
    expect(update(:security_groups => [], :vnic_profile => "change")).to have_attributes(:status => "Ok")
    expect(groups_of(made)).to eq("")
  end

  it "are changed only by who may" do
    profile("web", %w[web], "nic1")
    other = FactoryBot.create(:user_admin)
    allow(User).to receive(:lookup_by_userid).and_call_original
    allow(User).to receive(:lookup_by_userid).with(other.userid).and_return(other)
    allow(other).to receive(:role_allows?) { |identifier:, **| identifier != described_class::FEATURE }
    expect(described_class.refused(other, manager)).to eq("your role does not have the product feature network_port_edit_vnic_profiles")
    task = task_of(port("nic1").update_network_port_queue(other.userid, :security_groups => ["db"], :vnic_profile => "change"))
    expect(task).to have_attributes(:status => "Error", :message => match(/You cannot change vNIC profiles: your role does not have the product feature/))
    expect(@engine.changes).to be_empty
  end

  it "do nothing while it is not known, but for who wants it all the same" do
    profile("web", %w[web], "nic1")
    @engine.answer("vnicprofiles", [500, "<html>boom</html>"])
    expect(update(:add_security_groups => ["db"])).to have_attributes(:status => "Error", :message => match(/\AIt is not known whether the vNIC profile assigns other groups at the next start of the VM: oVirt \(.*\) did not list its vNIC profiles/))
    expect(at_provider["nic1"].first).to eq([])
    expect(told.last).to end_with("Set vnic_profile to \"keep\" to change the port anyway.")
    expect(update(:add_security_groups => ["db"], :vnic_profile => "keep")).to have_attributes(:status => "Ok")
    expect(at_provider["nic1"].first).to eq(%w[db])
    expect(told.last(2).first).to match(/\AIt is not known .* did not list its vNIC profiles: .* isn't XML\.\z/)
  end
end
