RSpec.describe "A proxy" do
  around { |example| Simulator.start { |simulator| (@simulator = simulator) && example.run } }

  # A proxy for plain HTTP, which keeps the heads of the requests that it gets, and passes them on unless it has an answer of its own.
  def with_proxy(answer: nil)
    proxy = TCPServer.new("127.0.0.1", 0)
    heads = []
    serving = Thread.new do
      loop { serve(proxy.accept, heads, answer) }
    end
    yield "127.0.0.1:#{proxy.addr[1]}", heads
  ensure
    serving.kill
    proxy.close
  end

  def serve(client, heads, answer)
    head = +""
    head << client.gets until head.end_with?("\r\n\r\n")
    heads << head
    body = client.read(head[/content-length: (\d+)/i, 1].to_i)
    return client.write(answer) if answer

    server = TCPSocket.new(*head[%r{\A\S+ http://([^/]+)}, 1].split(":"))
    server.write(head.sub(%r{ http://[^/]+}, " "), body)
    IO.copy_stream(server, client)
  ensure
    client.close
  end

  it "is asked by the whole URL, and told who asks" do
    with_proxy do |proxy, heads|
      expect(client_of(@simulator, :proxy => "http://me:p%40ss%20word@#{proxy}").inventory.counts).to include(:cloud_tenants => 1)
      expect(heads.first).to start_with("POST #{@simulator.identity_url.chomp("/")}/tokens HTTP/1.1\r\n").and match(/^proxy-authorization: Basic #{["me:p@ss word"].pack("m0")}\r$/i)
      expect(heads.size).to eq(9)

      heads.clear
      client_of(@simulator, :proxy => proxy).login
      expect(heads.join).not_to match(/proxy-authorization/i)
    end
  end

  it "may refuse, or be no proxy, be it with TLS or without, and the message says that it is the proxy" do
    refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    {
      ["http", refusal]                         => /through the proxy 127\.0\.0\.1:\d+: it answers 407 Proxy Authentication Required/,
      ["https", refusal]                        => /through the proxy 127\.0\.0\.1:\d+: it answers 407 Proxy Authentication Required/,
      ["https", "HTTP/1.1 403 Denied\r\n\r\n"]  => /through the proxy 127\.0\.0\.1:\d+: it answers 403 Denied/,
      ["https", "220 mail.example.com\r\n\r\n"] => /through the proxy 127\.0\.0\.1:\d+: it is no HTTP proxy/
    }.each do |(scheme, answer), words|
      with_proxy(:answer => answer) do |proxy, heads|
        client = client_of(double(:url => @simulator.identity_url.sub("http", scheme)), :proxy => "http://u:s3cret@#{proxy}")
        expect { client.login }.to raise_error(OvirtNet::ConnectionError) { |error|
          expect(error).to have_attributes(:code => :proxy_unreachable, :proxy => proxy, :host => "127.0.0.1", :message => words)
          expect(error.message).not_to include("s3cret")
          expect(OvirtNet::Check::Remedy.for(error)).to include("http_proxy.ovirt_net", "--proxy")
        }
        expect(heads.size).to eq(1)
      end
    end
  end

  it "may be silent, and the time limit holds" do
    SilentServer.start do |server|
      client = client_of(double(:url => "https://127.0.0.1:1/"), :proxy => server.url[%r{http://[^/]+}], :connect_timeout => 0.3)
      expect { client.login }.to raise_error(OvirtNet::TimeoutError, /no connection to 127\.0\.0\.1:1 through the proxy 127\.0\.0\.1:\d+ within 0\.3 s/)
    end
  end

  it "is none where that is said" do
    ["none", "None", " ", ""].each { |none| expect(client_of(@simulator, :proxy => none).login).to be_a(OvirtNet::Client) }
  end
end
