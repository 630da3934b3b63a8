RSpec.describe "TLS" do
  # The error of a login that trusts an authority.
  def refusal(server, authority = ca)
    client_of(server, :certificate_authority => authority&.to_pem).login
    nil
  rescue OvirtNet::CertificateError => err
    err
  end

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

  it "tells causes apart by a code, whatever names the certificate has" do
    unknown = Certificates.issue("expired.example.com", ca_key, ca_key)
    with_tls_simulator(:by => [unknown, ca_key], :name => "not yet valid, mismatch") do |simulator|
      expect(refusal(simulator, nil)).to have_attributes(:code => :certificate_unknown_issuer, :message => /its issuer is not trusted/)
    end
    with_tls_simulator(:to => Time.now - 60, :name => "its issuer is not trusted") do |simulator|
      expect(refusal(simulator)).to have_attributes(:code => :certificate_expired)
    end
    with_tls_simulator(:from => Time.now + 3_600) { |simulator| expect(refusal(simulator)).to have_attributes(:code => :certificate_not_yet_valid) }
    with_tls_simulator(:hosts => "DNS:expired.example.com") { |simulator| expect(refusal(simulator)).to have_attributes(:code => :certificate_wrong_name) }
  end

  describe "trust anchors" do
    let(:middle_key) { Certificates.new_key }
    let(:middle)     { Certificates.issue("intermediate CA", middle_key, ca_key, :issuer => ca, :extensions => {"basicConstraints" => ["CA:TRUE", true]}) }

    it "may be an intermediate CA, as libcurl and with it oVirt's SDK have it" do
      with_tls_simulator(:by => [middle, middle_key]) do |simulator|
        expect(client_of(simulator, :certificate_authority => middle.to_pem).login).to be_a(OvirtNet::Client)
        expect(refusal(simulator, ca)).to have_attributes(:code => :certificate_unknown_issuer)
      end
    end

    it "may be the server's own certificate" do
      with_tls_simulator do |simulator, certificate|
        expect(client_of(simulator, :certificate_authority => certificate.to_pem).login).to be_a(OvirtNet::Client)
      end
    end

    it "may be the CA above an intermediate one that the server sends, or all of a bundle" do
      with_tls_simulator(:by => [middle, middle_key], :chain => [middle]) do |simulator|
        [ca, middle].each { |anchor| expect(client_of(simulator, :certificate_authority => anchor.to_pem).login).to be_a(OvirtNet::Client) }
      end
      with_tls_simulator(:by => [middle, middle_key]) do |simulator|
        expect(client_of(simulator, :certificate_authority => "\uFEFF#{ca.to_pem}\n# and\r\n#{middle.to_pem}").login).to be_a(OvirtNet::Client)
      end
    end

    it "are no certificate for another host, nor one that has expired" do
      with_tls_simulator(:hosts => "DNS:other.example.com") { |simulator, own| expect(refusal(simulator, own)).to have_attributes(:code => :certificate_wrong_name) }
      with_tls_simulator(:to => Time.now - 60) { |simulator, own| expect(refusal(simulator, own)).to have_attributes(:code => :certificate_expired) }
    end
  end

  describe "an engine whose CA was replaced" do
    def authority(name, key = Certificates.new_key, **more)
      Certificates.issue(name, key, key, :extensions => {"subjectKeyIdentifier" => ["hash", false]}, **more)
    end

    let(:with_key_id) { {"authorityKeyIdentifier" => ["keyid:always", false]} }

    def refusal_of(new_ca, key, old_ca, **more)
      with_tls_simulator(:by => [new_ca, key], **more) { |simulator| refusal(simulator, old_ca) }
    end

    it "asks for the new one where the old one has expired" do
      key = Certificates.new_key
      old = authority("engine.example.com.12345", key, :from => Time.now - (3 * 86_400), :to => Time.now - 86_400)
      new = authority("engine.example.com.12345", key)
      expect(refusal_of(new, key, old)).to have_attributes(
        :code    => :certificate_replaced_ca,
        :message => /the trusted CA "O=example\.com, CN=engine\.example\.com\.12345" is not accepted: it has expired on .*; give the engine's present CA instead/
      )
    end

    it "asks for the new one where that has another key and the same name" do
      key = Certificates.new_key
      [{}, with_key_id].each do |extensions|
        error = refusal_of(authority("engine CA", key), key, authority("engine CA"), :extensions => extensions)
        expect(error).to have_attributes(:code => :certificate_replaced_ca, :message => /the trusted CA of the same name has another key; give the CA that the engine has now/)
      end
    end

    it "asks for the new one where engine-setup has made it anew, with other digits behind the host" do
      key   = Certificates.new_key
      error = refusal_of(authority("engine.example.com.54321", key), key, authority("engine.example.com.12345"))
      expect(error).to have_attributes(:code => :certificate_replaced_ca, :message => /the trusted CA is an older one, "O=example\.com, CN=engine\.example\.com\.12345"/)

      expect(refusal_of(authority("other.example.com.54321", key), key, authority("engine.example.com.12345"))).to have_attributes(:code => :certificate_unknown_issuer)
    end
  end

  describe "what OpenSSL does not accept" do
    it "is a SHA-1 signature, of the certificate or of a CA between" do
      with_tls_simulator(:digest => "SHA1") do |simulator|
        expect(refusal(simulator)).to have_attributes(:code => :certificate_weak_signature, :message => /CN=ovn\.example\.com" is not accepted: it is signed with sha1WithRSAEncryption, which OpenSSL's security level \d/)
      end
      key    = Certificates.new_key
      middle = Certificates.issue("intermediate CA", key, ca_key, :issuer => ca, :digest => "SHA1", :extensions => {"basicConstraints" => ["CA:TRUE", true]})
      with_tls_simulator(:by => [middle, key], :chain => [middle]) do |simulator|
        expect(refusal(simulator)).to have_attributes(:code => :certificate_weak_signature, :message => /the CA "O=example\.com, CN=intermediate CA" is not accepted: it is signed with sha1/)
      end
      with_tls_simulator(:digest => "MD5") { |simulator| expect(refusal(simulator)).to have_attributes(:code => :certificate_weak_signature, :message => /md5WithRSAEncryption/) }
    end

    it "is a short key, of the certificate or of its CA" do
      with_tls_simulator(:bits => 1024) do |simulator|
        expect(refusal(simulator)).to have_attributes(:code => :certificate_short_key, :message => /the certificate of .*its key has 1024 bits, which OpenSSL's security level \d of this system does not accept/)
      end
      key   = Certificates.new_key(1024)
      short = Certificates.issue("short CA", key, key)
      with_tls_simulator(:by => [short, key]) do |simulator|
        expect(refusal(simulator, short)).to have_attributes(:code => :certificate_short_key, :message => /the trusted CA .*CN=short CA" is not accepted: its key has 1024 bits/)
      end
    end

    it "is a CA that is none: without CA:TRUE, or that must not sign certificates" do
      {
        "CA:FALSE" => {"basicConstraints" => ["CA:FALSE", true]},
        "no word"  => {"basicConstraints" => nil, "keyUsage" => ["digitalSignature", true]},
        "no right" => {"keyUsage" => ["digitalSignature", true]}
      }.each_value do |extensions|
        root   = Certificates.issue("no CA", ca_key, ca_key, :extensions => extensions)
        key    = Certificates.new_key
        middle = Certificates.issue("no CA between", key, ca_key, :issuer => ca, :extensions => extensions)
        with_tls_simulator(:by => [root, ca_key]) { |simulator| expect(refusal(simulator, root)).to have_attributes(:code => :certificate_not_a_ca, :message => /keyCertSign/) }
        with_tls_simulator(:by => [middle, key], :chain => [middle]) { |simulator| expect(refusal(simulator)).to have_attributes(:code => :certificate_not_a_ca) }
      end
    end

    it "is a certificate for something else than a server" do
      [{"extendedKeyUsage" => ["clientAuth", false]}, {"extendedKeyUsage" => ["codeSigning,emailProtection", true]}].each do |extensions|
        with_tls_simulator(:extensions => extensions) do |simulator|
          expect(refusal(simulator)).to have_attributes(:code => :certificate_wrong_purpose, :message => /CN=ovn\.example\.com" is not accepted: it is not made for a server/)
        end
      end
    end

    it "is TLS 1.0 or 1.1" do
      %w[-tls1 -tls1_1].each do |version|
        with_openssl_server(version, "-cipher", "ALL:@SECLEVEL=0") do |url|
          expect(refusal(double(:url => url))).to have_attributes(:code => :tls_too_old, :message => /127\.0\.0\.1:\d+: it supports no version of TLS that is accepted here/)
        end
      end
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
      "an unknown CA"        => [{}, false, :certificate_unknown_issuer, /its issuer is not trusted .*or of a proxy that inspects TLS/],
      "an expired one"       => [{:from => Time.now - (2 * 86_400), :to => Time.now - 86_400}, true, :certificate_expired, /it has expired on .*; renew it/],
      "one of another host"  => [{:hosts => "DNS:other.example.com"}, true, :certificate_wrong_name, /it is for other\.example\.com, not for 127\.0\.0\.1/],
      "one of the day after" => [{:from => Time.now + 86_400, :to => Time.now + (2 * 86_400)}, true, :certificate_not_yet_valid, /it is not valid before .*; check the clocks/]
    }.each do |name, (certificate, is_known, code, words)|
      it "refuses #{name} and says what is known, asking nobody past the proxy" do
        with_tls_simulator(**certificate) do |simulator|
          with_proxy do |url, asked|
            client = client_of(simulator, :proxy => url, :certificate_authority => (ca.to_pem if is_known))
            expect { client.login }.to raise_error(OvirtNet::CertificateError) { |error|
              expect(error.message).to match(/127\.0\.0\.1:\d+ through the proxy 127\.0\.0\.1:\d+: the certificate of .* is not accepted: /).and match(words)
              expect(error.code).to eq(code)
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
