RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::MessageFormatter do
  let(:manager) { FactoryBot.create(:ems_ovirt_net) }
  let(:ref)     { "8a631d1f-b79f-4a4c-9dde-24d2e4bd43c0" }

  it "has the names of stored objects for their ids, but not in the paths of requests" do
    FactoryBot.create(:cloud_subnet, :ext_management_system => manager, :ems_ref => ref, :name => "sub")

    expect(manager.with_names("subnet #{ref} is on a router: GET /v2.0/subnets/#{ref} failed")).to eq("subnet \"sub\" is on a router: GET /v2.0/subnets/#{ref} failed")
  end

  it "leaves ids alone that are not stored, or another provider's" do
    FactoryBot.create(:cloud_subnet, :ext_management_system => FactoryBot.create(:ems_ovirt_net), :ems_ref => ref, :name => "sub")

    expect(manager.with_names("subnet #{ref} is gone")).to eq("subnet #{ref} is gone")
  end

  it "has the label of the form that makes a security group" do
    tenant = FactoryBot.create(:cloud_tenant, :ext_management_system => manager.parent_manager)
    manager.class::SecurityGroup.create!(:ext_management_system => manager, :name => "web")
    allow(manager).to receive(:connect)

    expect { manager.create_security_group(:name => "web", :description => "", :cloud_tenant => tenant) }
      .to raise_error(MiqException::MiqSecurityGroupCreateError, /\AName is "web", and this network provider already has this name/)
  end
end
