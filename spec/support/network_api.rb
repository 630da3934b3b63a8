require "json"
require "net/http"

# The network provider's own API, past everything of ours: what an engine, another client or an administrator does with it.
class NetworkApi
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager] whose provider it is
  def initialize(manager)
    @manager = manager
  end

  # @return [Net::HTTPResponse]
  def create(kind, attributes)
    request(Net::HTTP::Post, "#{kind.tr("_", "-")}s", kind => attributes)
  end

  # @return [Net::HTTPResponse]
  def delete(kind, id)
    request(Net::HTTP::Delete, "#{kind.tr("_", "-")}s/#{id}")
  end

  private

  attr_reader :manager

  def request(verb, path, body = nil)
    uri = URI("#{network_url}/#{path}")
    Net::HTTP.start(uri.host, uri.port) { |http| http.request(verb.new(uri, "X-Auth-Token" => token), body && JSON.generate(body)) }
  end

  def network_url
    @network_url ||= manager.connect.catalog.find { |entry| entry[:used] }[:used]
  end

  def token
    @token ||= begin
      login = {:auth => {:passwordCredentials => {:username => manager.authentication_userid, :password => manager.authentication_password}}}
      url   = URI("http://#{manager.hostname}:#{manager.port}/v2.0/tokens")
      JSON.parse(Net::HTTP.post(url, JSON.generate(login)).body).dig("access", "token", "id")
    end
  end
end
