# Imports a network into one of oVirt's data centers. It takes only the missing steps.
#
# The engine decides who is first: it imports a network into a data center once, attaches it to a cluster once, and the vNIC
# profiles of a network have different names. After a refusal we look again, because another client may have done it meanwhile.
class ManageIQ::Providers::OvirtNet::Import::IntoDataCenter
  Refusal = ManageIQ::Providers::OvirtNet::OvirtEngine::Refusal

  PROFILE_ATTEMPTS = 10 # The engine adds the profile of what it imports after it has answered
  PROFILE_INTERVAL = 1  # seconds

  # @param network [ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork]
  # @param engine [ManageIQ::Providers::OvirtNet::OvirtEngine]
  # @param outcome [Outcome] what becomes of it
  def initialize(network, engine, outcome)
    @network = network
    @manager = network.ext_management_system
    @engine  = engine
    @outcome = outcome
  end

  # @param id [String] of the data center
  # @param name [String] likewise
  # @param clusters [Array<OvirtSDK4::Cluster>] those that are to have it
  def run(id, name, clusters)
    @id, @name = id, name
    imported   = false
    found      = present || (imported = import)
    outcome.data_centers << name
    outcome.attempt(name) { follow_mtu(found) }
    attach(found.id, clusters)
    outcome.attempt(name) { add_profile(found.id, imported ? PROFILE_ATTEMPTS : 1) }
  end

  private

  attr_reader :network, :manager, :engine, :outcome

  # The engine does not say which of its provider's networks one is: the name does.
  #
  # @return [OvirtSDK4::Network, nil]
  def present
    found = engine.networks.find { |candidate| here?(candidate) && candidate.name == network.name }
    return unless found

    refuse(_("another network has the name %{name}: rename one of them") % {:name => network.name}) unless engine.ours?(found)
    refuse(_("the network provider has several networks named %{name}, and oVirt has one of them: rename this one") % {:name => network.name}) if namesakes?
    found
  end

  # @return [OvirtSDK4::Network]
  def import
    begin
      engine.import(network.ems_ref, @id)
    rescue ManageIQ::Providers::OvirtNet::OvirtEngine::Unanswered
      return present || raise
    rescue Refusal => err
      return present || refuse([err.message, under_other_names].compact.join("; "))
    end
    outcome.steps << (_("imported into %{data_center}") % {:data_center => @name})
    present || refuse(_("oVirt does not list it after the import"))
  end

  # An import by the engine's API takes over no more than the name; VMs would send what OVN does not carry.
  def follow_mtu(found)
    mtu = network.maximum_transmission_unit
    engine.update(found.id, :mtu => mtu) if mtu.present? && found.mtu != mtu
  end

  def attach(id, clusters)
    return none_suited(id) if clusters.empty?

    attached = suited(clusters).select do |cluster|
      outcome.attempt(_("%{data_center}, cluster %{cluster}") % {:data_center => @name, :cluster => cluster.name}) { attach_to(cluster, id) }
    end
    return if attached.empty?

    words = n_("attached to cluster %{names}", "attached to clusters %{names}", attached.size)
    outcome.steps << (words % {:names => attached.map(&:name).to_sentence})
  end

  # @return [Boolean] whether it was attached now
  def attach_to(cluster, id)
    return false if engine.attached(cluster.id).include?(id)

    begin
      engine.attach(id, cluster.id)
      true
    rescue Refusal
      raise unless engine.attached(cluster.id).include?(id)
    end
  end

  # An administrator may have attached it.
  def none_suited(id)
    outcome.attempt(@name) do
      next if engine.attached_in?(@id, id)

      outcome.missing << (_("%{data_center}: no cluster has this network provider as its default; attach the network to a cluster whose hosts have OVN") % {:data_center => @name})
    end
  end

  # As the engine does it: only Open vSwitch brings VMs to a physical network.
  def suited(clusters)
    return clusters if network.provider_physical_network.blank?

    clusters.select { |cluster| cluster.switch_type == OvirtSDK4::SwitchType::OVS }.tap do |suited|
      outcome.notes << (_("It is on a physical network, and no cluster of %{data_center} has the switch type OVS") % {:data_center => @name}) if suited.empty?
    end
  end

  def add_profile(id, attempts)
    found = attempts.times.any? do |attempt|
      sleep(PROFILE_INTERVAL) if attempt > 0
      profile?(id)
    end
    return if found

    begin
      engine.add_profile(id, network.name)
      outcome.steps << (_("given a vNIC profile in %{data_center}") % {:data_center => @name})
    rescue Refusal
      raise unless profile?(id)
    end
  end

  def profile?(id)
    engine.profiles.any? { |profile| profile.network&.id == id }
  end

  def here?(candidate)
    candidate.data_center&.id == @id
  end

  def namesakes?
    manager.cloud_networks.where(:name => network.name).where.not(:id => network.id).exists?
  end

  def under_other_names
    names = engine.networks.select { |other| here?(other) && engine.ours?(other) }.map(&:name) - manager.cloud_networks.pluck(:name)
    _("it has networks of this provider under names that the provider does not have: %{names}") % {:names => names.sort.join(", ")} if names.any?
  end

  def refuse(words)
    raise Refusal, words
  end
end
