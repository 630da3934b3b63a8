require "json"
require "openssl"
require "socket"
require_relative "certificates"
require_relative "engine/resources"

# oVirt Engine as far as a refresh of its manager, the discovery of network providers and imports of networks ask it: a login,
# the network providers, what Ovirt has, and other lists, which are empty. Counts the requests, and answers as told. What it says
# was recorded at a real one: tests/recordings/engine-4.5.7.jsonl, whose labels are named here in quotation marks.
class Engine
  # Element of each list that is empty where there are no hosts and no storage: "refresh of the oVirt provider"
  EMPTY = {
    %r{\A(?:datacenters/[^/]+/)?storagedomains\z} => "storage_domains",
    %r{\Adisks\z}                                 => "disks",
    %r{\Ahosts\z}                                 => "hosts",
    %r{\Atemplates/[^/]+/diskattachments\z}       => "disk_attachments"
  }.freeze

  # "login", "logout"
  LOGIN  = {"access_token" => "token", "scope" => "ovirt-app-api", "exp" => "1796688059000", "token_type" => "bearer"}.freeze
  LOGOUT = "{ }".freeze
  NETWORK_PROVIDERS = "openstacknetworkproviders".freeze

  # @return [Array<Hash>] the network providers, by the names of the API's elements; :id is needed
  attr_accessor :network_providers

  # @return [Array<String>] paths below /ovirt-engine, in the order of arrival
  attr_reader :requests

  # @return [Array<String>] what was to be changed, such as "DELETE networks/ID", in the order of arrival
  attr_reader :changes

  # @return [Ovirt] data centers, clusters and networks
  attr_reader :ovirt

  def self.start(*network_providers)
    engine = new(network_providers)
    yield engine
  ensure
    engine&.stop
  end

  def initialize(network_providers)
    @network_providers = network_providers
    @requests  = []
    @changes   = []
    @answers   = {}
    @ovirt     = Ovirt.new
    @resources = Resources.new(@ovirt, method(:network_providers))
    @socket    = TCPServer.new("127.0.0.1", 0)
    @tls       = tls
    @thread    = Thread.new { serve }
  end

  def port
    @socket.addr[1]
  end

  # Answers a list, or :all of them, differently from now on.
  #
  # @param list [String, Regexp, Symbol] its path; or "METHOD path", or an expression for that
  # @param answer [Array(Integer, String), Symbol, nil] status and body, :reset to close the connection, :lost to do so when it is
  #   done, nil to answer as usual
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
    sent = head.match?(/^Transfer-Encoding: chunked/i) ? client.gets("\r\n0\r\n\r\n") : client.read(head[/^Content-Length: (\d+)/i, 1].to_i)
    sent = sent.to_s.dup.force_encoding(Encoding::UTF_8)
    method, path, query = head.match(%r{\A(\w+) /ovirt-engine/([^ ?]*?)/?(?:\?(\S*))? }).captures
    requests << path
    path = path.delete_prefix("api/")
    changes << "#{method} #{path}" unless method == "GET" || path.start_with?("sso/", "services/")

    told = told(method, path)
    return if told == :reset

    status, body = told.kind_of?(Array) ? told : @resources.answer(method, path, query.to_s, sent) || answered(path)
    return if told == :lost

    type = {"{" => "application/json", "<html" => "text/html"}.find { |start, _| body.start_with?(start) }&.last || "application/xml"
    client.write("HTTP/1.1 #{status} Told\r\nContent-Type: #{type}\r\nContent-Length: #{body.bytesize}\r\n\r\n#{body}")
  end

  def told(method, path)
    lists = @answers.keys.find { |list| list.kind_of?(Regexp) ? list.match?("#{method} #{path}") : [path, "#{method} #{path}"].include?(list) }
    told  = @answers[lists] || @answers[:all]
    told.respond_to?(:call) ? told.call : told
  end

  # @return [Array(Integer, String)] status and body
  def answered(path)
    case path
    when "sso/oauth/token"      then [200, JSON.generate(LOGIN)]
    when "services/sso-logout"  then [200, LOGOUT]
    when "api"                  then [200, "<api><product_info><version><full_version>4.5.7-1</full_version><major>4</major></version></product_info></api>"] # "the API"
    when NETWORK_PROVIDERS      then [200, list("openstack_network_providers", network_providers.map { |provider| xml(provider) })] # "network providers"
    else
      tag = EMPTY.find { |paths, _| paths.match?(path) }&.last
      tag ? [200, list(tag, [])] : [404, ""]
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
