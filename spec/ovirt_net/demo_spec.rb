require "open3"

RSpec.describe "bin/demo" do
  def demo(**env)
    Open3.capture2e(env.transform_keys(&:to_s), RbConfig.ruby, "-I", "lib", "demo/demo.rb", :chdir => File.expand_path("../..", __dir__), :stdin_data => "")
  end

  it "shows the recorded inventory of the simulator, and what a refresh would write" do
    output, status = demo

    expect(status).to be_success, output
    expect(output).to match(%r{network +neutron +RegionOne +public +http://127.0.0.1:\d+/ +http://127.0.0.1:\d+/v2.0})
      .and match(/net-1 +Private +active +phys1 +vlan +101/)
      .and match(/network_ports +30\n/)
      .and match(%r{POST /v2.0/tokens +1\n})
  end

  it "shows a provider that the environment names" do
    Simulator.start(:networks => 2) do |simulator|
      output, status = demo(:OVIRT_NET_URL => simulator.identity_url, :OVIRT_NET_USER => "admin@internal", :OVIRT_NET_PASSWORD => "123456")

      expect(status).to be_success, output
      expect(output).to match(/cloud_networks +2\n/)
      expect(output).not_to include("123456")
    end
  end

  it "says what is missing, and what the provider refused" do
    Simulator.start do |simulator|
      output, status = demo(:OVIRT_NET_URL => simulator.identity_url, :OVIRT_NET_USER => "admin@internal")
      expect(status).not_to be_success
      expect(output).to include("OVIRT_NET_PASSWORD is missing")

      output, status = demo(:OVIRT_NET_URL => simulator.identity_url, :OVIRT_NET_USER => "admin@internal", :OVIRT_NET_PASSWORD => "wrong-one")
      expect(status).not_to be_success
      expect(output).to include("refused with 401")
      expect(output).not_to include("wrong-one")
    end
  end
end
