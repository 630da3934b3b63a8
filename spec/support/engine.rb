require "json"
require "openssl"
require "socket"
require_relative "certificates"

# oVirt Engine as far as a refresh of its manager and the discovery of network providers ask it: a login and lists, all of them
# empty but for the network providers. Counts the requests, and answers as told.
class Engine
  # How lists are called in the answer where that is not how they are called in the URL
  TAGS = {
    "datacenters"               => "data_centers",
    "openstackimageproviders"   => "openstack_image_providers",
    "openstacknetworkproviders" => "openstack_network_providers",
    "storagedomains"            => "storage_domains",
    "vnicprofiles"              => "vnic_profiles"
  }.freeze
  NETWORK_PROVIDERS = "openstacknetworkproviders".freeze

  # @return [Array<Hash>] the network providers, by the names of the API's elements; :id is needed
  attr_accessor :network_providers

  # @return [Array<String>] paths below /ovirt-engine, in the order of arrival
  attr_reader :requests

  def self.start(*network_providers)
    engine = new(network_providers)
    yield engine
  ensure
    engine&.stop
  end

  def initialize(network_providers)
    @network_providers = network_providers
    @requests = []
    @answers  = {}
    @socket   = TCPServer.new("127.0.0.1", 0)
    @tls      = tls
    @thread   = Thread.new { serve }
  end

  def port
    @socket.addr[1]
  end

  # Answers a list, or :all of them, differently from now on.
  #
  # @param answer [Array(Integer, String), Symbol, nil] status and body, :reset to close the connection, nil to answer as usual
  # @yield whatever should happen while the engine is being asked
  def answer(list, answer = nil, &block)
    @answers[list] = block || answer
  end

  def stop
    @thread.kill
    @socket.close
  end

  private

  # The client keeps connections and pipelines its requests.
  def serve
    loop { Thread.new(@socket.accept) { |socket| converse(OpenSSL::SSL::SSLSocket.new(socket, @tls)) } }
  end

  def converse(client)
    client.sync_close = true
    client.accept
    nil while respond(client)
  rescue SystemCallError, OpenSSL::SSL::SSLError
    nil # gone
  ensure
    client.close
  end

  def respond(client)
    head = client.gets("\r\n\r\n") or return
    head.match?(/^Transfer-Encoding: chunked/i) ? client.gets("\r\n0\r\n\r\n") : client.read(head[/^Content-Length: (\d+)/i, 1].to_i)
    path = head[%r{ /ovirt-engine/([^ ?]*?)/?[ ?]}, 1]
    requests << path

    told = @answers[path.delete_prefix("api/")] || @answers[:all]
    told = told.call if told.respond_to?(:call)
    return if told == :reset

    status, body = told.kind_of?(Array) ? told : [200, body(path)]
    type = body.start_with?("{") ? "application/json" : "application/xml"
    client.write("HTTP/1.1 #{status} Told\r\nContent-Type: #{type}\r\nContent-Length: #{body.bytesize}\r\n\r\n#{body}")
  end

  def body(path)
    case path
    when %r{\Asso/}, %r{\Aservices/} then JSON.generate("access_token" => "token")
    when "api"                      then "<api><product_info><version><full_version>4.5.6</full_version><major>4</major></version></product_info></api>"
    when "api/#{NETWORK_PROVIDERS}" then list(TAGS[NETWORK_PROVIDERS], network_providers.map { |provider| xml(provider) })
    else                                 list(TAGS.fetch(path.split("/").last) { |name| name }, [])
    end
  end

  def list(tag, elements)
    "<#{tag}>#{elements.join}</#{tag}>"
  end

  def xml(provider)
    id       = provider.fetch(:id)
    elements = provider.except(:id).compact.map { |name, value| "<#{name}>#{value.to_s.encode(:xml => :text)}</#{name}>" }
    "<openstack_network_provider href=\"/ovirt-engine/api/#{NETWORK_PROVIDERS}/#{id}\" id=\"#{id}\">#{elements.join}</openstack_network_provider>"
  end

  def tls
    OpenSSL::SSL::SSLContext.new.tap do |context|
      context.key  = Certificates.new_key
      context.cert = Certificates.issue("engine", context.key, context.key)
    end
  end
end
