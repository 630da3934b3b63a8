RSpec.describe OvirtNet::Site do
  # Two VMs on a network with a physical network, of rows alone
  def site(rules = [])
    port = ->(id, address) { [id, id, "red", "02:00:00:00:00:0#{address[-1]}", "vnic-#{id}", nil, true, true, [address], %w[web]] }
    described_class.new(:networks        => [["red", "red", true, 1500]],
                        :subnets         => [["red4", "red4", "red", "10.0.0.0/24", "10.0.0.1"]],
                        :ports           => [port["a", "10.0.0.5"], port["b", "10.0.0.6"], ["way-out", "way-out", "red", "unknown", nil, nil, true, false, [], []]],
                        :security_groups => [%w[web web]],
                        :rules           => [["out", "web", true, "IPV4", "", nil, nil, nil, nil], *rules])
  end

  it "is made of rows as they are stored" do
    question = {:from => "a", :to => "10.0.0.6", :protocol => "tcp", :port => 443}
    expect(site.reachability.ask(**question)).to include(:verdict => "dropped")
    open = site([["in", "web", false, "IPV4", "TCP", 443, 443, "0.0.0.0/0", nil]])
    expect(open.reachability.ask(**question)).to include(:verdict => "reaches")
    expect(open.exposure.map { |exposure| [exposure[:port][:id], exposure[:open].map { |opening| opening.values_at(:from, :text) }] }).to eq([["a", [["anyone", "tcp 443"]]], ["b", [["anyone", "tcp 443"]]]])
    expect(open.findings).to eq([])
    expect(site([["ssh", "web", false, "IPV4", "TCP", 22, 22, nil, nil]]).findings.map { |finding| finding[:code] }).to eq([:management_open_to_anyone])
  end

  it "is empty without rows, and takes no others" do
    expect(described_class.new({}).exposure).to eq([])
    expect { described_class.new(:ports => [["a"]]) }.to raise_error(TypeError)
  end

  it "counts the addresses of a range" do
    expect(OvirtNet::AddressUsage.of("10.0.0.0/29", %w[10.0.0.1 10.0.0.2 10.0.0.2 10.0.1.3])).to eq(:total => 5, :used => 1, :free => 4)
    expect(OvirtNet::AddressUsage.of("fd00::/64", [])).to be_nil
  end
end
