# Security groups that ports have, when they are to be deleted.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup::Removal do
  include_context "VMs with ports"

  let(:user) { FactoryBot.create(:user_admin) }
  let(:web)  { group("web") }

  before { %w[nic1 nic2].each { |nic| task_of(port(nic).update_network_port_queue(user.userid, :add_security_groups => %w[web db])) } }

  it "are taken from their ports first, where that is asked for" do
    expect(task_of(web.delete_security_group_queue(user.userid))).to have_attributes(:status => "Error")
    expect(described_class.new(web)).to have_attributes(:refused => nil, :ports => [port("nic1"), port("nic2")], :vms => [vm])
    expect(task_of(web.delete_security_group_queue(user.userid, :remove_from_ports => true))).to have_attributes(:status => "Ok")
    expect(at_provider).to eq("nic1" => [%w[db], false, "10.1.0.2"], "nic2" => [%w[db], false, "10.1.0.55"])
    expect([manager.security_groups.where(:name => "web"), @provider.dump["security_groups"].map { |group| group["name"] }]).to match([be_empty, match_array(%w[db Default]).or(eq(%w[db]))])
    expect_fresh(manager)
  end

  it "stay where ports have it that the user may not see" do
    allow_any_instance_of(ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames).to receive(:visible).and_wrap_original do |method, rows|
      rows.klass == ::NetworkPort ? rows.where(:name => "nic1") : method.call(rows)
    end
    words = "web is in use by 1 port that is not visible to you. Ask a user with access to that port to remove the group."
    expect(task_of(web.delete_security_group_queue(user.userid, :remove_from_ports => true))).to have_attributes(:status => "Error", :message => words)
    expect(at_provider.transform_values(&:first)).to eq("nic1" => %w[db web], "nic2" => %w[db web])
  end

  it "stay where rules of other groups refer to the group, which could not be deleted then" do
    rule = {"network_protocol" => "IPV4", "host_protocol" => "TCP", "port" => "22", "end_port" => "22", "source_security_group_id" => web.id.to_s}
    [group("db"), web].each { |owner| owner.raw_create_security_group_rule(owner.ems_ref, "inbound", web.class.parse_security_group_rule(rule)) }
    words = "web cannot be deleted: rules of the security group db refer to it. Remove those rules first."
    expect(described_class.new(web).refused).to eq(words)
    expect(task_of(web.delete_security_group_queue(user.userid, :remove_from_ports => true))).to have_attributes(:status => "Error", :message => words)
    expect(at_provider.transform_values(&:first)).to eq("nic1" => %w[db web], "nic2" => %w[db web])
  end
end
