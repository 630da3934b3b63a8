# Whatever is wrong with a provider, one line of the check says so.
RSpec.describe "ovirt-net check" do
  # A GET that failed in passing is repeated after seconds.
  before { allow(OvirtNet::Client).to(receive(:new).and_wrap_original { |build, **options| build.call(**options, :retry_wait => 0) }) }

  def with_simulator(**options)
    Simulator.start(:networks => 2, :ports => 4, :routers => 1, :security_groups => 1, :rules => 2, **options) { |simulator| yield simulator }
  end

  # The step that failed, with its words
  def failure(**options)
    code, steps = check(**options)
    failed = steps.values.select { |step| step["status"] == "failed" }
    expect(failed.size).to be <= 1
    expect(code).to eq(failed.empty? ? 0 : 1)
    failed.map { |step| [step["name"], step["message"], step["remedy"]].compact.join(" | ") }.first
  end

  it "names each step with what it found and what it took" do
    with_simulator do |simulator|
      simulator.load(Recordings.inventory)
      simulator.forget_requests
      code, output, = ovirt_net("check", :server => simulator)

      expect(code).to eq(0)
      expect(output).to match(/ok +\d+\.\d\d s +name +127\.0\.0\.1/)
        .and match(/login +admin@internal is logged in/)
        .and match(%r{catalog +the network service is at #{simulator.network_url}})
        .and match(/user +admin@internal may read/)
        .and match(/list of ports +30 objects/)
        .and match(/Everything works\./)
      expect(output).not_to include("123456")
      expect(simulator.requests.tally.values).to all(eq(1))
      expect(simulator.requests.size).to eq(9)
    end
  end

  it "gives the same as JSON" do
    with_simulator do |simulator|
      code, steps = check(:server => simulator)
      expect(code).to eq(0)
      expect(steps["list of networks"]).to include("status" => "ok", "seconds" => a_kind_of(Numeric), "details" => {"list" => "networks", "objects" => 2})
    end
  end

  describe "of a list" do
    {
      "a status"       => [{"do" => "status", "status" => 500, "message" => "RowNotFound"}, /500: RowNotFound \| .*ovirt-provider-ovn\.log/],
      "an overload"    => [{"do" => "status", "status" => 503, "message" => "busy"}, /503: busy \| /],
      "a reset"        => [{"do" => "reset"}, /broke.* \| The provider, or a proxy before it, closed/],
      "a close"        => [{"do" => "close"}, /broke.* \| The provider, or a proxy before it, closed/],
      "a cut"          => [{"do" => "cut", "fraction" => 0.5}, /is cut off after .* \| The provider, or a proxy before it, closed/],
      "nothing"        => [{"do" => "empty"}, /is empty \| The provider, or a proxy before it, closed/],
      "HTML"           => [{"do" => "html"}, /is not JSON.* \| Another server listens there/],
      "a wrong type"   => [{"do" => "body", "body" => {"ports" => 5}}, /ports.* \| Another server listens there/],
      "text"           => [{"do" => "text", "text" => "nonsense"}, /is not JSON.* \| Another server listens there/],
      "only a part"    => [{"do" => "answer", "status" => 206, "text" => '{"ports": []}'}, /206.* \| .*shortens its lists/],
      "a next page"    => [{"do" => "body", "body" => {"ports" => [], "ports_links" => [{"rel" => "next", "href" => "https://other.example.com/"}]}}, /its next page.* \| .*shortens its lists/],
      "no next page"   => [{"do" => "body", "body" => {"ports" => [], "ports_links" => [{"rel" => "next"}]}}, /goes on, but not where.* \| .*shortens its lists/],
      "a total"        => [{"do" => "body", "body" => {"ports" => [], "total_count" => 3}}, /only a part.* \| .*shortens its lists/],
      "compression"    => [{"do" => "answer", "headers" => {"Content-Encoding" => "gzip"}, "text" => "x"}, /compressed.* \| Switch off/],
      "no such list"   => [{"do" => "status", "status" => 404, "message" => "Not Found"}, /there is no such list.* \| .*provider-host/],
      "an odd value"   => [{"do" => "body", "body" => {"ports" => [{"id" => "p1", "device_id" => {}}]}}, /is not as expected at .*p1.* \| Correct that object/],
      "a redirect"     => [{"do" => "answer", "status" => 302, "headers" => {"Location" => "https://other.example.com/"}}, /302.*other\.example\.com.* \| .*give that URL/],
      "no ids"         => [{"do" => "no_id"}, /id.* \| Correct that object/],
      "null"           => [{"do" => "body", "body" => {"ports" => [nil]}}, /ports\[0\].* \| Correct that object/],
      "a dead token"   => [{"do" => "expire_token"}, /refused with 40[13].* \| /],
      "a refused user" => [{"do" => "status", "status" => 403, "message" => ""}, /403.*ovirt-admin-user-name.* \| Use a user that the provider serves\. auth-plugin/]
    }.each do |name, (fault, words)|
      it "tells #{name}" do
        with_simulator do |simulator|
          simulator.fail("ports", fault)
          expect(failure(:server => simulator)).to match(/\Alist of ports \| .*#{words}/)
        end
      end
    end

    it "tells silence, after which it asks for no more" do
      with_simulator do |simulator|
        simulator.fail("ports", "do" => "hang", "seconds" => 60)
        expect(failure(:server => simulator, :arguments => %w[--read-timeout 0.2])).to match(/\Alist of ports \| .*silent for 0\.2 s \| The provider serves one request at a time/)
        expect(simulator.requests).not_to include("GET /v2.0/networks")
      end
    end

    it "tries the others where one fails" do
      with_simulator do |simulator|
        simulator.faults = %w[ports routers].map { |list| {"do" => "status", "status" => 500, "message" => list, "path" => "/v2.0/#{list}"} }
        code, output, = ovirt_net("check", :server => simulator)
        expect(code).to eq(1)
        expect(output).to match(/failed .*list of ports.*failed .*list of routers.*ok .*list of networks +2 objects.*2 of 15 steps failed/m)
      end
    end

    it "is slow, and says how slow" do
      with_simulator do |simulator|
        simulator.fail("ports", "do" => "hang", "seconds" => 0.3)
        _, steps = check(:server => simulator)
        expect(steps["list of ports"]).to include("status" => "ok", "seconds" => (be >= 0.3))
        expect(steps["list of networks"]["seconds"]).to be < 0.3
      end
    end

    it "may be missing in an old provider" do
      with_simulator do |simulator|
        simulator.faults = %w[security-groups security-group-rules].map { |list| {"do" => "status", "status" => 405, "message" => "no", "path" => "/v2.0/#{list}"} }
        code, steps = check(:server => simulator)
        expect(code).to eq(0)
        expect(steps["list of security-groups"]).to include("status" => "warning", "message" => /this provider has no such list/)
      end
    end
  end

  describe "of the login" do
    it "tells a wrong password, and tries it once" do
      with_simulator do |simulator|
        simulator.forget_requests
        expect(failure(:server => simulator, :OVIRT_NET_PASSWORD => "wrong-one")).to match(/\Alogin \| .*401: .* \| Check the password and the profile/)
        expect(simulator.requests).to eq(["POST /v2.0/tokens"])
        expect(ovirt_net("check", :server => simulator, :OVIRT_NET_PASSWORD => "wrong-one").join).not_to include("wrong-one")
      end
    end

    it "tells a user that the provider does not serve, at the login or after it" do
      with_simulator do |simulator|
        simulator.fail("tokens", "do" => "status", "status" => 403, "message" => "no")
        expect(failure(:server => simulator)).to match(/\Alogin \| .*403: no \(.*\) \| .*ovirt-admin-user-name/)
        simulator.fail("floatingips", "do" => "status", "status" => 403, "message" => "no")
        expect(failure(:server => simulator)).to match(/\Auser \| .*403: no \(.*\) \| .*ovirt-admin-user-name/)
      end
    end

    %w[
      server_error server_error_profile info_server_error client_unknown client_untrusted client_secret token_unknown session_gone not_active
      unreachable untrusted too_slow restarting no_such_path not_json no_token
    ].each do |because|
      it "does not blame the password for the engine's single sign-on: #{because}" do
        with_simulator do |simulator|
          simulator.fail("tokens", "do" => "sso", "because" => because)
          expect(failure(:server => simulator)).to match(/\Alogin \| .* \| User and password are not the cause.*ovirt-host/)
        end
      end
    end

    {"directory_unreachable" => "directory servers", "keycloak_down" => "that Keycloak runs", "keycloak_client" => "EXTERNAL_OIDC"}.each do |because, remedy|
      it "does not blame the password for what the engine asks: #{because}" do
        with_simulator do |simulator|
          simulator.fail("tokens", "do" => "sso", "because" => because)
          expect(failure(:server => simulator)).to match(/\Alogin \| .* \| User and password are not the cause.*#{remedy}/)
        end
      end
    end

    it "names the setting where the provider's plugin cannot work" do
      with_simulator do |simulator|
        simulator.fail("tokens", "do" => "sso", "because" => "by_role")
        expect(failure(:server => simulator)).to match(/\Alogin \| .*AuthorizationByRole.* \| Set auth-plugin/)
      end
    end

    it "tells what the engine says of user and password" do
      with_simulator do |simulator|
        {
          "wrong_password"           => /Check the password and the profile/,
          "keycloak_wrong_password"  => /Check the password and the profile/,
          "account_locked"           => /.*then unlock the account/,
          "keycloak_disabled"        => /.*then unlock the account/,
          "account_expired"          => /Extend the account/,
          "password_expired"         => /Give the user a new password/,
          "password_expired_link"    => /Give the user a new password/,
          "password_expired_no_link" => /Give the user a new password/,
          "keycloak_not_set_up"      => /Give the user a new password/,
          "no_profile"               => /Write the user with its profile/,
          "unknown_profile"          => /Write the user with its profile/,
          "not_permitted"            => /Use a user that the provider serves\. auth-plugin/
        }.each do |because, remedy|
          simulator.fail("tokens", "do" => "sso", "because" => because)
          expect(failure(:server => simulator)).to match(/\Alogin \| .* \| #{remedy}/)
        end
      end
    end

    {
      "a reset"      => [{"do" => "reset"}, /broke.* \| The provider, or a proxy before it, closed/],
      "a close"      => [{"do" => "close"}, /broke.* \| The provider, or a proxy before it, closed/],
      "a cut"        => [{"do" => "cut", "bytes" => 20}, /is cut off after .* \| The provider, or a proxy before it, closed/],
      "nothing"      => [{"do" => "empty"}, /is empty \| The provider, or a proxy before it, closed/],
      "HTML"         => [{"do" => "html"}, /is not JSON.* \| Another server listens there/],
      "a wrong type" => [{"do" => "body", "body" => {"access" => 5}}, /access/],
      "no path"      => [{"do" => "status", "status" => 404, "message" => "Incorrect path"}, /404: Incorrect path.* \| .*authentication_url/],
      "a redirect"   => [{"do" => "answer", "status" => 301, "headers" => {"Location" => "https://other.example.com/"}}, /other\.example\.com.* \| .*give that URL/]
    }.each do |name, (fault, words)|
      it "tells #{name}" do
        with_simulator do |simulator|
          simulator.fail("tokens", fault)
          expect(failure(:server => simulator)).to match(/\Alogin \| .*#{words}/)
        end
      end
    end

    it "tells a catalog without networks" do
      with_simulator do |simulator|
        simulator.fail("tokens", "do" => "body", "body" => {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => []}})
        expect(failure(:server => simulator)).to match(/\Acatalog \| the service catalog has no network service.* \| .*authentication_url/)
      end
    end

    it "tells a catalog whose URL is none" do
      with_simulator do |simulator|
        catalog = [{"type" => "network", "endpoints" => [{"publicURL" => "http://engine example:9696/", "region" => "RegionOne"}]}]
        simulator.fail("tokens", "do" => "body", "body" => {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => catalog}})
        expect(failure(:server => simulator)).to match(/\Acatalog \| .*unusable URL.* \| The host name comes from provider-host/)
      end
    end

    it "takes no address for one that it begins with" do
      with_simulator do |simulator|
        catalog = [{"type" => "network", "endpoints" => [{"publicURL" => "http://localhost/?127.0.0.1", "region" => "RegionOne"}]}]
        simulator.fail("tokens", "do" => "body", "body" => {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => catalog}})
        _, steps = check(:server => simulator)
        expect(steps["catalog"]).to include("status" => "ok")
      end
    end

    it "notes a catalog that says localhost" do
      skip("needs another address of this machine") unless (address = Socket.ip_address_list.find { |ip| ip.ipv4? && !ip.ipv4_loopback? }&.ip_address)

      with_simulator(:host => "0.0.0.0", :catalog_host => "localhost") do |simulator|
        url = "http://#{address}:#{URI(simulator.identity_url).port}/v2.0"
        code, steps = check(:OVIRT_NET_URL => url)
        expect(code).to eq(0)
        expect(steps["catalog"]).to include("status" => "warning", "message" => /is at http:\/\/#{address}.*though the catalog says http:\/\/localhost/, "remedy" => /provider-host/)
      end
    end
  end

  describe "of the connection" do
    it "tells an unknown name, a closed port and a closed port of the network service" do
      expect(failure(:OVIRT_NET_URL => "http://nowhere.invalid:35357/")).to match(/\Aname \| the name nowhere\.invalid is not known here.* \| Correct the name in the provider.s URL/)
      expect(failure(:OVIRT_NET_URL => "http://127.0.0.1:1/")).to match(/\Aconnection \| 127\.0\.0\.1 cannot be reached on port 1: .*refused.* \| .*systemctl status ovirt-provider-ovn/)
      with_simulator do |simulator|
        catalog = [{"type" => "network", "endpoints" => [{"publicURL" => "http://127.0.0.1:1/", "region" => "RegionOne"}]}]
        simulator.fail("tokens", "do" => "body", "body" => {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => catalog}})
        expect(failure(:server => simulator)).to match(/\Anetwork service \| 127\.0\.0\.1 cannot be reached on port 1: .* \| .*provider-host/)
      end
    end

    it "gives programs the code of what failed" do
      _, steps = check(:OVIRT_NET_URL => "http://nowhere.invalid:35357/")
      expect(steps["name"]).to include("status" => "failed", "code" => "unknown_name")
    end

    it "tells a URL that leads to the network service, or to another server of HTTP" do
      with_simulator do |simulator|
        expect(failure(:OVIRT_NET_URL => simulator.network_url)).to match(/\Alogin \| .*404: .*this server is not Keystone.* \| Another server answers there\. .*35357.*Correct the URL in oVirt/)
      end
    end

    it "tells a server that accepts and says nothing" do
      SilentServer.start do |server|
        expect(failure(:OVIRT_NET_URL => server.url, :arguments => %w[--read-timeout 0.2])).to match(/\Alogin \| .*silent for 0\.2 s \| The provider serves one request at a time/)
        expect(failure(:OVIRT_NET_URL => server.url.sub("http", "https"), :arguments => %w[--connect-timeout 0.2])).to match(/\Acertificate \| .*is it http that is spoken there.* \| .*https-enabled=false/)
      end
    end

    it "tells a server that does not speak TLS" do
      plain  = TCPServer.new("127.0.0.1", 0)
      answer = Thread.new { loop { plain.accept.tap { |client| client.write("HTTP/1.0 400 Bad Request\r\n\r\n") }.close } }
      expect(failure(:OVIRT_NET_URL => "https://127.0.0.1:#{plain.addr[1]}/")).to match(/\Acertificate \| .*it does not speak TLS.* \| .*https-enabled=false/)
    ensure
      answer.kill
      plain.close
    end

    it "tells a server that speaks TLS alone" do
      with_tls_simulator do |simulator|
        expect(failure(:OVIRT_NET_URL => simulator.identity_url.sub("https", "http"))).to match(/\Alogin \| .*broke.*; it speaks TLS \| The URL says http, and the provider has https-enabled=true/)
      end
    end

    it "goes by what failed, not by the server's name" do
      {"broker.invalid" => "http", "through-the-proxy.invalid" => "http", "silent.invalid" => "https"}.each do |host, scheme|
        client = OvirtNet::Client.new(:authentication_url => "#{scheme}://#{host}:35357/", :username => "u", :password => "p")
        expect { client.login }.to raise_error(OvirtNet::ConnectionError) { |error|
          expect(error).to have_attributes(:code => :unknown_name, :host => host, :port => 35_357, :proxy => nil)
          expect(OvirtNet::Check::Remedy.for(error)).to start_with("Correct the name in the provider's URL")
        }
      end
    end

    it "goes by what failed, not by words that the provider's answer has" do
      with_simulator do |simulator|
        simulator.fail("networks", "do" => "status", "status" => 500, "message" => "the certificate has expired: Connection refused by the proxy, user or password are wrong")
        expect(failure(:server => simulator)).to match(%r{\A(user|list of networks) \| .*the certificate has expired.* \| Read /var/log/ovirt-provider-ovn\.log})
      end
    end

    it "goes by what failed, not by the name of the proxy" do
      arguments = %w[--proxy http://certificate-expired.invalid:1]
      expect(failure(:OVIRT_NET_URL => "https://engine.invalid:35357/", :arguments => arguments)).to match(/\A(name|connection) \| .*certificate-expired\.invalid/)
      client = OvirtNet::Client.new(:authentication_url => "https://engine.invalid:35357/", :username => "u", :password => "p", :proxy => arguments.last)
      expect { client.login }.to raise_error(OvirtNet::ConnectionError) { |error| expect(OvirtNet::Check::Remedy.for(error)).to start_with("Check that the proxy runs") }
    end

    it "takes an IPv6 address of provider-host that lacks its brackets" do
      with_simulator do |simulator|
        catalog = [{"type" => "network", "endpoints" => [{"publicURL" => "http://fd00::5:9696/", "region" => "RegionOne"}]}]
        simulator.fail("tokens", "do" => "body", "body" => {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => catalog}})
        _, steps = check(:server => simulator, :arguments => %w[--connect-timeout 1])
        expect(steps["catalog"]).to include("status" => "ok", "message" => "the network service is at http://[fd00::5]:9696/v2.0")
        expect(steps["network service"]).to include("status" => "failed", "message" => /fd00::5 (cannot be reached on|does not answer on) port 9696/)
      end
    end

    it "asks no proxy where none is named, whatever the environment has" do
      with_simulator do |simulator|
        %w[none NONE].each { |none| expect(failure(:server => simulator, :arguments => ["--proxy", none], :http_proxy => "http://127.0.0.1:1", :ALL_PROXY => "http://127.0.0.1:1")).to be_nil }
      end
    end

    it "asks the proxy, where there is one" do
      expect(failure(:OVIRT_NET_URL => "http://nowhere.invalid:35357/", :arguments => %w[--proxy http://127.0.0.1:1])).to match(/\Aconnection \| 127\.0\.0\.1 cannot be reached on port 1.* \| .*http_proxy\.ovirt_net.*--proxy or OVIRT_NET_PROXY/)
    end
  end

  describe "of the certificate" do
    around { |example| Dir.mktmpdir { |directory| (@authority = "#{directory}/ca.pem") && File.write(@authority, ca.to_pem) && example.run } }

    it "shows it, until when it is valid and that this is soon" do
      with_tls_simulator do |simulator, certificate|
        code, steps = check(:server => simulator, :OVIRT_NET_CA => @authority)
        expect(code).to eq(0)
        expect(steps["certificate"]).to include("status" => "warning", "message" => /CN=ovn\.example\.com, issued by O=example\.com, CN=engine CA, valid until #{certificate.not_after.utc.strftime("%F")}/, "remedy" => /engine-setup/)
      end
      with_tls_simulator(:to => Time.now + (400 * 86_400)) do |simulator|
        expect(check(:server => simulator, :OVIRT_NET_CA => @authority).last["certificate"]).to include("status" => "ok")
      end
    end

    it "tells an unknown CA, an expired one, one of tomorrow and another host's, each with its remedy" do
      with_tls_simulator { |simulator| expect(failure(:server => simulator)).to match(/\Acertificate \| .*its issuer is not trusted.* \| .*\/etc\/pki\/ovirt-engine\/ca\.pem/) }
      with_tls_simulator(:from => Time.now - (2 * 86_400), :to => Time.now - 60) do |simulator|
        expect(failure(:server => simulator, :OVIRT_NET_CA => @authority)).to match(/\Acertificate \| .*it has expired on .* \| Renew the provider's certificate with engine-setup/)
      end
      with_tls_simulator(:from => Time.now + 3_600) do |simulator|
        expect(failure(:server => simulator, :OVIRT_NET_CA => @authority)).to match(/\Acertificate \| .*it is not valid before .* \| Correct the clock/)
      end
      with_tls_simulator(:hosts => "DNS:other.example.com") do |simulator|
        expect(failure(:server => simulator, :OVIRT_NET_CA => @authority)).to match(/\Acertificate \| .*it is for other\.example\.com.* \| The URL in oVirt has another name/)
      end
    end

    it "goes by what is wrong, not by words in its names" do
      expired = Certificates.issue("expired.example.com", ca_key, ca_key)
      with_tls_simulator(:by => [expired, ca_key], :name => "not yet valid, mismatch, expired") do |simulator|
        expect(failure(:server => simulator)).to match(/\Acertificate \| .*CN=expired\.example\.com.* \| Give the engine's CA/)
      end
    end

    it "asks for the engine's present CA where the one that is given has expired" do
      old = Certificates.issue("engine CA", ca_key, ca_key, :from => Time.now - (2 * 86_400), :to => Time.now - 86_400)
      File.write(@authority, old.to_pem)
      with_tls_simulator do |simulator|
        expect(failure(:server => simulator, :OVIRT_NET_CA => @authority)).to match(/\Acertificate \| .*the trusted CA .* has expired on .* \| The engine has a new CA\. Give the engine's present CA/)
      end
    end

    it "says what to do about a weak signature, a short key, a wrong purpose, no CA, and old TLS" do
      {
        {:digest => "SHA1"}                                            => "Renew the certificate with engine-setup on the engine, which makes it with SHA-256",
        {:bits => 1024}                                                => "Renew the certificate with engine-setup on the engine, which makes it with SHA-256",
        {:extensions => {"extendedKeyUsage" => ["clientAuth", false]}} => "Give the provider a certificate for servers"
      }.each do |certificate, remedy|
        with_tls_simulator(**certificate) { |simulator| expect(failure(:server => simulator, :OVIRT_NET_CA => @authority)).to match(/\Acertificate \| .* is not accepted: .* \| #{remedy}/) }
      end
      File.write(@authority, Certificates.issue("engine CA", ca_key, ca_key, :extensions => {"basicConstraints" => ["CA:FALSE", true]}).to_pem)
      with_tls_simulator { |simulator| expect(failure(:server => simulator, :OVIRT_NET_CA => @authority)).to match(/\Acertificate \| .*is not a CA \(.* \| Give the certificate of a CA/) }
      with_openssl_server("-tls1", "-cipher", "ALL:@SECLEVEL=0") do |url|
        expect(failure(:OVIRT_NET_URL => url)).to match(/\Acertificate \| .*no version of TLS that is accepted here.* \| Update the provider/)
      end
    end

    it "does not judge it where it is not to be verified" do
      with_tls_simulator(:hosts => "DNS:other.example.com") do |simulator|
        expect(failure(:server => simulator, :OVIRT_NET_VERIFY_SSL => "false")).to be_nil
        expect(failure(:server => simulator, :arguments => %w[--no-verify-ssl])).to be_nil
      end
    end
  end
end
