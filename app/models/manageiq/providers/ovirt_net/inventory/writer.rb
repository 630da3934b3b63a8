# Writes the changed rows of a network manager in batches, for refreshes and for changes.
class ManageIQ::Providers::OvirtNet::Inventory::Writer
  # @yieldreturn [String, nil] userid of who asked for what is written
  def initialize(manager, &asked_by)
    @manager  = manager
    @asked_by = asked_by
  end

  # All or nothing, and nothing for a manager that was paused or removed meanwhile: the lock makes that wait, and other writers.
  #
  # @param repeatable [Boolean] whether to do all of it once more when the database ends it in favour of another transaction
  def transaction(repeatable: true, &block)
    ManageIQ::Providers::OvirtNet::Inventory::Session.in_utf8 { attempt(&block) }
  rescue ActiveRecord::StatementInvalid => err
    raise unless repeatable && ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.conflict?(err)

    $ovirt_net_log.warn("#{log_header} Saving is repeated, because the database aborted the transaction: #{err.message.squish}")
    transaction(:repeatable => false, &block)
  end

  # Makes the stored rows those of an inventory. To be called in a transaction of this writer.
  #
  # @param delta [::OvirtNet::Delta]
  def write(delta)
    return if delta.changes.empty?

    # The planner knows nothing of rows that this transaction wrote, and takes 10,000 times 10,000 for few.
    ManageIQ::Providers::OvirtNet::Inventory::Session.with("enable_nestloop" => "off") do
      delta.tables.size == tables.size ? save(delta) : save(delta) { |table, ids| forget(table, ids) }
    end
  end

  # Makes the rows that a part of an inventory touches those of the part.
  #
  # @param part [::OvirtNet::Inventory]
  # @raise [MiqException::Error] when the manager was paused or removed meanwhile
  # @raise [ActiveRecord::ActiveRecordError, ::OvirtNet::Error] when it cannot be stored; nothing is, then
  def store(part)
    transaction do
      stored = ManageIQ::Providers::OvirtNet::Inventory::StoredRows.new(@manager, part.refs)
      rows,  = stored.read
      save(part.delta(rows, stored.types)) { |table, ids| forget(table, ids) }
    end
  end

  private

  def tables
    @tables ||= ManageIQ::Providers::OvirtNet::Inventory::Table.all(@manager)
  end

  # What was not read still leads to rows that go.
  def forget(table, ids)
    tables.each { |other| other.forget(table.name, ids) }
  end

  # @yieldparam table [ManageIQ::Providers::OvirtNet::Inventory::Table] from which rows are about to be deleted
  # @yieldparam ids [Array<Integer>] of these
  def save(delta, &block)
    # The core writes a null in an array as NULL.
    ManageIQ::Providers::OvirtNet::Inventory::Session.with("array_nulls" => "on") { save_tables(delta, &block) }
    log(delta.changes)
  rescue ActiveRecord::StatementInvalid => err
    raise unless ManageIQ::Providers::OvirtNet::Inventory::DatabaseErrors.of_encoding?(err)

    raise ManageIQ::Providers::OvirtNet::Inventory::UnstorableTextError.of(delta) || err
  end

  def save_tables(delta)
    events  = ManageIQ::Providers::OvirtNet::Inventory::Events.of(@manager, delta)
    changed = tables.select { |table| delta.changes.key?(table.name) }
    changed.each do |table|
      delta.each_insert(table.name) { |columns, arrays| freeing(arrays) { table.insert(columns, arrays) } }
      delta.each_update(table.name) { |columns, arrays| freeing(arrays) { table.update(columns, arrays) } }
    end
    changed.reverse_each do |table|
      ids = delta.deletes(table.name)
      yield(table, ids) if block_given? && ids.any?
      table.delete(ids)
    end
    events&.queue(&@asked_by)
  end

  # Of 10,000 rows they take some megabytes, and the next garbage collection may be far.
  def freeing(arrays)
    yield
    arrays.each(&:clear)
  end

  def log(changes)
    words = changes.map { |table, (made, changed, gone)| "#{table}: #{made} new, #{changed} changed, #{gone} gone" }
    return if words.empty?

    $ovirt_net_log.info("#{log_header} Saved #{words.join("; ")}")
    ManageIQ::Providers::OvirtNet::Findings::Ledger.new(@manager).queue
  end

  def attempt
    ExtManagementSystem.transaction(:requires_new => true) do
      raise MiqException::Error, _("Nothing was stored: meanwhile the network manager was paused, removed or assigned to an oVirt provider") unless manager_alive?

      yield
    end
  end

  def manager_alive?
    ids = [@manager.id, @manager.parent_ems_id].compact
    stored = ExtManagementSystem.lock.select("ext_management_systems.*, pg_backend_pid() AS backend").find_by(:id => @manager.id)
    @manager.provider_lock.check(stored.backend) if stored
    stored&.parent_ems_id == @manager.parent_ems_id && ExtManagementSystem.where(:id => ids, :enabled => true).count == ids.size
  end

  def log_header
    "EMS: [#{@manager.name}], id: [#{@manager.id}]"
  end
end
