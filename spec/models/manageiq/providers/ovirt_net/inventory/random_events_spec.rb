# Events say exactly what the difference of the tables says, whoever changed what.
RSpec.describe ManageIQ::Providers::OvirtNet::Inventory::Events do
  include_context "manager of the simulator"
  include_context "vanished objects are deleted at once"

  around do |example|
    Simulator.start(:networks => 7, :ports => 16, :routers => 2, :security_groups => 3, :rules => 6) do |simulator|
      @simulator = simulator
      example.run
    end
  end

  def refresh
    EmsRefresh.refresh(ExtManagementSystem.find(manager.id))
  end

  # CHANGES= and SEED= to repeat a run
  it "tells what differs after random changes at the provider, by ManageIQ, of vNICs and VMs, and by hand" do
    NotificationType.seed
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:refuse_duplicates => false, :events => {:limit => 10_000}}})
    refresh
    seed       = Integer(ENV.fetch("SEED") { Random.new_seed })
    changes    = RandomChanges.new(manager, @simulator, seed)
    operations = RandomOperations.new(manager, seed)
    tables     = TableDifferences.new(manager)
    count      = Hash.new(0)
    differing  = ENV.fetch("CHANGES", "60").to_i.times.filter_map do |step|
      before = nil
      what   = if step.even?
                 [changes.change].tap { (before = tables.take) && refresh }
               else
                 before = tables.take
                 [operations.step]
               end
      expected, found = tables.between(before, tables.take), take_told
      expected.each { |table, _ref, kind, *| count[[table, kind]] += 1 }
      [what, found - expected, expected - found] if found.sort_by(&:to_s) != expected.sort_by(&:to_s)
    end

    expect(differing).to eq([]), "seed #{seed}: #{differing.first.pretty_inspect}"
    expect(count.values.sum).to be >= 20
  end
end
