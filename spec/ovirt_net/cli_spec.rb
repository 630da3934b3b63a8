require "csv"
require "open3"

RSpec.describe "ovirt-net" do
  it "says how it is used, and answers wrong usage with 2" do
    Dir.chdir("/") do
      expect(ovirt_net("help")).to match([0, /check.*inventory.*watch/m, ""])
      expect(ovirt_net("help", "check")).to match([0, /Exit codes: 0 .*--password-file/m, ""]).or match([0, /--password-file.*Exit codes: 0/m, ""])
      expect(ovirt_net("--version")).to eq([0, "#{OvirtNet::VERSION}\n", ""])
      expect(ovirt_net("chek")).to match([2, "", /chek/])
      expect(ovirt_net("check", "--frobnicate")).to match([2, "", /--frobnicate/])
      expect(ovirt_net("check")).to match([2, "", /name a provider \(--url or OVIRT_NET_URL\), or run this in ManageIQ's folder/])
      expect(ovirt_net("check", "--url", "https://host:35357/v3")).to match([2, "", /asks for version v3/])
      expect(ovirt_net("check", "--all", "--url", "https://host:35357/")).to match([2, "", /--all is for ManageIQ's network managers/])
      expect(ovirt_net("inventory", "prots", "--url", "https://host:35357/")).to match([2, "", /there is no list "prots"; the lists are: tenants, networks, .*ports, addresses, floatingips$/])
      expect(ovirt_net("inventory", "--format", "csv", "--url", "https://host:35357/")).to match([2, "", /CSV is for one list/])
      expect(ovirt_net("inventory", "ports", "networks", "--format", "csv", "--url", "https://host:35357/")).to match([2, "", /CSV is for one list/])
    end
  end

  it "answers --help wherever it stands, with what the command is for" do
    [%w[check --help], %w[check -h], %w[--help check], ["check", "--url", "https://host:35357/", "--help"]].each do |arguments|
      expect(ovirt_net(*arguments)).to match([0, /Usage:\n  \S+ check$.*--all.*Exit codes: 0/m, ""]).or match([0, /Exit codes: 0.*--all/m, ""])
    end
    expect(ovirt_net("--help")).to match([0, /In ManageIQ.s folder, run `bundle exec ovirt-net`.*check.*watch/m, ""])
    expect(ovirt_net("help")[1]).not_to include("tree")
  end

  it "says that ManageIQ needs its bundle, and does not load it with the wrong gems" do
    Dir.mktmpdir do |folder|
      FileUtils.mkdir_p("#{folder}/app/models")
      FileUtils.touch("#{folder}/app/models/ext_management_system.rb")
      output, status = Open3.capture2e({"RUBYOPT" => nil, "OVIRT_NET_URL" => nil}, *Command::EXECUTABLE, "check", :chdir => folder)
      expect([status.exitstatus, output]).to match([2, /\Aovirt-net: ManageIQ in #{folder} needs its bundle: run `bundle exec ovirt-net` there\n\z/])
    end
  end

  it "says that its output cannot be written where the disk is full" do
    %w[version help].each do |command|
      error, status = Open3.capture2e("sh", "-c", "exec \"$@\" 2>&1 > /dev/full", "sh", *Command::EXECUTABLE, command)
      expect([error, status.exitstatus]).to eq(["ovirt-net: the output cannot be written: No space left on device\n", 1])
    end
  end

  describe "who logs in" do
    around { |example| Simulator.start(:user => "me@internal", :password => "from-a-file") { |simulator| (@simulator = simulator) && example.run } }

    it "is told by options, of which none is the password itself" do
      Dir.mktmpdir do |directory|
        File.write("#{directory}/password", "from-a-file\n")
        code, output, error = ovirt_net("inventory", "--url", @simulator.identity_url, "--user", "me@internal", "--password-file", "#{directory}/password")
        expect([code, error]).to eq([0, ""]), error
        expect(output).not_to include("from-a-file")
        expect(ovirt_net("inventory", "--url", @simulator.identity_url, "--password-file", "#{directory}/none")).to match([2, "", /No such file.*name a readable file/])
      end
      code, output, error = ovirt_net("check", "--password", "typed-secret", :server => @simulator)
      expect([code, output]).to eq([2, ""])
      expect(error).not_to include("typed-secret")
    end

    it "is told by the environment, and a setting that is missing or wrong is named" do
      expect(ovirt_net("check", :server => @simulator, :OVIRT_NET_USER => "me@internal", :OVIRT_NET_PASSWORD => "from-a-file").first).to eq(0)
      expect(ovirt_net("check", :server => @simulator, :OVIRT_NET_VERIFY_SSL => "maybe")).to match([2, "", /OVIRT_NET_VERIFY_SSL is "maybe"; give true or false/])
      expect(ovirt_net("check", :server => @simulator, :OVIRT_NET_CA => "/none")).to match([2, "", /OVIRT_NET_CA is "\/none": No such file/])

      output, status = Open3.capture2e({"OVIRT_NET_URL" => @simulator.identity_url, "OVIRT_NET_USER" => "me@internal"}, *Command::EXECUTABLE, "check", :stdin_data => "")
      expect([status.exitstatus, output]).to match([2, /OVIRT_NET_PASSWORD is missing/])
    end

    it "is told by files and variables of editors that mark their encoding" do
      Dir.mktmpdir do |directory|
        {
          "utf8"  => "\uFEFFfrom-a-file\r\n".b,
          "utf16" => "\uFEFFfrom-a-file\r\nmore".encode(Encoding::UTF_16LE).b,
          "big"   => "\uFEFFfrom-a-file".encode(Encoding::UTF_16BE).b
        }.each do |name, bytes|
          File.binwrite("#{directory}/#{name}", bytes)
          expect(ovirt_net("inventory", "tenants", "--password-file", "#{directory}/#{name}", :server => @simulator, :OVIRT_NET_USER => "me@internal").values_at(0, 2)).to eq([0, ""])
        end
        File.binwrite("#{directory}/bytes", "\xFF\xFE\x00\xD8".b)
        expect(ovirt_net("check", "--password-file", "#{directory}/bytes", :server => @simulator)).to match([2, "", /--password-file is ".*", which is not a text; give a readable file/])
      end
      expect(ovirt_net("inventory", "tenants", :server => @simulator, :OVIRT_NET_USER => "\uFEFFme@internal", :OVIRT_NET_PASSWORD => "\uFEFFfrom-a-file").first).to eq(0)
    end

    it "is asked for on a terminal, where the password is not seen, and colours are" do
      output = on_terminal("check", "OVIRT_NET_URL" => @simulator.identity_url) do |keyboard, screen|
        keyboard.puts("me@internal") if screen.wait_for("User, such as admin@internal:")
        keyboard.puts("from-a-file") if screen.wait_for("Password:")
      end

      expect(output).to include("me@internal is logged in", "Everything works.", "\e[32m")
      expect(output).not_to include("from-a-file")
    end
  end

  describe "on a terminal" do
    around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

    def shown(**variables)
      on_terminal("check", "OVIRT_NET_URL" => @simulator.identity_url, "OVIRT_NET_USER" => "admin@internal", "OVIRT_NET_PASSWORD" => "123456", **variables)
    end

    it "shows what takes long, and no colours that nobody wants" do
      @simulator.fail("ports", "do" => "hang", "seconds" => 0.8)
      expect(shown("NO_COLOR" => "1")).to match(/list of ports … \d s\r\e\[K.*Everything works\./m).and(satisfy { |output| !output.include?("\e[3") })
    end
  end

  describe "inventory" do
    around do |example|
      Simulator.start do |simulator|
        (@simulator = simulator).load(Recordings.inventory)
        example.run
      end
    end

    it "shows tables, with names in place of references" do
      code, output, = ovirt_net("inventory", :server => @simulator)
      expect(code).to eq(0)
      expect(output).to match(/net-1 +Private +active +phys1 +vlan +101/).and match(/sub-1 +10\.2\.0\.0.*net-1/).and match(/network_ports +30$/)
      expect(output).not_to include("\e[")

      _, output, = ovirt_net("inventory", "network_ports", "--rows", "2", :server => @simulator)
      expect(output).to include("and 28 more")
      expect(output).not_to include("cloud_networks")
    end

    it "gives all columns as JSON and CSV" do
      ports = JSON.parse(ovirt_net("inventory", "network_ports", "--json", :server => @simulator)[1]).fetch("network_ports")
      expect(ports.size).to eq(30)
      addresses = Recordings.inventory.fetch("ports").map { |port| port.fetch("mac_address") }
      expect(ports.map { |port| port.fetch("mac_address") }).to eq(addresses.map { |address| address unless %w[unknown router].include?(address) })

      rows = CSV.parse(ovirt_net("inventory", "network_ports", "--format", "csv", :server => @simulator)[1], :headers => true)
      expect(rows.map { |row| row["ems_ref"] }).to eq(ports.map { |port| port.fetch("ems_ref") })
      expect(JSON.parse(rows.first["extra_attributes"])).to eq(ports.first.fetch("extra_attributes"))
    end

    it "tells how many addresses subnets have left" do
      @simulator.load(ReachableSite.lists(:subnets => [ReachableSite.subnets.first.merge(:cidr => "10.0.0.0/29")]))
      usage = JSON.parse(ovirt_net("inventory", "subnets", "--json", :server => @simulator)[1]).fetch("cloud_subnets")
      expect(usage.to_h { |subnet| [subnet["name"], subnet.values_at("addresses_total", "addresses_used", "addresses_free")] })
        .to eq("red-subnet" => [5, 1, 4], "blue-subnet" => [253, 2, 251], "six-subnet" => [nil, nil, nil])
      expect(ovirt_net("inventory", "subnets", :server => @simulator)[1]).to match(/addresses_used +addresses_free$/).and match(/blue-subnet .* 2 +251$/)
    end

    it "takes lists by their names at the provider and by ours, in any case and number" do
      {
        %w[ports]                    => %w[network_ports],
        %w[Port]                     => %w[network_ports],
        %w[NETWORK_PORTS]            => %w[network_ports],
        %w[security-groups rules]    => %w[security_groups firewall_rules],
        ["Security Group"]           => %w[security_groups],
        %w[security-group-rule]      => %w[firewall_rules],
        %w[addresses address subnet] => %w[cloud_subnet_network_ports cloud_subnets],
        %w[floatingip floating-ips]  => %w[floating_ips]
      }.each do |given, tables|
        expect([given, JSON.parse(ovirt_net("inventory", *given, "--json", :server => @simulator)[1]).keys]).to eq([given, tables])
      end
    end

    describe "of objects whose names act on a terminal or a spreadsheet" do
      let(:hostile) { ["\e]0;title\a\e[2Jred", "left\u202Eright\u2069", "two\r\nlines\u009B31m", "=HYPERLINK(\"http://x\")", "  @SUM(1)", "-1+1", "\uFF1D1+1", "a\u0085b\u061Cc\u200Fd\u2028e\u007Ff"] }

      before do
        networks = hostile.each_with_index.map { |name, number| {"id" => "n#{number}", "name" => name, "status" => "ACTIVE"} }
        @simulator.load(@simulator.dump.merge("networks" => networks, "subnets" => [], "ports" => [], "routers" => []))
      end

      def seen(*arguments)
        ovirt_net(*arguments, :server => @simulator)[1].tap do |output|
          expect(output.delete("\n")).not_to match(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/)
        end
      end

      it "shows them in one line each, with numbers for what is not seen" do
        output = seen("inventory", "networks")
        expect(output).to include('\u{1b}]0;title\u{7}\u{1b}[2Jred', 'left\u{202e}right\u{2069}', 'two lines\u{9b}31m', '=HYPERLINK("http://x")')
      end

      it "has them in JSON as they are, and in CSV so that no spreadsheet takes one for a formula" do
        expect(JSON.parse(seen("inventory", "networks", "--json")).fetch("cloud_networks").map { |network| network.fetch("name") }).to eq(hostile)

        names = CSV.parse(seen("inventory", "networks", "--format", "csv"), :headers => true).map { |row| row["name"] }
        expect(names).to eq(['\u{1b}]0;title\u{7}\u{1b}[2Jred', 'left\u{202e}right\u{2069}', 'two lines\u{9b}31m', "'=HYPERLINK(\"http://x\")", "' @SUM(1)", "'-1+1",
                             "'\uFF1D1+1", 'a\u{85}b\u{61c}c\u{200f}d\u{2028}e\u{7f}f'])
      end

      it "shows them so where an error or a note quotes them" do
        @simulator.fail("networks", "do" => "status", "status" => 500, "message" => "no \e[31mluck\u202E")
        expect(ovirt_net("inventory", :server => @simulator)[2]).to include('no \u{1b}[31mluck\u{202e}').and(satisfy { |text| !text.match?(/[\e\u202E]/) })
        expect(seen("check")).to include('\u{1b}[31mluck')
      end
    end

    it "says why there is none, with the remedy" do
      @simulator.fail("subnets", "do" => "status", "status" => 500, "message" => "RowNotFound")
      expect(ovirt_net("inventory", :server => @simulator)).to match([1, "", /cannot read subnets: .*500: RowNotFound.*ovirt-provider-ovn\.log/m])
    end
  end

  describe "watch" do
    # Changes the simulator while the command waits between two readings.
    def watched(*arguments, changes:)
      allow_any_instance_of(OvirtNet::CLI::WatchCommand).to receive(:sleep) { |_command, seconds| (@waits ||= []) << seconds && changes.shift.call }
      ovirt_net("watch", "--readings", (changes.size + 1).to_s, *arguments, :server => @simulator)
    end

    around { |example| Simulator.start(:networks => 2, :ports => 4) { |simulator| (@simulator = simulator) && example.run } }

    it "shows what is new, changed and gone, in the words of ManageIQ's events" do
      network, port = @simulator.dump.values_at("networks", "ports").map(&:first)
      changes = [
        -> { edit { |inventory| inventory["networks"] << {"id" => "new", "name" => "blue"} } },
        -> { edit { |inventory| inventory["networks"].find { |found| found["id"] == "new" }["name"] = "green" } },
        -> { edit { |inventory| inventory["ports"].reject! { |found| found["id"] == port["id"] } } }
      ]
      code, output, = watched(:changes => changes)

      expect(code).to eq(0)
      expect(output).to match(/\+ network blue was created$.*~ green was renamed from blue$.*- port #{port["name"]} .*was deleted from/m)
      expect(output).not_to match(/[+~] .*#{network["name"]}/)
    end

    it "gives a line of JSON for each, and leaves the provider most of its time" do
      changes = [-> { edit { |inventory| inventory["networks"] << {"id" => "new", "name" => "blue"} } }]
      allow(Process).to receive(:clock_gettime).and_return(*Array.new(100) { |number| number * 7.0 })
      lines = watched("--json", "--interval", "30", :changes => changes)[1].lines.map { |line| JSON.parse(line) }

      expect(lines.last).to include("change" => "created", "event_type" => "network.create.end", "table" => "cloud_networks", "name" => "blue", "ems_ref" => "new", "message" => "network blue was created")
      expect(@waits.first).to be >= 20 * 7
    end

    it "does not take the time in which ManageIQ is loaded for the provider's" do
      now = 0.0
      allow(Process).to receive(:clock_gettime) { now }
      allow_any_instance_of(OvirtNet::CLI::WatchCommand).to(receive(:subject).and_wrap_original { |subject, *| (now += 60) && subject.call })
      watched("--interval", "30", :changes => [-> {}])

      expect(@waits).to eq([30])
    end

    it "goes on after an error, and stops where a login is refused" do
      changes = [-> { @simulator.fail("ports", "do" => "status", "status" => 500) }, -> { @simulator.faults = [] }, -> {}]
      code, output, = watched(:changes => changes)
      expect(code).to eq(0)
      expect(output.scan("cannot read ports").size).to eq(1)

      expect(ovirt_net("watch", :server => @simulator, :OVIRT_NET_PASSWORD => "wrong")).to match([1, "", /refused with 401/])
    end

    def edit
      @simulator.load(@simulator.dump.tap { |inventory| yield inventory })
    end
  end
end
