# What a real engine answered where it refused something, and what is said of it.
RSpec.describe ManageIQ::Providers::OvirtNet::OvirtEngine do
  include_context "with an oVirt that imports"

  let(:engine) { described_class.of(manager) }

  # @param label [String] of the recording
  def told(path, label)
    @engine.answer(path, Engine::Replay.answer(label))
    yield
  rescue described_class::Refusal => err
    err.message
  ensure
    @engine.answer(path, nil)
  end

  it "says which role the user lacks, whatever the engine's status for that is" do
    role = "give that user the role NetworkAdmin there"
    expect(told("networks", "networks, user without a role") { engine.networks }).to eq("oVirt (#{infra.name}) does not let its user list its networks: the user has no role there (401); #{role}")
    expect(told("openstacknetworkproviders/ovn", "its network provider, user who is no administrator") { engine.provider })
      .to eq("oVirt (#{infra.name}) does not let its user read its network provider: query execution failed due to insufficient permissions; #{role}")
    expect(told(/\APOST/, "import without permission") { engine.import("ref", default.id) })
      .to eq("oVirt (#{infra.name}) does not let its user import the network: User is not authorized to perform this action; #{role}")
  end

  it "says that oVirt could not ask its network provider" do
    look = "check the provider's URLs and credentials in oVirt, and test them there"
    expect(told("openstacknetworkproviders/ovn/networks", "networks of a network provider that is down") { engine.provided })
      .to eq("oVirt (#{infra.name}) did not list the networks of its network provider: oVirt cannot connect to its network provider (connection refused); #{look}")
    expect(told(/\APOST/, "import, the network provider refuses the login") { engine.import("ref", default.id) })
      .to eq("oVirt (#{infra.name}) did not import the network: oVirt cannot connect to its network provider (unauthorized); #{look}")
  end

  it "says that a change may still be made where its answer does not come in time, and not so of a list" do
    stub_settings_merge(:ems => {:ems_ovirt => {:ovirt_net => {:read_timeout => 1}}})
    late = "in time (ems.ems_ovirt.ovirt_net); it may still do so: changes wait while oVirt synchronizes the network provider"
    @engine.answer(/\ADELETE/) { sleep(3) && :lost }
    expect { engine.remove("id") }.to raise_error(described_class::Refusal, "oVirt (#{infra.name}) did not remove the network #{late}")
    @engine.answer("networks") { sleep(3) && :lost }
    expect { engine.networks }.to raise_error(described_class::Refusal, /in time \(ems.ems_ovirt.ovirt_net\)\z/)
  end

  it "deletes no network of which it cannot be seen whether oVirt has it" do
    create
    @engine.answer("networks", [200, "<networks/>"])
    @engine.answer("openstacknetworkproviders/ovn/networks", Engine::Replay.answer("networks of the network provider, user who is no administrator"))
    task = task_of(network.delete_cloud_network_queue(user.userid))
    expect(task.message).to start_with("blue was not deleted. oVirt (#{infra.name}) does not let its user list the networks of its network provider")
    expect(@simulator.dump.fetch("networks").map { |network| network["name"] }).to eq(["blue"])
  end
end
