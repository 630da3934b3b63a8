RSpec.describe OvirtNet::GroupRules do
  # id, group, direction, IP version, protocol, ports, range, remote group
  let(:rows) do
    [
      [1, 10, "inbound",  "IPV4", "TCP",  443,    443, nil, nil],
      [2, 10, "outbound", "IPV4", "",     nil,    nil, nil, nil],
      [3, 20, "inbound",  "IPV4", "TCP",  400,    500, "10.0.0.7/8", nil],
      [4, 20, "inbound",  "IPV6", "ICMP", 128,    nil, nil, 10],
      [5, 20, "inbound",  "IPV4", "TCP",  70_000, nil, nil, nil]
    ]
  end
  let(:rules) { described_class.new(rows) }

  it "says what OVN makes of a stored rule" do
    expect(rules.rule(1)).to eq(:direction => "inbound", :version => 4, :protocol => "tcp", :first => 443, :last => 443)
    expect(rules.rule(2)).to eq(:direction => "outbound", :version => 4, :protocol => nil, :first => nil, :last => nil)
    expect(rules.rule(3)).to include(:range => "10.0.0.0/8")
    expect(rules.rule(4)).to include(:version => 6, :first => 128, :last => nil, :group => 10)
    expect([rules.rule(5), rules.rule(6)]).to eq([nil, nil])
  end

  it "says what one set allows and another does not" do
    expect(rules.difference([1, 2], [3])).to eq([[1, [3]], [2, []]])
    expect(rules.difference([3], [1])).to eq([[3, [1]]])
    expect(rules.difference([1, 2, 3, 5], described_class::EVERYTHING)).to eq([])
    expect(rules.difference(described_class::EVERYTHING, [2, 1]).to_h).to eq(-1 => [1], -2 => [2])
  end
end
