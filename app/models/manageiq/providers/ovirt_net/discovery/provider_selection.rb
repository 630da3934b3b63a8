# Selects the network provider of the engine that is managed.
class ManageIQ::Providers::OvirtNet::Discovery::ProviderSelection
  OVN = "OVIRT_PROVIDER_OVN".freeze

  class << self
    # @return [Hash, nil] see OvirtNet.endpoint; nil when it cannot be used
    def endpoint(provider)
      ::OvirtNet.endpoint(provider.authentication_url)
    rescue ::OvirtNet::InvalidOptionError
      nil
    end

    # @return [Hash] see OvirtNet.endpoint
    # @raise [::OvirtNet::InvalidOptionError] with the provider's name
    def endpoint!(provider)
      ::OvirtNet.endpoint(provider.authentication_url)
    rescue ::OvirtNet::InvalidOptionError => err
      raise ::OvirtNet::InvalidOptionError, "network provider #{provider.name} in oVirt: #{err.message}"
    end

    # @return [Boolean] false where the engine says that it is something else
    def ovn?(provider)
      kind(provider) < 2
    end

    # Older engines do not say which plugin a provider has.
    #
    # @return [Integer] 0 for OVN, 1 for what may be, 2 for what is not
    def kind(provider)
      if provider.external_plugin_type.to_s.empty?
        provider.type.to_s == "neutron" ? 2 : 1
      else
        provider.external_plugin_type == OVN ? 0 : 2
      end
    end
  end

  # @param providers [Enumerable<OvirtSDK4::OpenStackNetworkProvider>] all that the engine has
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager, nil] what follows one of them so far
  # @param preferred [String, nil] name of the one that the settings ask for
  def initialize(providers, manager, preferred)
    @providers = providers.to_a
    @manager   = manager
    @preferred = preferred
  end

  # The preferred one, else the one that is managed already, by its id or else its endpoint; else, of those that can be
  # used, one of OVN, writable, the first by name.
  #
  # @return [OvirtSDK4::OpenStackNetworkProvider, nil] nil where the engine has none
  # @raise [::OvirtNet::InvalidOptionError] when it cannot be used, rather than jump to another server
  def provider
    @provider ||= ranked.first.tap { |chosen| self.class.endpoint!(chosen) if chosen }
  end

  # @return [Array<OvirtSDK4::OpenStackNetworkProvider>] the one to be managed first
  def ranked
    @providers.sort_by { |provider| rank(provider) }
  end

  # @return [Boolean] false where another server than the one that is managed was chosen only because that is not there
  def sure?
    @manager&.uid_ems.nil? || provider.name == @preferred || @manager.follows?(provider.id, self.class.endpoint(provider))
  end

  private

  def rank(provider)
    endpoint = self.class.endpoint(provider)
    [
      provider.name == @preferred ? 0 : 1,
      *managed(provider, endpoint),
      endpoint ? 0 : 1,
      self.class.kind(provider),
      provider.read_only ? 1 : 0,
      provider.name.to_s,
      provider.id.to_s
    ]
  end

  def managed(provider, endpoint)
    return [0, 0] unless @manager

    [@manager.uid_ems == provider.id ? 0 : 1, @manager.follows?(provider.id, endpoint) ? 0 : 1]
  end
end
