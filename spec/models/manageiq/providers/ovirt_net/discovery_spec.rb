RSpec.describe ManageIQ::Providers::OvirtNet::Discovery do
  include_context "with an engine and its network provider"

  describe "when an engine is added" do
    %w[ems_ovirt ems_redhat].each do |factory|
      it "makes and refreshes the network manager of #{factory}" do
        @engine = engine_of(@ovirt, factory, :provider_region => "north", :tenant => FactoryBot.create(:tenant))
        refresh(@engine)

        uri = URI(@simulator.identity_url)
        expect(tables).to eq(stored)
        expect(@engine.reload.network_manager).to be_instance_of(ours).and have_attributes(
          :name                  => "#{@engine.name} Network Manager",
          :zone_id               => @engine.zone_id,
          :provider_region       => "north",
          :tenant_id             => @engine.tenant_id,
          :uid_ems               => "ovn",
          :hostname              => uri.host,
          :port                  => uri.port,
          :api_version           => "v2",
          :security_protocol     => "non-ssl",
          :last_refresh_error    => nil,
          :last_refresh_status   => "success",
          :authentication_status => "Valid"
        )
      end
    end

    it "is a message of its own for the engine's worker, and so is the refresh" do
      EmsRefresh.refresh(engine)
      expect(@ovirt.requests).not_to include("api/openstacknetworkproviders")
      expect(queued(described_class, "run")).to match([have_attributes(:queue_name => engine.queue_name, :role => "ems_inventory", :zone => engine.my_zone)])

      described_class.run(engine.id)
      expect(queued(EmsRefresh, "refresh")).to match([have_attributes(:queue_name => engine.queue_name, :data => [[ours.name, manager.id]])])
    end

    it "makes none where there is no provider" do
      @ovirt.network_providers = []
      refresh(engine)

      expect(tables).to eq(none)
    end

    it "makes one where two look at the same time" do
      twice = [-> { described_class.run(engine.id) }]
      allow(OvirtNet).to receive(:endpoint).and_wrap_original do |endpoint, url|
        twice.shift&.call
        endpoint.call(url)
      end
      described_class.run(engine.id)

      expect(tables.first).to eq(1)
      expect(Authentication.where(:resource_id => manager.id).count).to eq(1)
      expect(manager.last_refresh_error).to be_nil
    end

    it "makes none for an engine that goes meanwhile" do
      @ovirt.answer("openstacknetworkproviders") { ExtManagementSystem.find(engine.id).destroy! && [200, "<openstack_network_providers/>"] }
      described_class.run(engine.id)
      expect(tables).to eq(none)
    end

    it "makes none for an engine that is paused meanwhile" do
      allow(OvirtNet).to(receive(:endpoint).and_wrap_original { |endpoint, url| ExtManagementSystem.find(engine.id).then { |ems| ems.enabled? && ems.pause! } || endpoint.call(url) })
      described_class.run(engine.id)
      expect(tables).to eq(none)
    end
  end

  describe "when an engine is refreshed again" do
    before { refresh(engine) }

    it "changes nothing where nothing changed, and refreshes the networks after the VMs" do
      attributes = -> { manager.attributes.except("updated_on", "last_refresh_date", "last_refresh_success_date").merge("options" => manager.options.except(:refresh)) }
      before     = attributes.call
      EmsRefresh.refresh(ExtManagementSystem.find(engine.id))

      expect(work).to eq(["Discovery.run: ok", "EmsRefresh.refresh: ok"])
      expect(attributes.call).to eq(before)
      expect(tables).to eq(stored)
    end

    it "refreshes the networks after a full refresh alone" do
      vm = FactoryBot.create(:vm_ovirt, :ext_management_system => engine, :ems_ref => "/api/vms/gone", :uid_ems => "gone")
      @ovirt.answer("vms/gone", [404, "<fault><reason>gone</reason></fault>"])
      EmsRefresh.refresh(vm)

      expect(work).to eq(["Discovery.run: ok"])
    end

    it "follows a rename" do
      id = manager.id
      @ovirt.network_providers = [provider.merge(:name => "renamed")]
      refresh(engine)

      expect(manager).to have_attributes(:id => id, :uid_ems => "ovn", :discovered => include(:name => "renamed"))
      expect(tables).to eq(stored)
    end

    it "keeps to its provider when another comes that is earlier in the alphabet" do
      @ovirt.network_providers = [other, provider]
      refresh(engine)

      expect(manager).to have_attributes(:uid_ems => "ovn", :port => URI(@simulator.identity_url).port)
      expect(tables).to eq(stored)
    end

    it "keeps to a provider that was registered anew in oVirt" do
      id = manager.id
      @ovirt.network_providers = [other, provider.merge(:id => "anew", :name => "z-provider")]
      refresh(engine)

      expect(manager).to have_attributes(:id => id, :uid_ems => "anew", :discovered => include(:name => "z-provider"), :last_refresh_error => nil)
      expect(tables).to eq(stored)
    end

    it "takes the provider that the settings prefer" do
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:preferred_provider => "a-provider"}})
      @ovirt.network_providers = [provider, other]
      described_class.run(engine.id)

      expect(manager).to have_attributes(:uid_ems => "other", :hostname => "other.example.com")
      expect(queued(EmsRefresh, "refresh").map(&:data)).to eq([[[ours.name, manager.id]]])
    end

    it "follows the URL to https, trusting as the engine is trusted" do
      ids = ::NetworkPort.order(:id).ids
      with_tls_simulator do |simulator, _certificate|
        simulator.load(@simulator.dump)
        @ovirt.network_providers = [provider.merge(:authentication_url => simulator.identity_url)]
        refresh(engine)

        expect(manager).to have_attributes(
          :port                  => URI(simulator.identity_url).port,
          :security_protocol     => "ssl",
          :uid_ems               => "ovn",
          :last_refresh_error    => nil,
          :authentication_status => "Valid"
        )
        expect(::NetworkPort.order(:id).ids).to eq(ids)
      end
    end

    it "leaves an edited endpoint alone until its host name is emptied" do
      manager.update!(:hostname => "nat.example.com", :port => 1)
      @ovirt.network_providers = [provider.merge(:authentication_url => "https://ovn.example.com/v2.0/")]
      described_class.run(engine.id)
      expect(manager).to have_attributes(:hostname => "nat.example.com", :port => 1, :security_protocol => "non-ssl")

      manager.update!(:hostname => "")
      expect(manager).to have_attributes(:hostname => "ovn.example.com", :port => 443, :security_protocol => "ssl")
    end

    it "asks at once, though it would ask again later" do
      later = 1.hour.from_now
      [later, nil, later].each { |time| described_class.queue(engine, :deliver_on => time) }

      expect(queued(described_class, "run").pluck(:deliver_on)).to eq([nil])
    end

    it "leaves the choice of whom to trust when the URL changes" do
      manager.tap { |ours| ours.discovery_state.follow("ovn", "ovn", OvirtNet.endpoint("https://ovn.example.com/v2.0/")) }.update!(:security_protocol => "ssl-with-validation")
      described_class.run(engine.id)
      expect(manager.security_protocol).to eq("non-ssl")

      manager.tap { |ours| ours.discovery_state.follow("ovn", "ovn", OvirtNet.endpoint("https://ovn.example.com/v2.0/")) }.update!(:security_protocol => "ssl-with-validation")
      @ovirt.network_providers = [provider.merge(:authentication_url => "https://new.example.com/v2.0/")]
      described_class.run(engine.id)
      expect(manager).to have_attributes(:hostname => "new.example.com", :security_protocol => "ssl-with-validation")
    end

    it "follows name, zone, region and tenant of the engine" do
      zone   = FactoryBot.create(:zone)
      tenant = FactoryBot.create(:tenant)
      ExtManagementSystem.find(engine.id).update!(:name => "renamed", :zone => zone, :provider_region => "south", :tenant => tenant)
      refresh(engine)

      expect(ours.find(manager.id)).to have_attributes(:zone_id => zone.id, :provider_region => "south", :tenant_id => tenant.id, :enabled => true)
      expect(ours.where(:name => "renamed Network Manager").count).to eq(1)
    end
  end
end
