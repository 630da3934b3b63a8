RSpec.describe "TLS" do
  it "accepts a certificate of the given CA" do
    with_tls_simulator do |simulator|
      expect(client_of(simulator, :certificate_authority => ca.to_pem).inventory.counts).to include(:cloud_tenants => 1)
    end
  end

  it "refuses an unknown CA and says whose" do
    with_tls_simulator do |simulator|
      expect { client_of(simulator).login }.to raise_error(OvirtNet::CertificateError) { |error|
        expect(error.message).to include("CN=ovn.example.com", "CN=engine CA", "its issuer is not trusted", "give the CA of the oVirt engine")
        expect(error.path).to eq("/v2.0/tokens")
      }
    end
  end

  it "refuses an expired certificate and says since when" do
    with_tls_simulator(:from => Time.now - (2 * 86_400), :to => Time.utc(2026, 1, 2, 3, 4, 5)) do |simulator, cert|
      client = client_of(simulator, :certificate_authority => ca.to_pem)
      expect { client.login }.to raise_error(OvirtNet::CertificateError, /CN=ovn\.example\.com.*expired on Jan  2 03:04:05 2026/)
      expect(cert.not_after).to be < Time.now
    end
  end

  it "refuses a certificate of another host and says which hosts it is for" do
    with_tls_simulator(:hosts => "DNS:other.example.com,DNS:more.example.com") do |simulator|
      client = client_of(simulator, :certificate_authority => ca.to_pem)
      expect { client.login }.to raise_error(OvirtNet::CertificateError, /it is for other\.example\.com, more\.example\.com, not for 127\.0\.0\.1/)
    end
  end

  it "accepts anything with verification off" do
    with_tls_simulator(:hosts => "DNS:other.example.com", :to => Time.now - 60) do |simulator|
      expect(client_of(simulator, :verify_ssl => false).inventory.counts).to include(:cloud_tenants => 1)
    end
  end

  it "asks whether http is meant where the server does not speak TLS, be it that it answers or not" do
    plain = TCPServer.new("127.0.0.1", 0)
    answer = Thread.new { plain.accept.tap { |client| client.write("HTTP/1.0 400 Bad Request\r\n\r\n") }.close }
    expect { client_of(double(:url => "https://127.0.0.1:#{plain.addr[1]}/v2.0")).login }
      .to raise_error(OvirtNet::ConnectionError, /it does not speak TLS; take http instead of https/)
    answer.join

    SilentServer.start do |server|
      expect { client_of(double(:url => server.url.sub("http", "https")), :connect_timeout => 0.2).login }
        .to raise_error(OvirtNet::TimeoutError, /within 0\.2 s \(with its TLS; is it http that is spoken there\?\)/)
    end
  ensure
    plain&.close
  end

  describe "through a proxy" do
    def pass(from, to)
      Thread.new do
        IO.copy_stream(from, to)
        to.close_write
      rescue IOError, SystemCallError
        nil # gone
      end
    end

    # Lets one client after the other through to where it wants to, and counts them.
    def with_proxy
      proxy = TCPServer.new("127.0.0.1", 0)
      asked = []
      let_through = Thread.new do
        loop do
          client = proxy.accept
          asked << client.gets
          nil until client.gets == "\r\n"
          server = TCPSocket.new(*asked.last[/CONNECT (\S+)/, 1].split(":"))
          client.write("HTTP/1.1 200 OK\r\n\r\n")
          pass(client, server)
          pass(server, client)
        rescue IOError, SystemCallError
          nil # gone
        end
      end
      yield "http://user:s3cret@127.0.0.1:#{proxy.addr[1]}", asked
    ensure
      let_through.kill
      proxy.close
    end

    {
      "an unknown CA"        => [{}, false, /self.signed|unable to get local issuer|unable to verify/],
      "an expired one"       => [{:from => Time.now - (2 * 86_400), :to => Time.now - 86_400}, true, /certificate has expired; renew it/],
      "one of another host"  => [{:hosts => "DNS:other.example.com"}, true, /mismatch; use a name of its own in the URL/],
      "one of the day after" => [{:from => Time.now + 86_400, :to => Time.now + (2 * 86_400)}, true, /not yet valid; look at the clocks/]
    }.each do |name, (certificate, is_known, words)|
      it "refuses #{name} and says what is known, asking nobody past the proxy" do
        with_tls_simulator(**certificate) do |simulator|
          with_proxy do |url, asked|
            client = client_of(simulator, :proxy => url, :certificate_authority => (ca.to_pem if is_known))
            expect { client.login }.to raise_error(OvirtNet::CertificateError) { |error|
              expect(error.message).to match(/the certificate of 127\.0\.0\.1:\d+ through the proxy 127\.0\.0\.1:\d+ is not accepted: /).and match(words)
              expect(error.message).not_to match(/s3cret|SSL routines/)
            }
            expect(asked.size).to eq(1)
          end
        end
      end
    end
  end

  it "says what is wrong with a CA that is none" do
    expect { client_of(double(:url => "https://127.0.0.1:1/v2.0"), :certificate_authority => "nonsense") }
      .to raise_error(OvirtNet::InvalidOptionError, /certificate_authority is not a certificate in PEM/)
  end
end
