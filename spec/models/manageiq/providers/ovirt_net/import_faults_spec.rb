RSpec.describe ManageIQ::Providers::OvirtNet::Import, "when something is wrong" do
  include_context "with an oVirt that imports"

  let(:denied) { [403, "<fault><reason>Operation Failed</reason><detail>[User is not authorized to perform this action.]</detail></fault>"] }
  let(:broken) { [500, "<fault><reason>Operation Failed</reason><detail>Request timed out</detail></fault>"] }
  let(:steps) do
    {
      "GET openstacknetworkproviders/ovn"              => nil,
      "GET datacenters"                                => nil,
      "GET clusters"                                   => nil,
      %r{\AGET clusters/.*/externalnetworkproviders\z} => nil,
      "GET networks"                                   => nil,
      %r{\APOST .*/import\z}                           => nil,
      %r{\APUT networks/}                              => {:mtu => 0},
      %r{\APOST clusters/#{oVirt.clusters.first.id}/}  => {:clusters => ["B"]},
      "GET vnicprofiles"                               => {}
    }
  end

  def at_provider(name)
    @simulator.dump.fetch("networks").map { |network| network["name"] }.include?(name)
  end

  it "keeps what was created, says what is missing, and does only that when it is repeated" do
    steps.each_with_index do |(step, left), index|
      [denied, broken, :reset].each_with_index do |fault, kind|
        name = "net#{index}-#{kind}"
        @engine.answer(step, fault)
        task = create(:name => name)
        @engine.answer(step, nil)

        expect(task).to have_attributes(:status => "Error", :message => start_with("#{name} was created").and(include("Import incomplete: ")))
        expect(task.message).to include("does not let its user", "User is not authorized", "NetworkAdmin") if fault == denied
        expect([at_provider(name), state(:name => name)]).to eq([true, left && complete(name).merge(left)])

        changes = @engine.changes.size
        expect(import_again(:name => name).status).to eq("Ok")
        expect(state(:name => name)).to eq(complete(name))
        expect(@engine.changes.drop(changes).size).to eq(left ? left.size : 4)
      end
    end
    expect(told.size).to eq(steps.size * 6)
  end

  it "knows what was done where the answer was lost" do
    steps.keys.grep(/POST|PUT/).each_with_index do |step, index|
      @engine.answer(step, :lost)
      create(:name => "net#{index}")
      @engine.answer(step, nil)
      expect(state(:name => "net#{index}")).to eq(complete("net#{index}"))
    end
  end

  it "takes for done what somebody else does meanwhile, such as oVirt's synchronization" do
    [%r{\APOST .*/import\z}, %r{\APOST clusters/}].each_with_index do |step, index|
      @engine.answer(step) { oVirt.synchronize("ovn") && nil }
      expect(create(:name => "net#{index}").status).to eq("Ok")
      @engine.answer(step, nil)
      expect(state(:name => "net#{index}")).to eq(complete("net#{index}"))
    end
    expect(oVirt.networks.size).to eq(2)
  end

  it "imports once where two do it at once" do
    create(:import_into_ovirt => "never")
    policy   = ManageIQ::Providers::OvirtNet::ImportPolicy.new("always")
    outcomes = Array.new(2) { described_class.new(network, policy) }.map { |import| Thread.new { import.run } }.map(&:value)
    expect(outcomes.map(&:done?)).to eq([true, true])
    expect([oVirt.networks.size, state]).to eq([1, complete])
  end

  it "waits while the network is deleted, renamed or imported in another process" do
    task   = task_of(manager.create_cloud_network_queue(user.userid, :name => "blue"))
    lock   = "hashtextextended('#{network.class.name}/#{network.id}', 0)"
    others = PG.connect(ActiveRecord::Base.connection.raw_connection.conninfo_hash.compact)
    others.exec("SELECT pg_advisory_lock(#{lock})")
    MiqQueue.where(:method_name => "import_into_ovirt").update_all(:msg_timeout => 1)
    expect([import_of(task).message, @engine.requests]).to match([start_with("timed out after"), []])

    others.exec("SELECT pg_advisory_unlock(#{lock})")
    expect(import_again.status).to eq("Ok")
  ensure
    others&.close
  end

  it "does nothing with a network that was deleted meanwhile" do
    create(:import_into_ovirt => "never")
    import = described_class.new(network, ManageIQ::Providers::OvirtNet::ImportPolicy.new("always"))
    network.raw_delete_cloud_network
    expect(import.run.message).to eq("Import incomplete: it was deleted meanwhile. Fix this and import it again.")
    expect(@engine.changes).to eq([])
  end

  it "says so where the network is gone, or its network manager, when a worker comes to it" do
    task = task_of(manager.create_cloud_network_queue(user.userid, :name => "blue"))
    network.delete
    expect(import_of(task)).to have_attributes(:state => "Finished", :status => "Error", :message => "blue was not imported into oVirt: it no longer exists.")
    expect(told).to eq(["blue was not imported into oVirt: it no longer exists."])

    task = task_of(manager.create_cloud_network_queue(user.userid, :name => "red"))
    infra
    manager.class.find(manager.id).destroy!
    expect(import_of(task)).to have_attributes(:status => "Error", :message => "red was not imported into oVirt: it no longer exists.")
  end

  it "has the outcome in its task when the user is told, and keeps it where that fails" do
    seen = []
    allow(Notification).to receive(:create).and_wrap_original do |_original, **|
      seen << MiqTask.order(:id).last.slice(:state, :status, :message)
      raise ActiveRecord::StatementInvalid, "payload string too long"
    end
    expect(create.message).to eq("blue was created, imported into Default, attached to clusters A and B.")
    expect(seen).to eq([{"state" => "Finished", "status" => "Ok", "message" => "blue was created, imported into Default, attached to clusters A and B."}])
  end

  it "adds the vNIC profile where oVirt did not" do
    oVirt.without_profiles = true
    expect(create.message).to eq("blue was created, imported into Default, attached to clusters A and B, given a vNIC profile in Default.")
    expect(state).to eq(complete)
  end

  it "does nothing where nothing is missing, and says so" do
    create
    changes = @engine.changes.dup
    expect(import_again).to have_attributes(:status => "Ok", :message => "oVirt has blue in Default.")
    expect(@engine.changes).to eq(changes)
  end

  it "says that oVirt cannot be reached" do
    infra.default_endpoint.update!(:port => 1)
    expect(create).to have_attributes(:status => "Error", :message => match(/\Ablue was created. Import incomplete: oVirt \(#{infra.name}\) did not read its network provider: .*connect.* Fix this and import it again.\z/))
    infra.default_endpoint.update!(:port => @engine.port)
    expect(import_again.message).to eq("blue was imported into Default, attached to clusters A and B.")
  end

  it "says that oVirt refuses the user" do
    @engine.answer("sso/oauth/token", EngineRefusal.of("wrong_password"))
    expect(create.message).to include("did not read its network provider: Error during SSO authentication: access_denied: Cannot authenticate user 'admin@internal': Unable to log in.")

    logins = @engine.requests.count("sso/oauth/token")
    expect(import_again.message).to include("oVirt (#{infra.name}) was not asked to read its network provider: oVirt refused the login of admin@internal at ")
    expect { manager.create_cloud_network(:name => "red") }.to raise_error(MiqException::Error, /oVirt refused the login of admin@internal at /)
    expect([at_provider("red"), @engine.requests.count("sso/oauth/token")]).to eq([false, logins])

    @engine.answer("sso/oauth/token", nil)
    manager.authentication_check_types_queue(["default"], :save => true)
    expect(import_again.status).to eq("Ok")
  end

  it "waits for a silent oVirt no longer than the settings say, while others change the network manager's networks" do
    stub_settings_merge(:ems => {:ems_ovirt => {:ovirt_net => {:read_timeout => 1}}})
    @engine.answer("networks") do
      manager.create_cloud_network(:name => "red", :import_into_ovirt => "never") unless at_provider("red")
      sleep(2)
    end
    expect(create.message).to include("did not list its networks in time (ems.ems_ovirt.ovirt_net)")
    expect(at_provider("red")).to be(true)
  end

  it "goes on where it was interrupted" do
    task = task_of(manager.create_cloud_network_queue(user.userid, :name => "blue"))
    slow = %r{\APOST clusters/#{oVirt.clusters.last.id}/}
    @engine.answer(slow) { sleep(3) && :reset }
    MiqQueue.where(:method_name => "import_into_ovirt").update_all(:msg_timeout => 2)
    expect(import_of(task)).to have_attributes(:status => "Error", :state => "Finished", :message => start_with("timed out after"))
    expect(told).to eq(["The import of blue into oVirt was interrupted. Import it again."])
    expect(state).to eq(complete.merge(:clusters => ["A"]))
    expect(infra_refreshes.size).to eq(1)

    @engine.answer(slow, nil)
    expect(import_again.message).to eq("blue was attached to cluster B.")
    expect(state).to eq(complete)
  end

  it "goes on wherever it was killed, before oVirt did a step or after it" do
    steps.keys.product(%i[reset lost]).each_with_index do |(step, answer), index|
      name = "net#{index}"
      create(:name => name, :import_into_ovirt => "never")
      task   = manager.network_import.queue(network(name), ManageIQ::Providers::OvirtNet::ImportPolicy.new("always")).tap { MiqQueue.delete_all }
      start  = Queue.new
      worker = Thread.new { start.pop && manager.network_import.run(network(name), task.id, ManageIQ::Providers::OvirtNet::ImportPolicy.new("always")) }
      @engine.answer(step) { worker.kill && answer }
      start << true
      worker.join
      @engine.answer(step, nil)

      expect(task.reload.state).to eq("Active")
      expect(import_again(:name => name).status).to eq("Ok")
      expect(state(:name => name)).to eq(complete(name))
      expect([oVirt.networks, oVirt.profiles].map { |objects| objects.count { |object| object.name == name } }).to eq([1, 1])
    end
  end

  it "says that oVirt has the network provider no more" do
    manager
    @engine.network_providers = []
    expect(create).to have_attributes(:status => "Error", :message => match(/\Ablue was created. Import incomplete: oVirt \(#{infra.name}\) did not read its network provider: .*404/))
    expect(at_provider("blue")).to be(true)
  end

  it "says that a data center has the name already" do
    oVirt.network("blue", default)
    expect(create.message).to eq("blue was created. Import incomplete: Default: another network has the name blue: rename one of them. Fix this and import it again.")
    expect(@engine.changes).to eq([])
  end

  it "says that oVirt has it under another name" do
    create(:import_into_ovirt => "never")
    oVirt.network("azure", default, :provider => "ovn", :ref => network.ems_ref)
    expect(import_again.message).to include("Default: oVirt (#{infra.name}) did not import the network: Cannot add Network. The external network already exists",
                                            "it has networks of this provider under names that the provider does not have: azure")
  end

  it "suspects no other name where oVirt does not answer in time" do
    stub_settings_merge(:ems => {:ems_ovirt => {:ovirt_net => {:read_timeout => 1}}})
    create(:import_into_ovirt => "never")
    oVirt.network("azure", default, :provider => "ovn", :ref => "another")
    @engine.answer(/\APOST openstack/) { sleep(3) && :lost }
    expect(import_again.message).to include("did not import the network in time").and end_with("while oVirt synchronizes the network provider. Fix this and import it again.")
  end

  it "does not take another network of the provider for it" do
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:refuse_duplicates => false}})
    create
    task = task_of(manager.create_cloud_network_queue(user.userid, :name => "blue"))
    expect(import_of(task).message).to include("the network provider has several networks named blue, and oVirt has one of them: rename this one")
    expect(oVirt.networks.size).to eq(1)
  end

  it "gives oVirt's reason for a name that it does not take" do
    expect(create(:name => "bond1").message).to include("Default: oVirt (#{infra.name}) did not import the network: Bad network name, network cannot start with 'bond'")
  end
end
