module Bench
  # What the simulator makes up, and how it changes.
  class Networks
    CREDENTIALS = {:username => "admin@internal", :password => "123456"}.freeze

    attr_reader :ports

    def self.open((networks, ports), **settings)
      numbers = {:networks => networks, :ports => ports, :routers => 50, :security_groups => 20, :rules => 200}
      Simulator.start(**numbers) { |simulator| yield new(simulator, numbers, settings) }
    end

    def initialize(simulator, numbers, settings)
      @simulator = simulator
      @numbers   = numbers
      @settings  = settings
      @simulator.settings = settings if settings.any?
    end

    def to_s
      ["#{@numbers[:networks]} networks, #{@numbers[:ports]} ports", *@settings.map { |name, value| "#{name} #{value}" }].join(", ")
    end

    def url
      URI(@simulator.identity_url)
    end

    def client
      OvirtNet::Client.new(:authentication_url => url.to_s, **CREDENTIALS)
    end

    def reset
      @simulator.generate(:seed => 1, :subnets => true, **@numbers)
    end

    def change(scenario)
      case scenario
      when :ten     then rename(scenario, 10)
      when :percent then rename(scenario, @numbers[:ports] / 100)
      when :deleted then @simulator.load({})
      end
      @simulator.forget_requests
    end

    # @return [Array<String>] the vNICs' ids in oVirt
    def vnics
      @simulator.dump.fetch("ports").filter_map { |port| port["device_id"] if port["device_owner"] == "oVirt" }
    end

    # @return [Integer] how many there were since the last change
    def requests
      @simulator.requests.size
    end

    private

    def rename(scenario, count)
      inventory = @simulator.dump
      ports     = inventory.fetch("ports")
      count.times { |index| ports[index * ports.size / count]["name"] = "#{scenario} #{index}" }
      @simulator.load(inventory)
    end
  end
end
