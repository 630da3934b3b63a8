# What ManageIQ's pages get of explanations, on stand-ins for its helpers: ManageIQ's UI is no part of the specs' bundle.
RSpec.describe ManageIQ::Providers::OvirtNet::UiHooks do
  include_context "manager of the simulator"

  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  let(:vm)     { FactoryBot.create(:vm_ovirt, :name => "frontend", :ext_management_system => manager.parent_manager) }
  let(:may_do) { true }

  before do
    anyone = ReachableSite.rule("https", "web", "ingress", :protocol => "tcp", :port_range_min => "443", :port_range_max => "443")
    @simulator.load(ReachableSite.lists(:security_group_rules => [anyone]))
    EmsRefresh.refresh(manager)
    port("web1").update!(:device => vm)
  end

  def port(ref)
    manager.network_ports.find_by!(:ems_ref => ref)
  end

  # @return [Array<Array(String, String, String)>] label, value and link of what a page gets
  def lines(hook, record, group = :textual_group_relationships)
    may  = may_do
    page = Class.new do
      define_method(:role_allows?) { |**| may }

      include(Module.new do
        def textual_group_relationships = Struct.new(:items).new([])
        def textual_group_properties = Struct.new(:items).new([])
      end)
      prepend hook

      def initialize(record) = @record = record
    end.new(record)
    page.public_send(group).items.map { |item| (item.kind_of?(Symbol) ? page.public_send(:"textual_#{item}") : item)&.values_at(:label, :value, :link) }
  end

  it "tells on the pages of a port and of a VM what is open, and leads to the question" do
    path = "/ovirt_net_reachability/show/#{manager.id}"
    expect(lines(described_class::PortExplanations, port("web1"))).to eq([["Open to Anyone", "tcp 443", nil], ["Reachability", "Ask", "#{path}?to=web1"]])
    expect(lines(described_class::PortExplanations, port("db1"))).to eq([["Open to Anyone", "nothing", nil], ["Open to Others", 'security group "web": tcp 5432', nil], ["Reachability", "Ask", "#{path}?to=db1"]])
    expect(lines(described_class::PortExplanations, port("edge-red"))).to eq([])
    expect(lines(described_class::VmExplanations, vm)).to eq([["Open to Anyone", "tcp 443", nil], ["Reachability", "Ask", "#{path}?to=web1"]])
    port("v6a").update!(:device => vm)
    expect(lines(described_class::VmExplanations, vm).last).to eq(["Reachability", "Ask", "#{path}?to=frontend"])
    expect(lines(described_class::VmExplanations, FactoryBot.create(:vm_ovirt))).to eq([])
    expect(lines(described_class::PortExplanations, FactoryBot.create(:network_port))).to eq([])
  end

  it "leads to the question from groups and network providers, and to the findings" do
    group = manager.security_groups.first
    expect(lines(described_class::GroupExplanations, group)).to eq([["Reachability", "Ask", "/ovirt_net_reachability/show/#{manager.id}?group=#{group.id}"]])
    expect(lines(described_class::ManagerExplanations, manager)).to eq([["Reachability", "Ask", "/ovirt_net_reachability/show/#{manager.id}"], ["Findings", "Show", "/ovirt_net_findings/show/#{manager.id}"]])
    expect(lines(described_class::GroupExplanations, FactoryBot.create(:security_group))).to eq([])
  end

  it "tells on the page of a subnet how many addresses are left" do
    blue, six = %w[blue-subnet six-subnet].map { |ref| manager.cloud_subnets.find_by(:ems_ref => ref) }
    expect(lines(described_class::SubnetExplanations, blue, :textual_group_properties)).to eq([["Addresses", "2 of 253 used, 251 free", nil]])
    expect(lines(described_class::SubnetExplanations, six, :textual_group_properties)).to eq([nil])
  end

  context "without the features" do
    let(:may_do) { false }

    it "leads nowhere" do
      expect(lines(described_class::PortExplanations, port("web1"))).to eq([["Open to Anyone", "tcp 443", nil]])
      expect(lines(described_class::ManagerExplanations, manager)).to eq([])
    end
  end

  it "shows the lines of a VM with few queries however many ports there are" do
    shown = -> { statements { lines(described_class::VmExplanations, vm) }.size }
    shown.call
    one = shown.call
    %w[lonely v6a].each { |ref| port(ref).update!(:device => vm) }
    expect(shown.call).to eq(one)
    expect(one).to be < 12
  end
end
