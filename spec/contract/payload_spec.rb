# What ManageIQ's forms, its API and automate send, in the words of the client.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Payload do
  row = Struct.new(:id, :ems_ref, :name)
  let(:manager) do
    rows = ->(*list) { double("rows", :to_a => list).tap { |all| allow(all).to receive(:find_by) { |id:| list.find { |one| one.id == id.to_i } } } }
    double("manager",
           :paused             => nil,
           :refuse_duplicates? => false,
           :cloud_tenants      => rows[row.new(1, "tenant-ref", "tenant")],
           :cloud_networks     => rows[row.new(7, "network-ref", "blue")],
           :cloud_subnets      => rows[row.new(8, "subnet-ref", "sub")],
           :security_groups    => rows[row.new(9, "group-ref", "web")])
  end

  def payload(options, record = nil)
    described_class.new(manager, options, record)
  end

  def refusal
    yield
    nil
  rescue OvirtNet::InvalidChangeError => err
    err.message
  end

  describe "of a network" do
    it "has OpenStack's names renamed, and lets nothing else through" do
      given = {"name" => "blue", :provider_network_type => "vlan", :provider_physical_network => "phys", :provider_segmentation_id => "12", :admin_state_up => true,
               :shared => false, :external_facing => "false", :tenant_id => "tenant-ref", :task_id => 1, :miq_task_id => 1, :ems_id => "2"}

      expect(payload(given).new_network)
        .to eq(:name => "blue", :network_type => "vlan", :physical_network => "phys", :segmentation_id => "12", :tenant_id => "tenant-ref")
    end

    it "takes MTU and port security as the form and as the API send them" do
      expect(payload(:qos_policy_id => {"mtu" => "1400", "port_security_enabled" => "true"}).network).to eq(:mtu => "1400", :port_security_enabled => "true")
      expect(payload(:qos_policy_id => nil, :mtu => 1400, :port_security_enabled => false).network).to eq(:mtu => 1400, :port_security_enabled => false)
    end

    it "takes the physical network away by null alone" do
      expect(payload({:provider_network_type => nil}, double("network", :id => 1)).network).to eq(:network_type => nil)
      %i[provider_network_type provider_physical_network provider_segmentation_id].each do |field|
        expect(refusal { payload({field => ""}, double("network", :id => 1)).network }).to match(/\A#{field} is ""; give flat or vlan .*, or null to take/)
      end
      expect(payload({:provider_network_type => "flat", :provider_physical_network => "phys", :provider_segmentation_id => ""}, double("network", :id => 1)).network)
        .to include(:network_type => "flat", :physical_network => "phys")
      expect(payload(:name => "blue", :provider_network_type => "").network).to eq(:name => "blue", :network_type => "")
    end

    it "refuses what the provider would ignore, and what an edit form makes up not" do
      expect(refusal { payload(:shared => true).network }).to match(/\Ashared is "true"; switch it off, the provider/)
      expect(refusal { payload(:external_facing => "true").network }).to match(/\Aexternal_facing is "true"; switch it off/)
      expect(refusal { payload(:admin_state_up => false).new_network }).to match(/\Aadmin_state_up is "false"; leave it on/)
      expect(payload(:name => "azure", :admin_state_up => false, :shared => false).network).to eq(:name => "azure")
    end
  end

  describe "of a subnet" do
    it "has ids as references, and the attributes that the form does not flatten" do
      given = {:ems_id => "2", :name => "sub", :cidr => "10.0.0.0/24", :cloud_tenant_id => "1", :cloud_network_id => 7, :gateway => "10.0.0.1", :dhcp_enabled => true,
               :dns_nameservers => [], :status => "active", :extra_attributes => {"ip_version" => 4, "host_routes" => nil, "other" => 1}}

      expect(payload(given).subnet)
        .to eq(:name => "sub", :cidr => "10.0.0.0/24", :gateway_ip => "10.0.0.1", :enable_dhcp => true, :dns_nameservers => [], :ip_version => 4, :host_routes => nil,
               :network_id => "network-ref", :tenant_id => "tenant-ref")
    end

    it "empties gateway and DNS servers where the form was sent without them, and for no other client" do
      given = {:ems_id => "2", :name => "sub", :cidr => "10.0.0.0/24", :cloud_tenant_id => "1", :cloud_network_id => "7"}

      expect(payload(given).subnet.keys).to contain_exactly(:name, :cidr, :network_id, :tenant_id)
      expect(payload(given.merge(:sent_by_form => "true")).subnet).to include(:gateway_ip => nil, :dns_nameservers => [])
      expect(payload(given.merge(:sent_by_form => "true", :gateway => "10.0.0.1")).subnet).to include(:gateway_ip => "10.0.0.1", :dns_nameservers => [])
      expect(payload(:gateway => nil).subnet).to eq(:gateway_ip => nil)
    end

    it "takes references as they are, and refuses unknown ids" do
      expect(payload(:network_id => "8a631d1f-b79f").subnet).to eq(:network_id => "8a631d1f-b79f")
      expect(refusal { payload(:cloud_network_id => "99").subnet }).to eq("cloud_network_id is \"99\"; give one of this network provider")
    end
  end

  describe "of a router" do
    let(:form) { {:admin_state_up => true, :cloud_tenant_id => "1", :ems_id => "2", :name => "r"} }

    it "has the gateway by its network, with the address where the form has room for it" do
      expect(payload(form.merge(:network_id => "7", :cloud_network_id => "7", :enable_snat => false)).router)
        .to eq(:name => "r", :admin_state_up => true, :tenant_id => "tenant-ref", :gateway_network_id => "network-ref", :enable_snat => false)
      expect(payload(:cloud_network_id => "7", :cloud_subnet_id => "10.0.0.9").router).to include(:gateway_ip_address => "10.0.0.9")
      expect(payload(:cloud_network_id => "7", :cloud_subnet_id => ["8"]).router).to include(:gateway_subnet_id => "subnet-ref")
    end

    it "leaves the gateway alone where nothing is said of it, whoever sends that" do
      expect(payload(form).router).to eq(:name => "r", :admin_state_up => true, :tenant_id => "tenant-ref")
      expect(payload(form.merge(:enable_snat => false)).router).not_to include(:gateway_network_id)
      expect(payload(:name => "r", :ems_id => "2").router).to eq(:name => "r")
      expect(payload(:cloud_network_id => "").router).to eq(:gateway_network_id => nil)
    end

    it "takes the gateway away where the form says so, or by null" do
      expect(payload(form.merge(:enable_snat => "none")).router).to eq(:name => "r", :admin_state_up => true, :tenant_id => "tenant-ref", :gateway_network_id => nil)
      expect(payload(:external_gateway_info => {:enable_snat => "none"}).router).to eq(:gateway_network_id => nil)
      [{:cloud_network_id => nil}, {:network_id => nil}, {:external_gateway_info => nil}, {:external_gateway_info => {:network_id => nil}}].each do |given|
        expect(payload(given, double("router")).router).to eq(:gateway_network_id => nil)
      end
    end

    it "keeps the gateway where a network is given all the same" do
      expect(payload(form.merge(:enable_snat => "none", :network_id => "7", :cloud_network_id => "7")).router).to include(:gateway_network_id => "network-ref")
    end

    it "refuses a blank network of a router that is there" do
      expect(refusal { payload({:cloud_network_id => ""}, double("router")).router })
        .to eq('cloud_network_id is ""; give the network of the gateway, or null to take the gateway away')
      expect(payload({:cloud_network_id => "", :network_id => "7"}, double("router")).router).to eq(:gateway_network_id => "network-ref")
    end

    it "takes Neutron's own words" do
      info = {"network_id" => "n", "enable_snat" => false, "external_fixed_ips" => [{"subnet_id" => "s", "ip_address" => "10.0.0.9"}]}

      expect(payload(:external_gateway_info => info).router)
        .to eq(:gateway_network_id => "n", :gateway_subnet_id => "s", :gateway_ip_address => "10.0.0.9", :enable_snat => false)
    end
  end

  describe "of what is refused" do
    def refused(field, problem)
      OvirtNet::InvalidChangeError.of(field, problem)
    end

    it "tells the form's label, or the API's name" do
      form = {:admin_state_up => true, :external_facing => false, :shared => false, :provider_segmentation_id => "5000"}
      expect(payload(form).worded(refused("segmentation_id", "is \"5000\"; give a VLAN id from 1 to 4094"))).to eq("VLAN ID is \"5000\"; give a VLAN id from 1 to 4094")
      expect(payload(:provider_segmentation_id => 5000).worded(refused("segmentation_id", "is \"5000\"; give one"))).to eq("provider_segmentation_id is \"5000\"; give one")
      expect(payload(form).worded(refused("network \"blue\"", "cannot be deleted"))).to eq("network \"blue\" cannot be deleted")
    end

    it "has no label for an object whose name begins as a field's does" do
      form = {:admin_state_up => true, :external_facing => false, :shared => false}
      expect(payload(form).worded(refused("protocol of rule 3", "is gone"))).to eq("protocol of rule 3 is gone")
      expect(payload(form).worded(OvirtNet::InvalidChangeError.new("name is taken"))).to eq("name is taken")
    end

    it "knows the forms of subnets, routers and security groups" do
      subnet = {:cidr => "x", :cloud_network_id => 1, :cloud_tenant_id => 1, :ems_id => 2, :name => "sub"}
      router = {:admin_state_up => true, :cloud_tenant_id => 1, :ems_id => 2, :name => "r"}
      expect(payload(subnet).worded(refused("gateway_ip", "is \"x\"; give another"))).to start_with("Gateway is")
      expect(payload(router).worded(refused("gateway_ip_address", "is \"x\"; give another"))).to start_with("Address of the Router is")
      expect(payload(:name => "web", :cloud_tenant => row.new(1, "tenant-ref")).worded(refused("name", "is \"web\"; give another"))).to start_with("Name is")
    end
  end

  it "has the tenant of a security group by its record, its id or its reference" do
    [{:cloud_tenant => row.new(1, "tenant-ref")}, {:cloud_tenant => "1"}, {:cloud_tenant => {"id" => "1"}}, {:cloud_tenant_id => 1}, {:tenant_id => "tenant-ref"}].each do |given|
      expect(payload(given.merge(:name => "web")).security_group).to eq(:name => "web", :tenant_id => "tenant-ref")
    end
  end

  describe "of a rule" do
    let(:form) { {"direction" => "inbound", "network_protocol" => "IPV4", "host_protocol" => "TCP", "port" => "22", "end_port" => "", "source_ip_range" => "", "id" => ""} }

    it "has the client's words, and one port as a range of its own" do
      expect(payload(form).rule).to eq(:direction => "ingress", :ethertype => "IPv4", :protocol => "tcp", :port_range_min => "22", :port_range_max => "22")
      expect(payload(form.merge("source_security_group_id" => 9, "end_port" => 23)).rule).to include(:remote_group_id => "group-ref", :port_range_max => 23)
    end

    it "leaves the code of ICMP open" do
      expect(payload(form.merge("host_protocol" => "ICMP", "port" => 8)).rule).to eq(:direction => "ingress", :ethertype => "IPv4", :protocol => "icmp", :port_range_min => 8)
      expect(%w[1 58 IPV6-ICMP].map { |protocol| payload(form.merge("host_protocol" => protocol)).rule }).to all(satisfy { |rule| !rule.key?(:port_range_max) })
    end

    it "may come twice" do
      once = payload(form).rule
      expect(payload(once).rule).to eq(once)
    end
  end

  describe "the form of a network" do
    let(:form) { ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Form }

    before { allow(manager).to receive(:id).and_return(2) }

    def names(fields)
      fields.flat_map { |field| field[:fields] ? names(field[:fields]) : [field[:name]] }
    end

    it "offers what the provider takes, and chooses the only tenant" do
      fields = form.new(manager).create[:fields]
      expect(names(fields).uniq)
        .to eq(%w[cloud_tenant provider_network_type provider_physical_network provider_segmentation_id name enabled qos_policy_id.mtu qos_policy_id.port_security_enabled
                  qos_policy_id.import_into_ovirt qos_policy_id.import_data_centers])
      expect(fields.first[:fields].first).to include(:initialValue => "1", :options => [{:label => "tenant", :value => "1"}])
      expect(fields[1][:fields].first[:options].map { |option| option[:value] }).to eq([nil, "flat", "vlan"])
    end

    it "shows what a network has, and fixes what it keeps" do
      record = double("network", :maximum_transmission_unit => 1442, :port_security_enabled => false)
      fields = form.new(manager, record).update[:fields]
      expect(fields[2][:fields].map { |field| field[:initialValue] }).to eq([nil, 1442, false])
      expect(fields[1][:fields].first).to include(:isDisabled => true)
    end

    it "takes an empty MTU, and says what it means" do
      mtu    = ->(fields) { fields.flat_map { |part| part[:fields] }.find { |field| field[:label] == "MTU" } }
      record = double("network", :maximum_transmission_unit => 1442, :port_security_enabled => false)
      expect(mtu[form.new(manager).create[:fields]]).to include(:allowEmpty => true, :helperText => /leave empty for the provider's default/)
      expect(mtu[form.new(manager, record).update[:fields]]).to include(:allowEmpty => true, :helperText => /leave empty to keep/)
    end
  end

  describe "the form of a router" do
    let(:networks) { double("networks", :order => [row.new(7, "network-ref", "blue")]) }
    let(:subnets)  { double("subnets", :select => []) }

    before do
      allow(manager).to receive_messages(:id => 2, :cloud_networks => networks, :cloud_subnets => subnets)
      allow(networks).to receive(:where).and_return(networks)
      allow(subnets).to receive_messages(:where => subnets, :not => subnets)
    end

    def gateway(record = nil)
      form = ManageIQ::Providers::OvirtNet::NetworkManager::NetworkRouter::Form.new(manager, record)
      (record ? form.update : form.create)[:fields].last[:fields]
    end

    it "has the network third, where ManageIQ's form looks for it" do
      expect(gateway[2]).to include(:name => "cloud_network_id", :options => [{:label => "blue", :value => "7"}])
    end

    it "says which address the router has, and what becomes of an empty one" do
      expect(gateway[3]).to include(:name => "subnet_id", :helperText => /leave empty for a free one/)
      expect(gateway(double("router", :gateway_ip_address => "10.0.0.5"))[3]).to include(:helperText => /Leave empty to keep 10.0.0.5/)
    end

    it "asks for a gateway with a value for which ManageIQ's form shows no subnets" do
      expect(gateway[0]).to include(:name => "enable", :options => [include(:value => "on")])
      expect(gateway[1..3]).to all(include(:condition => {:when => "enable", :is => "on"}))
      expect(gateway[4]).to include(:condition => include(:is => true, :then => {:visible => false, :set => {:enable => "on"}}))
      expect(gateway.size).to eq(5)
    end

    it "says so where a gateway is to be taken away" do
      fields = gateway(double("router", :gateway_ip_address => "10.0.0.5"))
      expect(fields[0]).to include(:includeEmpty => false, :options => [include(:value => "on"), {:label => "None", :value => "none"}])
      expect(fields[1][:condition]).to include(:is => "on", :then => include(:set => {"external_gateway_info.enable_snat" => false}))
      expect(fields[5]).to include(:condition => include(:when => "enable", :is => "none", :then => {:visible => false, :set => {"external_gateway_info.enable_snat" => "none"}}))
      expect(gateway(double("router", :gateway_ip_address => nil)).size).to eq(5)
    end
  end
end
