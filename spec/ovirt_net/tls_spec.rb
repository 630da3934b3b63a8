require "openssl"
require "tmpdir"

RSpec.describe "TLS" do
  around { |example| Dir.mktmpdir { |directory| (@directory = directory) && example.run } }

  let(:ca_key) { OpenSSL::PKey::RSA.new(2048) }
  let(:ca)     { certificate("engine CA", ca_key, :issuer => nil, :key => ca_key) }

  def certificate(name, public_key, issuer:, key:, hosts: nil, from: Time.now - 86_400, to: Time.now + 86_400)
    OpenSSL::X509::Certificate.new.tap do |certificate|
      certificate.version    = 2
      certificate.serial     = rand(1 << 64)
      certificate.subject    = OpenSSL::X509::Name.new([["O", "example.com"], ["CN", name]])
      certificate.issuer     = issuer ? issuer.subject : certificate.subject
      certificate.public_key = public_key
      certificate.not_before = from
      certificate.not_after  = to
      extensions = OpenSSL::X509::ExtensionFactory.new(issuer || certificate, certificate)
      certificate.add_extension(extensions.create_extension("basicConstraints", issuer ? "CA:FALSE" : "CA:TRUE", true))
      certificate.add_extension(extensions.create_extension("subjectAltName", hosts)) if hosts
      certificate.sign(key, OpenSSL::Digest.new("SHA256"))
    end
  end

  # A simulator with a certificate of the CA, or as told.
  def with_simulator(hosts: "IP:127.0.0.1,DNS:localhost", **validity)
    key  = OpenSSL::PKey::RSA.new(2048)
    cert = certificate("ovn.example.com", key, :issuer => ca, :key => ca_key, :hosts => hosts, **validity)
    File.write("#{@directory}/cert.pem", cert.to_pem)
    File.write("#{@directory}/key.pem", key.to_pem)
    Simulator.start(:tls_cert => "#{@directory}/cert.pem", :tls_key => "#{@directory}/key.pem") { |simulator| yield simulator, cert }
  end

  it "accepts a certificate of the given CA" do
    with_simulator do |simulator|
      expect(client_of(simulator, :certificate_authority => ca.to_pem).inventory.counts).to include(:cloud_tenants => 1)
    end
  end

  it "refuses an unknown CA and says whose" do
    with_simulator do |simulator|
      expect { client_of(simulator).login }.to raise_error(OvirtNet::CertificateError) { |error|
        expect(error.message).to include("CN=ovn.example.com", "CN=engine CA", "its issuer is not trusted", "give the CA of the oVirt engine")
        expect(error.path).to eq("/v2.0/tokens")
      }
    end
  end

  it "refuses an expired certificate and says since when" do
    with_simulator(:from => Time.now - (2 * 86_400), :to => Time.utc(2026, 1, 2, 3, 4, 5)) do |simulator, cert|
      client = client_of(simulator, :certificate_authority => ca.to_pem)
      expect { client.login }.to raise_error(OvirtNet::CertificateError, /CN=ovn\.example\.com.*expired on Jan  2 03:04:05 2026/)
      expect(cert.not_after).to be < Time.now
    end
  end

  it "refuses a certificate of another host and says which hosts it is for" do
    with_simulator(:hosts => "DNS:other.example.com,DNS:more.example.com") do |simulator|
      client = client_of(simulator, :certificate_authority => ca.to_pem)
      expect { client.login }.to raise_error(OvirtNet::CertificateError, /it is for other\.example\.com, more\.example\.com, not for 127\.0\.0\.1/)
    end
  end

  it "accepts anything with verification off" do
    with_simulator(:hosts => "DNS:other.example.com", :to => Time.now - 60) do |simulator|
      expect(client_of(simulator, :verify_ssl => false).inventory.counts).to include(:cloud_tenants => 1)
    end
  end

  it "says what is wrong with a CA that is none" do
    expect { client_of(double(:url => "https://127.0.0.1:1/v2.0"), :certificate_authority => "nonsense") }
      .to raise_error(OvirtNet::InvalidOptionError, /certificate_authority is not a certificate in PEM/)
  end
end
