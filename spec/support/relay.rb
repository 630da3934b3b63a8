require "json"
require "socket"
require "uri"

# Stands between a client and a provider, and can say when a request is about to be passed on.
class Relay
  # @return [Integer] port of its Keystone
  attr_reader :port

  # @param identity_url [String] the provider's Keystone
  # @yieldparam line [String] of each request to the network service, such as "PUT /v2.0/ports/1 HTTP/1.1", before it is passed on
  def initialize(identity_url, &before)
    @identity = URI(identity_url)
    @before   = before
    @servers  = [TCPServer.new("127.0.0.1", 0), TCPServer.new("127.0.0.1", 0)]
    @port     = @servers.first.addr[1]
    @threads  = @servers.each_with_index.map { |server, index| Thread.new { loop { Thread.new(server.accept) { |socket| serve(socket, index) } } } }
  end

  def stop
    @threads.each(&:kill)
    @servers.each(&:close)
  end

  private

  def serve(socket, index)
    request = read(socket)
    @before.call(request.lines.first.chomp) if index == 1
    answer = exchange(index.zero? ? @identity.port : @network_port, request)
    answer = with_own_port(answer) if index.zero?
    socket.write(answer)
  rescue SystemCallError
    # Whoever has asked is gone.
  ensure
    socket.close
  end

  def read(socket)
    head = +""
    head << socket.gets until head.end_with?("\r\n\r\n")
    length = head[/^content-length: (\d+)/i, 1].to_i
    head + socket.read(length).to_s
  end

  def exchange(port, request)
    provider = TCPSocket.new(@identity.host, port)
    provider.write(request)
    provider.read
  ensure
    provider&.close
  end

  # The catalog leads to the relay.
  def with_own_port(answer)
    head, body = answer.split("\r\n\r\n", 2)
    network = JSON.parse(body).dig("access", "serviceCatalog").to_a.find { |service| service["type"] == "network" }
    return answer unless network

    @network_port = URI(network["endpoints"].first["publicURL"]).port
    "#{head}\r\n\r\n#{body.gsub(":#{@network_port}/", ":#{@servers.last.addr[1]}/")}"
  end
end
