# Assigns the engine's network providers to network managers, and decides which ones get a new network manager.
class ManageIQ::Providers::OvirtNet::Discovery::ProviderAssignment
  ProviderSelection = ManageIQ::Providers::OvirtNet::Discovery::ProviderSelection

  # @return [Array<OvirtSDK4::OpenStackNetworkProvider>] all that the engine has
  attr_reader :providers

  # @param providers [Enumerable<OvirtSDK4::OpenStackNetworkProvider>] all that the engine has
  # @param managers [Array<ManageIQ::Providers::OvirtNet::NetworkManager>] all that the engine has, in their order, and those that
  #   were made by hand and belong to none
  # @param preferred [String, nil] name of the provider that the settings ask for
  # @param all [Boolean] whether each provider of OVN is managed, or one of them
  def initialize(providers, managers, preferred: nil, all: false)
    @providers = providers.to_a
    @managers  = managers
    @preferred = preferred
    @all       = all
    @claims    = {}
    claim(managers) { |manager, provider| manager.uid_ems == provider.id }
    claim(managers.partition(&:made_by_hand?).flatten) { |manager, provider| manager.follows?(provider.id, ProviderSelection.endpoint(provider)) }
  end

  # @return [OvirtSDK4::OpenStackNetworkProvider, nil] nil where the engine has it no more
  # @raise [::OvirtNet::InvalidOptionError] when its URL cannot be used
  def provider_of(manager)
    return @claims[manager].tap { |provider| ProviderSelection.endpoint!(provider) if provider } unless chooses?(manager)

    selection = selection_of(manager)
    selection.provider if selection.provider && selection.sure?
  end

  # @return [OvirtSDK4::OpenStackNetworkProvider, nil] what takes the place of one that the engine has no more
  def successor_of(manager)
    selection_of(manager).provider if chooses?(manager)
  end

  # @return [Array<OvirtSDK4::OpenStackNetworkProvider>] those that get a network manager, in this order
  # @raise [::OvirtNet::InvalidOptionError] when the one that would be managed cannot be used
  def unmanaged
    @all ? [*chosen, *others].uniq(&:id) : chosen
  end

  private

  # The first alone: what another one has had is not mixed with that.
  def chooses?(manager)
    manager == first && (!@all || (manager.uid_ems.nil? && !@claims.key?(manager)))
  end

  def first
    @first ||= @managers.find { |manager| !manager.made_by_hand? }
  end

  def selection_of(manager)
    ProviderSelection.new(unclaimed(@claims.except(manager)), manager, @preferred)
  end

  # As long as one of them is managed, the others are left alone, but for the one that is asked for.
  def chosen
    return [] if first

    rest = unclaimed
    rest = rest.select { |provider| provider.name == @preferred } if @claims.any?
    [ProviderSelection.new(rest, nil, @preferred).provider].compact
  end

  def others
    rest = ProviderSelection.new(unclaimed, nil, @preferred).ranked.select { |provider| ProviderSelection.ovn?(provider) && ProviderSelection.endpoint(provider) }
    rest = rest.reject { |provider| @managers.any? { |manager| manager.at?(ProviderSelection.endpoint(provider)) } }
    rest.uniq { |provider| ProviderSelection.endpoint(provider).slice(:hostname, :port) }
  end

  # oVirt's SDK takes different providers for equal.
  def unclaimed(claims = @claims)
    ids = claims.values.map(&:id)
    @providers.reject { |provider| ids.include?(provider.id) }
  end

  def claim(managers)
    managers.each do |manager|
      next if @claims.key?(manager)

      found = unclaimed.find { |provider| yield(manager, provider) }
      @claims[manager] = found if found
    end
  end
end
