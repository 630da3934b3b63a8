# Which security groups a user may give to a port, and take away from it.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::GroupChoice do
  include_context "users of two tenants"

  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:port)      { namespace::NetworkPort.create!(:ext_management_system => manager, :name => "nic1", :ems_ref => "nic1", :device_owner => "oVirt", :device => web01) }
  let!(:web)      { group("web") }
  let!(:secret)   { group("secret") }

  before { EvmSpecHelper.local_miq_server }

  def group(name, ems = manager)
    namespace::SecurityGroup.create!(:ext_management_system => ems, :name => name, :ems_ref => SecureRandom.uuid)
  end

  def ref(given)
    described_class.new(manager, :security_groups).ref(given)
  end

  # What access control lets a user see, be it by tags, tenants or ownership
  def hide(hidden)
    allow_any_instance_of(namespace::VisibleNames).to receive(:visible) { |_names, rows| rows.where.not(:id => hidden.id) }
  end

  it "finds them by id, ems_ref, name or row, and as the API has them" do
    [web, web.id, web.id.to_s, web.ems_ref, "web", " web ", {"id" => web.id.to_s}, {:href => "http://x/api/security_groups/#{web.id}"}, {:name => "web"}, {"ems_ref" => web.ems_ref}].each do |given|
      expect(ref(given)).to eq(web.ems_ref)
    end
  end

  it "takes a number for an id before a name" do
    numbered = group(web.id.to_s)
    expect([ref(web.id.to_s), ref(numbered.id)]).to eq([web.ems_ref, numbered.ems_ref])
  end

  it "refuses those of another network provider, and what is none or several" do
    other = group("other", FactoryBot.create(:ems_ovirt_net))
    [other.id, other.ems_ref, "other", "nope", "", nil, {}, "DropAll", "0", "9" * 30].each do |given|
      expect { ref(given) }.to raise_error(OvirtNet::InvalidChangeError, /\Asecurity_groups is ".*"; give the id or the name of a security group of /)
    end
    twin = group("web")
    expect { ref("web") }.to raise_error(OvirtNet::InvalidChangeError, /give the id of one of those that are called so: (#{web.id}, #{twin.id}|#{twin.id}, #{web.id})/)
  end

  it "neither gives nor takes away what the user may not see" do
    port.security_groups << secret
    hide(secret)
    expect { ref("secret") }.to raise_error(OvirtNet::InvalidChangeError, /give the id or the name/)
    expect(namespace::Payload.new(manager, {:security_groups => ["web"]}, port).port).to eq(:security_groups => [web.ems_ref, secret.ems_ref])
    expect(namespace::Payload.new(manager, {:security_groups => []}, port).port).to eq(:security_groups => [secret.ems_ref])
    expect { namespace::Payload.new(manager, {:remove_security_groups => ["secret"]}, port).port }.to raise_error(OvirtNet::InvalidChangeError)
  end

  it "are only for ports of a VM that the user may see" do
    port
    ports = ManageIQ::Providers::OvirtNet::VmPorts.new(web01)
    expect([as(owner) { ports.chosen }, as(nil) { ports.chosen }]).to eq([[port], [port]])
  end

  it "have features of their own, below ManageIQ's" do
    EvmSpecHelper.seed_specific_product_features("network_port_edit_security_groups")
    expect(MiqProductFeature.feature_parent("network_port_edit_security_groups")).to eq("network_port_control")
  end
end
