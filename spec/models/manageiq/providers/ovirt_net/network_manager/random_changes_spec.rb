# Whatever is done, done in part or refused: what is stored is what a refresh stores.
RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::ProviderChange do
  around { |example| RealProvider.or_simulator { |provider| (@provider = provider) && example.run } }

  before do
    EvmSpecHelper.local_miq_server
    NotificationType.seed
    # Few names, so that the same one comes again.
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:refuse_duplicates => false}})
  end

  it "stores what a refresh stores, and tells what it stores, once" do
    manager = manager_of(@provider)
    EmsRefresh.refresh(manager)
    operations = RandomOperations.new(manager, 20_261_124)
    moments    = TableDifferences.new(manager)
    # Of five each; 30 take all of them in.
    Integer(ENV.fetch("OVIRT_NET_SEQUENCES", 30)).times do
      done = Array.new(5) do
        before = moments.take
        operations.step.tap { |step| expect(take_told).to match_array(moments.between(before, moments.take)), step }
      end
      stored = tables
      EmsRefresh.refresh(ExtManagementSystem.find(manager.id))
      expect(tables).to eq(stored), "after #{done.join("\n")}"
      expect(take_told).to eq([])
    end
    expect(operations.counts.values.transpose.map(&:sum)).to all(be > 20)
  end
end
