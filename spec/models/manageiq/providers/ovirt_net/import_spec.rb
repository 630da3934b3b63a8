RSpec.describe ManageIQ::Providers::OvirtNet::Import do
  include_context "with an oVirt that imports"

  it "gives oVirt what is created, so that a VM can be put on it, and tells what it did" do
    task = create
    expect(state).to eq(complete)
    expect(task).to have_attributes(:status => "Ok", :state => "Finished", :message => "blue was created, imported into Default, attached to clusters A and B.")
    expect(told).to eq([task.message])
    expect(infra_refreshes.size).to eq(1)
  end

  it "offers it where ManageIQ provisions VMs as soon as oVirt's manager has been refreshed" do
    create
    refresh(infra)
    infra.ovirt_services.send(:private_load_allowed_networks, profiles = {}, oVirt.clusters.first.id)
    expect(profiles).to include(oVirt.profiles.first.id => "blue (blue)")
  end

  it "gives it to the data centers and clusters alone that have the network provider" do
    other = oVirt.data_center("Other")
    west  = oVirt.data_center("West")
    oVirt.cluster("C", default)
    oVirt.cluster("D", other, :provider => "another")
    oVirt.cluster("E", west, :provider => "ovn")
    expect(create.message).to eq("blue was created, imported into Default, attached to clusters A and B, imported into West, attached to cluster E.")
    expect([state, state("Other"), state("West")]).to eq([complete, nil, complete.merge(:clusters => ["E"])])
  end

  it "attaches a network on a physical network to clusters with the switch type OVS alone" do
    oVirt.clusters.last.switch_type = "ovs"
    task = create(:provider_network_type => "flat", :provider_physical_network => "phys")
    expect([task.message, state[:clusters]]).to eq(["blue was created, imported into Default, attached to cluster B.", ["B"]])
  end

  it "attaches it to none where there is none of those, as oVirt does, and says so" do
    task = create(:provider_network_type => "flat", :provider_physical_network => "phys")
    expect(task).to have_attributes(:status => "Ok", :message => "blue was created, imported into Default. It is on a physical network, and no cluster of Default has the switch type OVS.")
    expect(state[:clusters]).to eq([])
  end

  it "makes what oVirt's synchronization makes" do
    create
    imported = state
    oVirt.remove(oVirt.networks.first.id)
    oVirt.synchronize("ovn")
    expect(state).to eq(imported)
  end

  it "works with a provider that oVirt may not change, as oVirt's own import does" do
    provider_is(:read_only => true)
    expect(create.status).to eq("Ok")
  end

  describe "the choice" do
    def choose(import)
      manager.edit_with_params({"options" => {"import" => import}}, [{"role" => "default", "hostname" => url.host, "port" => url.port, "security_protocol" => "non-ssl"}], [])
      manager.reload
    end

    it "leaves oVirt alone where that does not synchronize the provider's networks" do
      provider_is(:auto_sync => false)
      task = create
      expect(task).to have_attributes(:status => "Ok", :message => "blue was created. oVirt does not synchronize the networks of ovirt-provider-ovn (auto_sync), so it was not imported.")
      expect([@engine.changes, told, infra_refreshes]).to eq([[], [], []])
    end

    it "imports all the same where the network manager always does" do
      provider_is(:auto_sync => false)
      choose("mode" => "always")
      create
      expect(state).to eq(complete)
    end

    it "never imports where the network manager never does, and asks oVirt nothing" do
      choose("mode" => "never")
      expect([create, @engine.requests]).to eq([nil, []])
    end

    it "imports into the data centers that the network manager has, by name or id" do
      west  = oVirt.data_center("West")
      north = oVirt.data_center("North")
      oVirt.cluster("C", west, :provider => "ovn")
      oVirt.cluster("D", north, :provider => "ovn")
      choose("mode" => "chosen", "data_centers" => "West, #{north.id}")
      expect(create.message).to eq("blue was created, imported into West, attached to cluster C, imported into North, attached to cluster D.")
      expect(state).to be_nil
    end

    it "is the setting's where the network manager has none" do
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:import_into_ovirt => "never"}})
      expect(create).to be_nil
    end

    it "can be another one for a network" do
      expect(create(:import_into_ovirt => "never")).to be_nil
      choose("mode" => "never")
      form = ActionController::Parameters.new("import_into_ovirt" => "chosen", "import_data_centers" => "Default", "mtu" => 1400)
      task = create(:name => "red", :qos_policy_id => form)
      expect(task.message).to eq("red was created, imported into Default, attached to clusters A and B.")
    end

    it "keeps what else the network manager knows" do
      manager.discovery_state.follow("ovn", "ovirt-provider-ovn", OvirtNet.endpoint(@simulator.identity_url))
      manager.save!
      choose("mode" => "always")
      choose("data_centers" => "Default")
      expect(manager.discovered).to include(:name => "ovirt-provider-ovn")
      expect(manager.import_option).to eq(:mode => "always", :data_centers => "Default")
    end

    it "refuses what it does not know before anything is made" do
      expect { choose("mode" => "sometimes") }.to raise_error('import_into_ovirt is "sometimes"; give auto_sync, always, chosen, never')
      expect { manager.create_cloud_network(:name => "blue", :import_into_ovirt => "chosen") }.to raise_error('import_into_ovirt is "chosen"; give the data centers')
      expect(@simulator.dump.fetch("networks")).to eq([])
    end

    it "says where there is no such data center, and imports into the others" do
      task = create(:import_data_centers => %w[Defualt Default])
      expect(task).to have_attributes(:status => "Error", :message => "blue was created, imported into Default, attached to clusters A and B. Import incomplete: it has no data center Defualt. Fix this and import it again.")
    end

    it "says where a data center has no cluster that would get it" do
      oVirt.data_center("West")
      task = create(:import_data_centers => "West")
      expect(task).to have_attributes(:status => "Error", :message => start_with("blue was created, imported into West. Import incomplete: West: no cluster has this network provider as its default"))
    end

    it "says it no more where an administrator has attached it to one" do
      west    = oVirt.data_center("West")
      cluster = oVirt.cluster("C", west)
      create(:import_data_centers => "West")
      oVirt.attach(cluster.id, oVirt.networks.last.id, false)
      expect(import_again("chosen", :import_data_centers => "West")).to have_attributes(:status => "Ok", :message => "oVirt has blue in West.")
    end

    it "says where no cluster has the network provider" do
      oVirt.clusters.each { |cluster| cluster.provider = nil }
      expect(create).to have_attributes(:status => "Ok", :message => "blue was created. No cluster has ovirt-provider-ovn as its default network provider.")
      expect(import_again).to have_attributes(:status => "Error", :message => include("no cluster has ovirt-provider-ovn as its default network provider"))
    end

    it "queues nothing where the network manager follows no provider of an oVirt, and says so where it is asked to" do
      manager.update!(:uid_ems => nil)
      expect(create).to be_nil
      expect(import_again).to have_attributes(:status => "Error", :message => include("ManageIQ has no oVirt provider for its network provider"))
    end
  end
end
