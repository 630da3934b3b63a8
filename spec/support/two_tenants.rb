# A network with the VM of one tenant, and a user of this and one of another tenant. Both may see the network; only the first may see
# the VM.
RSpec.shared_context "users of two tenants" do
  let(:web01)  { FactoryBot.create(:vm_ovirt, :name => "web01", :ext_management_system => manager.parent_manager, :uid_ems => "web01-in-ovirt", :miq_group => owner.current_group) }
  let(:owner)  { user_of("owner") }
  let(:other)  { user_of("other") }

  def user_of(name)
    tenant = FactoryBot.create(:tenant, :name => name)
    group  = FactoryBot.create(:miq_group, :description => "group of #{name}", :tenant => tenant, :miq_user_role => FactoryBot.create(:miq_user_role))
    FactoryBot.create(:user, :userid => name, :password => "password", :miq_groups => [group])
  end

  def as(user, &block)
    User.with_user(user, &block)
  end
end
