require "json"
require "net/http"
require "uri"

# The simulator of ovirt-provider-ovn as a process of its own, so that a spec can fork, hang and interrupt around it.
class Simulator
  BINARY = File.expand_path("../../target/ovirt-net-simulator", __dir__)

  attr_reader :identity_url, :network_url, :control_url

  # @param options [Hash] the simulator's flags: :networks => 3 is --networks 3, see ovirt-net-simulator --help
  def self.start(**options)
    simulator = new(**options)
    return simulator unless block_given?

    begin
      yield simulator
    ensure
      simulator.stop
    end
  end

  def initialize(**options)
    raise "#{BINARY} is missing; run `rake simulator`" unless File.executable?(BINARY)

    flags = options.flat_map { |name, value| ["--#{name.to_s.tr("_", "-")}", value.to_s] }
    # It ends when its standard input does: with this process, whatever becomes of it.
    @process = IO.popen([BINARY, "--stop-with-stdin", *flags], "r+")
    urls     = JSON.parse(@process.gets || raise("the simulator did not start: #{flags.join(" ")}"))
    @identity_url, @network_url, @control_url = urls.values_at("identity_url", "network_url", "control_url")
  end

  def stop
    @process.close unless @process.closed?
  end

  # Replaces all faults.
  #
  # @param faults [Array<Hash>] see tests/simulator/src/faults.rs
  def faults=(faults)
    control(Net::HTTP::Put, "faults", faults)
  end

  # Replaces all faults by one that strikes a list, such as "ports" or "tokens".
  def fail(list, fault)
    self.faults = [fault.merge("path" => "/v2.0/#{list}")]
  end

  def load(inventory)
    control(Net::HTTP::Put, "inventory", inventory)
  end

  def dump
    control(Net::HTTP::Get, "inventory")
  end

  def generate(**numbers)
    control(Net::HTTP::Post, "generate", numbers)
  end

  def expire_tokens
    control(Net::HTTP::Post, "expire_tokens")
  end

  def settings=(settings)
    control(Net::HTTP::Patch, "settings", settings)
  end

  # @return [Array<String>] "METHOD /path" in the order of arrival
  def requests
    control(Net::HTTP::Get, "requests").fetch("requests").map { |request| request.fetch("line") }
  end

  def forget_requests
    control(Net::HTTP::Delete, "requests")
  end

  private

  def control(verb, path, body = nil)
    uri     = URI("#{control_url}/#{path}")
    request = verb.new(uri, "Content-Type" => "application/json")
    request.body = JSON.generate(body) unless body.nil?
    response = Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }
    raise "the simulator refused #{verb::METHOD} #{path}: #{response.code} #{response.body}" unless response.kind_of?(Net::HTTPSuccess)

    JSON.parse(response.body) unless response.body.to_s.empty?
  end
end
