require "openssl"
require "tmpdir"

# Certificates of a CA that is made for the example, and simulators that have one.
module Certificates
  HERE = "IP:127.0.0.1,DNS:localhost".freeze

  def self.new_key(bits = 2048)
    OpenSSL::PKey::RSA.new(bits)
  end

  # @param issuer [OpenSSL::X509::Certificate, nil] nil for one that signs itself
  # @param extensions [Hash{String => Array, nil}] others than usual, as value and whether they are critical; nil for none
  def self.issue(name, public_key, key, issuer: nil, hosts: nil, from: Time.now - 86_400, to: Time.now + 86_400, digest: "SHA256", extensions: {})
    OpenSSL::X509::Certificate.new.tap do |certificate|
      certificate.version    = 2
      certificate.serial     = rand(1 << 64)
      certificate.subject    = OpenSSL::X509::Name.new([["O", "example.com"], ["CN", name]])
      certificate.issuer     = issuer ? issuer.subject : certificate.subject
      certificate.public_key = public_key
      certificate.not_before = from
      certificate.not_after  = to
      factory = OpenSSL::X509::ExtensionFactory.new(issuer || certificate, certificate)
      usual   = {"basicConstraints" => [issuer ? "CA:FALSE" : "CA:TRUE", true], "subjectAltName" => ([hosts, false] if hosts)}
      usual.merge(extensions).compact.each { |extension, (value, critical)| certificate.add_extension(factory.create_extension(extension, value, critical)) }
      certificate.sign(key, OpenSSL::Digest.new(digest))
    end
  end

  def ca_key
    @ca_key ||= Certificates.new_key
  end

  def ca
    @ca ||= Certificates.issue("engine CA", ca_key, ca_key)
  end

  # A simulator with a certificate of the CA, or as told.
  #
  # @param by [Array] certificate and key of the issuer
  # @param chain [Array<OpenSSL::X509::Certificate>] what it sends besides its own
  def with_tls_simulator(hosts: HERE, by: [ca, ca_key], chain: [], bits: 2048, name: "ovn.example.com", **more)
    Dir.mktmpdir do |directory|
      key  = Certificates.new_key(bits)
      cert = Certificates.issue(name, key, by.last, :issuer => by.first, :hosts => hosts, **more)
      File.write("#{directory}/cert.pem", [cert, *chain].map(&:to_pem).join)
      File.write("#{directory}/key.pem", key.to_pem)
      Simulator.start(:tls_cert => "#{directory}/cert.pem", :tls_key => "#{directory}/key.pem") { |simulator| yield simulator, cert }
    end
  end

  # A server that speaks TLS 1.0 alone, or as the flags of openssl s_server say. Yields its URL.
  def with_openssl_server(*flags)
    Dir.mktmpdir do |directory|
      key = Certificates.new_key
      File.write("#{directory}/cert.pem", Certificates.issue("ovn.example.com", key, ca_key, :issuer => ca, :hosts => HERE).to_pem)
      File.write("#{directory}/key.pem", key.to_pem)
      server = IO.popen(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "#{directory}/cert.pem", "-key", "#{directory}/key.pem", *flags, :err => File::NULL], "r+")
      port   = server.each_line.lazy.filter_map { |line| line[/\AACCEPT 127\.0\.0\.1:(\d+)/, 1] }.first
      yield "https://127.0.0.1:#{port}/v2.0"
    ensure
      Process.kill(:KILL, server.pid)
      server.close
    end
  end
end

RSpec.configure { |config| config.include(Certificates) }
