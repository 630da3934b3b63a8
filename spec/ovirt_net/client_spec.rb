RSpec.describe OvirtNet::Client do
  around { |example| Simulator.start(:networks => 3, :ports => 5) { |simulator| (@simulator = simulator) && example.run } }

  let(:client) { client_of(@simulator) }

  it "reads everything with one login, seven lists and the tenants" do
    inventory = client.inventory
    expect(inventory.counts).to include(:cloud_tenants => 1, :cloud_networks => 3, :cloud_subnets => 3)
    expect(inventory.tables).to match_array(inventory.counts.keys)
    expect(@simulator.requests).to match_array(["POST /v2.0/tokens", "GET /v2.0/tenants"] +
      %w[networks subnets ports routers floatingips security-groups security-group-rules].map { |list| "GET /v2.0/#{list}" })
  end

  it "gives rows as columns and arrays" do
    columns, rows = client.inventory.rows(:cloud_networks)
    expect(columns).to be_frozen.and start_with(:ems_ref, :type, :name)
    expect(rows).to all(have_attributes(:size => columns.size))
    expect(rows.first[columns.index(:extra_attributes)].keys).to eq(%i[port_security_enabled qos_policy_id maximum_transmission_unit])
    expect { client.inventory.rows(:nonsense) }.to raise_error(KeyError, /no table nonsense/)
  end

  it "logs in once more when its token has died, and says so" do
    client.login
    @simulator.expire_tokens
    expect(client.inventory.notes.grep(/refused with 403; logged in again/).size).to eq(1)
  end

  it "verifies by a login and a list" do
    expect(client.verify).to equal(client)
    expect(@simulator.requests).to eq(["POST /v2.0/tokens", "GET /v2.0/networks"])

    @simulator.fail("networks", "do" => "status", "status" => 403)
    expect { client.verify }.to raise_error(OvirtNet::AuthenticationError, /cannot read networks/)
  end

  it "shows the catalog with the URL that is used" do
    network = client.catalog.find { |entry| entry[:type] == "network" }
    expect(network).to include(:name => "neutron", :region => "RegionOne", :interface => "public")
    expect(network[:used]).to eq("#{@simulator.network_url.delete_suffix("/").delete_suffix("/v2.0")}/v2.0")
  end

  it "leaves security groups alone where the provider has none" do
    @simulator.fail("security-groups", "do" => "status", "status" => 405)
    inventory = client.inventory
    expect(inventory.tables).not_to include(:security_groups, :firewall_rules)
    expect(inventory.notes.grep(/this provider lists no security-groups/).size).to eq(1)
  end

  it "reads all pages of a list" do
    networks = %w[a b c].map { |id| {"id" => id} }
    answer   = ->(list, **more) { {"do" => "answer", "path" => "/v2.0/networks", "times" => 1, "text" => {:networks => list, **more}.to_json} }
    @simulator.faults = [
      answer[networks.first(2), :networks_links => [{:rel => "next", :href => "?marker=b"}]],
      answer[networks.last(2)].merge("after" => 1)
    ]
    expect(client.inventory.counts).to include(:cloud_networks => 3)
    expect(@simulator.requests.grep(/networks/)).to eq(["GET /v2.0/networks", "GET /v2.0/networks?marker=b"])
  end

  it "leaves characters out that PostgreSQL cannot store, and says where they were" do
    @simulator.load("networks" => [{"id" => "a", "name" => "net\u0000one"}], "ports" => [{"id" => "p", "binding:profile" => {"a" => ["\u0000b"]}}])
    inventory = client.inventory
    expect(inventory.rows(:cloud_networks).last.first).to include("netone")
    expect(inventory.notes.grep(/left out of (networks\[0\]\.name \(id a\)|ports\[0\]\.binding:profile\.a\[0\] \(id p\))\z/).size).to eq(2)
  end

  it "takes texts of any encoding, and says which is none" do
    @simulator.settings = {"password" => "pässword"}
    ["pässword", "pässword".b, "pässword".dup.force_encoding("US-ASCII"), "pässword".encode("ISO-8859-1")].each do |password|
      expect(client_of(@simulator, :password => password).login).to be_a(described_class)
    end
    expect { client_of(@simulator, :password => "p\xff") }.to raise_error(OvirtNet::InvalidOptionError, "password is not a text in UTF-8; give one")
    expect { OvirtNet.endpoint("https://h\xff/".b) }.to raise_error(OvirtNet::InvalidOptionError, /authentication_url is not a text in UTF-8/)
  end

  describe "errors" do
    def error_of
      yield
      nil
    rescue OvirtNet::Error => err
      err
    end

    it "carry list, path, status and the provider's words" do
      @simulator.fail("ports", "do" => "status", "status" => 500, "message" => "out of ports")
      expect(error_of { client.inventory }).to be_a(OvirtNet::ResponseError).and have_attributes(
        :list => "ports", :path => "/v2.0/ports", :request_method => "GET", :status => 500, :provider_message => "out of ports",
        :message => "cannot read ports: GET /v2.0/ports: the provider answered 500: out of ports"
      )
    end

    it "say where a redirect leads, and how an answer is compressed" do
      location = "https://engine.example.com:35357/v2.0/tokens"
      @simulator.fail("tokens", "do" => "answer", "status" => 308, "headers" => {"Location" => location}, "text" => "<p>308 Permanent Redirect</p>")
      expect(error_of { client.login }).to be_a(OvirtNet::ResponseError).and have_attributes(
        :message => "POST /v2.0/tokens: the provider answered 308: it redirects to #{location}: 308 Permanent Redirect"
      )

      @simulator.fail("ports", "do" => "answer", "headers" => {"Content-Encoding" => "gzip"}, "text" => "\u001f")
      expect(error_of { client_of(@simulator).inventory }.message).to match(/cannot read ports: .*the answer is compressed \(gzip\), which was not asked for/)
    end

    it "quote no value at length" do
      long = "x" * 3_000
      [
        ["tokens", {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => [{"type" => "network", "endpoints" => [{"publicURL" => "ftp://#{long}"}]}]}}],
        ["tokens", {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => [{"type" => long, "endpoints" => [{"publicURL" => "http://h"}]}]}}],
        ["ports",  {"ports" => [{"id" => long, "name" => {}}]}],
        ["ports",  {"ports" => [], "ports_links" => [{"rel" => "next", "href" => "http://#{long}"}]}],
        ["ports",  {"ports" => [], "ports_links" => long}]
      ].each do |list, body|
        @simulator.fail(list, "do" => "body", "body" => body)
        expect(error_of { client_of(@simulator).inventory }.message.size).to be < 600
      end
      expect(error_of { client_of(double(:url => "ftp://#{long}")) }.message.size).to be < 600
    end

    it "have a class for each kind" do
      {
        {"do" => "status", "status" => 403} => OvirtNet::AuthenticationError,
        {"do" => "status", "status" => 401} => OvirtNet::SingleSignOnError,
        {"do" => "status", "status" => 404} => OvirtNet::ResponseError,
        {"do" => "reset"}                   => OvirtNet::ConnectionError,
        {"do" => "body", "body" => nil}     => OvirtNet::InvalidResponseError,
        {"do" => "html"}                    => OvirtNet::InvalidResponseError
      }.each do |fault, expected|
        @simulator.fail("subnets", fault)
        expect(error_of { client_of(@simulator).inventory }).to be_instance_of(expected).and have_attributes(:list => "subnets")
      end
    end

    it "tell a silence from a refusal" do
      @simulator.fail("routers", "do" => "hang", "seconds" => 30)
      expect { client_of(@simulator, :read_timeout => 0.3).inventory }.to raise_error(OvirtNet::TimeoutError, /cannot read routers.*was silent for 0\.3 s/)
    end

    it "are what a panic of the core becomes, on this thread as well" do
      unchecked = described_class::DEFAULTS.merge(:authentication_url => "http://h", :username => "u", :password => "p", :read_timeout => -1)
      expect { described_class.build(unchecked) }.to raise_error(OvirtNet::InternalError, "the core panicked").and output(/panicked/).to_stderr_from_any_process
    end

    it "name option, value and remedy" do
      expect { described_class.new(:authentication_url => "https://h/v3", :username => "u", :password => "p") }
        .to raise_error(OvirtNet::InvalidOptionError, /authentication_url "https:\/\/h\/v3" asks for version v3 of Keystone; give/)
      expect { client_of(@simulator, :read_timeout => -1) }.to raise_error(OvirtNet::InvalidOptionError, /read_timeout is -1; give seconds/)
      expect { client_of(@simulator, :colour => 1) }.to raise_error(OvirtNet::InvalidOptionError, /unknown option colour/)
    end
  end
end
