# What oVirt said of its network provider when it was asked last, kept in the manager's options, and how it is followed.
module ManageIQ::Providers::OvirtNet::NetworkManager::DiscoveryState
  extend ActiveSupport::Concern

  ENDPOINT = %i[hostname port api_version security_protocol].freeze

  included do
    before_save :follow_when_emptied
  end

  # @return [Hash] +:name+ of the provider in oVirt, its +:endpoint+, +:among_others+ where the engine had other network managers,
  #   +:missing_since+ when oVirt has none, the +:error+ of the last discovery
  def discovered
    noted(:discovered).then { |known| known[:endpoint].kind_of?(Hash) ? known : known.except(:endpoint) }
  end

  # Takes over what oVirt says; an endpoint that was edited stays, unless it was another provider's, and one that was typed in the
  # beginning stays.
  #
  # @param id [String] the provider's in oVirt
  # @param name [String] likewise
  # @param endpoint [Hash] see OvirtNet.endpoint
  # @param among_others [Boolean] whether the network manager has a name of its own, as the engine has others
  def follow_provider(id, name, endpoint, among_others: false)
    assign_attributes(followed(endpoint)) unless keeps_endpoint?(id, endpoint)
    self.uid_ems = id
    self.last_refresh_error = nil if discovered[:error] && last_refresh_error == discovered[:error]
    self.discovered = {:name => name, :endpoint => endpoint, :among_others => among_others || nil}.compact
  end

  # @return [Boolean] whether it stays where it is, though oVirt may say otherwise
  def keeps_endpoint?(id, endpoint)
    hostname.present? && (made_by_hand? || (endpoint_edited? && follows?(id, endpoint)))
  end

  # Whoever empties the host name in the form wants what oVirt says.
  def follow_when_emptied
    assign_attributes(followed(discovered[:endpoint])) if hostname.blank? && discovered[:endpoint]
  end

  # @return [Boolean] whether the stored endpoint is another than oVirt said last
  def endpoint_edited?
    hostname.present? && discovered.key?(:endpoint) && current_endpoint != discovered[:endpoint]
  end

  # @return [Boolean] whether that is the provider that is followed, be it registered anew in oVirt
  def follows?(id, endpoint)
    uid_ems == id || known_endpoint == endpoint || (made_by_hand? && at?(endpoint))
  end

  # @return [Hash] what oVirt said last; of a manager that was adopted, what is stored
  def known_endpoint
    discovered.fetch(:endpoint) { current_endpoint }
  end

  # @return [Hash] the stored endpoint in the words of OvirtNet.endpoint
  def current_endpoint
    ENDPOINT.to_h { |attribute| [attribute, public_send(attribute)] }.merge(:security_protocol => security_protocol == "non-ssl" ? "non-ssl" : "ssl")
  end

  # @param since [Time] when oVirt was first seen without the network provider
  # @param error [String, nil] nil where that is none
  def note_missing(since, error)
    error ? note(error, :missing_since => since) : update!(:options => options.to_h.merge(:discovered => discovered.merge(:missing_since => since)))
  end

  def note_discovery_error(error)
    note(error)
  end

  private

  def discovered=(known)
    self.options = options.to_h.merge(:discovered => known)
  end

  def note(error, known = {})
    self.discovered = discovered.except(:missing_since).merge(known, :error => error)
    update!(:last_refresh_error => error, :last_refresh_date => Time.now.utc)
  end

  # A choice of whom to trust is not part of the URL and so survives its changes.
  def followed(endpoint)
    endpoint[:security_protocol] == "ssl" && security_protocol&.start_with?("ssl-") ? endpoint.except(:security_protocol) : endpoint
  end
end
