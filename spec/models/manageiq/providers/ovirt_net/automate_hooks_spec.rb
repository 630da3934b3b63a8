# Security groups in automate's methods, by the service models that ManageIQ gives them.
RSpec.describe ManageIQ::Providers::OvirtNet::AutomateHooks do
  include_context "VMs with ports"

  let(:user) { FactoryBot.create(:user_admin) }

  def service(record)
    "MiqAeMethodService::MiqAeService#{record.class.name.gsub("::", "_")}".constantize.find(record.id)
  end

  it "can be given to VMs and ports, at once or in a task" do
    User.with_user(user) do
      task = task_of(service(vm).add_security_group("web"))
      expect([task.status, task.userid, at_provider.transform_values(&:first)]).to eq(["Ok", user.userid, {"nic1" => %w[web], "nic2" => %w[web]}])
      service(vm).remove_security_group(service(group("web")), :ports => [port("nic1").id], :sync => true)
      expect(at_provider.transform_values(&:first)).to eq("nic1" => [], "nic2" => %w[web])
      task_of(service(port("nic1")).update_security_groups(:security_groups => [service(group("db"))], :port_security_enabled => true))
      expect(at_provider["nic1"]).to eq([%w[db], true, "10.1.0.2"])
    end
  end

  it "leave the service models of others as they are" do
    expect(service(FactoryBot.create(:vm_openstack))).not_to respond_to(:add_security_group)
  end
end
