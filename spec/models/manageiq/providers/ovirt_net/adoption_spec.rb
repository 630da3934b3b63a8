require "rake"

RSpec.describe ManageIQ::Providers::OvirtNet::Adoption do
  let(:tables) { [::CloudNetwork, ::CloudSubnet, ::NetworkPort, ::NetworkRouter, ::SecurityGroup, ::FloatingIp] }
  let(:others) { [CloudSubnetNetworkPort, NetworkPortSecurityGroup, FirewallRule, CloudTenant] }

  around { |example| Simulator.start(:networks => 4, :ports => 12, :routers => 2, :security_groups => 3) { |simulator| (@simulator = simulator) && example.run } }

  before do
    EvmSpecHelper.create_guid_miq_server_zone
  end

  # The network manager of the peer, as its refresh fills it.
  def filled(factory, peer)
    uri    = URI(@simulator.identity_url)
    engine = FactoryBot.create(factory, :api_version => "4.5.6").tap { |ems| ems.update_authentication(:default => {:userid => "admin@internal", :password => "123456"}) }
    peer.constantize::NetworkManager.create!(
      :name => "#{engine.name} Network Manager", :parent_manager => engine, :zone => engine.zone, :tenant => engine.tenant,
      :hostname => uri.host, :port => uri.port, :api_version => "v2", :security_protocol => "non-ssl"
    ).tap { |manager| EmsRefresh.refresh(manager) }
  end

  def types
    ([ExtManagementSystem.where("type LIKE '%::NetworkManager'")] + tables).flat_map { |rows| rows.distinct.pluck(:type) }.map { |type| type[/\A.*(?=::NetworkManager)/] }.uniq
  end

  def rows(models = tables + others)
    models.to_h { |model| [model, model.order(:id).map(&:attributes)] }
  end

  # @return [Hash{Class => Array<String>}] columns that differ; rows must be the same
  def changed(before, after)
    before.to_h do |model, was|
      is = after.fetch(model)
      expect(is.pluck("id")).to eq(was.pluck("id"))
      [model, was.zip(is).flat_map { |old, new| old.keys.reject { |column| old[column] == new[column] } }.uniq]
    end.compact_blank
  end

  {"ems_ovirt" => "ManageIQ::Providers::Ovirt", "ems_redhat" => "ManageIQ::Providers::Redhat"}.each do |factory, peer|
    describe "of #{peer}'s network manager" do
      let!(:manager) { filled(factory, peer) }
      let(:engine)   { ExtManagementSystem.find(manager.parent_ems_id) }
      let(:ours)     { engine.network_manager }

      it "keeps ids, tags and custom attributes, and is done once" do
        tagged = manager.network_ports.order(:id).first.tap { |port| port.tag_with("vpc", :ns => "/managed/net") }
        manager.tag_with("north", :ns => "/managed/net")
        manager.custom_attributes.create!(:name => "owner", :value => "me", :source => "EVM")
        before = rows

        expect(described_class.adopt).to match([/\Aadopted network manager \[#{manager.name}\], id: \[#{manager.id}\], with 4 .*, 2 .*, 4 .*, \d+ .*, \d+ .*, 0 /])
        expect(changed(before, rows)).to eq(tables.first(5).index_with { %w[type] })
        expect(types).to eq(["ManageIQ::Providers::OvirtNet"])
        expect(ours).to be_instance_of(ManageIQ::Providers::OvirtNet::NetworkManager).and have_attributes(:id => manager.id, :guid => manager.guid)
        expect([ours.last_refresh_status, ours.default_authentication.status]).to eq(["never", nil])
        expect(ours.custom_attributes.pluck(:name, :value)).to eq([%w[owner me]])
        expect([ours, ours.network_ports.find(tagged.id)].map { |row| row.tag_list(:ns => "/managed/net") }).to eq(%w[north vpc])
        expect(described_class.adopt).to eq([])
      end

      it "leaves to the first refresh only what the peer stored wrongly" do
        described_class.adopt
        before = rows
        EmsRefresh.refresh(ours)

        expect(changed(before, rows)).to eq(
          ::CloudSubnet   => %w[extra_attributes],
          ::NetworkPort   => %w[mac_address status extra_attributes device_id device_type],
          ::SecurityGroup => %w[cloud_tenant_id]
        )
        again = rows
        EmsRefresh.refresh(ours)
        expect(changed(again, rows)).to eq({})
      end

      it "is given back so that the peer's refresh works, and can be repeated" do
        before = rows
        described_class.adopt
        ours.update!(:security_protocol => "ssl-with-validation")
        ours.discovery_state.follow("ovn", "ovn", OvirtNet.endpoint(@simulator.identity_url))
        ours.save!

        expect(described_class.give_back).to match([/\Agave back network manager \[.*\], id: \[#{manager.id}\], with 4 .* to #{peer}\z/])
        expect(types).to eq([peer])
        expect(changed(before, rows)).to eq({})
        expect(described_class.give_back).to eq([])

        back = manager.class.find(manager.id)
        expect(back).to have_attributes(:uid_ems => nil, :options => nil, :security_protocol => "non-ssl")
        EmsRefresh.refresh(back)
        expect(back.reload).to have_attributes(:last_refresh_error => nil)
        expect(changed(before, rows)).to eq({})
        expect(Authentication.where(:resource_type => "ExtManagementSystem").pluck(:resource_id)).to eq([engine.id])
      end

      it "is all or nothing" do
        before = rows([ExtManagementSystem] + tables)
        allow(::SecurityGroup).to receive(:where).and_raise("no disk")

        expect { described_class.adopt }.to raise_error("no disk")
        expect(changed(before, rows([ExtManagementSystem] + tables))).to eq({})
      end
    end
  end

  it "gives back no trust that the peer does not know" do
    manager = FactoryBot.create(:ems_ovirt_net)
    manager.endpoints.update_all(:security_protocol => "ssl-with-validation", :certificate_authority => "-----BEGIN")
    described_class.give_back

    expect(Endpoint.where(:resource_id => manager.id).pluck(:security_protocol, :certificate_authority)).to eq([["ssl", nil]])
  end

  it "gives back none of our notes, and keeps what a user has chosen" do
    manager = FactoryBot.create(:ems_ovirt_net)
    chosen  = {:import => {:mode => "chosen", :data_centers => "Default"}}
    notes   = {:discovered => {:name => "ovn"}, :tenants => ["t"], :refresh => {:networks => {:read_at => Time.now.utc}}, :certificate => {:message => "expires"}}
    notes.update(:rejected_login => {:user => "admin@internal"}, :incomplete => {:unread => [{:list => "routers"}]}, :vanished_accepted_at => Time.now.utc)
    manager.update!(:options => chosen.merge(notes))
    described_class.give_back
    expect(ExtManagementSystem.find(manager.id).options).to eq(chosen)

    described_class.adopt
    expect(ManageIQ::Providers::OvirtNet::NetworkManager.find(manager.id).import_option).to eq(:mode => "chosen", :data_centers => "Default")
  end

  it "comes with the first discovery" do
    Engine.start(EngineRefresh::OVN.merge(:authentication_url => @simulator.identity_url)) do |ovirt|
      manager = filled("ems_ovirt", "ManageIQ::Providers::Ovirt")
      engine  = engine_of(ovirt, "ems_ovirt", :name => "other")
      manager.update_columns(:parent_ems_id => engine.id)
      refresh(engine)

      expect(engine.reload.network_manager).to have_attributes(:id => manager.id, :uid_ems => "ovn", :last_refresh_error => nil, :authentication_status => "Valid")
      expect(types).to eq(["ManageIQ::Providers::OvirtNet"])
    end
  end

  it "takes a paused one as it is, and one whose engine is gone" do
    Zone.seed
    manager = filled("ems_ovirt", "ManageIQ::Providers::Ovirt").tap(&:pause!)
    described_class.adopt
    expect(ExtManagementSystem.find(manager.id)).to have_attributes(:type => start_with("ManageIQ::Providers::OvirtNet"), :enabled => false, :zone_id => Zone.maintenance_zone.id)

    described_class.give_back
    manager.update_columns(:parent_ems_id => nil)
    described_class.adopt
    expect(types).to eq(["ManageIQ::Providers::OvirtNet"])
    expect(described_class.give_back).to match([/ to ManageIQ::Providers::Ovirt\z/])
  end

  it "leaves alone what other regions have replicated into this database" do
    other = filled("ems_ovirt", "ManageIQ::Providers::Ovirt")
    id    = ExtManagementSystem.id_in_region(1, ExtManagementSystem.my_region_number + 1)
    other.network_ports.update_all(:ems_id => id)
    other.update_columns(:id => id)
    before = [ExtManagementSystem.find(id).attributes, rows]
    expect(described_class.adopt).to eq([])

    ExtManagementSystem.where(:id => id).update_all(:type => "ManageIQ::Providers::OvirtNet::NetworkManager")
    expect(described_class.give_back).to eq([])
    ExtManagementSystem.where(:id => id).update_all(:type => "ManageIQ::Providers::Ovirt::NetworkManager")
    expect([ExtManagementSystem.find(id).attributes, rows]).to eq(before)
  end

  it "has tasks that say what they did" do
    Rake::DefaultLoader.new.load(ManageIQ::Providers::OvirtNet::Engine.root.join("lib/tasks/ovirt_net.rake").to_s)
    Rake::Task.define_task(:environment)
    filled("ems_ovirt", "ManageIQ::Providers::Ovirt")

    run = ->(name) { Rake::Task["ovirt_net:#{name}"].tap(&:reenable).invoke }
    expect { 2.times { run["adopt"] } }.to output(/\Aadopted network manager .*\nnothing to do\n\z/).to_stdout
    expect { 2.times { run["give_back"] } }.to output(/\Agave back network manager .* to ManageIQ::Providers::Ovirt\nnothing to do\n\z/).to_stdout
  end
end
