RSpec.describe ManageIQ::Providers::OvirtNet::Discovery do
  let(:engine)   { engine_of(@ovirt) }
  let(:ours)     { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:provider) { EngineRefresh::OVN.merge(:authentication_url => @simulator.identity_url) }
  let(:other)    { EngineRefresh::OVN.merge(:id => "other", :name => "a-provider", :authentication_url => "https://other.example.com:35357/v2.0/") }

  # Managers, networks, subnets, ports and their addresses
  let(:stored)   { [1, 3, 3, 7, 4] }
  let(:none)     { [0, 0, 0, 0, 0] }

  around do |example|
    Simulator.start(:networks => 3, :ports => 5) do |simulator|
      Engine.start do |ovirt|
        @simulator, @ovirt = simulator, ovirt
        example.run
      end
    end
  end

  before do
    EvmSpecHelper.create_guid_miq_server_zone
    Zone.seed
    @ovirt.network_providers = [provider]
  end

  def manager
    engine.class.find(engine.id).network_manager
  end

  def tables
    [ours, ::CloudNetwork, ::CloudSubnet, ::NetworkPort, CloudSubnetNetworkPort].map(&:count)
  end

  def queued(class_name, method_name)
    MiqQueue.where(:class_name => class_name.to_s, :method_name => method_name)
  end

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
      before = manager.attributes.except("updated_on", "last_refresh_date", "last_refresh_success_date")
      EmsRefresh.refresh(ExtManagementSystem.find(engine.id))

      expect(work).to eq(["Discovery.run: ok", "EmsRefresh.refresh: ok"])
      expect(manager.attributes).to include(before)
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

    it "takes over another provider where its own is gone, and says so" do
      id = manager.id
      expect($ovirt_net_log).to receive(:warn).with(/\[ovirt-provider-ovn\] \(ovn\) has been replaced by \[new\] \(new\)/)
      allow($ovirt_net_log).to receive(:warn)
      Simulator.start(:networks => 1, :ports => 2) do |simulator|
        @ovirt.network_providers = [provider.merge(:id => "new", :name => "new", :authentication_url => simulator.identity_url)]
        refresh(engine)

        expect(manager).to have_attributes(:id => id, :uid_ems => "new", :port => URI(simulator.identity_url).port, :last_refresh_error => nil)
        expect(tables.first(3)).to eq([1, 1, 1])
      end
    end

    it "takes the provider that the settings prefer" do
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:preferred_provider => "a-provider"}})
      @ovirt.network_providers = [provider, other]
      described_class.run(engine.id)

      expect(manager).to have_attributes(:uid_ems => "other", :hostname => "other.example.com")
      expect(queued(EmsRefresh, "refresh").map(&:data)).to eq([[[ours.name, manager.id]]])
    end

    it "follows the URL to https" do
      @ovirt.network_providers = [provider.merge(:authentication_url => "https://ovn.example.com:5000/v2.0/")]
      described_class.run(engine.id)

      expect(manager).to have_attributes(:hostname => "ovn.example.com", :port => 5000, :security_protocol => "ssl", :uid_ems => "ovn")
      expect(queued(EmsRefresh, "refresh").map(&:data)).to eq([[[ours.name, manager.id]]])
      expect(tables).to eq(stored)
    end

    it "leaves an edited endpoint alone until its host name is emptied" do
      manager.update!(:hostname => "nat.example.com", :port => 1)
      @ovirt.network_providers = [provider.merge(:authentication_url => "https://ovn.example.com/v2.0/")]
      described_class.run(engine.id)
      expect(manager).to have_attributes(:hostname => "nat.example.com", :port => 1, :security_protocol => "non-ssl")

      manager.update!(:hostname => "")
      expect(manager).to have_attributes(:hostname => "ovn.example.com", :port => 443, :security_protocol => "ssl")
    end

    it "leaves the choice of whom to trust when the URL changes" do
      manager.tap { |ours| ours.follow_provider("ovn", "ovn", OvirtNet.endpoint("https://ovn.example.com/v2.0/")) }.update!(:security_protocol => "ssl-with-validation")
      described_class.run(engine.id)
      expect(manager.security_protocol).to eq("non-ssl")

      manager.tap { |ours| ours.follow_provider("ovn", "ovn", OvirtNet.endpoint("https://ovn.example.com/v2.0/")) }.update!(:security_protocol => "ssl-with-validation")
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

  describe "when the engine's answer is no help" do
    before { refresh(engine) }

    before { stub_settings_merge(:ems => {:ems_ovirt => {:service => {:read_timeout => "1.second"}}}) }

    {
      "silence"             => [-> { sleep(2) && :reset }, /Timeout/],
      "a broken connection" => [:reset, /Can't send request/],
      "401"                 => [[401, "<fault><reason>no</reason></fault>"], /HTTP response code is 401/],
      "500"                 => [[500, "<fault><reason>down</reason></fault>"], /HTTP response code is 500/],
      "something else"      => [[200, "<html/>"], /Discovery of oVirt's network providers failed/]
    }.each do |name, (answer, words)|
      it "keeps everything, shows it and heals: #{name}" do
        @ovirt.answer("openstacknetworkproviders", answer)
        expect { refresh(engine) }.not_to(change { tables })
        expect(manager).to have_attributes(:enabled => true, :last_refresh_error => match(words), :last_refresh_status => "error")
        expect(manager.last_refresh_success_date).to eq(manager.last_refresh_date)

        @ovirt.answer("openstacknetworkproviders")
        refresh(engine)
        expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      end
    end

    ["nonsense", "https://ovn.example.com/v3", "https://:x", ""].each do |url|
      it "keeps everything and says what is wrong with the URL #{url.inspect}" do
        @ovirt.network_providers = [provider.merge(:authentication_url => url), other]
        expect { refresh(engine) }.not_to(change { tables })
        expect(manager).to have_attributes(:uid_ems => "ovn", :last_refresh_error => match(/network provider ovirt-provider-ovn in oVirt: authentication_url/))
      end
    end

    it "does nothing while the engine itself is down" do
      @ovirt.answer(:all, [503, "<html>down</html>"])
      expect { expect { EmsRefresh.refresh(ExtManagementSystem.find(engine.id)) }.to raise_error(OvirtSDK4::Error) }.not_to(change { tables })
      expect(work).to eq([])
      expect(manager).to have_attributes(:enabled => true, :last_refresh_error => nil)
    end
  end

  describe "when the engine has no provider any more" do
    before do
      refresh(engine)
      @ovirt.network_providers = []
    end

    it "marks the manager, looks again and then removes it through the queue" do
      refresh(engine)
      expect(tables).to eq(stored)
      expect(manager).to have_attributes(:enabled => true, :last_refresh_error => match(/oVirt has no network provider any more; this network manager is removed after/))
      expect(queued(described_class, "run").map(&:deliver_on)).to match([be_within(1.minute).of(10.minutes.from_now)])

      Timecop.travel(11.minutes) do
        expect(work).to include("Discovery.run: ok", "NetworkManager.pause!: ok", "NetworkManager.orchestrate_destroy: ok")
      end
      expect(tables).to eq(none)
      expect([Endpoint, Authentication].map { |model| model.where(:resource_id => manager&.id).count }).to eq([0, 0])
      expect(CloudTenant.count).to eq(0)
      expect(engine.reload.last_refresh_status).to eq("success")
    end

    it "removes it at once where the settings say so" do
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:remove_after => 0}})
      refresh(engine)

      expect(tables).to eq(none)
    end

    it "keeps it when a provider is there again" do
      refresh(engine)
      @ovirt.network_providers = [provider]
      Timecop.travel(11.minutes) { work }

      expect(manager).to have_attributes(:last_refresh_error => nil, :discovered => {:name => "ovirt-provider-ovn", :endpoint => OvirtNet.endpoint(@simulator.identity_url)})
      expect(tables).to eq(stored)
    end
  end

  describe "when something is paused" do
    before { refresh(engine) }

    it "leaves a paused manager alone, whatever oVirt says" do
      manager.pause!
      before = manager.attributes
      [[], [other], [provider.merge(:authentication_url => "nonsense")]].each do |providers|
        @ovirt.network_providers = providers
        refresh(engine)
      end

      expect(manager.attributes).to eq(before)
      expect(tables).to eq(stored)
    end

    it "asks nothing of a paused engine and goes on when it is resumed" do
      zone_id = engine.zone_id
      ExtManagementSystem.find(engine.id).pause!
      described_class.run(engine.id)
      ExtManagementSystem.find(engine.id).ensure_managers
      expect(MiqQueue.where(:class_name => described_class.name)).to be_empty
      expect(manager).to have_attributes(:enabled => false, :zone_id => Zone.maintenance_zone.id)

      ExtManagementSystem.find(engine.id).resume!
      refresh(engine)
      expect(manager).to have_attributes(:enabled => true, :zone_id => zone_id, :last_refresh_error => nil)
      expect(tables).to eq(stored)
    end
  end

  describe "removal" do
    before { refresh(engine) }

    it "of the engine takes the network manager with it" do
      ExtManagementSystem.find(engine.id).destroy_queue
      work

      expect(ExtManagementSystem.count).to eq(0)
      expect(tables + [CloudTenant.count, Endpoint.count, Authentication.count, NetworkPortSecurityGroup.count]).to all(eq(0))
    end

    it "during a running refresh leaves nothing behind" do
      allow_any_instance_of(ours).to receive(:connect).and_wrap_original do |connect|
        connect.call.tap { ExtManagementSystem.find(engine.id).destroy! }
      end
      EmsRefresh.queue_refresh(manager)

      expect(work).to eq(["EmsRefresh.refresh: error"])
      expect(tables + [CloudTenant.count]).to all(eq(0))
    end
  end

  it "does not let a broken network provider keep the engine's VMs from being refreshed" do
    refresh(engine)
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
    @simulator.stop
    EmsRefresh.queue_refresh(manager)
    EmsRefresh.queue_refresh(engine)
    message = queued(EmsRefresh, "refresh").first
    expect(message.data.map(&:first)).to eq([ours.name, engine.class.name])
    before = engine.reload.last_refresh_date

    $_miq_worker_current_msg = message
    expect(message.deliver.first).to eq("ok")
    expect(engine.reload.last_refresh_date).to be > before
    expect(manager.last_refresh_error).to match(/tokens/)
  ensure
    $_miq_worker_current_msg = nil
  end
end
