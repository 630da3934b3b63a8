require "rake"

RSpec.describe ManageIQ::Providers::OvirtNet::Discovery, "of several network providers" do
  include_context "with an engine and several network providers"

  def names_of(managers)
    managers.map { |manager| manager.name.delete_prefix("#{engine.reload.name} ") }
  end

  def complete(*indices)
    indices.each { |index| expect(networks_of(manager_of(index))).to eq(networks_at(index)) }
    expect(ours.count).to eq(indices.size)
  end

  describe "makes each a network manager" do
    %w[ovn-east ovn-north ovn-west].permutation.each do |order|
      describe "in whatever order they are called and listed: #{order.join(", ")}" do
        let(:names) { order }

        it "with a name of its own" do
          @ovirt.network_providers = providers.shuffle(:random => Random.new(1))
          refresh(engine)

          complete(0, 1, 2)
          expect(names_of(managers)).to eq(["Network Manager", "ovn-north Network Manager", "ovn-west Network Manager"])
          expect(engine.reload.network_manager).to eq(manager_of(names.index("ovn-east")))
          expect(engine.child_managers).to match_array(managers)
          expect(managers).to all(have_attributes(:last_refresh_error => nil, :authentication_status => "Valid", :zone => engine.zone, :uid_ems => match(/\Aid\d\z/)))
        end
      end
    end

    it "where the setting says so alone, and changes nothing where nothing changed" do
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:manage_all => false}})
      refresh(engine)
      complete(0)

      stub_settings_merge(:ems_refresh => {:ovirt_net => {:manage_all => true}})
      first = managers.first
      refresh(engine)
      complete(0, 1, 2)
      expect(engine.reload.network_manager).to eq(first)

      # All but when that was
      stored = lambda do
        managers.map { |manager| [manager.attributes.except("updated_on", "last_refresh_date", "last_refresh_success_date").merge("options" => manager.options.except(:refresh)), rows_of(manager)] }
      end
      before = stored.call
      refresh(engine)
      expect(stored.call).to eq(before)
    end

    it "and goes on with those that are there when the setting is switched off" do
      discover
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:manage_all => false}})
      ids = managers.map(&:id)
      @ovirt.network_providers = [provider(2, :name => "renamed"), provider(0), provider(1, :id => "anew")]
      discover
      expect(managers.map(&:id)).to eq(ids)
      expect(names_of(managers)).to eq(["Network Manager", "ovn-north Network Manager", "renamed Network Manager"])

      manager_of(1).destroy!
      @ovirt.network_providers = providers.first(2)
      discover
      Timecop.travel(11.minutes) { discover }
      complete(0)
    end

    it "but manages no server twice, and nothing that is not OVN" do
      @ovirt.network_providers = [*providers.first(2), provider(1, :id => "twice", :name => "twice"), provider(2, :external_plugin_type => "CALICO")]
      discover
      complete(0, 1)
    end
  end

  describe "each of them" do
    before { discover }

    it "follows its own" do
      before = ours.all.to_h { |manager| [manager.id, rows_of(manager)] }
      ids    = [0, 1, 2].map { |index| manager_of(index).id }
      ExtManagementSystem.find(engine.id).update!(:name => "renamed")
      @ovirt.network_providers = [provider(1, :name => "aaa"), provider(2, :id => "anew"), provider(0, :name => "zzz")]
      discover

      expect([0, 1, 2].map { |index| manager_of(index).id }).to eq(ids)
      expect(names_of(managers)).to eq(["Network Manager", "aaa Network Manager", "ovn-west Network Manager"])
      expect(ours.all.to_h { |manager| [manager.id, rows_of(manager)] }).to eq(before)
      expect(engine.reload.network_manager).to eq(manager_of(0))
    end

    it "goes with its own, after a while, and leaves the others" do
      [0, 1].each do |gone|
        @ovirt.network_providers = providers.drop(gone + 1)
        before = (gone + 1..2).map { |index| rows_of(manager_of(index)) }
        id     = manager_of(gone).id
        discover
        expect(ours.find(id)).to have_attributes(:enabled => true, :last_refresh_error => /oVirt no longer has the network provider #{names[gone]}; this network manager is removed after/)
        Timecop.travel(11.minutes) { discover }

        complete(*(gone + 1..2))
        expect((gone + 1..2).map { |index| rows_of(manager_of(index)) }).to eq(before)
        expect(engine.reload.network_manager).to eq(manager_of(gone + 1))
        expect(names_of(managers).first).to eq("#{names[gone + 1]} Network Manager")
      end

      @ovirt.network_providers = providers
      discover
      complete(0, 1, 2)
      expect(names_of(managers)).to eq(["ovn-west Network Manager", "Network Manager", "ovn-north Network Manager"])
    end

    it "shows what is wrong with its own alone" do
      id = manager_of(1).id
      @ovirt.network_providers = [provider(0), provider(1, :authentication_url => "https://ovn/v3"), provider(2)]
      discover
      expect(managers.reject { |manager| manager.last_refresh_error.nil? }).to match([have_attributes(:id => id, :last_refresh_error => /network provider ovn-north in oVirt: .*version v3/)])
      complete(0, 1, 2)

      @ovirt.network_providers = [provider(0), provider(1, :authentication_url => @simulators[0].identity_url), provider(2)]
      discover
      expect(ours.find(id)).to have_attributes(:last_refresh_error => /Network Manager \(#{manager_of(0).id}\) has the network provider at/)

      @ovirt.network_providers = providers
      discover
      expect(managers.map(&:last_refresh_error)).to all(be_nil)
      complete(0, 1, 2)
    end

    {"two swap" => [1, 0, 2], "three change round" => [1, 2, 0]}.each do |what, order|
      it "goes to the server that its own has now, where #{what} their URLs" do
        ids = [0, 1, 2].map { |index| manager_of(index).id }
        @ovirt.network_providers = order.each_with_index.map { |server, index| provider(index, :authentication_url => @simulators[server].identity_url) }
        discover

        expect(order.map { |server| manager_of(server).id }).to eq(ids)
        # What vanished is kept for a while.
        Timecop.travel(11.minutes) { managers.each { |manager| EmsRefresh.refresh(manager) } }
        complete(0, 1, 2)
        expect(managers).to all(have_attributes(:last_refresh_error => nil))
        expect(managers.pluck(:uid_ems)).to eq(%w[id0 id1 id2])
      end
    end

    # The first to the second's server, the second to the third's
    def change_round(*ids, third: @simulators[0].identity_url)
      urls = [@simulators[1].identity_url, @simulators[2].identity_url, third]
      @ovirt.network_providers = urls.each_with_index.map { |url, index| provider(index, :authentication_url => url) }
      discover
      expect([0, 1, 2].map { |index| manager_of(index).id }).to eq(ids)
    end

    it "takes no server that another one keeps, as that is paused, has no usable URL or was edited" do
      ids     = [0, 1, 2].map { |index| manager_of(index).id }
      refused = /Network Manager \(#{ids[2]}\) has the network provider at/
      ours.find(ids[2]).pause!
      change_round(*ids)
      expect(ours.find(ids[1]).last_refresh_error).to match(refused)

      ours.find(ids[2]).resume!
      change_round(*ids, :third => "https://ovn/v3")
      change_round(*ids.rotate(-1))
      expect(ours.find(ids[1]).last_refresh_error).to be_nil

      @ovirt.network_providers = providers
      discover
      ours.find(ids[2]).update!(:api_version => "v2.0")
      change_round(*ids)
      expect(ours.find(ids[1]).last_refresh_error).to match(refused)
    end

    it "is refreshed, fails and heals by itself" do
      allow(EmsRefresh).to receive(:debug_failures).and_return(false)
      @simulators[1].fail("ports", "do" => "status", "status" => 500, "message" => "down")
      before = managers.map { |manager| rows_of(manager) }
      refresh(engine)
      expect(managers.map { |manager| rows_of(manager) }).to eq(before)
      expect(managers.map(&:last_refresh_status)).to eq(%w[success error success])

      @simulators[1].faults = []
      refresh(engine)
      expect(managers.map(&:last_refresh_status)).to eq(%w[success success success])
    end

    it "is paused alone, and comes back when it was deleted" do
      manager_of(1).pause!
      manager_of(2).destroy!
      @ovirt.network_providers = [provider(1, :name => "renamed"), provider(0), provider(2)]
      before = rows_of(manager_of(1))
      refresh(engine)

      complete(0, 1, 2)
      expect([0, 1, 2].map { |index| manager_of(index).enabled }).to eq([true, false, true])
      expect(manager_of(1)).to have_attributes(:discovered => include(:name => "ovn-north"), :zone_id => Zone.maintenance_zone.id)
      expect(rows_of(manager_of(1))).to eq(before)
    end

    it "is changed alone" do
      others = [0, 2].map { |index| rows_of(manager_of(index)) }
      manager_of(1).create_cloud_network(:name => "blue")
      expect(networks_of(manager_of(1))).to eq(networks_at(1))
      expect([0, 2].map { |index| rows_of(manager_of(index)) }).to eq(others)
    end
  end

  describe "with their engine" do
    before { discover }

    it "are paused and resumed, and move with it" do
      zone = FactoryBot.create(:zone)
      ExtManagementSystem.find(engine.id).pause!
      expect(managers).to all(have_attributes(:enabled => false, :zone_id => Zone.maintenance_zone.id))
      ExtManagementSystem.find(engine.id).tap(&:resume!).update!(:zone => zone, :tenant => FactoryBot.create(:tenant), :provider_region => "north")
      refresh(engine)

      expect(ours.pluck(:enabled, :zone_id, :tenant_id, :provider_region).uniq).to eq([[true, zone.id, engine.reload.tenant_id, "north"]])
    end

    {"destroy!" => :destroy!, "the queue" => :destroy_queue}.each do |name, method|
      it "go, by #{name}" do
        ExtManagementSystem.find(engine.id).public_send(method)
        work

        expect([ExtManagementSystem, ::CloudNetwork, ::NetworkPort, CloudTenant, Endpoint, Authentication].map(&:count)).to all(eq(0))
      end
    end

    it "are refreshed after it, in its queue" do
      EmsRefresh.refresh(ExtManagementSystem.find(engine.id))
      expect(MiqQueue.where(:class_name => "EmsRefresh").map { |message| [message.queue_name, message.data.map(&:last)] }).to eq([[engine.queue_name, managers.map(&:id)]])
    end

    it "find its VMs" do
      vm   = FactoryBot.create(:vm_ovirt, :ext_management_system => engine, :hardware => FactoryBot.create(:hardware))
      refs = @simulators.map { |simulator| simulator.dump.fetch("ports").find { |port| port["device_owner"] == "oVirt" }.fetch("device_id") }
      refs.each { |ref| FactoryBot.create(:guest_device, :hardware => vm.hardware, :uid_ems => ref) }
      managers.each { |manager| EmsRefresh.refresh(manager) }
      expect(managers.map { |manager| manager.network_ports.map(&:device).count(vm) }).to eq([1, 1, 1])
    end
  end

  describe "whose tenants are the engine's" do
    before do
      tenants_at(0, "shared", "one")
      tenants_at(1, "shared", "two")
      tenants_at(2, "three", "shared")
    end

    def tenants
      CloudTenant.where(:ems_id => engine.id).order(:ems_ref).pluck(:ems_ref, :id).to_h
    end

    [true, false].each do |write_only_changes|
      it "deletes none that another one lists, by #{write_only_changes ? "our writer" : "ManageIQ's own saver"}" do
        stub_settings_merge(:ems_refresh => {:ovirt_net => {:write_only_changes => write_only_changes}})
        2.times { refresh(engine) }
        before = tenants
        expect(before.keys).to eq(%w[one shared three two])
        expect(managers.map { |manager| manager.cloud_tenants.order(:ems_ref).pluck(:ems_ref) }).to eq([%w[one shared], %w[shared two], %w[shared three]])
        expect(managers.map { |manager| manager.cloud_networks.map { |network| network.cloud_tenant.ems_ref }.uniq }).to eq([%w[one], %w[two], %w[shared]])

        tenants_at(2, "three", "new")
        refresh(engine)
        expect(tenants.except("new")).to eq(before)
        tenants_at(1, "two")
        tenants_at(0, "one", "two")
        2.times { refresh(engine) }
        expect(tenants.except("new")).to eq(before.except("shared"))
        expect(managers.map { |manager| manager.cloud_networks.map { |network| network.cloud_tenant.ems_ref }.uniq }).to eq([%w[two], %w[two], %w[new]])

        manager_of(1).destroy!
        expect(tenants.except("new")).to eq(before.except("shared"))
        manager_of(0).destroy!
        expect(tenants.keys).to eq(%w[new three])
        manager_of(2).destroy!
        expect(tenants).to be_empty
      end
    end

    it "makes one of what several of them list, as after one was made by hand that has its own" do
      2.times { refresh(engine) }
      before = tenants
      CloudTenant.find(before["shared"]).dup.save!
      managers.each { |manager| EmsRefresh.refresh(manager) }

      expect(tenants).to eq(before)
      expect(CloudTenant.count).to eq(before.size)
    end

    it "keeps them all until it is known who lists what" do
      refresh(engine)
      manager_of(2).update!(:options => manager_of(2).options.except(:tenants))
      manager_of(1).destroy!
      expect(tenants.keys).to eq(%w[one shared three two])

      refresh(engine)
      complete(0, 1, 2)
      @ovirt.network_providers = [provider(0), provider(2)]
      discover
      Timecop.travel(11.minutes) { discover }
      2.times { refresh(engine) }
      expect(tenants.keys).to eq(%w[one shared three])
    end
  end

  it "adopts what came with ManageIQ's own, and gives all of them back" do
    uri  = URI(@simulators[1].identity_url)
    peer = ManageIQ::Providers::Ovirt::NetworkManager.create!(:name => "#{engine.name} Network Manager", :parent_ems_id => engine.id, :zone => engine.zone, :tenant => engine.tenant,
                                                              :hostname => uri.host, :port => uri.port, :api_version => "v2", :security_protocol => "non-ssl")
    discover
    complete(0, 1, 2)
    expect(engine.reload.network_manager).to have_attributes(:id => peer.id, :name => "#{engine.name} Network Manager", :uid_ems => "id1")
    ids, names = managers.map(&:id), managers.map(&:name)

    expect(ManageIQ::Providers::OvirtNet::Adoption.give_back.size).to eq(3)
    expect(ExtManagementSystem.where(:id => ids).pluck(:type).uniq).to eq(["ManageIQ::Providers::Ovirt::NetworkManager"])
    discover
    expect([managers.map(&:id), managers.map(&:name)]).to eq([ids, names])
    complete(0, 1, 2)
  end

  it "names them so that RBAC's filters find each" do
    discover
    managers.each { |manager| expect(MiqFilter.belongsto2object("/belongsto/ExtManagementSystem|#{manager.name}")).to eq(manager) }

    ExtManagementSystem.find(engine.id).update!(:name => "renamed")
    managers.each { |manager| expect(MiqFilter.belongsto2object("/belongsto/ExtManagementSystem|#{manager.name}")).to eq(manager) }
  end

  it "has tasks that pause and resume all of an oVirt provider, or one" do
    discover
    Rake::DefaultLoader.new.load(ManageIQ::Providers::OvirtNet::Engine.root.join("lib/tasks/ovirt_net.rake").to_s) unless Rake::Task.task_defined?("ovirt_net:pause")
    Rake::Task.define_task(:environment)
    run = lambda do |task, name|
      stub_const("ENV", ENV.to_h.merge("NAME" => name))
      expect { Rake::Task["ovirt_net:#{task}"].tap(&:reenable).invoke }.to output.to_stdout
      managers.map(&:enabled)
    end

    expect(run["pause", engine.name]).to eq([false, false, false])
    expect(run["resume", manager_of(1).name]).to eq([false, true, false])
    expect(run["resume", engine.name]).to eq([true, true, true])
    expect { run["pause", "nobody"] }.to raise_error(SystemExit).and(output(/has the name nobody; there are .*#{engine.name}/).to_stderr)
    expect(managers.map(&:enabled)).to eq([true, true, true])
  end

  it "is not led to another server by the preferred provider, which is the first from the beginning" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:preferred_provider => "ovn-west"}})
    discover
    expect(engine.reload.network_manager).to eq(manager_of(2))

    stub_settings_merge(:ems_refresh => {:ovirt_net => {:preferred_provider => "ovn-east"}})
    ids = managers.map { |manager| [manager.id, manager.port] }
    discover
    expect(managers.map { |manager| [manager.id, manager.port] }).to eq(ids)
  end
end
