# The engine's warning that the provider's certificate expires soon or has expired. The engine checks it once a day. The warning is stored
# in the manager's options until there is another certificate.
class ManageIQ::Providers::OvirtNet::NetworkManager::CertificateWarning
  KEY = :certificate

  PATIENCE    = 10      # seconds that a look at it may take
  LOOKS_AGAIN = 1.hour  # a renewed one is seen by then
  REPEATED    = 2.days  # by then the engine would have said so again

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [String, nil] the engine's words
  def message
    warned&.fetch(:message, nil)
  end

  def queue_note_certificate(message)
    manager.class::RefreshQueue.new(manager).put_unless_exists("note_certificate", message.to_s)
  end

  # What the queue delivers.
  def note_certificate(message)
    now = Time.now.utc.floor
    $ovirt_net_log.warn("EMS: [#{manager.name}], id: [#{manager.id}] #{message}")
    self.warned = {:message => message, :said_at => now, :looked_at => now, :valid_until => valid_until}
    manager.save!
  end

  # To be called now and then while the provider can be reached. Saved when the manager is.
  def look_for_new_one
    looked_at = warned&.fetch(:looked_at, nil)
    return if warned.nil? || (looked_at.kind_of?(Time) && looked_at.between?(LOOKS_AGAIN.ago, Time.now.utc))

    known, seen = warned[:valid_until], valid_until
    is_over     = seen && known.kind_of?(Time) ? seen > known : !warned[:said_at].kind_of?(Time) || warned[:said_at] < REPEATED.ago
    self.warned = (warned.merge(:looked_at => Time.now.utc.floor) unless is_over)
  end

  private

  attr_reader :manager

  def warned
    manager.noted(KEY).then { |known| known if known[:message].kind_of?(String) }
  end

  def warned=(known)
    manager.options = known ? manager.options.to_h.merge(KEY => known) : manager.options.to_h.except(KEY)
  end

  # @return [Time, nil] nil where it cannot be seen, as behind a proxy
  def valid_until
    return if manager.security_protocol == "non-ssl" || manager.http_proxy_uri

    require "ovirt_net/check"
    ::OvirtNet::Check::Certificate.of(manager.hostname, manager.port, PATIENCE).valid_until
  rescue ::OvirtNet::Error, OpenSSL::SSL::SSLError, SystemCallError, Timeout::Error
    nil
  end
end
