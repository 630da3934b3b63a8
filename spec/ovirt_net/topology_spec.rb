require "tmpdir"

RSpec.describe OvirtNet::Topology do
  let(:tables) do
    {
      :networks        => [[1, "internet", "active", true, "vlan", "100", "physnet1", 1500], [2, "blue", "inactive", false, nil, nil, nil, nil]],
      :subnets         => [[3, "blue-subnet", 2, "10.0.0.0/24", "10.0.0.1", 4]],
      :routers         => [[4, "edge", "ACTIVE", 1]],
      :vms             => [[5, "web", "off"]],
      :ports           => [[6, "nic1", "ACTIVE", 2, "vm", 5, false, ["10.0.0.7"], [8]], [7, "nic2", "DOWN", 2, "vm", 99, false, [], []]],
      :security_groups => [[8, "allow-web"]]
    }
  end

  let(:topology) { described_class.new(tables, :networks => "/cloud_network/show/", :vms => "/vm_infra/show/") }

  it "is made of rows: what is connected to what, as text, picture and list" do
    expect(topology.text).to eq(<<~TEXT)
      network blue: down
      ├─ subnet blue-subnet: 10.0.0.0/24, gateway 10.0.0.1
      ├─ router edge: 10.0.0.1; also gateway on internet
      ├─ VM web: down; 10.0.0.7; security groups allow-web
      └─ port nic2: down
      network internet: external, VLAN 100 on physnet1, MTU 1500
      └─ router edge: gateway; also 10.0.0.1 on blue
      security group allow-web: 1 port
    TEXT
    expect(topology.svg("Mine", :focus => "/topology?focus="))
      .to start_with("<svg ").and include('href="/vm_infra/show/5"', 'href="/topology?focus=router%3A4"', 'aria-label="Mine"')
    expect(topology.svg("Mine", :zoom => 50)[/ width="(\d+)"/, 1].to_i * 2).to be_within(1).of(topology.svg("Mine")[/ width="(\d+)"/, 1].to_i)
    expect(topology.list).to include('<a href="/cloud_network/show/2"><bdi>blue</bdi></a>')
    expect(topology.html("Mine")).to start_with("<!DOCTYPE html>").and include("<svg", "<ul>")
    expect(topology.counts).to eq(:networks => 2, :devices => 3, :security_groups => 1)
  end

  it "names nothing that is not among the rows" do
    seen = described_class.new(tables.merge(:vms => [], :networks => tables[:networks].drop(1)))
    expect(seen.text).not_to match(/VM|internet/)
    expect(seen.text).to include("port nic1: 10.0.0.7", "router edge: 10.0.0.1")
  end

  it "shows only what is connected to an object, or what is found" do
    expect(topology.only(:focus => "web", :depth => 1).counts).to eq(:networks => 1, :devices => 1, :security_groups => 1)
    expect(topology.only(:focus => "router:4").counts).to include(:networks => 2)
    expect(topology.only(:search => "10.0.0.7").text).to include("VM web").and(satisfy { |text| !text.include?("nic2") })
    expect(topology.only(:focus => "nobody")).to be_nil
    expect { topology.only(:focus => "web", :depth => 9) }.to raise_error(OvirtNet::InvalidOptionError, "depth is 9; give a number from 1 to 5")
  end

  it "takes no other rows" do
    expect { described_class.new(:networks => [["one"]]) }.to raise_error(TypeError)
    expect { described_class.new(:ports => [nil]) }.to raise_error(TypeError)
  end

  it "lets other threads run" do
    big   = described_class.new(:networks => Array.new(1_000) { |id| [id, "net-#{id}", "active", nil, nil, nil, nil, nil] },
                                :ports    => Array.new(10_000) { |id| [id, "nic1", "ACTIVE", id % 1_000, nil, nil, false, ["10.0.0.1"], []] })
    ticks = 0
    other = Thread.new { loop { (ticks += 1) && Thread.pass } }
    Thread.pass until ticks > 0
    # A busy machine may not let the other one in each time.
    is_let_in = Array.new(20) do
      before = ticks
      expect(big.svg("Big").scan("1000 ports").size).to be >= 10
      ticks > before
    end
    expect(is_let_in).to include(true)
  ensure
    other&.kill
  end

  describe "ovirt-net topology" do
    around do |example|
      Simulator.start(:inventory => File.expand_path("../../rakelib/office.json", __dir__)) { |simulator| (@simulator = simulator) && example.run }
    end

    it "prints a tree, or what is connected to one object" do
      code, output, error = ovirt_net("topology", :server => @simulator)
      expect([code, error]).to eq([0, ""])
      expect(output).to include("network internet: external, VLAN 100 on physnet1, MTU 1500\n", "14 ports: 2 down")

      output = ovirt_net("topology", "--focus", "web", :server => @simulator)[1]
      expect(output).to include("port web-2: down; 10.1.0.12; security groups allow-ssh, allow-web").and(satisfy { |text| !text.include?("storage") })
    end

    it "writes a picture or a page, as the file is called" do
      Dir.mktmpdir do |folder|
        expect(ovirt_net("topology", "--output", "#{folder}/networks.svg", :server => @simulator)).to eq([0, "#{folder}/networks.svg\n", ""])
        expect(File.read("#{folder}/networks.svg")).to start_with("<svg ").and include("backup-router")
        ovirt_net("topology", "--output", "#{folder}/networks.html", "--title", "Ours", :server => @simulator)
        expect(File.read("#{folder}/networks.html")).to include("<h1>Ours</h1>")
        expect(ovirt_net("topology", "--format", "svg", :server => @simulator)[1]).to start_with("<svg ")
        expect(ovirt_net("topology", "--output", "#{folder}/none/networks.svg", :server => @simulator)).to match([2, "", /--output is ".*": No such file/])
      end
    end

    it "says where there is no such object" do
      expect(ovirt_net("topology", "--focus", "nobody", :server => @simulator)).to match([1, "", /no object matches "nobody"; give a name/])
      expect(ovirt_net("topology", "--json", :server => @simulator)).to match([2, "", /ovirt-net inventory --json/])
      expect(ovirt_net("topology", "--focus", "web", "--depth", "9", :server => @simulator)).to match([2, "", /depth is 9; give a number from 1 to 5/])
    end
  end
end
