RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::NetworkRouter do
  it "has its routes in the words that ManageIQ's page reads, and none where there are none" do
    router = described_class.new(:extra_attributes => {:routes => [{"destination" => "10.1.0.0/16", "nexthop" => "10.0.0.9"}]})

    expect(router.routes).to eq(
      [{"destination" => "10.1.0.0/16", "nexthop" => "10.0.0.9", "destination_cidr_block" => "10.1.0.0/16", "gateway_id" => "10.0.0.9", "state" => "active"}]
    )
    expect(described_class.new(:extra_attributes => {:routes => []}).routes).to be_nil
  end

  it "has the address of its gateway, if it has one" do
    info = {"external_fixed_ips" => [{"subnet_id" => "sub", "ip_address" => "172.24.4.5"}]}

    expect(described_class.new(:external_gateway_info => info).gateway_ip_address).to eq("172.24.4.5")
    expect(described_class.new(:external_gateway_info => nil).gateway_ip_address).to be_nil
  end

  it "has a form that takes an address as the router's, and nothing else" do
    address = DDF.find_field(described_class.params_for_create(FactoryBot.create(:ems_ovirt_net)), "subnet_id")
    pattern = address[:validate].first.fetch(:pattern)

    expect(%w[192.0.2.77 fd00::1 FD00:1::A ::ffff:192.0.2.1]).to all(match(pattern))
    expect(["abc", "77", "flat-sub", "192.0.2.77 or so", "5f1c9dd2-3a41-4fce-a264-ec73e68ed7ee"]).to all(satisfy { |text| !text.match?(pattern) })
  end
end
