RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager do
  let(:manager) { FactoryBot.create(:ems_ovirt_net, :hostname => "ovn.example.com") }
  let(:engine)  { manager.parent_manager }
  let(:orphan)  { described_class.create!(:name => "orphan", :zone => FactoryBot.create(:zone)) }

  before { EvmSpecHelper.local_miq_server }

  it "is a network manager of its own" do
    expect(described_class.ems_type).to eq("ovirt_net")
    expect(described_class.description).to eq("oVirt Network (OVN)")
    expect(described_class.hostname_required?).to be(false)
    expect(described_class.ancestors).not_to include(ManageIQ::Providers::Openstack::NetworkManager)
    expect(ExtManagementSystem.model_from_emstype("ovirt_net")).to eq(described_class)
    expect(Vmdb::Plugins.plugin_for_class(described_class)).to eq(ManageIQ::Providers::OvirtNet::Engine)
  end

  it "is found among ManageIQ's classes" do
    expect(ManageIQ::Providers::NetworkManager.descendants).to include(described_class)
    expect(%i[CloudNetwork CloudSubnet NetworkPort NetworkRouter SecurityGroup FloatingIp].map { |name| described_class.class_by_ems(name).name })
      .to all(start_with("ManageIQ::Providers::OvirtNet::NetworkManager::"))
    expect(described_class::Refresher.name).to eq("ManageIQ::Providers::OvirtNet::NetworkManager::Refresher")
  end

  it "is called by name on ManageIQ's pages, as are its rows" do
    classes = [described_class, *%i[CloudNetwork CloudSubnet NetworkPort NetworkRouter SecurityGroup FloatingIp].map { |name| described_class.class_by_ems(name) }]
    expect(classes.map { |model| Dictionary.ui_lookup(:model => model.name) }).to eq(classes.map(&:display_name))
  end

  describe "what it claims" do
    it "can be made by hand, and changes networks" do
      expect(%i[create create_network_router cloud_subnet_create events].select { |feature| described_class.supports?(feature) })
        .to eq(%i[create create_network_router cloud_subnet_create])
      expect(manager.supports_create_security_group).to be(true)
      expect(manager.supports_create_floating_ip).to be(false)
    end

    it "says what is missing" do
      expect(described_class::FloatingIp.unsupported_reason(:create)).to eq("oVirt's network provider has no floating IPs")

      network = described_class::CloudNetwork::Private.new(:name => "blue")
      expect(%i[update delete].map { |feature| network.unsupported_reason(feature) }.uniq).to eq(["blue no longer belongs to a network provider"])
      expect { network.raw_update_cloud_network({}) }.to raise_error(MiqException::MiqNetworkUpdateError, "blue no longer belongs to a network provider")
    end

    it "refuses what only OpenStack's code would ask for" do
      expect { manager.connect(:service => "Network") }.to raise_error(MiqException::Error, /OpenStack's client is not used/)
    end
  end

  describe "what it has from the engine" do
    it "uses the engine's zone, credentials and queue" do
      expect(manager.zone).to eq(engine.zone)
      expect(manager).to have_attributes(:authentication_userid => engine.authentication_userid, :authentication_password => engine.authentication_password)
      expect(manager).to be_inherits_credentials.and have_credentials
      expect(manager.queue_name_for_ems_refresh).to eq(engine.queue_name)
      expect(manager.name).to eq("#{engine.name} Network Manager")
    end

    it "keeps what a check found to itself" do
      allow(manager).to receive(:connect).and_return(double("client").tap { |client| allow(client).to receive(:verify).and_raise(OvirtNet::Error, "no disk") })

      expect(manager.authentication_check).to eq([false, "no disk"])
      expect(described_class.find(manager.id).authentication_status).to eq("Error")
      expect(engine.reload.authentications.map(&:status)).to eq(%w[Valid])
    end

    it "pauses and resumes with the engine" do
      zone = engine.zone
      Zone.seed
      engine.pause!
      expect(described_class.find(manager.id)).to have_attributes(:enabled => false, :zone_id => Zone.maintenance_zone.id)

      ExtManagementSystem.find(engine.id).resume!
      expect(described_class.find(manager.id)).to have_attributes(:enabled => true, :zone_id => zone.id)
    end
  end

  describe "without an engine" do
    it "raises in no list and no queue" do
      expect(orphan.zone).to be_present
      expect(orphan.authentication_status).to eq("None")
      expect(orphan.authentication_for_summary.pluck(:status)).to eq([nil])
      expect(orphan.authentication_status_ok?).to be(false)
      expect(orphan.has_credentials?).to be(false)
      expect(orphan.guest_devices).to be_empty
      expect(orphan.authentication_check).to eq([false, "Missing credentials"])
      expect { EmsRefresh.queue_refresh(orphan) }.to change(MiqQueue, :count).by(1)
      expect { orphan.connect }.to raise_error(MiqException::MiqHostError)
    end
  end

  it "lists its own networks by kind" do
    networks = [described_class::CloudNetwork::Private, described_class::CloudNetwork::Public].map do |klass|
      klass.create!(:ext_management_system => manager, :name => klass.name)
    end

    expect(manager.private_networks).to eq(networks.first(1))
    expect(manager.public_networks).to eq(networks.last(1))
    expect(manager.cloud_networks).to match_array(networks)
    expect(described_class::CloudNetwork.class_by_ems(manager)).to eq(described_class::CloudNetwork::Private)
  end

  describe "#connect" do
    def options
      result = nil
      allow(OvirtNet::Client).to receive(:new) { |**options| result = options }
      manager.connect
      result
    end

    before { engine.default_authentication.update!(:userid => "admin@internal", :password => "secret") }

    it "logs in as the engine's user, with the engine's trust" do
      expect(options).to eq(
        :authentication_url    => "https://ovn.example.com:35357/v2.0",
        :username              => "admin@internal",
        :password              => "secret",
        :verify_ssl            => true,
        :certificate_authority => nil,
        :proxy                 => nil,
        :connect_timeout       => 60,
        :read_timeout          => 600
      )
    end

    it "takes the engine's CA and its word on verifying" do
      allow_any_instance_of(Endpoint).to receive(:validate_certificate_authority)
      engine.default_endpoint.update!(:certificate_authority => "-----BEGIN", :verify_ssl => 0)
      manager.default_endpoint.update!(:verify_ssl => 1)

      expect(options).to include(:certificate_authority => "-----BEGIN", :verify_ssl => false)
    end

    it "takes plain HTTP, IPv6 and another version" do
      manager.update!(:hostname => "fd00::1", :port => 5000, :security_protocol => "non-ssl", :api_version => "v3")

      expect(options[:authentication_url]).to eq("http://[fd00::1]:5000/v3")
    end

    it "takes proxy and timeouts from the settings" do
      stub_settings_merge(
        :http_proxy  => {:ovirt_net => {:host => "proxy.example.com", :port => 3128, :user => "me", :password => "p@ss"}},
        :ems_refresh => {:ovirt_net => {:connect_timeout => "5.seconds", :read_timeout => 30}}
      )

      expect(options).to include(:proxy => "http://me:p%40ss@proxy.example.com:3128", :connect_timeout => 5, :read_timeout => 30)
    end

    it "takes no proxy but its own: not the one for the internet, and none where it says none" do
      stub_settings_merge(:http_proxy => {:default => {:host => "proxy.example.com", :port => 3128}})
      expect(options).to include(:proxy => nil)

      ["none", " None ", ""].each do |host|
        stub_settings_merge(:http_proxy => {:default => {:host => "proxy.example.com", :port => 3128}, :ovirt_net => {:host => host, :port => 3128, :user => "me"}})
        expect([host, options[:proxy], manager.http_proxy_uri]).to eq([host, nil, nil])
      end
    end

    it "takes no proxy of the environment" do
      stub_const("ENV", ENV.to_h.merge(%w[http_proxy https_proxy HTTPS_PROXY all_proxy].to_h { |name| [name, "http://127.0.0.1:1"] }))
      Simulator.start do |simulator|
        uri = URI(simulator.identity_url)
        manager.update!(:hostname => uri.host, :port => uri.port, :security_protocol => "non-ssl")
        engine.default_authentication.update!(:userid => "admin@internal", :password => "123456")
        expect(manager.verify_credentials).to be(true)
      end
    end

    it "gives the proxy a password with any character" do
      stub_settings_merge(:http_proxy => {:ovirt_net => {:host => "proxy.example.com", :scheme => "https", :user => "a b", :password => "c+d e"}})
      expect(options).to include(:proxy => "https://a%20b:c%2Bd%20e@proxy.example.com")
    end

    describe "with a password that was stored with another v2_key" do
      def store_foreign(manager)
        manager.default_authentication.update_columns(:password => ManageIQ::Password.encrypt("secret", ManageIQ::Password::Key.new))
        manager.reload
      end

      it "says so, whose it is, and what to do" do
        store_foreign(engine)
        expect { manager.connect }.to raise_error(MiqException::MiqInvalidCredentialsError, /the password of admin@internal, stored for #{engine.name}, cannot be decrypted: .*another v2_key .*fix_auth/)

        manager.update_authentication(:default => {:userid => "own@internal", :password => "secret"})
        store_foreign(manager)
        expect { manager.reload.connect }.to raise_error(MiqException::MiqInvalidCredentialsError, /the password of own@internal, stored for #{manager.name}, cannot be decrypted/)
      end

      # What the advice does: ManageIQ cannot take a new password over one that it cannot decrypt.
      it "works again once fix_auth has replaced it and it was entered anew" do
        store_foreign(engine)
        expect { engine.reload.default_authentication.password = "secret" }.to raise_error(ManageIQ::Password::PasswordError)
        engine.default_authentication.update_columns(:password => ManageIQ::Password.encrypt("unknown"))
        engine.reload.default_authentication.update!(:password => "secret")
        expect(manager.reload.connect).to be_present
      end

      it "stores that as the status of the credentials, and has it in a check" do
        store_foreign(engine)
        manager.authentication_check
        status = described_class.find(manager.id).default_authentication
        expect(status).to have_attributes(:status => "Invalid", :status_details => /cannot be decrypted/)

        report = OvirtNet::Check::Report.new("x", double(:starts => nil, :ends => nil))
        ManageIQ::Providers::OvirtNet::Check.new(described_class.find(manager.id)).check(report)
        expect(report.steps.last).to have_attributes(:name => "credentials", :status => "failed", :message => /cannot be decrypted/)
      end

      it "is told of oVirt's password, too, where oVirt is asked" do
        store_foreign(engine)
        expect { ManageIQ::Providers::OvirtNet::OvirtEngine.new(engine, "1").vms }
          .to raise_error(ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal, /the password of the oVirt provider #{engine.name} cannot be decrypted/)
        ManageIQ::Providers::OvirtNet::Discovery.run(engine.id)
        expect(manager.reload.last_refresh_error).to match(/\ADiscovery of oVirt's network providers failed: the password of the oVirt provider #{engine.name} cannot be decrypted: .*another v2_key/)
      end
    end

    it "asks for no credentials that are not there" do
      engine.authentications.destroy_all

      expect { manager.connect }.to raise_error(MiqException::MiqInvalidCredentialsError)
    end
  end
end
