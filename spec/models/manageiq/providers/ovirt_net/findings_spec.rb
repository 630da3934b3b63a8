RSpec.describe ManageIQ::Providers::OvirtNet::Findings do
  include_context "manager of the simulator"

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  let(:engine) { manager.parent_manager }
  let(:ledger) { described_class::Ledger.new(manager.reload) }

  # Nothing of it is wrong: each port has its vNIC.
  def healthy(**changes)
    lists = ReachableSite.lists(**changes)
    lists[:ports].reject! { |port| port[:id] == "lonely" }
    lists
  end

  def refresh(lists)
    @simulator.load(lists)
    lists[:ports].each { |port| vnic(port[:device_id]) if port[:device_owner] == "oVirt" }
    EmsRefresh.refresh(manager)
    manager.reload
  end

  def vnic(id)
    return if GuestDevice.exists?(:uid_ems => id)

    vm = FactoryBot.create(:vm_ovirt, :name => "vm of #{id}", :ext_management_system => engine, :hardware => FactoryBot.create(:hardware))
    FactoryBot.create(:guest_device, :hardware => vm.hardware, :uid_ems => id, :device_type => "ethernet")
  end

  def codes
    described_class.new(manager.reload).to_a.pluck(:code)
  end

  def look
    manager.reload.look_for_findings
    take_events.map { |event| event.values_at(:event_type, :message) }.select { |type, _message| type.match?(/finding|full/) }
  end

  def read_ovirt_again
    engine.update!(:last_refresh_success_date => 1.second.from_now)
  end

  it "finds nothing at a healthy site, with ManageIQ's rows" do
    refresh(healthy)
    look
    read_ovirt_again
    expect(codes).to eq([])
  end

  it "finds a port whose vNIC is gone once oVirt was read again, and none that is new" do
    refresh(healthy)
    GuestDevice.find_by(:uid_ems => "vnic-web1").destroy!
    refresh_as_is
    engine.update!(:last_refresh_success_date => 1.minute.ago)
    expect(look).to eq([])
    expect(codes).to eq([])
    read_ovirt_again
    expect(look).to match([["network_finding.appeared", /The port "web1" is for the vNIC vnic-web1, which no longer exists in oVirt. Delete the port/]])
    expect(codes).to eq([:vnic_gone])
    vnic("vnic-web1")
    refresh_as_is
    expect(look).to match([["network_finding.gone", /No longer: The port "web1" is for the vNIC vnic-web1/]])
  end

  def refresh_as_is
    EmsRefresh.refresh(manager)
  end

  it "finds a port whose VM was archived" do
    refresh(healthy)
    look
    manager.network_ports.find_by(:ems_ref => "web1").vm.update!(:ext_management_system => nil)
    look
    read_ovirt_again
    expect(codes).to eq([:vnic_gone])
  end

  it "finds imported networks that the provider does not have, and networks that oVirt has not imported" do
    switch = ManageIQ::Providers::Ovirt::InfraManager::ExternalDistributedVirtualSwitch
    %w[red blue old].each { |name| switch.create!(:name => name, :uid_ems => name, :ext_management_system => engine) }
    refresh(healthy)
    look
    read_ovirt_again
    expect(described_class.new(manager.reload).to_a.map { |finding| [finding[:code], finding[:object][:name]] }).to contain_exactly([:imported_network_gone, "old"], [:network_not_imported, "six"])

    stub_settings_merge(:ems_refresh => {:ovirt_net => {:import_into_ovirt => "never"}})
    expect(codes).to eq([:imported_network_gone])
    # From which of several network providers oVirt has a network, ManageIQ does not tell.
    FactoryBot.create(:ems_ovirt_net, :parent_manager => engine)
    engine.reload
    expect(codes).to eq([])
  end

  it "tells what appears and what disappears, once, and not what was there before" do
    unused = {:id => "unused", :name => "unused", :tenant_id => ReachableSite::TENANT}
    refresh(healthy(:security_groups => [unused]))
    expect(look).to eq([])
    expect(look).to eq([])

    refresh(healthy(:security_groups => [unused], :subnets => [{:id => "red-subnet", :name => "red-subnet", :network_id => "red", :cidr => "10.0.0.0/24", :gateway_ip => "10.9.0.1", :ip_version => 4}]))
    expect(look).to match([["network_finding.appeared", /The gateway 10.9.0.1 of the subnet "red-subnet" is not in its range.*Give the subnet a gateway/]])
    expect(look).to eq([])
    refresh(healthy)
    expect(look.sort).to match([["network_finding.gone", /No longer: No port has the security group "unused"/], ["network_finding.gone", /No longer: The gateway 10.9.0.1/]])
  end

  it "tells that a subnet is nearly full when it becomes so, and again only after it was not" do
    small = {:id => "red-subnet", :name => "red-subnet", :network_id => "red", :cidr => "10.0.0.0/29", :gateway_ip => "10.0.0.1", :ip_version => 4}
    refresh(healthy(:subnets => [small]))
    look
    more = (2..6).map { |number| ReachableSite.port("more#{number}", "red", "10.0.0.#{number}", %w[web]) }
    2.times do
      refresh(healthy(:subnets => [small], :ports => more))
      expect(look).to include(["cloud_subnet.nearly_full", 'The subnet "red-subnet" (10.0.0.0/29) is nearly full: 5 of 5 used, 0 free.'])
      expect(look).to eq([])
      refresh(healthy(:subnets => [small]))
      expect(look.map(&:first)).not_to include("cloud_subnet.nearly_full")
    end
  end

  it "is looked at after what was stored, and not after a refresh that stores nothing" do
    queued = MiqQueue.where(:method_name => "look_for_findings")
    refresh(healthy)
    expect(queued.pluck(:class_name, :instance_id)).to eq([[manager.class.name, manager.id]])
    queued.delete_all
    refresh(healthy)
    expect(queued.count).to eq(0)
    manager.destroy!
  end

  it "is looked at no more where that is switched off" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:findings => {:enabled => false}}})
    refresh(healthy)
    expect(MiqQueue.where(:method_name => "look_for_findings")).to be_empty
  end

  it "keeps numbers where there are too many findings to keep each" do
    stub_const("#{described_class}::Ledger::MOST", 1)
    unused = %w[a b c].map { |name| {:id => name, :name => name, :tenant_id => ReachableSite::TENANT} }
    refresh(healthy(:security_groups => unused.first(2)))
    look
    refresh(healthy(:security_groups => unused))
    expect(look).to eq([["network_finding.appeared", "There are 3 findings of the kind unused_security_group now; there were 2."]])
  end

  it "is no part of what a user sees who may not see the objects" do
    unused = {:id => "unused", :name => "unused", :tenant_id => ReachableSite::TENANT}
    refresh(healthy(:security_groups => [unused]))
    group = FactoryBot.create(:miq_group, :entitlement => Entitlement.new.tap { |entitlement| entitlement.set_managed_filters([["/managed/environment/prod"]]) })
    FactoryBot.create(:classification_tag, :name => "prod", :parent => FactoryBot.create(:classification, :name => "environment"))
    User.with_user(FactoryBot.create(:user, :miq_groups => [group])) do
      expect(described_class.new(manager)).to have_attributes(:to_a => [], :hidden => 1)
      Classification.classify(manager.security_groups.find_by(:ems_ref => "unused"), "environment", "prod")
      expect(described_class.new(manager)).to have_attributes(:to_a => [a_hash_including(:code => :unused_security_group)], :hidden => 0)
    end
    expect(described_class.new(manager).records.keys).to eq([%w[security_group unused]])
  end

  it "is what the command prints in ManageIQ" do
    switch = ManageIQ::Providers::Ovirt::InfraManager::ExternalDistributedVirtualSwitch
    %w[red blue six old].each { |name| switch.create!(:name => name, :uid_ems => name, :ext_management_system => engine) }
    refresh(healthy)
    look
    read_ovirt_again
    code, output, = ovirt_net("findings", "--manager", manager.id.to_s, :OVIRT_NET_URL => nil)
    expect([code, output]).to match([1, /imported_network_gone: oVirt has imported the network "old".*1 finding/m])
  end
end
