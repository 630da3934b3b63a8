# Imports a network of the network provider into oVirt, so that VMs can use it. It does the same as the engine's synchronization
# (SyncNetworkProviderCommand): the same data centers, with MTU, clusters and vNIC profile.
class ManageIQ::Providers::OvirtNet::Import
  # @return [Outcome]
  attr_reader :outcome

  # @param network [ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork]
  # @param policy [ImportPolicy] where
  # @param created [Boolean] whether it is new, for the words
  def initialize(network, policy, created: false)
    @network = network
    @manager = network.ext_management_system
    @policy  = policy
    @outcome = Outcome.new(network, created)
  end

  # @return [Outcome]
  def run
    ManageIQ::Providers::OvirtNet::NetworkManager::ProviderLock.new(@network).hold { outcome.attempt { import } }
    outcome
  ensure
    # Whatever interrupts it: ManageIQ offers the network to VMs when it has refreshed the engine's manager.
    EmsRefresh.queue_refresh(@manager.parent_manager) if outcome.steps.any? || outcome.data_centers.size > known_here
  end

  private

  def import
    refuse(@manager.paused) if @manager.paused
    refuse(_("it was deleted meanwhile")) unless @network.class.exists?(@network.id)
    @network.reload
    wanted.each do |id, name, clusters|
      outcome.attempt(name) { IntoDataCenter.new(@network, engine, outcome).run(id, name, clusters) }
    end
  end

  def engine
    @engine ||= ManageIQ::Providers::OvirtNet::OvirtEngine.of(@manager) || refuse(_("ManageIQ has no oVirt provider for its network provider"))
  end

  def refuse(words)
    raise ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal, words
  end

  # @return [Array<Array>] id and name of each data center that is to have it, and those of its clusters whose default network
  #   provider it comes from
  def wanted
    provider = engine.provider
    if @policy.auto_sync? && !provider.auto_sync
      outcome.notes << (_("oVirt does not synchronize the networks of %{provider} (auto_sync), so it was not imported") % {:provider => provider.name})
      return []
    end

    names    = engine.data_centers
    clusters = engine.clusters.group_by { |cluster| cluster.data_center.id }
    return chosen(names).map { |id| [id, names[id], clusters.fetch(id, [])] } if @policy.chosen?

    nowhere(provider) if clusters.empty?
    clusters.map { |id, its| [id, names.fetch(id, id), its] }
  end

  def chosen(names)
    @policy.data_centers.filter_map do |wanted|
      id = names.key?(wanted) ? wanted : names.key(wanted)
      outcome.missing << (_("it has no data center %{name}") % {:name => wanted}) unless id
      id
    end.uniq
  end

  def nowhere(provider)
    words = _("no cluster has %{provider} as its default network provider") % {:provider => provider.name}
    @policy.auto_sync? ? outcome.notes << words.upcase_first : outcome.missing << words
  end

  def known_here
    ::Switch.where(:ems_id => @manager.parent_ems_id, :name => @network.name).count
  end
end
