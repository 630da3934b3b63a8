RSpec.describe ManageIQ::Providers::OvirtNet::Discovery do
  include_context "with an engine and its network provider"

  describe "when the engine's answer is no help" do
    before { refresh(engine) }

    before { stub_settings_merge(:ems => {:ems_ovirt => {:ovirt_net => {:read_timeout => "1.second"}}}) }

    {
      "silence"             => [-> { sleep(2) && :reset }, /did not list its network providers in time/],
      "a broken connection" => [:reset, /Can't send request/],
      "401"                 => [[401, "<fault><reason>no</reason></fault>"], /the user has no role there \(401\)/],
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

    {
      "is down"                => [{:all => :reset}, /Discovery of oVirt's network providers failed: .*SSL|connect|request/i],
      "lets us log in no more" => [{:all => [401, ""], "sso/oauth/token" => EngineRefusal.of("wrong_password")}, /\AoVirt refused the login of admin@internal at .* \(user or password are wrong\)/]
    }.each do |name, (answers, words)|
      it "shows that the engine #{name} since its refresh" do
        # Where there are several network managers, the first one's failure is the last thing that happens otherwise.
        allow(EmsRefresh).to receive(:debug_failures).and_return(false)
        EmsRefresh.refresh(ExtManagementSystem.find(engine.id))
        answers.each { |list, answer| @ovirt.answer(list, answer) }

        expect { work }.not_to(change { tables })
        expect(manager).to have_attributes(:enabled => true, :last_refresh_error => match(words))
        expect(engine.reload).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      end
    end

    # Labels of tests/recordings/engine-4.5.7.jsonl
    {
      "its network provider, user who is no administrator" => "query execution failed due to insufficient permissions",
      "networks, user without a role"                      => "the user has no role there (401)"
    }.each do |label, reason|
      it "says which role the engine's user lacks: #{label}" do
        EmsRefresh.refresh(ExtManagementSystem.find(engine.id))
        @ovirt.answer("openstacknetworkproviders", Engine::Replay.answer(label))
        work
        expect(manager.last_refresh_error).to eq("Discovery of oVirt's network providers failed: oVirt (#{engine.name}) does not let its user list its network providers: " \
                                                 "#{reason}; give that user the role NetworkAdmin there")
      end
    end

    it "says that the engine's certificate is not trusted" do
      EmsRefresh.refresh(ExtManagementSystem.find(engine.id))
      engine.default_endpoint.update!(:verify_ssl => OpenSSL::SSL::VERIFY_PEER)
      work
      expect(manager.last_refresh_error).to include("did not list its network providers: its certificate is not trusted; give the oVirt provider the CA that issued it")
    end

    it "shows that the native extension is not there" do
      allow(OvirtNet::Native).to receive(:load!).and_raise(OvirtNet::NotCompiledError, "cannot be loaded")

      expect { refresh(engine) }.not_to(change { tables })
      expect(manager).to have_attributes(:enabled => true, :last_refresh_error => match(/cannot be loaded/))
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
      expect(manager).to have_attributes(:enabled => true, :last_refresh_error => match(/oVirt no longer has a network provider; this network manager is removed after/))
      expect(queued(described_class, "run").map(&:deliver_on)).to match([be_within(1.minute).of(10.minutes.from_now)])

      Timecop.travel(11.minutes) do
        expect(work).to include("Discovery.run: ok", "NetworkManager.pause!: ok", "NetworkManager.orchestrate_destroy: ok")
      end
      expect(tables).to eq(none)
      expect([Endpoint, Authentication].map { |model| model.where(:resource_id => manager&.id).count }).to eq([0, 0])
      expect(tenants).to eq(0)
      expect(engine.reload.last_refresh_status).to eq("success")
    end

    it "removes it in time though its absence was noted while the clock was ahead" do
      Timecop.travel(8.hours) { refresh(engine) }
      refresh(engine)
      expect(manager.discovered[:missing_since]).to be_within(1.minute).of(Time.now.utc)
      Timecop.travel(11.minutes) { work }
      expect(tables).to eq(none)
    end

    it "removes it at once where the settings say so" do
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:removal_grace_period => 0}})
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

  describe "when the engine has other providers, but the managed one no more" do
    before { refresh(engine) }

    def replaced
      Simulator.start(:networks => 1, :ports => 2) do |simulator|
        @ovirt.network_providers = [provider.merge(:id => "new", :name => "new", :authentication_url => simulator.identity_url)]
        yield URI(simulator.identity_url).port
      end
    end

    it "marks the manager, looks again and then takes over another one, and says so" do
      id = manager.id
      replaced do |port|
        refresh(engine)
        expect(manager).to have_attributes(:uid_ems => "ovn", :last_refresh_error => match(/oVirt no longer has the network provider ovirt-provider-ovn; new replaces it after/))
        expect(tables).to eq(stored)

        expect($ovirt_net_log).to receive(:warn).with(/\[ovirt-provider-ovn\] \(ovn\) has been replaced by \[new\] \(new\)/)
        allow($ovirt_net_log).to receive(:warn)
        Timecop.travel(11.minutes) { work }
        expect(manager).to have_attributes(:id => id, :uid_ems => "new", :port => port, :last_refresh_error => nil)
        expect(tables.first(3)).to eq([1, 1, 1])
      end
    end

    it "asks for all that time anew after an answer that was no help" do
      @ovirt.network_providers = [other]
      refresh(engine)
      @ovirt.answer("openstacknetworkproviders", [500, "<fault/>"])
      Timecop.travel(9.minutes) { refresh(engine) }
      @ovirt.answer("openstacknetworkproviders")

      Timecop.travel(11.minutes) { refresh(engine) }
      expect(manager).to have_attributes(:uid_ems => "ovn")
      expect(tables).to eq(stored)
    end

    it "leaves no edited endpoint to another provider" do
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:removal_grace_period => 0}})
      manager.update!(:hostname => "nat.example.com")
      replaced do |port|
        described_class.run(engine.id)
        expect(manager).to have_attributes(:uid_ems => "new", :hostname => "127.0.0.1", :port => port)
      end
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

    it "follows the zone of the engine when it is resumed" do
      zone = FactoryBot.create(:zone)
      manager.pause!
      ExtManagementSystem.find(engine.id).update!(:zone => zone)
      refresh(engine)
      expect(ours.find(manager.id)).to have_attributes(:enabled => false, :zone_id => Zone.maintenance_zone.id)

      manager.resume!
      refresh(engine)
      expect(ours.find(manager.id)).to have_attributes(:enabled => true, :zone_id => zone.id, :last_refresh_error => nil)
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

      expect(providers).to eq(0)
      expect(tables + [tenants, *connections, NetworkPortSecurityGroup.count]).to all(eq(0))
    end

    {"of the engine" => -> { engine }, "of the network manager" => -> { manager }}.each do |name, gone|
      %i[with_provider_lock connect_unwatched].each do |moment|
        it "#{name} during a running refresh leaves nothing behind: #{moment}" do
          ids = [manager.id]
          allow(EmsRefresh).to receive(:debug_failures).and_return(false)
          EmsRefresh.queue_refresh(manager)
          allow_any_instance_of(ours).to(receive(moment).and_wrap_original do |original, *, &block|
            ExtManagementSystem.where(:id => instance_exec(&gone).id).first&.destroy!
            original.call(&block)
          end)

          expect(work).to eq(["EmsRefresh.refresh: error"])
          expect(tables + [tenants, NetworkPortSecurityGroup.count]).to all(eq(0))
          expect([Endpoint, Authentication].map { |model| model.where(:resource_type => "ExtManagementSystem", :resource_id => ids).count }).to eq([0, 0])
        end
      end
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
