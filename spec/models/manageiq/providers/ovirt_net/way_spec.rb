RSpec.describe ManageIQ::Providers::OvirtNet::Way do
  include_context "manager of a reachable site"

  let(:answer) { manager.reach(:from => "web1", :to => "db1", :protocol => "tcp", :port => 5432) }

  def key(kind, rows, ref)
    "#{kind}:#{manager.public_send(rows).find_by!(:ems_ref => ref).id}"
  end

  it "marks what the packet passes, with the networks of both ends" do
    way = described_class.new(manager, answer, &:itself)
    expect(way.keys).to match_array([key("port", :network_ports, "web1"), key("port", :network_ports, "db1"), key("network", :cloud_networks, "red"), key("network", :cloud_networks, "blue"), key("router", :network_routers, "edge")])
    expect(way.record(answer[:steps].first)).to have_attributes(:ems_ref => "web1")
    expect(way.group(answer[:steps].first)).to have_attributes(:ems_ref => "web")
    expect(way.topology.svg("Way").scan(", on the way").size).to eq(5)
  end

  it "leads to nothing that may not be seen" do
    way = described_class.new(manager, answer, &:none)
    expect(way).to have_attributes(:keys => [], :topology => nil)
    expect(way.group(answer[:steps].first)).to be_nil
  end
end
