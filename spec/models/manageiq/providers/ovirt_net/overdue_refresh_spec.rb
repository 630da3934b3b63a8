# What the page and `ovirt-net check` say of a refresh that does not come.
RSpec.describe ManageIQ::Providers::OvirtNet::OverdueRefresh do
  include_context "manager of the simulator"

  let(:messages) { MiqQueue.where(:method_name => "refresh_when_due") }

  around { |example| Simulator.start(:networks => 3, :ports => 6) { |simulator| (@simulator = simulator) && example.run } }

  before do
    MiqServer.my_server.update!(:zone => manager.zone)
    EmsRefresh.refresh(manager)
  end

  after { Timecop.return }

  def words
    described_class.words(manager.class.find(manager.id))
  end

  def step
    check.last.fetch("followed")
  end

  it "is nothing while refreshes come" do
    expect(words).to be_nil
    Timecop.travel(9.minutes.from_now)
    expect(words).to be_nil
    expect(step).to include("status" => "ok", "message" => /\Anetworks read at /)
  end

  it "is that nothing is queued, which the check warns of" do
    Timecop.travel(11.minutes.from_now)
    expect(words).to match(/\Adue since [-\d]+ [:\d]+ UTC, but it was not queued: check that a server of the zone #{manager.my_zone} is started, and that a server of the region has the role Scheduler\z/)
    expect(step).to include("status" => "warning", "message" => /\Athe refresh is overdue: due since .*, but it was not queued/, "remedy" => /refresh it \(in the list of network providers/)
  end

  it "is that no worker takes what is queued, in which zone and queue, or that one does not finish it" do
    manager.class.refresh_all_ems_timer
    messages.update_all(:zone => "elsewhere")
    Timecop.travel(11.minutes.from_now)
    expect(words).to match(/no worker has taken it from the queue #{manager.queue_name_for_ems_refresh} of the zone elsewhere: check that a server of that zone is started and has the role Provider Inventory\z/)

    messages.update_all(:state => "dequeue")
    expect(words).to match(/but the worker that took it at .* has not finished it\z/)
  end

  it "is nothing of one that is paused, is new, or that no timer follows" do
    Timecop.travel(11.minutes.from_now)
    manager.update!(:enabled => false)
    expect(words).to be_nil

    manager.update!(:enabled => true, :options => {})
    expect(words).not_to be_nil
    manager.update_columns(:created_on => 1.minute.ago)
    expect(words).to be_nil

    manager.update_columns(:created_on => 1.day.ago)
    stub_settings_merge(:ems_refresh => {:ovirt_net => {:refresh_interval => 0}})
    expect(words).to be_nil
  end
end
