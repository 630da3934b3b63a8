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

  it "says what is wrong with a CA that is none" do
    expect { client_of(double(:url => "https://127.0.0.1:1/v2.0"), :certificate_authority => "nonsense") }
      .to raise_error(OvirtNet::InvalidOptionError, /certificate_authority is not a certificate in PEM/)
  end
end
