# A change stores what it has touched, and reads no more of the stored rows than that.
RSpec.describe ManageIQ::Providers::OvirtNet::Inventory::Writer do
  around do |example|
    Simulator.start(:networks => 20, :ports => 400, :routers => 2, :security_groups => 3, :rules => 6) do |simulator|
      @simulator = simulator
      example.run
    end
  end

  let(:manager) { manager_of(@simulator) }
  let(:client)  { manager.connect }
  let(:writer)  { described_class.new(manager) }

  include_context "vanished objects are deleted at once"

  before do
    EvmSpecHelper.local_miq_server
    EmsRefresh.refresh(manager)
  end

  # Bytes of stored rows that a block compares
  def compared
    bytes = 0
    allow_any_instance_of(OvirtNet::Stored).to receive(:add).and_wrap_original do |add, table, records|
      bytes += records.bytesize
      add.call(table, records)
    end
    yield
    bytes
  end

  it "stores a renamed network, whatever the number of its ports, by few queries" do
    sizes = [[20, 400], [20, 3_000]].map do |networks, ports|
      @simulator.generate(:networks => networks, :ports => ports)
      EmsRefresh.refresh(manager)
      network = manager.cloud_networks.first
      change  = client.update_network(network.ems_ref, :name => "renamed")
      queries = nil
      bytes   = compared { queries = statements { writer.store(change.inventory) } }
      expect(network.reload.name).to eq("renamed")
      [queries.size, bytes]
    end

    # A dozen of them for the event that tells it
    expect(sizes.map(&:first)).to all(be <= 24)
    expect(sizes.map(&:last)).to all(be < 2_000)
  end

  it "stores nothing for a manager that was paused meanwhile" do
    change = client.create_network(:name => "new")
    ExtManagementSystem.where(:id => manager.id).update_all(:enabled => false)

    expect { writer.store(change.inventory) }.to raise_error(MiqException::Error, /meanwhile the network manager was paused, removed/)
    expect(::CloudNetwork.exists?(:name => "new")).to be(false)
  end

  it "stores all of a part or nothing" do
    change = client.create_network(:name => "new")
    allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Table).to receive(:value).and_return("no_such_column")

    expect { writer.store(change.inventory) }.to raise_error(ActiveRecord::StatementInvalid, /no_such_column/)
    expect(::CloudNetwork.exists?(:name => "new")).to be(false)
  end

  it "lets nothing lead to what is gone" do
    router  = ::NetworkRouter.find_by!(:ems_ref => client.create_router(:name => "r").tap { |change| writer.store(change.inventory) }.id)
    subnet  = manager.cloud_subnets.first || ::CloudSubnet.create!(:ems_id => manager.id, :ems_ref => "s")
    subnet.update!(:network_router => router)
    tagged  = router.tap { |row| row.tag_with("/managed/a", :ns => "*") }
    events  = %w[NetworkRouter Vm].map { |type| CustomButtonEvent.create!(:target_id => router.id, :target_type => type) }
    writer.store(client.delete_router(router.ems_ref).inventory)

    expect(::NetworkRouter.exists?(tagged.id)).to be(false)
    expect(subnet.reload.network_router_id).to be_nil
    expect(Tagging.where(:taggable_type => "NetworkRouter")).to be_empty
    expect(CustomButtonEvent.where(:id => events).pluck(:target_type)).to eq(%w[Vm])
  end

  it "says first what went wrong first, where the lock cannot be released either" do
    allow(manager.provider_lock).to receive(:advisory_lock).and_call_original
    allow(manager.provider_lock).to receive(:advisory_lock).with("pg_advisory_unlock", anything).and_raise(ActiveRecord::StatementInvalid, "no connection")
    expect($ovirt_net_log).to receive(:error).with(/its lock could not be released: no connection/)

    expect { manager.with_provider_lock { raise "no disk" } }.to raise_error("no disk")
    expect { manager.with_provider_lock { 7 } }.to raise_error(ActiveRecord::StatementInvalid, "no connection")
  end
end
