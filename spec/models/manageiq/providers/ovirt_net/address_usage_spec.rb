RSpec.describe ManageIQ::Providers::OvirtNet::AddressUsage do
  include_context "manager of a reachable site"

  it "counts as the provider's inventory does" do
    inventory = manager.connect.inventory.address_usage
    stored    = described_class.of(manager.cloud_subnets)
    expect(manager.cloud_subnets.to_h { |subnet| [subnet.ems_ref, stored[subnet.id]] }.compact).to eq(inventory)
    expect(inventory.keys).to match_array(%w[red-subnet blue-subnet])
  end

  it "is a report of ManageIQ" do
    file   = ManageIQ::Providers::OvirtNet::Engine.root.join("content/reports").glob("**/*Addresses in Use.yaml").first
    report = MiqReport.new(YAML.load_file(file).symbolize_keys.slice(*MiqReport.column_names.map(&:to_sym)).merge(:name => "addresses", :rpt_type => "Default"))
    report.generate_table(:userid => FactoryBot.create(:user_admin).userid)
    expect(report.table.data.map(&:to_hash)).to include(a_hash_including("name" => "blue-subnet", "cloud_network.name" => "blue", "addresses_total" => 253, "addresses_used" => 2, "addresses_free" => 251, "addresses_used_percent" => 0),
                                                        a_hash_including("name" => "six-subnet", "addresses_total" => nil))
  end
end
