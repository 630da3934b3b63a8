RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager, "made by hand" do
  include_context "with an engine and its network provider"

  let(:user) { {"authtype" => "default", "userid" => "admin@internal", "password" => "123456"} }
  let(:uri)  { URI(@simulator.identity_url) }
  let(:rows) { [::CloudNetwork, ::CloudSubnet, ::NetworkPort, ::NetworkRouter, ::SecurityGroup, CloudTenant, CloudSubnetNetworkPort].map { |model| model.order(:id).map(&:attributes) } }

  def make(params = {}, endpoint: {"url" => @simulator.identity_url}, authentications: [user])
    ours.create_from_params({"name" => "Lab", "zone_id" => Zone.default_zone.id.to_s}.merge(params), [{"role" => "default"}.merge(endpoint)], authentications)
  end

  def stored_manager
    ours.find_by!(:name => "Lab")
  end

  # One that has been verified and refreshed
  def made(...)
    make(...)
    work
    stored_manager if ours.exists?(:name => "Lab")
  end

  def ids
    [::CloudNetwork, ::CloudSubnet, ::NetworkPort].map { |model| model.order(:id).ids }
  end

  describe "for no oVirt provider" do
    it "is verified and refreshed at once, by a generic worker, with tenants of its own" do
      make
      expect(queued(EmsRefresh, "refresh")).to match([have_attributes(:queue_name => "generic", :role => "ems_inventory", :zone => "default", :data => [[ours.name, stored_manager.id]])])
      work

      expect(tables).to eq(stored)
      expect(stored_manager).to have_attributes(
        :name => "Lab", :hostname => uri.host, :port => uri.port, :security_protocol => "non-ssl", :api_version => "v2", :parent_ems_id => nil, :uid_ems => nil,
        :last_refresh_status => "success", :last_refresh_error => nil, :authentication_status => "Valid", :zone => Zone.default_zone, :tenant => Tenant.root_tenant
      )
      expect(CloudTenant.pluck(:ems_id).uniq).to eq([stored_manager.id])
      expect(stored_manager.cloud_tenants).to eq(CloudTenant.all.to_a)
      expect(stored_manager.cloud_networks.map { |network| network.cloud_tenant.ext_management_system }.uniq).to eq([stored_manager])
      expect { EmsRefresh.refresh(stored_manager) }.not_to(change { rows })
    end

    it "takes a host name, a port and a protocol as well, and Keystone's port for none" do
      expect(made(:endpoint => {"hostname" => uri.host, "port" => uri.port.to_s, "security_protocol" => "non-ssl"}).last_refresh_status).to eq("success")
      expect(make({"name" => "other"}, :endpoint => {"hostname" => "ovn.example.com"})).to have_attributes(:port => 35_357, :current_endpoint => OvirtNet.endpoint("https://ovn.example.com:35357/v2.0"))
      expect(make({"name" => "third"}, :endpoint => {"url" => "https://ovn3.example.com/v2.0", "security_protocol" => "ssl-without-validation"}))
        .to have_attributes(:port => 443, :security_protocol => "ssl-without-validation")
    end

    it "is changed, refreshed by the timer, paused, resumed and checked as others are" do
      NotificationType.seed
      zone    = EvmSpecHelper.local_miq_server.zone
      manager = made({"zone_id" => zone.id.to_s})
      created = manager.create_cloud_network(:name => "blue")
      expect(manager.cloud_networks.find_by(:ems_ref => created[:ems_ref])).to have_attributes(:name => "blue", :cloud_tenant => CloudTenant.first)
      expect(created).not_to include(:import_task_id)
      manager.cloud_networks.find_by!(:name => "blue").raw_update_cloud_network(:name => "red")
      manager.cloud_networks.find_by!(:name => "red").raw_delete_cloud_network
      expect(tables).to eq(stored)

      expect { ours.refresh_all_ems_timer }.to change { queued(ours, "refresh_when_due").count }.by(1)
      work
      manager = stored_manager.tap(&:pause!)
      expect(manager).to have_attributes(:enabled => false, :zone => Zone.maintenance_zone)
      expect { EmsRefresh.refresh(manager) }.to raise_error(MiqException::Error, /paused/)
      manager.resume!
      expect(stored_manager).to have_attributes(:enabled => true, :zone => zone)
      expect(stored_manager.authentication_check).to eq([true, ""])
      expect(ManageIQ::Providers::OvirtNet::Check.new(stored_manager).title).to eq("network manager Lab (#{stored_manager.id}), which was added by hand")
    end

    it "says that it cannot import what is to be imported" do
      made.create_cloud_network(:name => "blue", :import_into_ovirt => "always")
      expect(work).to include("NetworkManager.import_into_ovirt: ok")
      expect(MiqTask.order(:id).last).to have_attributes(:status => "Error", :message => /blue was created.*ManageIQ has no oVirt provider for its network provider/)
    end

    it "goes with all that it has" do
      made.destroy_queue
      work

      expect(tables).to eq(none)
      expect([CloudTenant.count, Endpoint.count, Authentication.count]).to eq([0, 0, 0])
    end

    it "does not hold up another one that is refreshed with it" do
      allow(EmsRefresh).to receive(:debug_failures).and_return(false)
      make({"name" => "gone"}, :endpoint => {"url" => "http://127.0.0.1:1/v2.0"})
      make
      expect(queued(EmsRefresh, "refresh").map { |message| message.data.size }).to eq([2])
      work

      expect(stored_manager.last_refresh_status).to eq("success")
      expect(ours.find_by(:name => "gone").last_refresh_error).to match(/cannot be reached/)
    end
  end

  describe "for an oVirt provider" do
    it "has its user and trust, its zone and tenant, and finds its VMs" do
      engine.update!(:tenant => FactoryBot.create(:tenant), :provider_region => "north")
      vm  = FactoryBot.create(:vm_ovirt, :ext_management_system => engine, :hardware => FactoryBot.create(:hardware))
      ref = @simulator.dump.fetch("ports").find { |port| port["device_owner"] == "oVirt" }.fetch("device_id")
      FactoryBot.create(:guest_device, :hardware => vm.hardware, :uid_ems => ref)
      made({"parent_ems_id" => engine.id.to_s}, :authentications => [])

      expect(tables).to eq(stored)
      expect(stored_manager).to have_attributes(:name => "Lab", :zone => engine.zone, :tenant => engine.tenant, :provider_region => "north", :inherits_credentials? => true, :authentication_status => "Valid")
      expect(stored_manager.queue_name_for_ems_refresh).to eq(engine.queue_name)
      expect(stored_manager.network_ports.map(&:device)).to include(vm)
      expect(CloudTenant.pluck(:ems_id).uniq).to eq([engine.id])
    end

    it "goes with it" do
      made({"parent_ems_id" => engine.id.to_s})
      ExtManagementSystem.find(engine.id).destroy_queue
      work

      expect([ExtManagementSystem, CloudTenant, Endpoint, Authentication].map(&:count)).to all(eq(0))
      expect(tables).to eq(none)
    end
  end

  describe "is refused" do
    def words(...)
      make(...)
      nil
    rescue => err
      err.message
    ensure
      MiqQueue.delete_all
    end

    it "where something is missing or said twice" do
      expect(words(:endpoint => {})).to match(/give the URL of the network provider/)
      expect(words(:authentications => [])).to match(/give user and password: it belongs to no oVirt provider/)
      expect(words({"name" => ""})).to match(/Name can't be blank/)
      expect(words(:endpoint => {"url" => "https://a/v2.0", "hostname" => "b"})).to match(/and not both/)
      expect(words(:endpoint => {"url" => "https://a/v3"})).to match(/version v3/)
      expect(words({"options" => {"import" => {"mode" => "sometimes"}}})).to match(/import_into_ovirt is "sometimes"/)
      expect([ours.count, Endpoint.count, MiqQueue.count]).to eq([0, 0, 0])
    end

    it "for what is no oVirt provider, or none for this user" do
      others = FactoryBot.create(:ems_openstack)
      expect(words({"parent_ems_id" => others.id})).to match(/give the id of an oVirt provider/)
      expect(words({"parent_ems_id" => "0"})).to match(/give the id of an oVirt provider/)

      tenant = FactoryBot.create(:tenant, :parent => Tenant.root_tenant)
      group  = FactoryBot.create(:miq_group, :tenant => FactoryBot.create(:tenant, :parent => Tenant.root_tenant))
      engine.update!(:tenant => tenant)
      User.with_user(FactoryBot.create(:user, :miq_groups => [group])) do
        expect(words({"parent_ems_id" => engine.id})).to match(/give the id of an oVirt provider/)
        expect { ours.verify_credentials_task("me", "default", "parent_ems_id" => engine.id.to_s) }.to raise_error(MiqException::Error, /give the id/)
        expect(ours::InfraManagerLookup.visible).to eq([])
      end
      expect(ours::InfraManagerLookup.visible).to eq([[engine.name, engine.id.to_s]])
    end

    it "where another network manager is at that endpoint, whatever it is called" do
      made
      [{"url" => @simulator.identity_url}, {"hostname" => uri.host, "port" => uri.port}, {"hostname" => uri.host.upcase, "port" => uri.port, "security_protocol" => "ssl"}].each do |endpoint|
        expect(words({"name" => "other"}, :endpoint => endpoint)).to match(/Lab \(#{stored_manager.id}\) has the network provider at #{uri.host}, port #{uri.port}, already/)
      end
      other = make({"name" => "other"}, :endpoint => {"url" => "https://ovn.example.com/v2.0"})
      expect { other.edit_with_params({}, [{"role" => "default", "hostname" => uri.host, "port" => uri.port}], [user]) }.to raise_error(ActiveRecord::RecordInvalid, /Lab/)
    end

    it "where discovery has made one already" do
      refresh(engine)
      expect(words).to match(/#{engine.name} Network Manager \(#{manager.id}\) has the network provider at/)
      expect(words({"parent_ems_id" => engine.id.to_s})).to match(/Network Manager/)
      expect(tables).to eq(stored)
    end

    it "as another oVirt provider's, once it is there" do
      expect { made.edit_with_params({"parent_ems_id" => engine.id.to_s}, [], []) }.to raise_error(MiqException::Error, /cannot be changed/)
    end
  end

  describe "its form" do
    def typed(endpoint: {"url" => @simulator.identity_url}, authentication: user.slice("userid", "password"), **given)
      {"endpoints" => {"default" => endpoint}, "authentications" => {"default" => authentication}}.merge(given.transform_keys(&:to_s))
    end

    it "has a port that may stay empty" do
      expect(DDF.find_field(ours.params_for_create, "endpoints.default.port")).to include(:allowEmpty => true)
    end

    it "is validated before there is anything, of which nothing is saved" do
      expect(ours.verify_credentials(typed)).to be(true)
      expect { ours.verify_credentials(typed(:authentication => {}, :parent_ems_id => engine.id.to_s)) }.to raise_error(MiqException::Error, /because oVirt lists no network provider there; type user and password/)
      expect { ours.verify_credentials(typed(:authentication => {})) }.to raise_error(MiqException::Error, /give user and password/)
      expect { ours.verify_credentials(typed(:authentication => {"userid" => "admin@internal", "password" => "wrong"})) }.to raise_error(MiqException::MiqInvalidCredentialsError)
      expect(ours.count).to eq(0)
    end

    it "has fields for what is needed, and says that it was validated" do
      expect(DDF.extract_attributes(ours.params_for_create, :name)).to include("parent_ems_id", "endpoints.default.url", "endpoints.default.hostname", "authentications.default.userid")
      expect(make({}, :authentications => [user.merge("valid" => true)])).to be_persisted
    end

    it "does not send the id that its conditions read, which ManageIQ's API refuses" do
      expect(ours.params_for_create[:fields]).to include(include(:name => "id", :hideField => true, :skipSubmit => true))
      id = made.id
      stored_manager.edit_with_params({"id" => "1", "name" => "Laboratory"}, [], [])
      expect(ours.pluck(:id, :name)).to eq([[id, "Laboratory"]])
    end

    it "gives it another name, and oVirt none" do
      made
      stored_manager.edit_with_params({"name" => "Laboratory"}, [{"role" => "default"}], [{"authtype" => "default", "valid" => true}])
      refresh(engine)
      expect(manager).to have_attributes(:name => "Laboratory", :uid_ems => "ovn", :authentication_userid => "admin@internal")
    end
  end

  describe "when oVirt comes to list its network provider" do
    let!(:made_one) { made.tap { |lab| lab.network_ports.order(:id).first.tag_with("vpc", :ns => "/managed/net") && lab.tag_with("north", :ns => "/managed/net") } }

    it "is that one's network manager, with its rows, tags and VMs" do
      before = [ids, Tagging.count, CloudTenant.ids]
      engine.update!(:tenant => FactoryBot.create(:tenant))
      vm  = FactoryBot.create(:vm_ovirt, :ext_management_system => engine, :hardware => FactoryBot.create(:hardware))
      ref = @simulator.dump.fetch("ports").find { |port| port["device_owner"] == "oVirt" }.fetch("device_id")
      FactoryBot.create(:guest_device, :hardware => vm.hardware, :uid_ems => ref)
      ours.find(made_one.id).pause!
      ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
      expect([manager, stored_manager.parent_ems_id]).to eq([nil, nil])

      stored_manager.resume!
      ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
      work
      expect(manager).to have_attributes(:id => made_one.id, :name => "Lab", :uid_ems => "ovn", :made_by_hand? => true, :zone_id => engine.zone_id, :tenant_id => engine.tenant_id, :last_refresh_error => nil)
      expect([ids, Tagging.count, CloudTenant.ids]).to eq(before)
      expect(CloudTenant.pluck(:ems_id).uniq).to eq([engine.id])
      expect(manager.network_ports.map(&:device)).to include(vm)
      expect(tables).to eq(stored)
    end

    it "stays with its server and its rows, whatever oVirt says from then on" do
      refresh(engine)
      before = [ids, manager.current_endpoint]
      [
        [provider.merge(:authentication_url => "https://elsewhere.example.com/v2.0/")],
        [provider.merge(:name => "renamed")],
        [provider.merge(:id => "anew")],
        [other],
        [],
        [provider.merge(:id => "again"), other]
      ].each do |providers|
        @ovirt.network_providers = providers
        2.times { Timecop.travel(11.minutes) { ManageIQ::Providers::OvirtNet::Discovery.run(engine.id) } }
        work
        expect([ids, ours.find(made_one.id).current_endpoint]).to eq(before)
        expect(ours.find(made_one.id)).to have_attributes(:enabled => true, :last_refresh_error => nil, :parent_ems_id => engine.id)
        ours.where.not(:id => made_one.id).each(&:destroy!)
      end
      expect(ours.find(made_one.id)).to have_attributes(:uid_ems => "again", :discovered => {:name => "ovirt-provider-ovn", :endpoint => OvirtNet.endpoint(@simulator.identity_url)})
    end

    it "follows what oVirt says where its host name is emptied" do
      refresh(engine)
      @ovirt.network_providers = [provider.merge(:authentication_url => "https://elsewhere.example.com/v2.0/")]
      ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
      manager.edit_with_params({}, [{"role" => "default", "hostname" => ""}], [user])
      expect(manager).to have_attributes(:hostname => "elsewhere.example.com", :port => 443)
    end

    it "stores nothing of a refresh that began before" do
      allow_any_instance_of(ours::Refresher).to(receive(:parse_targeted_inventory).and_wrap_original do |parse, *args|
        ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
        parse.call(*args)
      end)
      expect { EmsRefresh.refresh(stored_manager) }.to raise_error(MiqException::Error, /assigned to an oVirt provider/)
      expect(CloudTenant.pluck(:ems_id).uniq).to eq([engine.id])
    end

    it "makes one of the tenants that both have" do
      CloudTenant.create!(:ems_id => engine.id, :ems_ref => CloudTenant.first.ems_ref, :name => CloudTenant.first.name)
      refresh(engine)
      expect([CloudTenant.pluck(:ems_id), ::CloudNetwork.pluck(:cloud_tenant_id).uniq]).to eq([[engine.id], CloudTenant.ids])
    end
  end

  it "is not run over by what oVirt's provider moves to" do
    @ovirt.network_providers = [other]
    ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
    discovered = manager
    made
    @ovirt.network_providers = [other.merge(:authentication_url => @simulator.identity_url)]
    ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
    expect(ours.find(discovered.id)).to have_attributes(:hostname => "other.example.com", :last_refresh_error => /Lab \(\d+\) has the network provider at/)
    expect(stored_manager).to have_attributes(:parent_ems_id => nil, :last_refresh_error => nil)

    ours.find(discovered.id).destroy!
    ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
    expect(manager).to have_attributes(:name => "Lab", :uid_ems => "other")
  end

  it "is given back to the oVirt provider that it belongs to, and by none that cannot have it" do
    made({"name" => "0", "parent_ems_id" => engine.id.to_s})
    make({"name" => "1"}, :endpoint => {"url" => "https://ovn.example.com/v2.0"})
    expect(ManageIQ::Providers::OvirtNet::Adoption.give_back).to match([/\Agave back network manager .* to ManageIQ::Providers::Ovirt\z/, /\Aleft network manager \[1\].*belongs to no oVirt provider.*delete it/])
    ManageIQ::Providers::OvirtNet::Adoption.adopt
    expect(ours.order(:id).map { |manager| [manager.name, manager.made_by_hand?] }).to eq([["0", true], ["1", true]])
  end
end
