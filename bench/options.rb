module Bench
  # What to measure
  class Options
    SCENARIOS = %i[first unchanged networks ten percent deleted].freeze
    MANAGERS  = %i[peer ours saver].freeze

    attr_reader :sizes, :managers, :vnics, :login_delay_ms, :runs, :part, :fleet, :minutes

    def self.parse(arguments)
      new.tap { |options| options.parse(arguments) }
    end

    def initialize
      @sizes          = [[100, 1_000], [1_000, 10_000], [10_000, 100_000]]
      @managers       = %i[peer ours]
      @scenarios      = SCENARIOS
      @peer_scenarios = nil
      @vnics          = true
      @login_delay_ms = 20
      @runs           = 5
      @part           = :refreshes
      @fleet          = 200
      @minutes        = 5
    end

    def parse(arguments)
      parser = OptionParser.new("usage: bin/bench [options]")
      parser.on("--sizes LIST", "networks/ports, such as 100/1000,1000/10000") { |list| @sizes = list.split(",").map { |size| size.split("/").map { |number| Integer(number) } } }
      parser.on("--managers LIST", Array, "peer, ours, saver (ours by ManageIQ's own saver)") { |list| @managers = known(list, MANAGERS) }
      parser.on("--scenarios LIST", Array, SCENARIOS.join(", ")) { |list| @scenarios = known(list, SCENARIOS) }
      parser.on("--peer-scenarios LIST", Array, "fewer for the peer, which takes minutes") { |list| @peer_scenarios = known(list, SCENARIOS) }
      parser.on("--[no-]vnics", "whether the engine's vNICs that ports are plugged into are stored (yes)") { |vnics| @vnics = vnics }
      parser.on("--login-delay-ms N", Integer, "measures the first size once more with this cost of a login (20; 0 to leave out)") { |delay| @login_delay_ms = delay }
      parser.on("--runs N", Integer, "of ours, of which the median counts (5)") { |runs| @runs = runs }
      parser.on("--changes", "what changes cost instead, beside a refresh") { @part = :changes }
      parser.on("--topology", "what the picture of the networks costs instead") { @part = :topology }
      parser.on("--fleet N", Integer, "what so many network managers of a region ask of ManageIQ instead, per minute") { |count| @part, @fleet = :fleet, count }
      parser.on("--minutes N", Integer, "how long to watch these (5)") { |minutes| @minutes = minutes }
      parser.on("--pauses", "how long other Ruby threads wait for a refresh instead") { @part = :pauses }
      parser.parse!(arguments)
    end

    def scenarios_of(manager)
      manager == :peer ? (@peer_scenarios || @scenarios) - %i[networks] : @scenarios
    end

    # What writes can be measured once.
    def runs_of(manager, scenario)
      manager == :peer || !%i[unchanged networks].include?(scenario) ? 1 : @runs
    end

    private

    def known(list, names)
      list.map(&:to_sym).each { |name| raise OptionParser::InvalidArgument, "#{name}; there are #{names.join(", ")}" unless names.include?(name) }
    end
  end
end
