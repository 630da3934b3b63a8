require "openssl"
require "tmpdir"

# Certificates of a CA that is made for the example, and simulators that have one.
module Certificates
  HERE = "IP:127.0.0.1,DNS:localhost".freeze

  def self.new_key
    OpenSSL::PKey::RSA.new(2048)
  end

  # @param issuer [OpenSSL::X509::Certificate, nil] nil for one that signs itself
  def self.issue(name, public_key, key, issuer: nil, hosts: nil, from: Time.now - 86_400, to: Time.now + 86_400)
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

  def ca_key
    @ca_key ||= Certificates.new_key
  end

  def ca
    @ca ||= Certificates.issue("engine CA", ca_key, ca_key)
  end

  # A simulator with a certificate of the CA, or as told.
  def with_tls_simulator(hosts: HERE, **validity)
    Dir.mktmpdir do |directory|
      key  = Certificates.new_key
      cert = Certificates.issue("ovn.example.com", key, ca_key, :issuer => ca, :hosts => hosts, **validity)
      File.write("#{directory}/cert.pem", cert.to_pem)
      File.write("#{directory}/key.pem", key.to_pem)
      Simulator.start(:tls_cert => "#{directory}/cert.pem", :tls_key => "#{directory}/key.pem") { |simulator| yield simulator, cert }
    end
  end
end

RSpec.configure { |config| config.include(Certificates) }
