RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  let(:manager) { FactoryBot.create(:ems_ovirt_net, :hostname => "127.0.0.1") }
  let(:engine)  { manager.parent_manager }

  before do
    EvmSpecHelper.create_guid_miq_server_zone
    engine.update_authentication(:default => {:userid => "admin@internal", :password => "123456"})
  end

  def follow(simulator)
    uri = URI(simulator.identity_url)
    manager.update!(:hostname => uri.host, :port => uri.port, :security_protocol => uri.scheme == "https" ? "ssl" : "non-ssl")
  end

  def with_simulator(**options)
    Simulator.start(**options) { |simulator| follow(simulator) && yield(simulator) }
  end

  # @return [Array] status and details as the hourly check stores them
  def checked
    MiqQueue.delete_all
    manager.authentication_check
    described_class.find(manager.id).authentication_for_summary.map { |summary| summary.values_at(:status, :status_details) }.first
  end

  it "logs in and reads a list, and says so on its own credentials" do
    engine.default_authentication.update_columns(:status => "Error")
    with_simulator do |simulator|
      simulator.forget_requests
      expect(checked).to eq(%w[Valid Ok])
      expect(simulator.requests).to eq(["POST /v2.0/tokens", "GET /v2.0/networks"])
    end
    expect(engine.reload.authentications.pluck(:status)).to eq(%w[Error])
  end

  it "uses a user of its own, and the engine's again without" do
    with_simulator(:user => "admin@ovirt@internalsso", :password => "own") do
      expect(checked.first).to eq("Invalid")

      manager.update_authentication(:default => {:userid => "admin@ovirt@internalsso", :password => "own"})
      expect(checked).to eq(%w[Valid Ok])
      expect(engine.reload.authentication_userid).to eq("admin@internal")

      manager.default_authentication.update!(:userid => "")
      expect(manager.authentication_userid).to eq("admin@internal")
    end
  end

  describe "in words an oVirt administrator can act on" do
    def words
      manager.verify_credentials
      nil
    rescue => err
      "#{err.class}: #{err.message}"
    end

    it "tells a wrong password" do
      engine.update_authentication(:default => {:userid => "admin@internal", :password => "wrong"})
      with_simulator do
        expect(words).to match(/MiqInvalidCredentialsError: oVirt does not let the user admin@internal log in: .*admin@ovirt@internalsso.*POST .*401.*Cannot authenticate user/)
      end
    end

    it "tells a user who is not the provider's, at the login or after it" do
      with_simulator do |simulator|
        %w[tokens networks].each do |list|
          simulator.fail(list, "do" => "status", "status" => 403, "message" => "")
          manager.rejected_login.forget
          expect(words).to match(/MiqInvalidCredentialsError: .* does not serve the user admin@internal: .*ovirt-admin-user-name.*admin@internal or.*admin@ovirt@internalsso/)
        end
      end
    end

    it "blames nobody's password for what is wrong between provider and engine, and tries again" do
      {
        "wrong_password"          => ["Invalid", /oVirt does not let the user admin@internal log in: user or password are wrong\. Check the password and the profile/],
        "keycloak_wrong_password" => ["Invalid", /user or password are wrong/],
        "account_locked"          => ["Invalid", /log in: the account is locked or disabled\. .*then unlock the account/],
        "account_expired"         => ["Invalid", /the account has expired\. Extend the account/],
        "password_expired"        => ["Invalid", /the password has expired\. Give the user a new password/],
        "unknown_profile"         => ["Invalid", /the engine has no such profile\. Write the user with its profile/],
        "not_permitted"           => ["Invalid", /does not serve the user admin@internal: .*ovirt-admin-user-name.*ovirt-admin-group-attribute-value.*ovirt-admin-role-id/],
        "directory_unreachable"   => ["Error",   /\ACause: .*the engine cannot reach the directory/],
        "keycloak_down"           => ["Error",   /\ACause: .*the engine could not check the login with Keycloak/],
        "server_error"            => ["Error",   /\ACause: .*the engine's single sign-on failed/],
        "client_unknown"          => ["Error",   /ovirt-sso-client-id/],
        "client_untrusted"        => ["Error",   /the engine does not trust oVirt's network provider/],
        "client_secret"           => ["Error",   /ovirt-sso-client-secret/],
        "token_unknown"           => ["Error",   /a token that it has just given.*ovirt-host/],
        "not_active"              => ["Error",   /a token that it has just given.*ovirt-host/],
        "unreachable"             => ["Error",   /\ACause: .*oVirt's network provider cannot reach the engine.*ovirt-host and ovirt-ca-file/],
        "untrusted"               => ["Error",   /ovirt-ca-file/],
        "too_slow"                => ["Error",   /ovirt-auth-timeout/],
        "restarting"              => ["Error",   /cannot reach the engine's single sign-on.*ovirt-host/],
        "no_such_path"            => ["Error",   /ovirt-base/],
        "not_json"                => ["Error",   /ovirt-base/],
        "no_token"                => ["Error",   /ovirt-base/],
        "by_role"                 => ["Error",   /AuthorizationByRole of oVirt.s network provider does not work/]
      }.each do |because, (status, details)|
        with_simulator do |simulator|
          simulator.fail("tokens", "do" => "sso", "because" => because)
          manager.rejected_login.forget
          expect(checked).to match([status, details])
        end
      end
      expect(ManageIQ::Providers::OvirtNet::NetworkManager.new.authentications.build(:status => "Error")).to be_retryable_status
    end

    it "says the same of a token that is refused after the login" do
      with_simulator do |simulator|
        simulator.fail("networks", "do" => "status", "status" => 401, "message" => "Token is not active.")
        expect(words).to match(/MiqException::Error: Cause: .*the engine does not know a token.* GET .*401: Token is not active\.\z/)
      end
    end

    it "tells an unknown, an expired and another host's certificate" do
      with_tls_simulator do |simulator|
        follow(simulator)
        expect(words).to match(/OvirtNet::CertificateError: .*CN=ovn\.example\.com.*its issuer is not trusted.*give the CA of the oVirt engine/)

        engine.default_endpoint.update!(:certificate_authority => ca.to_pem)
        expect(words).to be_nil
      end
      with_tls_simulator(:from => Time.now - (2 * 86_400), :to => Time.utc(2026, 1, 2, 3, 4, 5)) do |simulator|
        follow(simulator)
        expect(words).to match(/CN=ovn\.example\.com.*expired on Jan  2 03:04:05 2026/)
      end
      with_tls_simulator(:hosts => "DNS:other.example.com") do |simulator|
        follow(simulator)
        expect(words).to match(/it is for other\.example\.com, not for 127\.0\.0\.1/)
      end
    end

    it "tells that there is no way to it" do
      manager.update!(:port => 1)
      expect(words).to match(/MiqUnreachableError: 127\.0\.0\.1, port 1, cannot be reached from this ManageIQ server: .*firewall/)
      expect(checked.first).to eq("Unreachable")
    end

    it "names what cannot be reached: the network service, which may be elsewhere, or the proxy" do
      with_simulator do |simulator|
        catalog = [{"type" => "network", "endpoints" => [{"publicURL" => "http://nowhere.invalid:9696/", "region" => "RegionOne"}]}]
        simulator.fail("tokens", "do" => "body", "body" => {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => catalog}})
        expect(words).to match(/MiqUnreachableError: nowhere\.invalid, port 9696, cannot be reached from this ManageIQ server/)

        stub_settings_merge(:http_proxy => {:ovirt_net => {:host => "127.0.0.1", :port => 1}})
        expect(words).to match(/MiqUnreachableError: 127\.0\.0\.1, port #{manager.port}, cannot be reached through the proxy 127\.0\.0\.1:1: check that it runs .* http_proxy\.ovirt_net/)
      end
    end

    it "leaves a proxy for the internet alone" do
      stub_settings_merge(:http_proxy => {:default => {:host => "127.0.0.1", :port => 1}})
      with_simulator { expect(words).to be_nil }
    end

    it "says first that TLS is asked of a provider that has none" do
      plain  = TCPServer.new("127.0.0.1", 0)
      answer = Thread.new { loop { plain.accept.tap { |client| client.write("HTTP/1.0 400 Bad Request\r\n\r\n") }.close } }
      manager.update!(:port => plain.addr[1], :security_protocol => "ssl-without-validation")
      expect(words).to match(%r{MiqUnreachableError: POST /v2\.0/tokens: no connection to .*: it does not speak TLS; take http instead of https})
    ensure
      answer.kill
      plain.close
    end

    it "tells that the catalog has no network service" do
      with_simulator do |simulator|
        simulator.fail("tokens", "do" => "body", "body" => {"access" => {"token" => {"id" => "1"}, "serviceCatalog" => []}})
        expect(words).to match(/OvirtNet::CatalogError: the service catalog .*network/)
      end
    end
  end

  describe "trust" do
    it "can be its own: a CA, or none at all" do
      with_tls_simulator do |simulator|
        follow(simulator)
        manager.update!(:security_protocol => "ssl-with-validation", :certificate_authority => ca.to_pem)
        expect(manager.verify_credentials).to be(true)

        manager.update!(:security_protocol => "ssl-without-validation", :certificate_authority => nil)
        expect(manager.verify_credentials).to be(true)

        engine.default_endpoint.update!(:verify_ssl => OpenSSL::SSL::VERIFY_NONE)
        manager.update!(:security_protocol => "ssl-with-validation")
        expect { manager.verify_credentials }.to raise_error(OvirtNet::CertificateError)
      end
    end
  end

  describe "the edit form" do
    def typed(endpoint: {}, authentication: {})
      {"id" => manager.id.to_s, "endpoints" => {"default" => endpoint}, "authentications" => {"default" => authentication}}
    end

    it "has fields for endpoint, trust and user, none of them required" do
      expect(DDF.extract_attributes(manager.params_for_update, :name)).to include(
        *%w[hostname port security_protocol certificate_authority].map { |field| "endpoints.default.#{field}" },
        *%w[userid password].map { |field| "authentications.default.#{field}" }
      )
      expect(described_class).to be_supports(:create)
      expect(manager).to be_supports(:update)
    end

    it "validates what was typed and saves nothing of it" do
      with_simulator(:user => "me@internal", :password => "typed") do |simulator|
        args = typed(:endpoint => {"port" => URI(simulator.identity_url).port.to_s}, :authentication => {"userid" => "me@internal", "password" => ManageIQ::Password.encrypt("typed")})
        manager.update!(:port => 1)

        expect(described_class.verify_credentials(args)).to be(true)
        expect(described_class.find(manager.id)).to have_attributes(:port => 1, :authentication_userid => "admin@internal")
        expect { described_class.verify_credentials(args.merge("id" => "0")) }.to raise_error(MiqException::Error, /the network manager 0 no longer exists/)
      end
    end

    it "takes the stored password where none was typed" do
      with_simulator do |simulator|
        expect(described_class.verify_credentials(typed(:endpoint => {"hostname" => "127.0.0.1", "security_protocol" => "non-ssl"}))).to be(true)
        expect(simulator.requests.last).to eq("GET /v2.0/networks")
      end
    end

    it "takes what oVirt says where the host name was emptied" do
      with_simulator do |simulator|
        manager.discovery_state.follow("ovn", "ovn", OvirtNet.endpoint(simulator.identity_url))
        manager.update!(:hostname => "nat.example.com")

        expect(described_class.verify_credentials(typed(:endpoint => {"hostname" => nil, "port" => nil}))).to be(true)
      end
    end

    it "changes nothing of the engine's" do
      engine.update_authentication(:metrics => {:userid => "history", :password => "secret"})
      manager.edit_with_params({}, [{"role" => "default", "hostname" => "nat.example.com", "port" => 35_357}], [{"authtype" => "default", "userid" => "me", "password" => "own"}])

      expect(described_class.find(manager.id)).to have_attributes(:hostname => "nat.example.com", :authentication_userid => "me", :authentication_password => "own")
      expect(engine.reload.authentications.pluck(:authtype, :userid)).to match_array([%w[default admin@internal], %w[metrics history]])

      manager.reload.edit_with_params({}, [{"role" => "default", "hostname" => "nat.example.com"}], [{"authtype" => "default", "userid" => nil}])
      expect(described_class.find(manager.id)).to have_attributes(:authentication_userid => "admin@internal", :inherits_credentials? => true)
    end
  end
end
