require "open3"

RSpec.describe "bin/demo" do
  def demo(**env)
    Open3.capture2e(env.transform_keys(&:to_s), RbConfig.ruby, "-I", "lib", "demo/demo.rb", :chdir => File.expand_path("../..", __dir__), :stdin_data => "")
  end

  it "checks the simulator, and shows its recorded inventory and what a refresh would write" do
    output, status = demo

    expect(status).to be_success, output
    expect(output).to match(%r{catalog +the network service is at http://127.0.0.1:\d+/v2.0})
      .and match(/net-1 +Private +active +phys1 +vlan +101/)
      .and match(/network_ports +30\n/)
      .and match(%r{3 POST /v2.0/tokens,})
      .and match(%r{^/.*/target/topology\.html$})
    expect(File.read(output[%r{^/.*/target/topology\.html$}])).to include("net-1", "<svg")
  end

  it "shows a provider that the environment names" do
    Simulator.start(:networks => 2) do |simulator|
      output, status = demo(:OVIRT_NET_URL => simulator.identity_url, :OVIRT_NET_USER => "admin@internal", :OVIRT_NET_PASSWORD => "123456")

      expect(status).to be_success, output
      expect(output).to match(/cloud_networks +2\n/)
      expect(output).not_to include("123456")
    end
  end

  it "ends where the check fails" do
    Simulator.start do |simulator|
      output, status = demo(:OVIRT_NET_URL => simulator.identity_url, :OVIRT_NET_USER => "admin@internal", :OVIRT_NET_PASSWORD => "wrong-one")
      expect(status.exitstatus).to eq(1)
      expect(output).to include("refused with 401")
      expect(output).not_to include("wrong-one", "inventory")
    end
  end
end
