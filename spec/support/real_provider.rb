require "json"
require "net/http"
require "uri"

# A real ovirt-provider-ovn in place of the simulator, for what needs no faults: OVIRT_NET_DISPOSABLE_URL is its Keystone, such as
# http://127.0.0.1:35357/v2.0. Everything on it is deleted before each example, but for its group Default.
class RealProvider
  LISTS = %w[networks subnets ports routers security_groups security_group_rules].freeze

  # @yieldparam provider [RealProvider, Simulator]
  def self.or_simulator(&block)
    ENV["OVIRT_NET_DISPOSABLE_URL"] ? block.call(new(ENV["OVIRT_NET_DISPOSABLE_URL"]).tap(&:clear)) : Simulator.start(&block)
  end

  attr_reader :identity_url

  def initialize(identity_url)
    @identity_url = identity_url
  end

  # @return [Hash{String => Array<Hash>}] its lists, read past everything of ours
  def dump
    LISTS.to_h { |name| [name, list(name)] }
  end

  # In the order in which they may be deleted; the answer to a removed interface is an error.
  def clear
    list("security_group_rules").each { |rule| request(Net::HTTP::Delete, "security-group-rules/#{rule["id"]}") }
    list("ports").each do |port|
      case port["device_owner"]
      when "network:router_interface" then request(Net::HTTP::Put, "routers/#{port["device_id"]}/remove_router_interface", "port_id" => port["id"])
      when "oVirt"                    then request(Net::HTTP::Delete, "ports/#{port["id"]}")
      end
    end
    %w[routers networks security_groups].each { |name| list(name).each { |one| request(Net::HTTP::Delete, "#{name.tr("_", "-")}/#{one["id"]}") } }
    left = dump.values.flatten.reject { |object| object["name"] == "Default" }
    raise "the provider could not be emptied: #{left}" if left.any?
  end

  # The rest of Simulator
  %i[faults= load settings= generate expire_tokens requests forget_requests].each do |name|
    define_method(name) { |*, **| RSpec.current_example.example_group_instance.skip("needs the simulator") }
  end

  private

  def list(name)
    JSON.parse(request(Net::HTTP::Get, name.tr("_", "-")).body).fetch(name)
  end

  def request(verb, path, body = nil)
    uri = URI("#{network_url}/#{path}")
    Net::HTTP.start(uri.host, uri.port) { |http| http.request(verb.new(uri, "X-Auth-Token" => token, "Content-Type" => "application/json"), body && JSON.generate(body)) }
  end

  # With the host that was logged in to: the catalog's is localhost unless it was configured.
  def network_url
    @network_url ||= begin
      endpoint = access.fetch("serviceCatalog").find { |service| service["type"] == "network" }["endpoints"].first
      URI(endpoint["publicURL"]).tap { |url| url.host = URI(identity_url).host }.then { |url| "#{url.to_s.chomp("/").delete_suffix("/v2.0")}/v2.0" }
    end
  end

  def token
    access.dig("token", "id")
  end

  def access
    @access ||= begin
      login = {"auth" => {"passwordCredentials" => {"username" => "admin@internal", "password" => "123456"}}}
      JSON.parse(Net::HTTP.post(URI("#{identity_url}/tokens"), JSON.generate(login)).body).fetch("access")
    end
  end
end
