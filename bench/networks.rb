require "ipaddr"

module Bench
  # What the simulator makes up, and how it changes.
  class Networks
    CREDENTIALS = {:username => "admin@internal", :password => "123456"}.freeze

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
      edit { |inventory| fill(inventory) }
    end

    def change(scenario)
      case scenario
      when :ten     then rename(scenario, 10)
      when :percent then rename(scenario, @numbers[:ports] / 100)
      when :deleted then @simulator.load({})
      end
      @simulator.forget_requests
    end

    # Has each answer with these lists take so long.
    #
    # @param lists [Hash{String => Float}] seconds, such as of "ports"
    # @return [void]
    def slow_down(lists)
      @simulator.faults = lists.map { |list, seconds| {"path" => "/v2.0/#{list}", "do" => "hang", "seconds" => seconds} }
    end

    # @return [Array<String>] the vNICs' ids in oVirt
    def vnics
      @simulator.dump.fetch("ports").filter_map { |port| port["device_id"] if port["device_owner"] == "oVirt" }
    end

    # @return [Integer] how many there were since the last change
    def requests
      request_lines.size
    end

    # @return [Array<String>] these, such as "GET /v2.0/ports?network_id=…"
    def request_lines
      @simulator.requests
    end

    def forget_requests
      @simulator.forget_requests
    end

    # Moves ports of vNICs to the first network.
    #
    # @return [void]
    def crowd(count)
      edit do |inventory|
        ports = inventory.fetch("ports").select { |port| port["device_owner"] == "oVirt" }
        ports.first(count).each { |port| port.merge!("network_id" => inventory.fetch("networks").first["id"], "fixed_ips" => []) }
      end
    end

    # @return [String] the id of the network that has these
    def crowded
      @crowded ||= @simulator.dump.fetch("networks").first["id"]
    end

    private

    def edit
      Measurement.apart do
        inventory = @simulator.dump
        yield inventory
        @simulator.load(inventory)
      end
    end

    # Ports have a security group and, where their network has a subnet, an address: nothing has more rows.
    def fill(inventory)
      subnets = inventory.fetch("subnets").to_h { |subnet| [subnet["network_id"], subnet] }
      groups  = inventory.fetch("security_groups").map { |group| group["id"] }
      taken   = Hash.new(127) # the simulator takes addresses from both ends of a range
      inventory.fetch("ports").each_with_index do |port, index|
        next if port["device_owner"].to_s.start_with?("network:") || port["mac_address"] == "unknown"

        port["security_groups"] = [groups[index % groups.size]] if port["security_groups"].empty?
        subnet = subnets[port["network_id"]]
        port["fixed_ips"] = [{"ip_address" => address(subnet["cidr"], taken[subnet["id"]] += 1), "subnet_id" => subnet["id"]}] if subnet && port["fixed_ips"].empty?
      end
    end

    def address(cidr, number)
      range = IPAddr.new(cidr)
      IPAddr.new(range.to_i + number, range.family).to_s
    end

    def rename(scenario, count)
      edit do |inventory|
        ports = inventory.fetch("ports")
        count.times { |index| ports[index * ports.size / count]["name"] = "#{scenario} #{index}" }
      end
    end
  end
end
