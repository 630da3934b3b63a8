require "json"
require "ovirt_net"
require "socket"
require "uri"

# The recorded requests, asked of another provider. What is made up anew each time, its ids, is put in place of the recorded ones in
# later requests.
class Recorder
  include Enumerable

  RECORDED = File.expand_path("recordings/ovirt-provider-ovn.jsonl", __dir__)
  ID       = /\h{8}-\h{4}-\h{4}-\h{4}-\h{12}/

  # What stands in the recordings for secrets
  USER     = "admin@internal".freeze
  PASSWORD = "123456".freeze
  TOKEN    = "00000000000000000000000000000001".freeze

  # @param url [String] Keystone of an empty provider
  def initialize(url, user, password)
    # It is on a machine of one's own, and its certificate nobody's.
    client   = OvirtNet::Client.new(:authentication_url => url, :username => user, :password => password, :verify_ssl => false)
    network  = client.catalog.filter_map { |entry| entry[:used] }.first
    @servers = {"identity" => URI(url), "network" => URI(network)}
    @secrets = {USER => user, PASSWORD => password}
    @ids     = {}
  end

  # @yieldparam exchange [Hash] "label", "service", "request" and "response" as recorded
  def each
    recorded.each { |exchange| yield(ask(exchange)) }
  end

  private

  def recorded
    File.foreach(RECORDED).map { |line| JSON.parse(line) }
  end

  def ask(exchange)
    request = exchange["request"].merge("path" => ours(exchange["request"]["path"]), "body" => exchange["request"]["body"] && ours(exchange["request"]["body"]))
    response = answer(@servers.fetch(exchange["service"]), request)
    learn(exchange["response"]["body"], response["body"])
    exchange.merge("request" => request, "response" => response.merge("body" => response["body"].gsub(token, TOKEN)))
  end

  # The provider's ids in place of the recorded ones
  def ours(text)
    text.gsub(ID) { |id| @ids.fetch(id, id) }
  end

  # Without a library: none shows the bytes of an answer.
  def answer(server, request)
    body = request["path"].end_with?("/tokens") ? secret(request["body"]) : request["body"]
    head = ["#{request["method"]} #{request["path"]} HTTP/1.1", "Host: #{server.host}:#{server.port}"]
    head << "X-Auth-Token: #{request["token"] == TOKEN ? token : request["token"]}" if request["token"]
    head << "Content-Length: #{body.bytesize}" if body
    received = exchange_bytes(server, "#{head.join("\r\n")}\r\n\r\n#{body}")
    parsed(*received.split("\r\n\r\n", 2))
  end

  def exchange_bytes(server, bytes)
    socket = TCPSocket.new(server.hostname, server.port)
    socket = tls(socket) if server.scheme == "https"
    socket.write(bytes)
    socket.read.force_encoding(Encoding::UTF_8)
  ensure
    socket&.close
  end

  def tls(socket)
    require "openssl"
    OpenSSL::SSL::SSLSocket.new(socket).tap do |encrypted|
      encrypted.sync_close = true
      encrypted.connect
    end
  end

  def parsed(head, body)
    status, *headers = head.split("\r\n")
    version, code, reason = status.split(" ", 3)
    {"version" => version, "status" => code.to_i, "reason" => reason, "headers" => headers.to_h { |line| line.split(": ", 2) }.except("Date"), "body" => body}
  end

  def secret(body)
    body && @secrets.reduce(body) { |text, (recorded, own)| text.gsub(JSON.generate(recorded), JSON.generate(own)) }.gsub(TOKEN) { token }
  end

  # That of a login of its own: the first that is recorded comes after requests without one.
  def token
    @token ||= begin
      login    = JSON.generate("auth" => {"passwordCredentials" => {"username" => @secrets[USER], "password" => @secrets[PASSWORD]}})
      received = exchange_bytes(@servers["identity"], "POST /v2.0/tokens HTTP/1.1\r\nHost: #{@servers["identity"].host}\r\nContent-Length: #{login.bytesize}\r\n\r\n#{login}")
      JSON.parse(received.split("\r\n\r\n", 2).last).dig("access", "token", "id")
    end
  end

  # Which ids stand where the recorded ones stood
  def learn(recorded, received)
    recorded.to_s.scan(ID).zip(received.scan(ID)) { |theirs, its| @ids[theirs] ||= its if its }
  end
end
