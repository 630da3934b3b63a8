# Keeps the network manager of an oVirt or Red Hat Virtualization manager true to the network providers that the engine knows.
# A message of its own in the queue of the engine's refreshes: whatever becomes of it, those go on.
class ManageIQ::Providers::OvirtNet::Discovery
  # @param engine [ManageIQ::Providers::Ovirt::InfraManager]
  # @param deliver_on [Time, nil] not before; one that is queued for later is for then, too
  def self.queue(engine, deliver_on: nil)
    message = {
      :class_name  => name,
      :method_name => "run",
      :args        => [engine.id],
      :queue_name  => engine.queue_name_for_ems_refresh,
      :role        => "ems_inventory",
      :zone        => engine.my_zone
    }
    MiqQueue.put_or_update(message) do |queued, item|
      item.merge(:deliver_on => deliver_on, :msg_timeout => EmsRefresh.queue_timeout) unless queued && (queued.deliver_on.nil? || (deliver_on && queued.deliver_on <= deliver_on))
    end
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
    choice    = Choice.new(providers, manager, ::Settings.ems_refresh.ovirt_net.preferred_provider)
    provider  = choice.provider
    provider && choice.sure? ? follow(provider) : miss(provider)
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
      next if !engine.enabled? || (manager && !manager.lock!.enabled?)

      engine.build_network_manager unless manager
      report(provider, endpoint)
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
      ("another endpoint" if endpoint != manager.known_endpoint)
    ].compact
  end

  # What an administrator may wonder about.
  def report(provider, endpoint)
    id, known = manager.uid_ems, manager.discovered[:name]
    if id.present? && id != provider.id
      log(:warn, "the network provider [#{known}] (#{id}) has been replaced by [#{provider.name}] (#{provider.id})")
    elsif known && known != provider.name
      log(:info, "the network provider [#{known}] (#{id}) is now called [#{provider.name}]")
    end
    return unless manager.endpoint_edited?

    stays = manager.follows?(provider.id, endpoint) ? "stays" : "was another provider's, and goes"
    log(:info, "its endpoint was edited and #{stays}; oVirt says #{provider.authentication_url}")
  end

  # oVirt may lack the provider for a moment, while it is registered anew; with the inventory, tags and history would go.
  #
  # @param other [OvirtSDK4::OpenStackNetworkProvider, nil] what could be managed in its place
  def miss(other)
    return unless manager&.reload&.enabled?

    now   = Time.now.utc
    since = manager.discovered[:missing_since] || now
    due   = since + ::Settings.ems_refresh.ovirt_net.remove_after.to_i_with_method
    if due > now
      put_off(since, due, other)
    elsif other
      follow(other)
    else
      log(:warn, "oVirt has had no network provider since #{since}; the network manager is removed")
      manager.note_missing(now, _("oVirt has no network provider any more; this network manager is being removed"))
      manager.destroy_queue
    end
  end

  def put_off(since, due, other)
    words = {:name => manager.discovered[:name], :other => other&.name, :time => due}
    error = if other
              _("oVirt has the network provider %{name} no more; %{other} takes its place after %{time}") % words
            else
              _("oVirt has no network provider any more; this network manager is removed after %{time}") % words
            end
    log(:warn, error)
    manager.note_missing(since, error)
    self.class.queue(engine, :deliver_on => due)
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
