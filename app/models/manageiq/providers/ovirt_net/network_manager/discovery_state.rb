# What the last discovery found about the network provider, stored in the manager's options, and how the manager follows it.
class ManageIQ::Providers::OvirtNet::NetworkManager::DiscoveryState
  KEY      = :discovered
  ENDPOINT = %i[hostname port api_version security_protocol].freeze

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [Hash] +:name+ of the provider in oVirt, its +:endpoint+, +:among_others+ where the engine had other network managers,
  #   +:missing_since+ when oVirt has none, the +:error+ of the last discovery
  def known
    manager.noted(KEY).then { |known| known[:endpoint].kind_of?(Hash) ? known : known.except(:endpoint) }
  end

  # Takes over what oVirt says; an endpoint that was edited stays, unless it was another provider's, and one that was typed in the
  # beginning stays.
  #
  # @param id [String] the provider's in oVirt
  # @param name [String] likewise
  # @param endpoint [Hash] see OvirtNet.endpoint
  # @param among_others [Boolean] whether the network manager has a name of its own, as the engine has others
  def follow(id, name, endpoint, among_others: false)
    manager.assign_attributes(followed(endpoint)) unless keeps_endpoint?(id, endpoint)
    manager.uid_ems = id
    manager.last_refresh_error = nil if known[:error] && manager.last_refresh_error == known[:error]
    self.known = {:name => name, :endpoint => endpoint, :among_others => among_others || nil}.compact
  end

  # Whoever empties the host name in the form wants what oVirt says.
  def follow_when_emptied
    manager.assign_attributes(followed(known[:endpoint])) if manager.hostname.blank? && known[:endpoint]
  end

  # @return [Boolean] whether the manager stays where it is, though oVirt may say otherwise
  def keeps_endpoint?(id, endpoint)
    manager.hostname.present? && (manager.made_by_hand? || (endpoint_edited? && follows?(id, endpoint)))
  end

  # @return [Boolean] whether the stored endpoint is another than oVirt said last
  def endpoint_edited?
    manager.hostname.present? && known.key?(:endpoint) && current_endpoint != known[:endpoint]
  end

  # @return [Boolean] whether that is the provider that is followed, be it registered anew in oVirt
  def follows?(id, endpoint)
    manager.uid_ems == id || known_endpoint == endpoint || (manager.made_by_hand? && at?(endpoint))
  end

  # @param endpoint [Hash, nil] see OvirtNet.endpoint
  # @return [Boolean] whether the manager is at that server, or would be if it had not been edited
  def at?(endpoint)
    server = manager.class::EndpointParams.method(:server)
    endpoint.present? && [current_endpoint, known[:endpoint]].compact.any? { |own| server[own] == server[endpoint] }
  end

  # @return [Hash] what oVirt said last; of a manager that was adopted, what is stored
  def known_endpoint
    known.fetch(:endpoint) { current_endpoint }
  end

  # @return [Hash] the stored endpoint in the words of OvirtNet.endpoint
  def current_endpoint
    ENDPOINT.to_h { |attribute| [attribute, manager.public_send(attribute)] }.merge(:security_protocol => manager.security_protocol == "non-ssl" ? "non-ssl" : "ssl")
  end

  # @param since [Time] when oVirt was first seen without the network provider
  # @param error [String, nil] nil where that is none
  def note_missing(since, error)
    error ? note(error, :missing_since => since) : manager.update!(:options => manager.options.to_h.merge(KEY => known.merge(:missing_since => since)))
  end

  def note_error(error)
    note(error)
  end

  private

  attr_reader :manager

  def known=(known)
    manager.options = manager.options.to_h.merge(KEY => known)
  end

  def note(error, more = {})
    self.known = known.except(:missing_since).merge(more, :error => error)
    manager.update!(:last_refresh_error => error, :last_refresh_date => Time.now.utc)
  end

  # A choice of whom to trust is not part of the URL and so survives its changes.
  def followed(endpoint)
    endpoint[:security_protocol] == "ssl" && manager.security_protocol&.start_with?("ssl-") ? endpoint.except(:security_protocol) : endpoint
  end
end
