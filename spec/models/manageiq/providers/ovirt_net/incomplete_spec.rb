# What is noted of a refresh that could not take everything over, whatever others have made of the manager's options.
RSpec.describe ManageIQ::Providers::OvirtNet::Incomplete do
  include_context "manager of the simulator"

  around do |example|
    Simulator.start(:networks => 3, :ports => 6) do |simulator|
      @simulator = simulator
      example.run
    end
  end

  def refresh
    EmsRefresh.refresh(manager.class.find(manager.id))
  rescue ManageIQ::Providers::BaseManager::Refresher::PartialRefreshError
    nil # a worker logs it
  ensure
    manager.reload
  end

  before { allow(EmsRefresh).to receive(:debug_failures).and_return(false) }

  describe "odd options" do
    list = {:list => "routers", :message => "cannot read routers", :code => :refused, :asked_at => Time.utc(2026, 12, 1)}
    [
      "abc",
      {:unread => "all"},
      {:unread => ["routers", nil, {}]},
      {:unread => [list.merge(:asked_at => "today")]},
      {:unread => [list.merge(:code => "no_such_code")]},
      {:unread => [list.merge(:objects => "r1")]},
      {:unread => [list.merge(:objects => ["r1", {}])]},
      {:vanished => 5},
      {:vanished => {:network_ports => 12}},
      {:vanished => {:network_ports => {:since => "today", :gone => 1, :stored => 2}}},
      {:vanished => {"network_ports" => {"since" => "2026-12-01 00:00:00", "gone" => 1}}}
    ].each do |odd|
      it "such as #{odd} are none" do
        manager.update!(:options => {described_class::STATE => odd, described_class::ACCEPTED => "now"})
        expect(manager.incomplete.sentences).to eq([])

        @simulator.fail("routers", "do" => "status", "status" => 500, "message" => "no")
        refresh
        expect(manager.last_refresh_error).to start_with("cannot read routers: ")
        @simulator.faults = []
        refresh
        expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_status => "success")
      end
    end
  end

  it "keeps what vanished for as long as it does by default where the setting cannot be used" do
    {"abc" => 10.minutes, "5.minuts" => 10.minutes, "1.hour" => 1.hour, 0 => 0}.each do |given, expected|
      stub_settings_merge(:ems_refresh => {:ovirt_net => {:removal_grace_period => given}})
      expect(manager.incomplete.grace).to eq(expected)
    end
  end
end
