# What a page says of the security groups of ports before they are changed.
RSpec.describe ManageIQ::Providers::OvirtNet::PortGroups do
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:web)       { group("web", %w[inbound IPV4 TCP] + [443, 443], %w[outbound IPV4] + ["", nil, nil]) }
  let(:db)        { group("db", ["inbound", "IPV4", "TCP", 400, 500, "10.0.0.0/8"], ["inbound", "IPV6", "ICMP", 128, 0, nil, web]) }
  let(:default)   { group("Default") }

  before { EvmSpecHelper.local_miq_server }

  def group(name, *rules)
    namespace::SecurityGroup.create!(:ext_management_system => manager, :name => name, :ems_ref => SecureRandom.uuid).tap do |group|
      rules.each do |direction, version, protocol, first, last, range, remote|
        FirewallRule.create!(:resource => group, :direction => direction, :network_protocol => version, :host_protocol => protocol, :port => first, :end_port => last,
                             :source_ip_range => range, :source_security_group => remote, :ems_ref => SecureRandom.uuid)
      end
    end
  end

  def port(name, *groups, security: true, **attributes)
    namespace::NetworkPort.create!({:ext_management_system => manager, :name => name, :ems_ref => name, :device_owner => "oVirt", :extra_attributes => {:port_security_enabled => security}}.merge(attributes)).tap do |port|
      port.security_groups.concat(groups)
    end
  end

  def preview(ports, **wanted)
    described_class::Preview.new(described_class.new(ports), described_class::Wanted.new(wanted.transform_keys(&:to_s)))
  end

  it "marks what all, some or none of the ports have" do
    groups = described_class.new([port("nic1", web, db), port("nic2", web)])
    default
    expect(groups.groups.map(&:name)).to eq(%w[Default db web])
    expect([web, db, default].map { |one| [groups.state(one.id), groups.count(one.id)] }).to eq([[:all, 2], [:some, 1], [:none, 0]])
    expect(groups.security).to eq(true => 2)
  end

  it "says what a group allows, as OVN takes its rules" do
    rules = described_class.new([port("nic1", db)]).rules
    expect(rules.sentences(web.id)).to eq(["in: TCP 443 (IPv4) from anywhere", "out: everything (IPv4) to anywhere"])
    expect(described_class.new([port("nic2")]).rules.sentences(db.id)).to eq(["in: ICMP type 128 code 0 (IPv6) from the group web", "in: TCP 400-500 (IPv4) from 10.0.0.0/8"])
    ignored = group("odd", ["inbound", "IPV4", "TCP", 70_000, nil], ["inbound", "IPV6", "47", nil, nil])
    rules   = described_class.new([port("nic3")]).rules
    expect([rules.sentences(ignored.id), rules.ignored(ignored.id)]).to eq([["in: protocol 47 (IPv6) from anywhere"], 1])
    open  = group("open", ["inbound", "IPV4", "UDP", 1, 65_535, "0.0.0.0/0"])
    rules = described_class.new([port("nic4")]).rules
    expect(rules.sentences(open.id)).to eq(["in: UDP (IPv4) from anywhere"])
  end

  it "tells what a change allows and blocks, of ports alike together" do
    ports   = [port("nic1", web), port("nic2", web), port("nic3", web, db)]
    effects = preview(ports, :add => [db.id], :remove => [web.id]).effects
    expect(effects.map { |effect| [effect.ports.map(&:name), effect.allowed.map(&:first), effect.blocked] }).to eq(
      [
        [%w[nic1 nic2], ["in: ICMP type 128 code 0 (IPv6) from the group web", "in: TCP 400-500 (IPv4) from 10.0.0.0/8"],
         [["in: TCP 443 (IPv4) from anywhere", ["TCP 400-500 (IPv4) from 10.0.0.0/8"]], ["out: everything (IPv4) to anywhere", []]]],
        [%w[nic3], [], [["in: TCP 443 (IPv4) from anywhere", ["TCP 400-500 (IPv4) from 10.0.0.0/8"]], ["out: everything (IPv4) to anywhere", []]]]
      ]
    )
  end

  it "tells the same effect once, whatever the ports had before" do
    ports = [port("nic1", web, :security => false), port("nic2", db, :security => false)]
    expect(preview(ports, :add => [default.id]).effects.map { |effect| effect.ports.map(&:name) }).to eq([%w[nic1 nic2]])
  end

  it "tells what port security does, on and off" do
    default
    on, off, unknown = port("on", web), port("off", web, :security => false), port("unknown", web, :security => nil)
    expect(preview([on], :port_security => "off").effects.first).to have_attributes(
      :allowed => [["in: everything from anywhere", ["TCP 443 (IPv4) from anywhere"]], ["out: everything to anywhere", ["everything (IPv4) to anywhere"]]],
      :blocked => [], :notes => [/Port security is off, so groups block nothing/]
    )
    expect(preview([off], :port_security => "on").effects.first.blocked.map(&:first)).to eq(["in: everything from anywhere", "out: everything to anywhere"])
    expect(preview([off], :remove => [web.id]).effects.first).to have_attributes(:allowed => [], :blocked => [], :notes => [/groups block nothing/, /oVirt assigns the group Default to a port without groups/])
    expect(preview([unknown], :remove => [web.id]).effects.first.notes.first).to match(/not known yet whether port security is on/)
    expect(preview([on], :remove => [web.id]).effects.first.notes.first).to eq("Port security is on and no group is assigned: no traffic passes.")
    expect(preview([port("bare", :security => false)], :port_security => "on").effects.first.notes).to include("The provider assigns the group Default, because the port has none.")
    expect([preview([on], :add => [web.id]).any?, preview([on], :remove => [web.id]).any?]).to eq([false, true])
  end

  it "reads what a form sends as what is added and removed" do
    form = described_class::Wanted.of_form("had" => ["1", "2", ""], "ticked" => %w[2 3], "some" => {"4" => "add", "5" => "remove", "6" => ""}, "port_security" => "off", "vnic_profile" => "keep")
    expect(form.options).to eq(:add_security_groups => [3, 4], :remove_security_groups => [1, 5], :port_security_enabled => false, :vnic_profile => "keep")
    expect(form.within([3, 5])).to have_attributes(:add => [3], :remove => [5], :port_security => false)
    expect(described_class::Wanted.of_form("had" => ["1", ""], "ticked" => %w[1], "port_security" => "")).to be_nothing
  end

  it "refuses ports that cannot be changed together, and leaves single ones out with the reason" do
    other  = FactoryBot.create(:ems_ovirt_net)
    far    = namespace::NetworkPort.create!(:ext_management_system => other, :name => "far", :ems_ref => "far", :device_owner => "oVirt")
    router = port("router_port", :device_owner => "network:router_interface")
    one    = port("nic1")
    expect { described_class.new([one, far]) }.to raise_error(described_class::Refusal, "Choose ports of one network provider: these are of 2.")
    expect { described_class.new([FactoryBot.create(:network_port)]) }.to raise_error(described_class::Refusal, "None of the selected ports belongs to an oVirt network provider.")
    expect { described_class.new([router]) }.to raise_error(described_class::Refusal, /router_port is not the port of a vNIC/)
    expect(described_class.new([one, router, FactoryBot.create(:network_port)])).to have_attributes(:ports => [one], :left_out => [/router_port is not the port/, /1 selected port is of another/])
    stub_const("#{described_class}::LIMIT", 1)
    expect { described_class.new([one, port("nic2")]) }.to raise_error(described_class::Refusal, "Choose at most 1 ports: these are 2.")
  end

  it "tells nothing of groups that the user may not see, and cannot be made to" do
    nic = port("nic1", web, db)
    names = ManageIQ::Providers::OvirtNet::NetworkManager::VisibleNames
    allow_any_instance_of(names).to(receive(:visible).and_wrap_original { |_method, rows| rows.klass == ::SecurityGroup ? rows.where(:name => "web") : rows })
    groups = described_class.new([nic])
    expect([groups.groups, groups.hidden]).to eq([[web], 1])
    expect(described_class::Preview.new(groups, described_class::Wanted.new("remove" => [web.id])).effects.first.blocked.first)
      .to eq(["in: TCP 443 (IPv4) from anywhere", ["traffic allowed by groups that are not visible to you"]])
  end
end
