RSpec.describe ManageIQ::Providers::OvirtNet::Exposure do
  include_context "manager of the simulator"

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  def rule(id, port, **attributes)
    ReachableSite.rule(id, "web", "ingress", :protocol => "tcp", :port_range_min => port.to_s, :port_range_max => port.to_s, **attributes)
  end

  before do
    @simulator.load(ReachableSite.lists(:security_group_rules => [rule("https", 443), rule("ssh", 22), rule("office", 8080, :remote_ip_prefix => "10.0.0.0/8"), rule("dns", 53, :protocol => "udp")],
                                        :ports                => [ReachableSite.port("open", "red", "10.0.0.9", [], :port_security_enabled => false)]))
    EmsRefresh.refresh(manager)
  end

  def port(ref)
    manager.network_ports.find_by!(:ems_ref => ref)
  end

  it "tells of a port what is let in from whom" do
    expect(port("web1")).to have_attributes(:open_to_anyone => "tcp 22, 443; udp 53", :open_to_others => "10.0.0.0/8: tcp 8080")
    expect(port("db1")).to have_attributes(:open_to_anyone => "", :open_to_others => 'security group "web": tcp 5432')
    expect(port("open")).to have_attributes(:open_to_anyone => "everything", :open_to_others => "")
    expect(port("edge-red").open_to_anyone).to be_nil
    expect(described_class.new([port("web1"), port("open")]).to_anyone).to match(/tcp 22, 443/).and(match(/everything/))
  end

  it "tells nothing where it is not stored whether a port has port security" do
    old = port("web1")
    old.extra_attributes = old.extra_attributes.except(:port_security_enabled)
    expect(old.open_to_anyone).to be_nil
  end

  it "names no security group to those who may not see it" do
    group = FactoryBot.create(:miq_group, :entitlement => Entitlement.new.tap { |entitlement| entitlement.set_managed_filters([["/managed/environment/prod"]]) })
    User.with_user(FactoryBot.create(:user, :miq_groups => [group])) { expect(port("db1").open_to_others).to eq("") }
  end

  it "takes no query for each port of a report" do
    ports = manager.network_ports.where(:ems_ref => %w[web1 db1 lonely v6a v6b]).includes(described_class::NEEDS).to_a
    expect(statements { expect(ports.map(&:open_to_anyone)).to include("tcp 22, 443; udp 53") }).to eq([])
  end

  it "is a report of ManageIQ" do
    vm = FactoryBot.create(:vm_ovirt, :name => "frontend", :ext_management_system => manager.parent_manager)
    port("web1").update!(:device => vm)
    file   = ManageIQ::Providers::OvirtNet::Engine.root.join("content/reports").glob("**/*What Is Open.yaml").first
    report = MiqReport.new(YAML.load_file(file).symbolize_keys.slice(*MiqReport.column_names.map(&:to_sym)).merge(:name => "open", :rpt_type => "Default"))
    report.generate_table(:userid => FactoryBot.create(:user_admin).userid)
    expect(report.table.data.map(&:to_hash)).to include(a_hash_including("vm_name" => "frontend", "name" => "web1", "open_to_anyone" => "tcp 22, 443; udp 53", "ext_management_system.name" => manager.name))
  end
end
