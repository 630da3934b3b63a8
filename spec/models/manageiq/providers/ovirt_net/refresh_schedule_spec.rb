RSpec.describe ManageIQ::Providers::OvirtNet::RefreshSchedule do
  let(:start) { Time.utc(2026, 11, 26, 12) }

  def pace(known = nil, interval: 30, share: 5, now: start + 1.year)
    described_class.new(known, :interval => interval, :share => share, :now => now)
  end

  def read(known, kind, at, seconds = {:networks => 0.3, :ports => 3.7})
    pace(known).after_reading(kind, seconds, start + at)
  end

  # Enough readings for one of them to be believed
  def read_often(seconds, share: 5)
    (1..3).inject(nil) { |known, number| pace(known, :share => share).after_reading(:ports, seconds, start - ((3 - number) * 1.day)) }
  end

  it "has everything read first" do
    expect(pace.due_kind(start)).to eq(:ports)
    expect(pace.known).to eq({})
  end

  it "waits 100 times what the lists without the ports took, 25 times what everything took, and never less than the interval" do
    known = read(nil, :ports, 0)
    expect(known).to eq(
      :networks => {:read_at => start, :seconds => 0.3, :samples => [0.3], :spared_until => start + 30, :due => start + 30},
      :ports    => {:read_at => start, :seconds => 4.0, :samples => [4.0], :spared_until => start + 100, :due => start + 100}
    )
    expect([29, 30, 99, 100].map { |at| pace(known).due_kind(start + at) }).to eq([nil, :networks, :networks, :ports])

    known = read_often({:networks => 1.0, :ports => 61.0})
    expect(known.transform_values { |kind| kind[:due] - start }).to eq(:networks => 100, :ports => 1_550)
  end

  it "keeps what is known of the ports when they are not read" do
    known = read(read(nil, :ports, 0), :networks, 30, :networks => 0.4)
    expect(known.transform_values { |kind| kind.values_at(:read_at, :due).map { |time| time - start } }).to eq(:networks => [30, 60], :ports => [0, 100])
  end

  it "takes another share of the provider's time where the setting says so" do
    slow = {:networks => 1.0, :ports => 3.0}
    waits = [50, 10, 0, -1, 1_000].map { |share| read_often(slow, :share => share)[:ports][:due] - start }
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
      if pace(known).earliest(:single_ports) <= start + second && random.rand(3).zero?
        known  = pace(known).after_reading(:single_ports, {:networks => 0, :ports => 0.08}, start + second)
        spent += 0.08
      end
      kind = %i[ports networks].find { |each| pace(known).earliest(each) <= start + second && random.rand(3).zero? } || pace(known).due_kind(start + second)
      next unless kind

      seconds = {:networks => random.rand(0.1..0.5), :ports => random.rand(2.0..6.0)}
      known   = read(known, kind, second, seconds)
      spent  += kind == :ports ? seconds.values.sum : seconds[:networks]
      times << second if kind == :ports
    end
    expect(spent - 7).to be <= 10_000 * 0.051
    expect(times.size).to be > 60
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

  describe "a reading that took long, as on a busy host," do
    let(:usual) { {:networks => 0.3, :ports => 3.7} }
    let(:slow)  { {:networks => 31.0, :ports => 3.7} }

    it "does not put the next one off when it is one of several" do
      known = (0..4).inject(nil) { |before, number| read(before, :networks, number * 100, usual) }
      [[slow, 32], [slow, 32], [usual, 32]].each_with_index do |(seconds, wait), number|
        known = read(known, :networks, 600 + (number * 100), seconds)
        expect(known[:networks][:due] - start - 600 - (number * 100)).to be <= wait
      end
      expect(known[:networks]).to include(:seconds => 0.3, :samples => [0.3, 0.3, 31.0, 31.0, 0.3])
    end

    it "is tried again after 15 minutes when it is the first, and forgotten after a usual one" do
      known = read(nil, :networks, 0, slow)
      expect(known[:networks][:due]).to eq(start + 900)
      expect(read(known, :networks, 900, usual)[:networks][:due]).to be <= start + 960
    end

    it "is believed when the readings after it are as slow" do
      known = (0..4).inject(nil) { |before, number| read(before, :networks, number * 1.day, usual) }
      known = (5..7).inject(known) { |before, number| read(before, :networks, number * 1.day, slow) }
      expect(known[:networks][:due] - known[:networks][:read_at]).to eq(3_100)
    end
  end

  describe "what was noted by a clock that was wrong" do
    it "is read at once where that is in the future, by more than the clocks of two servers differ" do
      known = read(nil, :ports, 8.hours)
      expect(pace(known, :now => start).due_kind(start)).to eq(:ports)
      expect(pace(known, :now => start).earliest(:ports)).to be < start
      expect(pace(read(nil, :ports, 30), :now => start).due_kind(start)).to be_nil
    end

    it "is tried at once where that failed in the future" do
      known = pace(read(nil, :ports, 0)).after_failing(:ports, start + 8.hours, start + 8.hours)
      expect(pace(known, :now => start + 200).failing).to be_nil
      expect(pace(known, :now => start + 200).due_kind(start + 200)).to eq(:ports)
    end

    it "waits no longer than a reading can ask for" do
      known = read(nil, :ports, 0)
      known[:ports].merge!(:due => start + 8.hours, :spared_until => start + 8.hours)
      known[:networks][:due] = start + 9.hours
      expect(pace(known).due(:ports)).to be <= start + 420
      expect(pace(known).earliest(:ports)).to be <= start + 320
      expect(pace(known).due(:networks)).to be <= start + 210

      failing = pace(known).after_failing(:ports, start, start)
      failing[:failing][:due] = start + 8.hours
      expect(pace(failing).due(:ports)).to eq(start + 900)
    end
  end

  it "takes what is no knowledge of its own for none" do
    odd = ["abc", 7, [], [1], {:ports => "soon"}, {:ports => {}}, {:ports => {:due => "tomorrow", :read_at => "now", :seconds => "3"}}, {:networks => {:due => 1}},
           {:failing => true}, {:failing => {:kind => :all, :count => "x"}}, {:ports => {:read_at => start, :due => start, :spared_until => start, :seconds => -1}},
           {:ports => {:read_at => start, :due => start, :spared_until => start, :samples => [Float::NAN]}}, {"ports" => {"due" => "2030-01-01"}}]
    odd.each do |known|
      expect(pace(known).due_kind(start)).to eq(:ports)
      expect(read(known, :ports, 0)).to include(:ports => hash_including(:seconds => 4.0))
      expect(pace(known).after_failing(:ports, start, start)).to include(:failing => hash_including(:count => 1))
    end
  end

  describe "single ports" do
    def read_single(known, at, seconds = 0.08)
      pace(known).after_reading(:single_ports, {:networks => 0, :ports => seconds}, start + at)
    end

    it "may be read right after a list, and some at once, but then at their pace" do
      known = read(nil, :ports, 0)
      times = Array.new(40) do
        at    = [pace(known).earliest(:single_ports) - start, 1].max
        known = read_single(known, at)
        at
      end
      expect(times.first(12)).to all(eq(1))
      expect(times.last(2).reverse.inject(:-)).to be_within(0.1).of(8)
    end

    it "are taken off what the list of ports may take, which comes all the same" do
      known = read(nil, :ports, 0)
      times = Array.new(400) do |number|
        at = (number * 8) + 1
        known = read_single(known, at) if pace(known).earliest(:single_ports) <= start + at
        next unless pace(known).due(:ports) <= start + at

        known = read(known, :ports, at)
        at
      end.compact
      expect(times.each_cons(2).map { |one, other| other - one }).to all(be_between(100, 180))
    end

    it "have everything tried again when they could not be read" do
      known = pace(read(nil, :ports, 0)).after_failing(:single_ports, start + 50, start + 51)
      expect(known[:failing]).to include(:kind => :ports)
    end
  end

  it "knows what was read since" do
    known = read(read(nil, :ports, 0), :networks, 30)
    since = ->(kind, at) { pace(known).read_since?(kind, start + at) }
    expect([since[:networks, 30], since[:networks, 31], since[:ports, 0], since[:ports, 1]]).to eq([true, false, true, false])
    expect(pace.read_since?(:ports, start)).to be(false)
    expect(pace(known).read_since?(:ports, nil)).to be(false)
  end
end
