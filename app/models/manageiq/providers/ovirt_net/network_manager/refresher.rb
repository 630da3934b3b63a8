class ManageIQ::Providers::OvirtNet::NetworkManager::Refresher < ManageIQ::Providers::Openstack::NetworkManager::Refresher
  # ManageIQ merges what is to be refreshed of the engine and of us into one message, and the first error drops the rest of it.
  # Ours is on the manager already, and must not keep the engine's VMs from being refreshed.
  def self.refresh(targets)
    super
  rescue PartialRefreshError => err
    raise unless message_of_others?

    $ovirt_net_log.error("#{err.message}; the other targets of the message are still refreshed")
  end

  def self.message_of_others?
    classes = $_miq_worker_current_msg&.data.to_a.map(&:first)
    classes.any? { |name| name != module_parent.name }
  end
  private_class_method :message_of_others?

  # Several of ours are one.
  def preprocess_targets_targeted_refresh!(ems, targets)
    return if targets.one?(ManageIQ::Providers::OvirtNet::Inventory::SinglePorts) && targets.one?

    networks_only = ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly
    targets_by_ems_id[ems.id] = [targets.all? { |target| networks_only.meant?(target) } ? networks_only.of(ems) : ems]
  end

  # Not while something is being changed: what was read before would undo its rows.
  #
  # ManageIQ records what is a StandardError. The status would be "success" after all else, which would also end the worker.
  def refresh_targets_for_ems(ems, targets)
    is_done = is_noted = false
    started = Time.now.utc
    again_when_connection_is_lost(ems) do
      ems.with_provider_lock do
        started = Time.now.utc
        super
        note_success(ems)
      end
    end
    is_done = true
    ems.address_restoration.queue
    ems.waiting_groups.queue
    raise ems.incomplete.error if ems.incomplete.error
  rescue ManageIQ::Providers::OvirtNet::Incomplete::Error => err
    failed(ems, err)
    raise
  rescue SystemStackError, NoMemoryError, ScriptError, StandardError => err
    err = MiqException::Error.new("#{err.class}: #{err.message}") unless err.kind_of?(StandardError)
    note_failure(ems, targets, started, err)
    is_noted = true
    raise since_when(ems, err)
  ensure
    note_failure(ems, targets, started, $!) unless is_done || is_noted
    failed(ems, $!) unless is_done
    @collectors.to_a.each(&:release)
  end

  def collect_inventory_for_targets(ems, targets)
    super.tap { |collected| @collectors = collected.map { |_target, inventory| inventory.collector } }
  end

  # A discovery that fails stays visible until it succeeds, though the networks are refreshed.
  def post_refresh(ems, _start_time)
    is_done = false
    super
    ems.update!(:last_refresh_error => ems.discovered[:error]) if ems.discovered[:error]
    is_done = true
  rescue => err
    raise PartialRefreshError, err.message
  ensure
    failed(ems, $!) unless is_done
  end

  private

  # The lock of the network manager is gone with the connection, so that what was read may be outdated by now.
  def again_when_connection_is_lost(ems)
    is_again = false
    begin
      yield
    rescue ActiveRecord::ActiveRecordError => err
      raise if is_again || !ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.connection_lost?(err)

      is_again = true
      $ovirt_net_log.warn("#{format_ems_for_logging(ems)} the refresh starts again, because the connection to the database was lost: #{err.message.squish}")
      @collectors.to_a.each(&:release)
      retry
    end
  end

  # To be saved with what ManageIQ records, by no database query of its own.
  def note_success(ems)
    collector = @collectors.last
    failing   = ems.refresh_schedule.failing
    ems.refresh_schedule = ems.refresh_schedule.after_reading(collector.kind, collector.seconds, collector.started)
    ems.incomplete.note(collector.unread, collector.vanished.noted, :is_whole => collector.kind == :ports) unless collector.kind == :single_ports
    ems.certificate_warning.look_for_new_one
    ems.credential_check.note_success
    ManageIQ::Providers::OvirtNet::RefreshLog.new(ems).recovered(failing) unless ems.refresh_schedule.failing
    $ovirt_net_log.debug { "#{format_ems_for_logging(ems)} #{%i[networks ports].map { |kind| "#{kind} read #{ems.refresh_status.read(kind)}" }.join("; ")}" }
  end

  # @param err [Exception, nil] nil where the thread was killed
  def note_failure(ems, targets, started, err)
    kind  = targets.all?(ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly) ? :networks : :ports
    known = ems.refresh_schedule.after_failing(kind, started, Time.now.utc, :hopeless => err.kind_of?(MiqException::MiqInvalidCredentialsError))
    ems.refresh_schedule = ManageIQ::Providers::OvirtNet::RefreshLog.new(ems).failed(reason_of(err), known)
  end

  # @return [StandardError] the same, with since when refreshes fail, if not only now
  def since_when(ems, err)
    return err if ems.refresh_schedule.failing[:count] == 1

    err.exception("#{err.message} (#{ems.refresh_status.failing})").tap { |told| told.set_backtrace(err.backtrace) }
  end

  # @param err [Exception, nil] nil where the thread was killed
  def reason_of(err)
    err.kind_of?(StandardError) ? err.message : [err&.class || "Killed", err&.message].compact.join(": ")
  end

  # What is recorded must not hide what has happened.
  #
  # @param err [Exception, nil] nil where the thread was killed
  def failed(ems, err)
    reason = reason_of(err)
    ems.update!(:last_refresh_error => reason, :last_refresh_date => Time.now.utc)
  rescue => not_recorded
    $ovirt_net_log.error("#{format_ems_for_logging(ems)} the refresh failed (#{reason}), which could not be recorded: #{not_recorded.message}")
  end
end
