# Settings that cannot be used.
RSpec.describe ManageIQ::Providers::OvirtNet::Setting do
  before { described_class.forget }

  def given(settings)
    stub_settings_merge(:ems_refresh => {:ovirt_net => settings})
  end

  def warning(name, value, default)
    expect($ovirt_net_log).to receive(:warn).once.with(/\Athe setting ems_refresh.ovirt_net.#{name} is "#{Regexp.escape(value.to_s)}", which cannot be used: give .*; the default, #{default}, is used\z/).and_return(true)
  end

  it "are the shipped ones by default, of which nothing is told" do
    expect($ovirt_net_log).not_to receive(:warn)
    values = described_class::KINDS.keys.to_h { |keys| [keys.join("."), described_class[*keys]] }
    expect(values).to eq(
      "connect_timeout" => 60, "event_settle_time" => 2, "findings.enabled" => true, "events.enabled" => true, "events.limit" => 100, "import_into_ovirt" => "auto_sync", "manage_all" => false, "max_provider_load_percent" => 5.0,
      "nearly_full" => 90.0,
      "read_timeout" => 600, "refresh_interval" => 30, "refuse_duplicates" => true, "removal_grace_period" => 600, "write_only_changes" => true,
      "ems.ems_ovirt.ovirt_net.open_timeout" => 60, "ems.ems_ovirt.ovirt_net.read_timeout" => 120
    )
    expect(described_class.problems).to eq([])
  end

  it "may be written in each way that says what is meant" do
    {0 => 0, 45 => 45, 1.5 => 1.5, "30" => 30, " 30 " => 30, "2.minutes" => 120, "1.minute" => 60, "10 minutes" => 600, "1.5.hours" => 5400, "1,000" => 1_000, "1.day" => 86_400}.each do |written, meant|
      given(:refresh_interval => written)
      expect(described_class[:refresh_interval]).to eq(meant)
    end
    {"true" => true, "false" => false, true => true, false => false}.each do |written, meant|
      given(:manage_all => written)
      expect(described_class[:manage_all]).to be(meant)
    end
    {"2.5" => 2.5, 7 => 7, "10 %" => 10, "3.percent" => 3}.each do |written, meant|
      given(:max_provider_load_percent => written)
      expect(described_class[:max_provider_load_percent]).to eq(meant)
    end
  end

  it "are told once by name and value, and the default is used" do
    {
      [:refresh_interval]          => ["abc", "30.seconds", 30],
      [:max_provider_load_percent] => ["much", 5, 5],
      [:event_settle_time]         => ["5.minuts", "2.seconds", 2],
      [:removal_grace_period]      => ["-10", "10.minutes", 600],
      [:connect_timeout]           => [0, "1.minute", 60],
      [:read_timeout]              => ["2.days", "10.minutes", 600],
      [:manage_all]                => ["yes", false, false],
      [:refuse_duplicates]         => ["on", true, true],
      [:write_only_changes]        => [1, true, true],
      [:import_into_ovirt]         => %w[chosen auto_sync auto_sync],
      %i[events limit]             => ["many", 100, 100],
      %i[events enabled]           => ["no", true, true]
    }.each do |keys, (written, default, used)|
      given(keys.reverse.inject(written) { |value, key| {key => value} })
      warning(keys.join("."), written, default)
      expect(Array.new(3) { described_class[*keys] }).to all(eq(used))
      expect(described_class.problems.grep(/#{keys.join(".")} is/).size).to eq(1)
    end
    given(:refresh_interval => "def")
    warning("refresh_interval", "def", "30.seconds")
    described_class[:refresh_interval]
  end

  describe "by their former names" do
    let(:renamed) { {:provider_share => [:max_provider_load_percent, 2.5], :event_wait => [:event_settle_time, 7], :remove_after => [:removal_grace_period, 3600]} }

    it "still count, and the log says once how they are called now" do
      renamed.each do |former, (name, value)|
        given(renamed.keys.index_with(nil).merge(former => value))
        words = "the setting ems_refresh.ovirt_net.#{former} was renamed to ems_refresh.ovirt_net.#{name}. The old name still works, but not in later releases: rename it"
        expect($ovirt_net_log).to receive(:warn).once.with(words).and_return(true)
        expect(Array.new(3) { described_class[name] }).to all(eq(value))
        expect(described_class.deprecations).to eq([words])
        expect(described_class.problems).to eq([])
      end
    end

    it "give way to the present ones where both are set" do
      allow($ovirt_net_log).to receive(:warn).and_return(true)
      given(:provider_share => 2, :max_provider_load_percent => 9)
      expect(described_class[:max_provider_load_percent]).to eq(9)
      expect(described_class.deprecations).to contain_exactly(/which is also set: remove ems_refresh.ovirt_net.provider_share\z/)
    end

    it "are told by that name where they cannot be used" do
      given(:remove_after => "soon")
      allow($ovirt_net_log).to receive(:warn).with(/was renamed to/).and_return(true)
      warning("remove_after", "soon", "10.minutes")
      expect(described_class[:removal_grace_period]).to eq(600)
      expect(described_class.problems).to contain_exactly(/\.remove_after is "soon"/)
    end

    it "are what ManageIQ has stored before an upgrade" do
      allow($ovirt_net_log).to receive(:warn).and_return(true)
      server = EvmSpecHelper.local_miq_server
      server.add_settings_for_resource(:ems_refresh => {:ovirt_net => {:provider_share => 3, :event_wait => "4.seconds", :remove_after => "1.hour"}})
      stub_const("Settings", server.settings_for_resource)
      expect(renamed.values.map { |name, _value| described_class[name] }).to eq([3, 4, 3600])
    end
  end

  it "have the timer go on, in ManageIQ's schedule worker as well" do
    allow($ovirt_net_log).to receive(:warn).and_return(true)
    runner = MiqScheduleWorker::Runner.allocate
    {"abc" => 30, "5.minuts" => 30, "2.minutes" => 120, 0.5 => 1, 0 => nil}.each do |written, seconds|
      given(:refresh_interval => written)
      expect(runner.send(:schedule_settings_for_ems_refresh)[ManageIQ::Providers::OvirtNet::NetworkManager]).to eq(seconds)
    end
  end

  it "have the engine asked with time limits that can be used" do
    stub_settings_merge(:ems => {:ems_ovirt => {:ovirt_net => {:open_timeout => "soon", :read_timeout => "90.seconds"}}})
    expect($ovirt_net_log).to receive(:warn).once.with(/\Athe setting ems.ems_ovirt.ovirt_net.open_timeout is "soon", .*; the default, 1.minute, is used\z/).and_return(true)
    infra_manager = FactoryBot.create(:ems_ovirt_with_authentication)
    limits = []
    allow(infra_manager).to receive(:with_provider_connection) { limits = infra_manager.class.ems_timeouts(:ems_ovirt, "ovirt_net") }
    2.times { ManageIQ::Providers::OvirtNet::OvirtEngine.new(infra_manager, "1").send(:ask, "look") { nil } }
    expect(limits).to eq([90, 60])
  end

  it "take no more than is there" do
    allow($ovirt_net_log).to receive(:warn).and_return(true)
    given(:events => false)
    expect(described_class[:events, :enabled]).to be(false)
    given(:triggers => "none")
    expect(described_class.trigger(:VM_DOWN)).to eq(:none)
    given(:triggers => nil)
    expect(described_class.trigger(:VM_DOWN)).to eq(:vm_ports)
    expect(described_class.trigger(:VM_IS_FINE)).to be_nil
  end
end
