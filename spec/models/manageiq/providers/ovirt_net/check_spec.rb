RSpec.describe ManageIQ::Providers::OvirtNet::Check do
  include_context "manager of the simulator"

  around do |example|
    Simulator.start(:networks => 3, :ports => 8, :routers => 1, :security_groups => 2, :rules => 4) do |simulator|
      @simulator = simulator
      example.run
    end
  end

  before { EmsRefresh.refresh(manager) }

  # The names and words of the steps that are not well
  def trouble(*arguments)
    code, steps = check(:arguments => arguments)
    [code, steps.values.reject { |step| step["status"] == "ok" || step["name"] == "discovery" }.map { |step| [step["name"], step["message"], step["remedy"]].compact.join(" | ") }]
  end

  it "says of each step what it found, with the stored user and trust, and never the password" do
    code, output, = ovirt_net("check")

    expect(code).to eq(0)
    expect(output).to match(/network manager #{manager.name} \(#{manager.id}\) of the oVirt provider #{manager.parent_manager.name}/)
      .and match(/last refresh +succeeded at #{Time.now.utc.strftime("%F")}/)
      .and match(/followed +networks read at #{Time.now.utc.strftime("%F")} .* in 0\.\d+ s, due at .*; ports read at /)
      .and match(/credentials +user admin@internal, the oVirt provider's/)
      .and match(/list of networks +3 objects/)
      .and match(/tables +all \d+ have what the provider has/)
    expect(output).not_to include(password)
  end

  describe "tables edited by hand" do
    it "are found, each object by its name, and nothing is written" do
      port, network, group = manager.network_ports.order(:id).first, manager.cloud_networks.order(:id).last, manager.security_groups.first
      ::NetworkPort.where(:id => port.id).update_all(:name => "edited", :status => "LOST")
      ::SecurityGroup.where(:id => group.id).update_all(:ems_ref => "unknown")
      ::CloudNetwork.where(:id => network.id).delete_all
      code, steps = check

      expect(code).to eq(3)
      expect(steps["tables"]).to include("status" => "differs", "remedy" => /Refresh Relationships and Power States\) corrects this/)
      expect(steps["table cloud_networks"]["message"]).to include("1 missing here: #{network.name}")
      expect(steps["table network_ports"]["message"]).to match(/different: .*edited \((name, status|status, name)\)/)
      expect(steps["table security_groups"]["message"]).to include("1 missing here: #{group.name}", "1 not at the provider: #{group.name}")
      expect(steps["table network_ports"]["details"]["differences"]).to include(hash_including("kind" => "different", "id" => port.id, "columns" => contain_exactly("name", "status")))
      expect(::NetworkPort.where(:id => port.id).pluck(:name)).to eq(["edited"])

      EmsRefresh.refresh(manager)
      expect(trouble).to eq([0, []])
    end

    it "are found in joins and rules, too, which have no name" do
      address = CloudSubnetNetworkPort.first
      rule    = FirewallRule.first
      CloudSubnetNetworkPort.where(:id => address.id).delete_all
      FirewallRule.where(:id => rule.id).update_all(:direction => "sideways")
      NetworkPortSecurityGroup.create!(:network_port => manager.network_ports.first, :security_group => manager.security_groups.last)
      code, steps = check

      expect(code).to eq(3)
      expect(steps["table cloud_subnet_network_ports"]["message"]).to include("1 missing here: #{address.address} #{address.cloud_subnet.name} #{address.network_port[:name]}")
      expect(steps["table firewall_rules"]["message"]).to match(/1 different: sideways.*#{rule.resource.name}.*\(direction\)/)
      expect(steps["table network_ports_security_groups"]["message"]).to include("not at the provider: #{manager.network_ports.first[:name]} #{manager.security_groups.last.name}")
    end

    it "are found without a statement that writes" do
      ::NetworkPort.where(:id => manager.network_ports.first.id).update_all(:name => "edited")
      statements = []
      subscriber = ActiveSupport::Notifications.subscribe("sql.active_record") { |*, payload| statements << payload[:sql] }
      check

      expect(statements.grep(/\A\s*(INSERT|UPDATE|DELETE)/)).to eq([])
    ensure
      ActiveSupport::Notifications.unsubscribe(subscriber)
    end
  end

  it "tells a database that cannot be used, and not by Ruby's own errors" do
    allow(ManageIQ::Providers::OvirtNet::NetworkManager).to receive(:in_my_region).and_raise(ActiveRecord::ConnectionNotEstablished, "connection to server failed\nIs it running?")
    expect(ovirt_net("check")).to match([1, "", /\Aovirt-net: ManageIQ's database cannot be used: connection to server failed; check that PostgreSQL runs/])
  end

  describe "what ManageIQ knows" do
    it "tells a discovery that failed or found another endpoint, and a manager that is paused" do
      manager.discovery_state.follow("ovn", "ovirt-provider-ovn", OvirtNet.endpoint("https://engine.example.com:35357/v2.0"))
      manager.save!
      expect(check.last["discovery"]).to include("status" => "ok", "message" => "follows ovirt-provider-ovn of oVirt at https://engine.example.com:35357")

      manager.update!(:hostname => "nat.example.com")
      expect(check.last["discovery"]).to include("status" => "warning", "message" => /its endpoint was edited: oVirt says https:\/\/engine/)

      manager.discovery_state.note_error("Discovery of oVirt's network providers failed: 401")
      expect(check.last.values_at("discovery", "last refresh")).to all(include("status" => "failed", "message" => /failed: 401/))

      manager.update!(:enabled => false)
      expect(check.last["manager"]).to include("status" => "warning", "message" => /it is paused/)
    end

    it "tells that user or host name are missing" do
      manager.parent_manager.default_authentication.update!(:userid => "", :password => "")
      expect(trouble).to match([1, [/\Acredentials \| no Provider credentials defined/]])
      manager.update!(:hostname => "", :options => {})
      expect(trouble).to match([1, [/\Acredentials \| no host name of the network provider defined/]])
    end

    it "tells a password that is wrong, and a user of its own" do
      manager.update_authentication(:default => {:userid => "me@internal", :password => "own-secret"})
      code, output, = ovirt_net("check")

      expect(code).to eq(1)
      expect(output).to match(/credentials +user me@internal, its own/).and match(/failed .*login +POST .*401.*-> Check the password and the profile/m)
      expect(output).not_to include("own-secret")
    end

    it "tells the last refresh's error beside what is wrong now" do
      @simulator.fail("ports", "do" => "status", "status" => 500, "message" => "RowNotFound")
      allow(EmsRefresh).to receive(:debug_failures).and_return(false) # as in a worker
      expect { EmsRefresh.refresh(manager) }.to raise_error(/RowNotFound/)
      expect(trouble).to match([1, [/\Alast refresh \| .*RowNotFound/, /\Alist of ports \| .*500: RowNotFound/]])
    end
  end

  describe "several network managers" do
    let!(:other) { FactoryBot.create(:ems_ovirt_net, :hostname => "127.0.0.1", :port => 1, :security_protocol => "non-ssl") }

    it "are checked all at once, or the one that is named" do
      code, output, = ovirt_net("check", "--all", "--json")
      checks = JSON.parse(output).fetch("checks")
      expect(code).to eq(1)
      expect(checks.map { |found| found["status"] }).to contain_exactly("warning", "failed")

      expect(ovirt_net("check", "--all")).to match([1, /^1 of 2 network managers have problems: network manager #{Regexp.escape(other.name)} .*\n\z/, ""])
      expect(ovirt_net("check", "--manager", manager.name).first).to eq(0)
      expect(ovirt_net("check", "--manager", manager.parent_manager.name).first).to eq(0)
      expect(ovirt_net("check", "--manager", other.id.to_s)).to match([1, /cannot be reached on port 1/, ""])
      expect(ovirt_net("check")).to match([2, "", /several network managers; name one with --manager: .*#{Regexp.escape(other.name)}/])
      expect(ovirt_net("check", "--manager", "none")).to match([2, "", /no network manager has the name none/])
    end
  end

  it "has an inventory and a watch with what is stored, too" do
    expect(ovirt_net("inventory", "cloud_networks")).to match([0, /cloud_networks: 3/, ""])
    expect(ovirt_net("watch", "--readings", "1")).to match([0, /3 cloud_networks/, ""])
    expect(ovirt_net("inventory", "--user", "me")).to match([2, "", /--user is for a provider that --url names/])
  end

  it "tells settings that cannot be used" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:refresh_interval => "abc", :max_provider_load_percent => 0}})
    allow($ovirt_net_log).to receive(:warn).and_return(true)
    expect(check.last["settings of ems_refresh.ovirt_net"]).to include("status" => "warning", "message" => /max_provider_load_percent is "0", .*; .*refresh_interval is "abc"/)
  end

  it "tells what of ManageIQ could not be extended" do
    gone = ManageIQ::Providers::OvirtNet::Hooks.all.first.dup.tap { |hook| hook.target = "GoneController" }
    allow(ManageIQ::Providers::OvirtNet::Hooks).to receive(:all).and_return([gone])
    expect(check.last["hooks into ManageIQ"]).to include("status" => "warning", "message" => /there is no GoneController in this ManageIQ/, "remedy" => /update this gem/)
  end

  it "tells settings by their former names" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:provider_share => 4}})
    allow($ovirt_net_log).to receive(:warn).and_return(true)
    expect(check.last["settings of ems_refresh.ovirt_net"]).to include("status" => "warning", "message" => /provider_share was renamed to ems_refresh.ovirt_net.max_provider_load_percent/)
  end

  it "says where to look when there is no network manager" do
    manager.destroy
    expect(ovirt_net("check")).to match([1, "", /has no network manager of oVirt.s network provider: refresh an oVirt provider/])
  end
end
