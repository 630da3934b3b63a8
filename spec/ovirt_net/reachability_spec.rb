RSpec.describe OvirtNet::Reachability do
  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  before { @simulator.load(ReachableSite.lists) }

  def reach(*arguments, **environment)
    ovirt_net("reach", *arguments, :server => @simulator, **environment)
  end

  def asked(*arguments)
    code, output, = reach(*arguments, "--json")
    [code, JSON.parse(output)]
  end

  describe "ovirt-net reach" do
    it "tells step by step that a packet arrives, and by which rules" do
      code, output, error = reach("web1", "db1", "--protocol", "tcp", "--port", "5432")
      expect([code, error]).to eq([0, ""])
      expect(output).to start_with(<<~TEXT)
        + port web1: a rule allows this egress traffic (rule out of the security group web)
        + network red: the sender uses its gateway 10.0.0.1
        + router edge: the router has an interface on 10.0.1.0/24
        + port db1: a rule allows this ingress traffic (rule sql of the security group db)
        + port db1: the port gets the packet

        The packet arrives.
        Not considered: firewalls and routes inside VMs, hosts on physical networks, and changes that were made in OVN without the provider.
      TEXT
    end

    it "tells what drops it, and the smallest rule that would not" do
      code, output, = reach("web1", "db1", "--protocol", "tcp", "--port", "5433")
      expect(code).to eq(1)
      expect(output).to include("x port db1: no rule of its security groups allows this ingress traffic\n", "The packet does not arrive.\n",
                                '-> Add to the security group "db" a rule with direction ingress, ethertype IPv4, protocol tcp, port_range_min 5433, port_range_max 5433, remote_ip_prefix 10.0.0.5/32.')
    end

    it "tells a program the same" do
      expect(asked("web1", "db1", "--protocol", "udp", "--port", "53")).to eq(
        [1,
         {"verdict" => "dropped",
          "steps"   => [
            {"at" => "port", "object" => {"id" => "web1", "name" => "web1"}, "rule" => {"id" => "out", "security_group_id" => "web", "security_group" => "web"}, "decision" => "passes", "code" => "allowed",
             "why" => "a rule allows this egress traffic"},
            {"at" => "network", "object" => {"id" => "red", "name" => "red"}, "rule" => nil, "decision" => "passes", "code" => "to_gateway", "why" => "the sender uses its gateway 10.0.0.1"},
            {"at" => "router", "object" => {"id" => "edge", "name" => "edge"}, "rule" => nil, "decision" => "passes", "code" => "connected", "why" => "the router has an interface on 10.0.1.0/24"},
            {"at" => "port", "object" => {"id" => "db1", "name" => "db1"}, "rule" => nil, "decision" => "dropped", "code" => "not_allowed", "why" => "no rule of its security groups allows this ingress traffic"}
          ],
          "remedy"  => {"code" => "add_rule", "port" => "db1", "security_group_id" => "db", "direction" => "ingress", "ethertype" => "IPv4", "protocol" => "udp", "port_range_min" => "53", "port_range_max" => "53",
                        "remote_ip_prefix" => "10.0.0.5/32",
                        "text" => 'Add to the security group "db" a rule with direction ingress, ethertype IPv4, protocol udp, port_range_min 53, port_range_max 53, remote_ip_prefix 10.0.0.5/32.'}}]
      )
    end

    it "says that the rules do not decide where they do not" do
      code, answer = asked("web1", "db1", "--protocol", "tcp")
      expect([code, answer["verdict"], answer["steps"].last.slice("object", "decision", "code")]).to eq([4, "unknown", {"object" => {"id" => "db1", "name" => "db1"}, "decision" => "unknown", "code" => "depends_on_port"}])
      expect(reach("web1", "db1", "--protocol", "tcp")).to match([4, /It is not known whether the packet arrives/, ""])
    end

    it "does not know what a port is allowed that may be in the group Default without saying so, unless that does not matter" do
      default = {:id => "d", :name => "Default", :tenant_id => ReachableSite::TENANT, :security_group_rules => []}
      members = ReachableSite.rule("members", "d", "ingress", :remote_group_id => "d")
      @simulator.load(ReachableSite.lists(:security_groups => [default]))
      expect(asked("web1", "db1", "--protocol", "tcp", "--port", "80").first).to eq(1)
      @simulator.load(ReachableSite.lists(:security_groups => [default], :security_group_rules => [members]))
      expect(asked("web1", "db1", "--protocol", "tcp", "--port", "80")).to match([4, hash_including("steps" => include(hash_including("code" => "depends_on_group")))])
      expect(asked("web1", "db1", "--protocol", "tcp", "--port", "5432").first).to eq(0)
    end

    it "takes addresses, of IPv6 as well, and of hosts that are no ports" do
      expect(asked("10.0.0.5", "10.0.1.5", "--protocol", "tcp", "--port", "5432").first).to eq(0)
      expect(asked("fd00::5", "v6b", "--protocol", "tcp", "--port", "5432").first).to eq(0)
      expect(asked("v6a", "fd00::6", "--protocol", "tcp", "--port", "5433")).to match([1, hash_including("remedy" => hash_including("ethertype" => "IPv6", "remote_ip_prefix" => "fd00::5/128"))])
      expect(asked("v6a", "db1").last["steps"].last["code"]).to eq("no_common_ip_version")
      expect(asked("web1", "10.0.1.1", "--protocol", "icmp").last["steps"].last["code"]).to eq("router_answers")
      expect(asked("web1", "203.0.113.9")).to match([1, hash_including("remedy" => {"code" => "add_route", "router" => "edge", "destination" => "203.0.113.9", "text" => 'Add a route to 203.0.113.9 to the router "edge".'})])
      expect(asked("203.0.113.9", "web1").last["steps"].last["code"]).to eq("not_from_outside")
    end

    it "tells what else is in the way" do
      {
        {:ports => [ReachableSite.port("db1", "blue", "10.0.1.5", %w[db], :admin_state_up => false)]}                       => %w[port_down enable_port],
        {:routers => [ReachableSite.routers.first.merge(:admin_state_up => false)]}                                         => %w[router_down enable_router],
        {:subnets => [ReachableSite.subnets.first.except(:gateway_ip)]}                                                     => %w[no_gateway set_gateway],
        {:ports => [ReachableSite.interface("edge-red", "red", "10.0.0.9")]}                                                => %w[nobody_is_gateway add_interface],
        {:ports => [ReachableSite.port("db1", "red", "10.0.1.5", %w[db]), ReachableSite.port("x", "blue", "10.0.1.5", [])]} => %w[not_there],
        {:ports => [ReachableSite.port("db1", "blue", "10.0.1.5", %w[db]).except(:mac_address)]}                            => %w[no_mac_address]
      }.each do |changes, (code, remedy)|
        @simulator.load(ReachableSite.lists(**changes))
        answer = asked("web1", "db1", "--protocol", "tcp", "--port", "5432")
        expect(answer).to match([1, hash_including("verdict" => "dropped", "remedy" => remedy && hash_including("code" => remedy))]), changes.inspect
        expect(answer.last["steps"].last["code"]).to eq(code)
      end
    end

    it "names a wrong end or option, what it can be, and answers 2" do
      {
        %w[web1 nobody]                          => /to is "nobody", which is neither an IP address nor the id or the name of a port/,
        %w[router_port web1]                     => /from is "router_port", which 2 ports are called; give an id: edge-red \(10.0.0.1, red\), edge-blue \(10.0.1.1, blue\)/,
        %w[web1 10.0.1.0/24]                     => /to is "10.0.1.0\/24"/,
        %w[web1 db1 --port 80]                   => /port is 80, which only tcp and udp have; leave it out for any/,
        %w[web1 db1 --protocol tcp --port 70000] => /port is 70000; give a number from 1 to 65535/,
        %w[web1 db1 --protocol tcp --port 80.5]  => /port is 80.5; give a number from 1 to 65535/,
        %w[web1 db1 --protocol gre]              => /tcp, udp, icmp, any/,
        %w[web1]                                 => /FROM TO/
      }.each { |arguments, words| expect(reach(*arguments)).to match([2, "", words]), arguments.inspect }
      expect(ovirt_net("reach", "--help")).to match([0, /reach FROM TO.*--protocol.*--port/m, ""]).and match([0, /id or the name of a port, or an IP address.*0 it arrives, 1 it is dropped, 2 wrong usage, 4 unknown/m, ""])
    end

    it "lets no name act on the terminal" do
      evil = ReachableSite.port("web1", "red", "10.0.0.5", %w[web], :name => "web\e[2J\n+ port x: fine")
      @simulator.load(ReachableSite.lists(:ports => [evil]))
      expect(reach("10.0.0.5", "db1")[1]).to include('+ port web\\u{1b}[2J + port x: fine (web1): ').and(satisfy { |text| !text.include?("\e") })
      expect(reach("10.0.0.5", "db1", "--json")[1]).not_to include("\e")
    end
  end

  describe "#ask" do
    let(:reachability) { client_of(@simulator).inventory.reachability }

    it "answers many questions about one inventory" do
      expect(reachability.ask(:from => "web1", :to => "db1", :protocol => "tcp", :port => 5432)).to include(:verdict => "reaches", :remedy => nil)
      expect(reachability.ask(:from => "web1", :to => "db1", :protocol => "tcp", :port => 22)).to include(:verdict => "dropped", :remedy => hash_including(:code => "add_rule", :port_range_min => "22"))
      expect(reachability.ask(:from => "db1", :to => "web1")[:steps].last).to include(:at => "port", :object => {:id => "db1", :name => "db1"}, :decision => "dropped", :code => "not_allowed")
    end

    it "answers as OVN did, on recorded sites" do
      sites = File.foreach(File.expand_path("../../tests/recordings/reachability.jsonl", __dir__)).first(3).map { |line| JSON.parse(line) }
      known = sites.sum do |site|
        lists = site["lists"].transform_values { |objects| objects.map { |object| {"tenant_id" => ReachableSite::TENANT}.merge(object) } }
        @simulator.load("tenants" => [{"id" => ReachableSite::TENANT, "name" => "tenant", "enabled" => true}], "floatingips" => [], **lists)
        reachability = client_of(@simulator).inventory.reachability
        site["questions"].count do |question|
          verdict = reachability.ask(:from => question["from"], :to => question["to"], :protocol => question["protocol"], :port => question["port"])[:verdict]
          expect([question, verdict]).to eq([question, "unknown"]).or eq([question, question["arrives"] ? "reaches" : "dropped"])
          verdict != "unknown"
        end
      end
      expect(known).to be > 140
    end

    it "refuses what cannot be asked" do
      expect { reachability.ask(:from => "web1", :to => nil) }.to raise_error(OvirtNet::InvalidOptionError, /to is ""/)
      expect { reachability.ask(:from => "web1", :to => "db1", :protocol => :tcp) }.to raise_error(OvirtNet::InvalidOptionError, /protocol is :tcp; give tcp, udp, icmp, any/)
      expect { reachability.ask(:from => "web1", :to => "db1", :protocol => "tcp", :port => "80") }.to raise_error(OvirtNet::InvalidOptionError, /port is "80"; give a number from 1 to 65535/)
    end
  end
end
