# Sends a stored password only to the server that it is stored for. Otherwise a user who can enter a host name could make ManageIQ send it
# to a server of their own.
#
# A network manager's own password is stored for its endpoint. That of the oVirt provider is for the network providers that oVirt lists,
# for Keystone on the engine itself, and for the endpoint of a network manager that has been using it.
class ManageIQ::Providers::OvirtNet::StoredPassword
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager] with what is to become of its endpoint and its user; what is stored is
  #   read from the database
  # @param inherits [Boolean] whether user and password are to be the oVirt provider's
  def initialize(manager, inherits: manager.inherits_credentials?)
    @manager  = manager
    @inherits = inherits
  end

  # @return [String, nil] why it is not sent; nil where it may be
  def refusal
    return if manager.hostname.blank? || !(inherits || stored_user[:password]) || destinations.any? { |destination| covers?(destination) }

    words = {:host => manager.hostname, :port => manager.port}
    if destinations.any? { |destination| server(destination) == server(wanted) }
      _("the stored password is not sent to %{host}, port %{port}, over a less secure protocol than it is stored for; type the password") % words
    elsif inherits
      _("the oVirt provider's password is not sent to %{host}, port %{port}, because oVirt lists no network provider there; type user and password") % words
    else
      _("the stored password is not sent to %{host}, port %{port}, because it is stored for another server; type the password") % words
    end
  end

  private

  attr_reader :manager, :inherits

  def destinations
    @destinations ||= [(endpoint if stored_user[:userid].nil? == inherits), *(of_ovirt if inherits)].compact
  end

  def wanted
    manager.slice(:hostname, :port, :security_protocol).symbolize_keys
  end

  # @return [Hash, nil] of the manager, as it is stored
  def endpoint
    found = Endpoint.find_by(:resource_type => "ExtManagementSystem", :resource_id => manager.id, :role => "default") if manager.persisted?
    found&.slice(:hostname, :port, :security_protocol)&.symbolize_keys
  end

  # @return [Hash] of its own user, as it is stored
  def stored_user
    @stored_user ||= begin
      found = Authentication.where(:resource_type => "ExtManagementSystem", :resource_id => manager.id, :authtype => "default").pick(:userid, :password) if manager.persisted?
      {:userid => found&.first.presence, :password => found&.last.presence}
    end
  end

  def of_ovirt
    engine = manager.parent_manager
    listed = engine.network_managers.reload.filter_map { |other| other.discovered[:endpoint] }
    [{:hostname => engine.hostname, :port => manager.class::EndpointParams::KEYSTONE_PORT, :security_protocol => "ssl"}, *listed]
  end

  def covers?(destination)
    server(destination) == server(wanted) && protection(wanted) >= protection(destination)
  end

  def server(endpoint)
    [endpoint[:hostname].to_s.downcase, endpoint[:port].to_i]
  end

  # @return [Integer] more is better
  def protection(endpoint)
    case endpoint[:security_protocol]
    when "non-ssl"                then 0
    when "ssl-without-validation" then 1
    when "ssl-with-validation"    then 2
    else                               manager.parent_manager && !manager.parent_manager.default_endpoint.verify_ssl? ? 1 : 2
    end
  end
end
