RSpec.describe ManageIQ::Providers::OvirtNet::Pace do
  let(:start) { Time.utc(2026, 11, 26, 12) }

  def pace(known = nil, interval: 30, share: 5)
    described_class.new(known, :interval => interval, :share => share)
  end

  def read(known, kind, at, seconds = {:networks => 0.3, :ports => 3.7})
    pace(known).after_reading(kind, seconds, start + at)
  end

  it "has everything read first" do
    expect(pace.due_kind(start)).to eq(:ports)
    expect(pace.known).to eq({})
  end

  it "waits 100 times what the lists without the ports took, 25 times what everything took, and never less than the interval" do
    known = read(nil, :ports, 0)
    expect(known).to eq(
      :networks => {:read_at => start, :seconds => 0.3, :spared_until => start + 30, :due => start + 30},
      :ports    => {:read_at => start, :seconds => 4.0, :spared_until => start + 100, :due => start + 100}
    )
    expect([29, 30, 99, 100].map { |at| pace(known).due_kind(start + at) }).to eq([nil, :networks, :networks, :ports])

    known = read(nil, :ports, 0, :networks => 1.0, :ports => 61.0)
    expect(known.transform_values { |kind| kind[:due] - start }).to eq(:networks => 100, :ports => 1_550)
  end

  it "keeps what is known of the ports when they are not read" do
    known = read(read(nil, :ports, 0), :networks, 30, :networks => 0.4)
    expect(known.transform_values { |kind| kind.values_at(:read_at, :due).map { |time| time - start } }).to eq(:networks => [30, 70], :ports => [0, 100])
  end

  it "takes another share of the provider's time where the setting says so" do
    slow = {:networks => 1.0, :ports => 3.0}
    waits = [50, 10, 0, -1, 1_000].map { |share| pace(:share => share).after_reading(:ports, slow, start)[:ports][:due] - start }
    expect(waits).to eq([30, 50, 5_000, 5_000, 30])
  end

  it "lets an event have one refresh early, and makes up for it" do
    known = read(nil, :ports, 0)
    expect(pace(known).earliest(:ports)).to eq(start)

    known = read(known, :ports, 5)
    expect(pace(known).due(:ports)).to eq(start + 200)
    expect(pace(known).earliest(:ports)).to eq(start + 100)
  end

  it "keeps events waiting for the share alone, and the timer for its interval as well" do
    known = [0, 9, 18, 27].inject(nil) { |before, at| read(before, :ports, at, :networks => 0.05, :ports => 0.3) }
    expect(pace(known).earliest(:ports)).to eq(start + 27)
    expect(pace(known).due(:ports)).to eq(start + 57)
  end

  # As many events as there can be, refreshes by the timer, and now and then one that an administrator asks for.
  it "never takes more than the share, but for one refresh and those that were asked for" do
    random = Random.new(15)
    known, spent, times = nil, 0.0, []
    10_000.times do |second|
      kind = %i[ports networks].find { |each| pace(known).earliest(each) <= start + second && random.rand(3).zero? } || pace(known).due_kind(start + second)
      next unless kind

      seconds = {:networks => random.rand(0.1..0.5), :ports => random.rand(2.0..6.0)}
      known   = read(known, kind, second, seconds)
      spent  += kind == :ports ? seconds.values.sum : seconds[:networks]
      times << second if kind == :ports
    end
    expect(spent - 7).to be <= 10_000 * 0.05
    expect(times.size).to be > 80
  end

  it "asks an administrator for no patience, and does not make others wait for ever after many of them" do
    known = (0..20).inject(nil) { |before, at| read(before, :ports, at) }
    expect(pace(known).due(:ports)).to be <= start + 20 + 200
  end

  it "waits longer and longer while the provider fails, and says since when" do
    known = read(nil, :ports, 0)
    waits = Array.new(8) do |number|
      at    = start + 1_000 * (number + 1)
      known = pace(known).after_failing(:networks, at, at + 1)
      expect(pace(known).due_kind(at + 5)).to be_nil
      expect(pace(known).earliest(:ports)).to eq(known[:failing][:due])
      known[:failing][:due] - at - 1
    end
    expect(waits).to eq([100, 200, 400, 800, 900, 900, 900, 900])
    expect(known[:failing]).to include(:since => start + 1_001, :count => 8, :kind => :networks)
    expect(known[:ports]).to include(:read_at => start, :seconds => 4.0, :due => start + 100)
    expect(read(known, :networks, 20_000)).not_to have_key(:failing)
  end

  it "waits longer after a failure that took long, but no longer than 15 minutes" do
    [[0.1, 30], [10, 250], [600, 900]].each do |took, wait|
      expect(pace.after_failing(:ports, start, start + took)[:failing][:due]).to be_within(0.01).of(start + took + wait)
    end
  end

  it "waits 15 minutes after what only an administrator can help with" do
    expect(pace.after_failing(:ports, start, start, :hopeless => true)[:failing][:due]).to eq(start + 900)
  end

  it "tries all of it again where all of it failed, until that is read" do
    known = pace(read(nil, :ports, 0)).after_failing(:ports, start + 100, start + 101)
    expect(pace(known).due_kind(known[:failing][:due])).to eq(:ports)
    expect(read(known, :networks, 110)[:failing]).to eq(known[:failing])
    expect(read(known, :ports, 300)).not_to have_key(:failing)
  end

  it "knows what was read since" do
    known = read(read(nil, :ports, 0), :networks, 30)
    since = ->(kind, at) { pace(known).read_since?(kind, start + at) }
    expect([since[:networks, 30], since[:networks, 31], since[:ports, 0], since[:ports, 1]]).to eq([true, false, true, false])
    expect(pace.read_since?(:ports, start)).to be(false)
    expect(pace(known).read_since?(:ports, nil)).to be(false)
  end
end
