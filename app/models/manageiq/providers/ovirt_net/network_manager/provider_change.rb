# Makes a change at the provider and stores the touched objects, so that the user sees the result when the task has ended.
class ManageIQ::Providers::OvirtNet::NetworkManager::ProviderChange
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param error [Class] what ManageIQ expects to be raised
  # @param payload [Payload, nil] what was given, in whose words a refusal of it is told
  def initialize(manager, error, payload = nil)
    @manager = manager
    @error   = error
    @payload = payload
  end

  # @yieldparam client [::OvirtNet::Client]
  # @yieldreturn [::OvirtNet::Change]
  # @return [Hash] :ems_ref and :name of what was changed
  def run
    is_settled = false
    done = manager.with_provider_lock do
      manager.refuse_paused
      yield(manager.connect).tap { |change| store(change) }
    end
    is_settled = true
    {:ems_ref => done.id, :name => done.name}
  rescue ::OvirtNet::InvalidChangeError => err
    is_settled = true
    raise error, manager.with_names(payload ? payload.worded(err) : err.message)
  rescue manager.class::PausedError => err
    is_settled = true
    raise error, err.message
  rescue ::OvirtNet::Error, MiqException::Error => err
    $ovirt_net_log.error("#{log_header} #{err.message}")
    raise error, manager.with_names(manager.explained(err).message), err.backtrace
  ensure
    # Whatever it was, even a timeout of the queue or a signal: a refresh finds out.
    EmsRefresh.queue_refresh(manager) unless is_settled
  end

  private

  attr_reader :manager, :error, :payload

  def store(change)
    change.notes.each { |note| $ovirt_net_log.warn("#{log_header} #{note}") }
    store_rows(change.inventory)
  rescue ::OvirtNet::Error, ActiveRecord::ActiveRecordError, ManageIQ::Providers::OvirtNet::Inventory::UnstorableTextError => err
    raise MiqException::Error, _("The change was made at the provider (%{object}), but could not be stored here: %{reason}. A refresh is queued.") %
                               {:object => change.name || change.id, :reason => err.message.squish.delete_suffix(".")}
  end

  # What was done at the provider is done.
  def store_rows(inventory)
    writer = ManageIQ::Providers::OvirtNet::Inventory::Writer.new(manager) { manager.task_notifier.userid }
    writer.store(inventory)
  rescue ActiveRecord::ActiveRecordError => err
    raise unless ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.connection_lost?(err)

    $ovirt_net_log.warn("#{log_header} Saving is repeated, because the connection to the database was lost: #{err.message.squish}")
    manager.with_provider_lock { writer.store(inventory) }
  end

  def log_header
    "EMS: [#{manager.name}], id: [#{manager.id}]"
  end
end
