# Security groups and port security of ports and VMs, through ManageIQ's queue, down to the provider.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::PortChanges do
  include_context "VMs with ports"

  let(:user) { FactoryBot.create(:user_admin) }

  def update(port, options)
    task_of(port.update_network_port_queue(user.userid, options))
  end

  def notified
    Notification.order(:id).last&.options.to_h[:message]
  end

  it "change groups and port security, with the rows at once, and keep the address" do
    expect(at_provider).to eq("nic1" => [[], false, "10.1.0.2"], "nic2" => [[], false, "10.1.0.55"])
    ports = %w[nic1 nic2].map { |name| port(name) }
    ports.each do |port|
      address = at_provider[port.name].last
      [
        [{:add_security_groups => [group("web").id]}, [%w[web], false, address]],
        [{:security_groups => ["db", group("web").ems_ref], :port_security_enabled => true}, [%w[db web], true, address]],
        [{"remove_security_groups" => [{"href" => "http://x/api/security_groups/#{group("web").id}"}]}, [%w[db], true, address]],
        [{:port_security_enabled => "false"}, [%w[db], false, address]],
        [{:security_groups => []}, [[], false, address]]
      ].each do |options, expected|
        expect(update(port, options)).to have_attributes(:status => "Ok")
        expect(at_provider[port.name]).to eq(expected)
        expect([port.reload.security_groups.map(&:name).sort, port.cloud_subnet_network_ports.map(&:address)]).to eq([expected.first, [address]])
      end
    end
    expect(notified).to eq("Updating Network Port nic2 (web01) completed successfully.")
    expect(manager.noted_addresses.all).to eq({})
    expect(refreshes_queued).to be_empty
    expect_fresh(manager)
  end

  it "know the provider's own group by its name and its id" do
    update(port, :port_security_enabled => true)
    expect(port.security_groups.map(&:name)).to eq(%w[Default])
    update(port, :add_security_groups => [group("Default").id, group("web").id])
    expect(at_provider["nic1"].first).to eq(%w[Default web])
    update(port, :remove_security_groups => ["Default"])
    expect(at_provider["nic1"].first).to eq(%w[web])
    expect_fresh(manager)
  end

  it "are refused in words, and nothing is sent" do
    before = at_provider
    {
      {:security_groups => ["nope"]}        => /\Asecurity_groups is "nope"; give the id or the name of a security group of /,
      {:security_groups => ["DropAll"]}     => /\Asecurity_groups is "DropAll"; give the id or the name/,
      {:name => "x"}                        => /\Aname is not an attribute that the provider accepts here; give security_groups, add_security_groups/,
      {:port_security_enabled => "perhaps"} => /\Aport_security_enabled is "perhaps"; give true or false/,
      {}                                    => /\Asecurity_groups is missing; give the groups that the port is to have/
    }.each do |options, words|
      expect(update(port, options)).to have_attributes(:status => "Error", :message => match(words))
    end
    made("security_group", :name => "web")
    EmsRefresh.refresh(manager)
    expect(update(port, :add_security_groups => ["web"]).message).to match(/\Aadd_security_groups is "web"; give the id of one of those that are called so: \d+, \d+/)
    manager.parent_manager.update!(:enabled => false)
    expect { port.update_network_port_queue(user.userid, :security_groups => []) }.to raise_error(MiqException::Error, /is paused/)
    expect(at_provider).to eq(before)
  end

  it "are refused for ports that have no groups" do
    made("router", :name => "r")
    router = manager.tap { |ems| EmsRefresh.refresh(ems) }.network_routers.first
    router.raw_add_interface(manager.cloud_subnets.first.id)
    expect(manager.network_ports.find_by!(:device_owner => "network:router_interface").unsupported_reason(:update)).to include("is not the port of a vNIC")
  end

  it "add a group to all ports of a VM, or to a given one, and take it away" do
    expect([vm.supports?(:add_security_group), vm.unsupported_reason(:remove_security_group)]).to eq([true, "web01 has no security group."])
    expect(task_of(vm.add_security_group_queue(user.userid, "web"))).to have_attributes(:status => "Ok")
    expect(at_provider.transform_values(&:first)).to eq("nic1" => %w[web], "nic2" => %w[web])
    expect(vm.reload.security_groups.map(&:name)).to eq(%w[web])
    task_of(vm.add_security_group_queue(user.userid, "db", [port("nic2").id]))
    task_of(vm.remove_security_group_queue(user.userid, group("web").id, [port("nic1").id]))
    expect(at_provider.transform_values(&:first)).to eq("nic1" => [], "nic2" => %w[db web])
    task_of(vm.remove_security_group_queue(user.userid, "web"))
    expect(at_provider).to eq("nic1" => [[], false, "10.1.0.2"], "nic2" => [%w[db], false, "10.1.0.55"])
    expect(notified).to eq("Removing Security Group web from web01 completed successfully.")

    other = FactoryBot.create(:vm_ovirt, :name => "db01", :ext_management_system => FactoryBot.create(:ems_ovirt))
    expect([other, vm_with("db02", {})].map { |bare| bare.unsupported_reason(:add_security_group) }).to eq(["db01 has no port of oVirt's network provider.", nil])
    expect(task_of(vm.add_security_group_queue(user.userid, "web", [0])).message).to match(/web01 has no port with the id 0; give one of \d+, \d+/)
  end

  # What the first request takes away is noted before.
  it "have the address given back that an interrupted change has taken away" do
    skip("needs the simulator") unless @provider.kind_of?(Simulator)
    second = {"method" => "PUT", "path" => "/v2.0/ports/*", "after" => 1}
    @provider.faults = [second.merge("do" => "close", "when" => "before")]
    expect(update(port("nic2"), :add_security_groups => ["web"])).to have_attributes(:status => "Error", :message => match(/address 10\.1\.0\.55 could not be restored/))
    expect(at_provider["nic2"]).to eq([%w[web], false, "10.1.0.3"])
    expect(manager.noted_addresses.all).to match(port("nic2").ems_ref => a_hash_including(:address => "10.1.0.55", :userid => user.userid))

    @provider.faults = []
    EmsRefresh.refresh(ExtManagementSystem.find(manager.id))
    expect(port("nic2").cloud_subnet_network_ports.map(&:address)).to eq(%w[10.1.0.3])
    restore = MiqQueue.find_by!(:method_name => "restore_port_addresses")
    restore.deliver
    expect(at_provider["nic2"]).to eq([%w[web], false, "10.1.0.55"])
    expect(port("nic2").cloud_subnet_network_ports.reload.map(&:address)).to eq(%w[10.1.0.55])
    expect(manager.noted_addresses.all).to eq({})
    expect(MiqTask.order(:id).last).to have_attributes(:status => "Ok", :userid => user.userid, :message => "An interrupted change had removed the address 10.1.0.55: the port has it again.")
    expect(notified).to eq("nic2: An interrupted change had removed the address 10.1.0.55: the port has it again.")
    expect_fresh(manager)
  end

  it "say nothing of an address that an interrupted change has not taken away" do
    {"nic2" => "10.1.0.55", "gone" => "10.1.0.56"}.each do |name, address|
      manager.noted_addresses.note(manager.network_ports.find_by(:name => name)&.ems_ref || name, address, user.userid)
    end
    expect { manager.restore_port_addresses }.not_to(change { [at_provider, MiqTask.count, Notification.count] })
    expect(manager.noted_addresses.all).to eq({})
  end

  it "list no groups at the provider, which are known from the refresh" do
    skip("needs the simulator") unless @provider.kind_of?(Simulator)
    @provider.forget_requests
    expect(task_of(vm.add_security_group_queue(user.userid, "web"))).to have_attributes(:status => "Ok")
    asked = @provider.requests.map { |line| line[%r{\A\w+ /v2\.0/[\w-]+}].delete("/").sub("v2.0", "") }
    expect(asked - ["POST tokens", "GET tenants"]).to eq(["GET ports", "PUT ports", "GET ports", "PUT ports", "PUT ports"])
  end

  it "name a group that is gone since the last refresh" do
    expect(api.delete("security_group", group("db").ems_ref).code).to start_with("2")
    before = at_provider
    expect(update(port("nic2"), :add_security_groups => %w[web db])).to have_attributes(:status => "Error", :message => match(/security group "db", which no longer exists; refresh, and choose another group/))
    expect(at_provider).to eq(before)
    expect_fresh(manager) if manager.security_groups.find_by(:name => "db").nil?
  end

  it "give it back before the same port is changed again, and say where that cannot be" do
    skip("needs the simulator") unless @provider.kind_of?(Simulator)
    close = {"method" => "PUT", "path" => "/v2.0/ports/*", "after" => 1, "do" => "close", "when" => "before"}
    @provider.faults = [close]
    update(port("nic2"), :add_security_groups => ["web"])
    @provider.faults = []
    expect(update(port("nic2"), :add_security_groups => ["db"])).to have_attributes(:status => "Ok")
    expect(at_provider["nic2"]).to eq([%w[db web], false, "10.1.0.55"])

    @provider.faults = [close]
    update(port("nic2"), :remove_security_groups => ["web"])
    @provider.faults = []
    made("port", :name => "thief", :network_id => blue, :fixed_ips => [{:ip_address => "10.1.0.55"}])
    manager.restore_port_addresses
    expect(MiqTask.order(:id).last).to have_attributes(:status => "Error", :message => match(/already in use/))
    expect(notified).to match(/already in use.*it has 10\.1\.0\.3 instead/)
    expect(manager.noted_addresses.all).to eq({})
  end

  it "go on with the others where one is refused, and name it" do
    skip("needs the simulator") unless @provider.kind_of?(Simulator)
    dump = @provider.dump
    dump["ports"].find { |port| port["name"] == "nic1" }["fixed_ips"].first["subnet_id"] = nil
    @provider.load(dump)
    task = task_of(vm.add_security_group_queue(user.userid, "web"))
    expect(task).to have_attributes(:status => "Error", :message => match(/\ANot all of 2 ports were changed\. nic1 \(web01\): .* of a deleted subnet/))
    expect(at_provider["nic2"]).to eq([%w[web], false, "10.1.0.55"])
  end
end
