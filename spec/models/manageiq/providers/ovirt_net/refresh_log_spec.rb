# What log/ovirt_net.log is told of refreshes.
RSpec.describe ManageIQ::Providers::OvirtNet::RefreshLog do
  include_context "manager of the simulator at a fixed time"

  before do
    MiqServer.my_server.update!(:zone => manager.zone)
    allow(EmsRefresh).to receive(:debug_failures).and_return(false)
    EmsRefresh.refresh(manager)
    @log = StringIO.new
    allow($ovirt_net_log).to receive(:add) { |severity, message, text, &block| (severity >= Logger::INFO && @log.puts("#{Logger::SEV_LABEL[severity]} #{message || text || block&.call}")) || true }
    %i[info warn error].each { |level| allow($ovirt_net_log).to receive(level) { |text, &block| @log.puts("#{level.upcase} #{text || block&.call}") || true } }
  end

  # As the timer and a worker do it every 30 seconds
  #
  # @return [Array<String>] lines of the log, without whose they are
  def lines_of(duration)
    @log.truncate(0)
    @log.rewind
    start = Time.now.utc
    (1..(duration / 30).to_i).each do |tick|
      # The clock goes on meanwhile: on a busy machine, hours would become longer.
      Timecop.travel([start + (tick * 30), Time.now.utc].max)
      manager.class.refresh_all_ems_timer
      work
    end
    @log.string.lines(:chomp => true).map { |line| line.sub(/EMS: \[#{Regexp.escape(manager.name)}\], id: \[#{manager.id}\] /, "") }
  end

  def break_provider(message = "no disk")
    @simulator.fail("networks", "do" => "answer", "status" => 500, "text" => message)
  end

  it "is nothing while nothing changes" do
    expect(lines_of(1.hour)).to eq([])
  end

  it "is a line when refreshes begin to fail, one an hour while they do, and one when they succeed again" do
    break_provider
    lines = lines_of(3.hours + 30.minutes)
    expect(lines.first).to match(/\AERROR the refresh failed: .*cannot read networks: GET \S+: the provider answered 500: no disk\z/)
    expect(lines.drop(1)).to all(match(/\AERROR refreshes have failed since 2026-11-26 12:00:3\d UTC \(\d+ times\): .*no disk/))
    expect(lines.size).to eq(4)

    @simulator.faults = []
    expect(lines_of(1.hour)).to match([/\AINFO refreshes succeed again; since 2026-11-26 12:00:3\d UTC, \d+ failed\z/])
  end

  it "is told, too, when a refresh fails that somebody has asked for, whatever with" do
    [RuntimeError, NoMemoryError, SystemStackError].each do |err|
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager).to receive(:persist!).and_raise(err, "out of luck")
      expect { EmsRefresh.refresh(manager.class.find(manager.id)) }.to raise_error(/out of luck/)
      expect(@log.string).to match(/ERROR .*the refresh failed: .*out of luck/)
      allow_any_instance_of(ManageIQ::Providers::OvirtNet::Inventory::Persister::NetworkManager).to receive(:persist!).and_call_original
      EmsRefresh.refresh(manager.class.find(manager.id))
      expect(@log.string.lines.size).to eq(2)
      @log.reopen("")
    end
  end

  it "is a note of what was read once an hour, and at once when it is another one" do
    @simulator.fail("security-groups", "do" => "status", "status" => 405, "message" => "no such thing")
    lines = lines_of(2.hours)
    expect(lines.grep(/lists no security-groups/).size).to eq(2)
    expect(lines.size).to be <= 4

    @simulator.fail("floatingips", "do" => "status", "status" => 405, "message" => "no such thing")
    expect(lines_of(5.minutes)).to match([/\AWARN this provider lists no floatingips/])
  end
end
