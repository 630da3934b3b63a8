RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort do
  let(:manager) { FactoryBot.create(:ems_ovirt_net) }
  let(:vm)      { FactoryBot.create(:vm_ovirt, :ext_management_system => manager.parent_manager) }
  let(:nic)     { FactoryBot.create(:guest_device_nic, :hardware => FactoryBot.create(:hardware, :vm_or_template => vm), :uid_ems => "vnic") }
  let(:port)    { described_class.create!(:ext_management_system => manager, :device_ref => "vnic") }

  before { nic }

  it "knows vNIC and VM, whatever the refresh could store" do
    [vm, nic, nil].each do |device|
      port.update!(:device => device)

      expect(port).to have_attributes(:guest_device => nic, :vm => vm)
    end
  end

  it "does not take another engine's vNIC" do
    vm.update!(:ext_management_system => FactoryBot.create(:ems_ovirt))

    expect(port).to have_attributes(:guest_device => nil, :vm => nil)
  end

  it "has none without a manager" do
    expect(described_class.new(:device_ref => "vnic")).to have_attributes(:guest_device => nil, :vm => nil)
  end
end
