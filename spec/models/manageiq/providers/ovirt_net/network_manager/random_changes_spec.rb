# Whatever is done, done in part or refused: what is stored is what a refresh stores.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::ChangedRows do
  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  before do
    EvmSpecHelper.local_miq_server
    NotificationType.seed
  end

  it "stores what a refresh stores" do
    manager = manager_of(@simulator)
    EmsRefresh.refresh(manager)
    operations = RandomOperations.new(manager, 20_261_124)
    150.times do |index|
      done = operations.step
      next unless (index % 5).zero?

      stored = tables
      EmsRefresh.refresh(ExtManagementSystem.find(manager.id))
      expect(tables).to eq(stored), "after #{done}"
    end
    expect(operations.counts.values.transpose.map(&:sum)).to all(be > 20)
  end
end
