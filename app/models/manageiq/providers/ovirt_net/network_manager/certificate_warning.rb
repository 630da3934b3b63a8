# What the engine says of the provider's certificate: it looks once a day, and tells when that expires soon or has expired.
module ManageIQ::Providers::OvirtNet::NetworkManager::CertificateWarning
  extend ActiveSupport::Concern

  PATIENCE    = 10      # seconds that a look at it may take
  LOOKS_AGAIN = 1.hour  # a renewed one is seen by then
  REPEATED    = 2.days  # by then the engine would have said so again

  # @return [String, nil] the engine's words, until there is another certificate
  def certificate_warning
    warned&.fetch(:message, nil)
  end

  def queue_note_certificate(message)
    MiqQueue.put_unless_exists(following_message("note_certificate", message.to_s))
  end

  # To be called by the queue.
  def note_certificate(message)
    now = Time.now.utc.round
    $ovirt_net_log.warn("EMS: [#{name}], id: [#{id}] #{message}")
    self.warned = {:message => message, :said_at => now, :looked_at => now, :valid_until => certificate_valid_until}
    save!
  end

  # To be called now and then while the provider can be reached. Saved when the manager is.
  def look_for_new_certificate
    looked_at = warned&.fetch(:looked_at, nil)
    return if warned.nil? || (looked_at.kind_of?(Time) && looked_at.between?(LOOKS_AGAIN.ago, Time.now.utc))

    known, seen = warned[:valid_until], certificate_valid_until
    is_over     = seen && known.kind_of?(Time) ? seen > known : !warned[:said_at].kind_of?(Time) || warned[:said_at] < REPEATED.ago
    self.warned = (warned.merge(:looked_at => Time.now.utc.round) unless is_over)
  end

  private

  def warned
    noted(:certificate).then { |known| known if known[:message].kind_of?(String) }
  end

  def warned=(known)
    self.options = known ? options.to_h.merge(:certificate => known) : options.to_h.except(:certificate)
  end

  # @return [Time, nil] nil where it cannot be seen, as behind a proxy
  def certificate_valid_until
    return if security_protocol == "non-ssl" || http_proxy_uri

    require "ovirt_net/check"
    ::OvirtNet::Check::Certificate.of(hostname, port, PATIENCE).valid_until
  rescue ::OvirtNet::Error, OpenSSL::SSL::SSLError, SystemCallError, Timeout::Error
    nil
  end
end
