# Keeps one network manager in sync with its network provider in the engine, or creates one.
class ManageIQ::Providers::OvirtNet::Discovery::ProviderReconciler
  # @param engine [ManageIQ::Providers::Ovirt::InfraManager]
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager, nil] nil where one is to be made
  def initialize(engine, manager)
    @engine  = engine
    @manager = manager
  end

  # @param provider [OvirtSDK4::OpenStackNetworkProvider]
  def follow(provider)
    endpoint = ::OvirtNet.endpoint(provider.authentication_url)
    changes  = save(provider, endpoint)
    return if changes.blank?

    log(:info, "[#{manager.name}] follows the network provider [#{provider.name}] (#{provider.id}) of oVirt: #{changes.join(", ")}")
    manager.authentication_check_types_queue
    EmsRefresh.queue_refresh(manager)
  end

  # oVirt may lack the provider for a moment, while it is registered anew; with the inventory, tags and history would go.
  #
  # @param other [OvirtSDK4::OpenStackNetworkProvider, nil] what could be managed in its place
  # @param alone [Boolean] whether the engine has no other one either
  def miss(other, alone:)
    return unless manager.reload.enabled?
    return stay if manager.made_by_hand?

    now   = Time.now.utc
    since = missing_since(now)
    due   = since + ManageIQ::Providers::OvirtNet::Setting[:removal_grace_period]
    if due > now
      put_off(since, due, words(other, alone, due))
    elsif other
      # What vanishes with the former one is not doubted again.
      manager.incomplete.accept_vanished
      follow(other)
    else
      log(:warn, "oVirt has had no network provider [#{manager.discovered[:name]}] since #{since}; the network manager [#{manager.name}] is removed")
      manager.discovery_state.note_missing(now, _("oVirt no longer has a network provider for this network manager, which is being removed"))
      manager.destroy_queue
    end
  end

  # Shows why the discovery has failed, where there is a network manager that depends on it.
  def fail_with(err)
    log(:error, "the network providers of oVirt could not be discovered: #{err.class}: #{err.message}")
    $ovirt_net_log.log_backtrace(err)
    manager.discovery_state.note_error(_("Discovery of oVirt's network providers failed: %{error}") % {:error => err.message}) if manager&.reload&.enabled? && !manager.made_by_hand?
  rescue => unforeseen
    log(:error, "its network manager cannot show that: #{unforeseen.class}: #{unforeseen.message}")
  end

  private

  attr_reader :engine, :manager

  # @return [Array<String>, nil] what is to be seen by a refresh
  def save(provider, endpoint)
    engine.with_lock do
      next unless engine.enabled?

      manager_class::ManualCreation.lock_endpoints
      @manager ||= new_manager(provider, endpoint)
      next unless manager && (manager.new_record? || ours?(manager.lock!))

      report(provider, endpoint)
      changes(provider, endpoint).tap { adapt(provider, endpoint) }
    end
  end

  def ours?(stored)
    stored.enabled? && [nil, engine.id].include?(stored.parent_ems_id)
  end

  def manager_class
    ManageIQ::Providers::OvirtNet::NetworkManager
  end

  # @return [ManageIQ::Providers::OvirtNet::NetworkManager, nil] nil where somebody else has made it meanwhile
  def new_manager(provider, endpoint)
    manager_class.new(:parent_manager => engine) if engine.network_managers.none? { |other| other.follows?(provider.id, endpoint) }
  end

  def adapt(provider, endpoint)
    belongs      = manager.parent_ems_id.present?
    among_others = !manager.made_by_hand? && among_others?
    manager.parent_manager = engine
    engine.propagate_child_manager_attributes(manager, manager.made_by_hand? ? nil : name(provider, among_others))
    manager.discovery_state.follow(provider.id, provider.name, endpoint, :among_others => among_others)
    manager.save!
    manager.tenant_ownership.give_to_infra_manager unless belongs || manager.parent_ems_id.nil?
  end

  # @return [Boolean] whether the engine's own name is, or was, that of another one
  def among_others?
    manager.discovered[:among_others] || ExtManagementSystem.where(:name => name(nil, false), :tenant_id => engine.tenant_id).where.not(:id => manager.id).exists?
  end

  # RBAC's filters go by the last words.
  def name(provider, among_others)
    [engine.name, (provider.name if among_others), manager_class::PROVIDER_NAME].compact.join(" ")
  end

  # @return [Array<String>]
  def changes(provider, endpoint)
    return ["new"] if manager.new_record?

    [
      ("made by hand" if manager.parent_ems_id.nil?),
      ("another provider" if manager.uid_ems != provider.id),
      ("another endpoint" if endpoint != manager.known_endpoint)
    ].compact
  end

  # What an administrator may wonder about.
  def report(provider, endpoint)
    id, known = manager.uid_ems, manager.discovered[:name]
    if id.present? && id != provider.id
      log(:warn, "the network provider [#{known}] (#{id}) has been replaced by [#{provider.name}] (#{provider.id})")
    elsif known && known != provider.name
      log(:info, "the network provider [#{known}] (#{id}) was renamed to [#{provider.name}]")
    end
    return unless manager.endpoint_edited?

    stays = manager.follows?(provider.id, endpoint) ? "stays" : "was another provider's, and goes"
    log(:info, "its endpoint was edited and #{stays}; oVirt says #{provider.authentication_url}")
  end

  # What was made by hand does not go with what oVirt says.
  def stay
    engine.propagate_child_manager_attributes(manager).save! if manager.parent_ems_id
    return if manager.discovered.empty? || manager.discovered[:missing_since]

    log(:info, "oVirt no longer has the network provider [#{manager.discovered[:name]}]; [#{manager.name}] stays, because it was added by hand")
    manager.discovery_state.note_missing(Time.now.utc, nil)
  end

  # One that was noted by a clock which was ahead would keep it for hours.
  def missing_since(now)
    [manager.discovered[:missing_since], now].grep(Time).min
  end

  def put_off(since, due, error)
    log(:warn, error)
    manager.discovery_state.note_missing(since, error)
    ManageIQ::Providers::OvirtNet::Discovery.queue(engine, :deliver_on => due)
  end

  def words(other, alone, due)
    words = {:name => manager.discovered[:name], :other => other&.name, :time => due}
    if other
      _("oVirt no longer has the network provider %{name}; %{other} replaces it after %{time}") % words
    elsif alone
      _("oVirt no longer has a network provider; this network manager is removed after %{time}") % words
    else
      _("oVirt no longer has the network provider %{name}; this network manager is removed after %{time}") % words
    end
  end

  def log(level, message)
    $ovirt_net_log.public_send(level, "EMS: [#{engine.name}], id: [#{engine.id}] #{message}")
  end
end
