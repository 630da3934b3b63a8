# Keeps the network managers of an oVirt or Red Hat Virtualization manager in sync with the engine's network providers.
# It is a separate message in the queue of the engine's refreshes, so its failure does not affect them.
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

  # @param engine_id [Integer] of a manager that goes
  def self.unqueue(engine_id)
    MiqQueue.where(:class_name => name, :method_name => "run", :state => "ready").where("args = ?", [engine_id].to_yaml).delete_all
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
    return if managers.any? && managers.none?(&:enabled?) && !ManageIQ::Providers::OvirtNet::Setting[:manage_all]

    assignment    = assignment_of(ManageIQ::Providers::OvirtNet::OvirtEngine.new(engine).providers)
    leaving       = Moves.new(candidates) { |manager| endpoint_for(manager, assignment) if manager.enabled? }.ids
    candidates.select(&:enabled?).each { |manager| attend(manager.tap { manager.leaving = leaving }, assignment) }
    assignment.unmanaged.each { |provider| guarded(nil) { |reconciler| reconciler.follow(provider) } }
  rescue => err
    err = MiqException::MiqInvalidCredentialsError.new(ManageIQ::Providers::OvirtNet::OvirtEngine.undecryptable(engine)) if err.kind_of?(ManageIQ::Password::PasswordError)
    (managers.presence || [nil]).each { |manager| ProviderReconciler.new(engine, manager).fail_with(err) }
  end

  private

  attr_reader :engine

  # @return [Array<ManageIQ::Providers::OvirtNet::NetworkManager>] the engine's
  def managers
    @managers ||= engine.network_managers.reload.to_a
  end

  # @return [Array<ManageIQ::Providers::OvirtNet::NetworkManager>] the engine's, and what may come to be one of them
  def candidates
    @candidates ||= managers + ManageIQ::Providers::OvirtNet::NetworkManager.in_my_region.made_by_hand.where(:parent_ems_id => nil).order(:id).to_a
  end

  def assignment_of(providers)
    ProviderAssignment.new(providers, candidates, :preferred => ::Settings.ems_refresh.ovirt_net.preferred_provider, :all => ManageIQ::Providers::OvirtNet::Setting[:manage_all])
  end

  # @return [Hash, nil] nil where it keeps its own
  def endpoint_for(manager, assignment)
    provider = assignment.provider_of(manager)
    endpoint = ProviderSelection.endpoint(provider) if provider
    endpoint unless endpoint.nil? || manager.keeps_endpoint?(provider.id, endpoint)
  rescue ::OvirtNet::InvalidOptionError
    nil
  end

  # What is wrong with one does not keep the others from being followed.
  def attend(manager, assignment)
    guarded(manager) do |reconciler|
      provider = assignment.provider_of(manager)
      if provider
        reconciler.follow(provider)
      elsif manager.parent_ems_id
        reconciler.miss(assignment.successor_of(manager), :alone => assignment.providers.empty?)
      end
    end
  end

  def guarded(manager)
    reconciler = ProviderReconciler.new(engine, manager)
    yield reconciler
  rescue => err
    reconciler.fail_with(err)
  end
end
