# Keeps the network manager of an oVirt or Red Hat Virtualization manager true to the network providers that the engine knows.
# A message of its own in the queue of the engine's refreshes: whatever becomes of it, those go on.
class ManageIQ::Providers::OvirtNet::Discovery
  # @param engine [ManageIQ::Providers::Ovirt::InfraManager]
  # @param deliver_on [Time, nil] not before
  def self.queue(engine, deliver_on: nil)
    MiqQueue.create_with(:deliver_on => deliver_on, :msg_timeout => EmsRefresh.queue_timeout).put_unless_exists(
      :class_name  => name,
      :method_name => "run",
      :args        => [engine.id],
      :queue_name  => engine.queue_name_for_ems_refresh,
      :role        => "ems_inventory",
      :zone        => engine.my_zone
    )
  end

  # @param engine_id [Integer] nothing is done for one that was removed or paused
  def self.run(engine_id)
    engine = ManageIQ::Providers::InfraManager.find_by(:id => engine_id, :enabled => true)
    new(engine).run if engine
  end

  def initialize(engine)
    @engine = engine
  end

  def run
    ManageIQ::Providers::OvirtNet::Adoption.adopt(engine)
    return if manager && !manager.enabled?

    providers = engine.ovirt_services.collect_external_network_providers
    provider  = Choice.new(providers, manager, ::Settings.ems_refresh.ovirt_net.preferred_provider).provider
    provider ? follow(provider) : miss
  rescue StandardError => err
    fail_with(err)
  end

  private

  attr_reader :engine

  def manager
    engine.network_manager
  end

  def follow(provider)
    endpoint = ::OvirtNet.endpoint(provider.authentication_url)
    changes  = save(provider, endpoint)
    return if changes.blank?

    log(:info, "follows the network provider [#{provider.name}] (#{provider.id}) of oVirt: #{changes.join(", ")}")
    manager.authentication_check_types_queue
    EmsRefresh.queue_refresh(manager)
  end

  # @return [Array<String>, nil] what is to be seen by a refresh
  def save(provider, endpoint)
    engine.with_lock do
      next if !engine.enabled? || (manager && !manager.enabled?)

      engine.build_network_manager unless manager
      report(provider)
      changes = changes(provider, endpoint)
      engine.propagate_child_manager_attributes(manager, "#{engine.name} #{manager.class::PROVIDER_NAME}")
      manager.follow_provider(provider.id, provider.name, endpoint)
      manager.save!
      changes
    end
  end

  # @return [Array<String>]
  def changes(provider, endpoint)
    return ["new"] if manager.new_record?

    [
      ("another provider" if manager.uid_ems != provider.id),
      ("another endpoint" if endpoint != manager.discovered.fetch(:endpoint) { manager.current_endpoint })
    ].compact
  end

  # What an administrator may wonder about.
  def report(provider)
    id, known = manager.uid_ems, manager.discovered[:name]
    if id.present? && id != provider.id
      log(:warn, "the network provider [#{known}] (#{id}) has been replaced by [#{provider.name}] (#{provider.id})")
    elsif known && known != provider.name
      log(:info, "the network provider [#{known}] (#{id}) is now called [#{provider.name}]")
    end
    log(:info, "its endpoint was edited and stays; oVirt says #{provider.authentication_url}") if manager.endpoint_edited?
  end

  # oVirt may have no provider for a moment, while it is registered anew; with the manager, tags and history would go.
  def miss
    return unless manager&.reload&.enabled?

    remove_after = ::Settings.ems_refresh.ovirt_net.remove_after.to_i_with_method
    since        = manager.discovered[:missing_since] || Time.now.utc
    if since + remove_after <= Time.now.utc
      log(:warn, "oVirt has had no network provider since #{since}; the network manager is removed")
      manager.note_missing(Time.now.utc, _("oVirt has no network provider any more; this network manager is being removed"))
      manager.destroy_queue
    else
      log(:warn, "oVirt has no network provider; unless one appears, the network manager is removed after #{since + remove_after}")
      manager.note_missing(since, _("oVirt has no network provider any more; this network manager is removed after %{time}") % {:time => since + remove_after})
      self.class.queue(engine, :deliver_on => since + remove_after)
    end
  end

  def fail_with(err)
    log(:error, "the network providers of oVirt could not be discovered: #{err.class}: #{err.message}")
    $ovirt_net_log.log_backtrace(err)
    manager.note_discovery_error(_("Discovery of oVirt's network providers failed: %{error}") % {:error => err.message}) if manager&.reload&.enabled?
  rescue StandardError => unforeseen
    log(:error, "its network manager cannot show that: #{unforeseen.class}: #{unforeseen.message}")
  end

  def log(level, message)
    $ovirt_net_log.public_send(level, "EMS: [#{engine.name}], id: [#{engine.id}] #{message}")
  end
end
