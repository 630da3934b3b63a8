# Writes what differs of the rows of a network manager, by batches: what a refresh has found out, and what a change has touched.
class ManageIQ::Providers::OvirtNet::Inventory::Writer
  # @yieldreturn [String, nil] userid of who asked for what is written
  def initialize(manager, &asked_by)
    @manager  = manager
    @asked_by = asked_by
  end

  # All or nothing, and nothing for a manager that was paused or removed meanwhile: the lock makes that wait, and other writers.
  def transaction
    ExtManagementSystem.transaction(:requires_new => true) do
      raise MiqException::Error, _("The network manager was paused or removed meanwhile, or came to belong to an oVirt provider: nothing was stored") unless manager_alive?

      yield
    end
  end

  # Makes the stored rows those of an inventory. To be called in a transaction of this writer.
  #
  # @param delta [::OvirtNet::Delta]
  def write(delta)
    return if delta.changes.empty?

    # The planner knows nothing of rows that this transaction wrote, and takes 10,000 times 10,000 for few.
    ExtManagementSystem.lease_connection.execute("SET LOCAL enable_nestloop = off")
    delta.tables.size == tables.size ? save(delta) : save(delta) { |table, ids| forget(table, ids) }
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
  def save(delta)
    events  = ManageIQ::Providers::OvirtNet::Inventory::Events.of(@manager, delta)
    changed = tables.select { |table| delta.changes.key?(table.name) }
    changed.each do |table|
      delta.each_insert(table.name) { |columns, arrays| table.insert(columns, arrays) }
      delta.each_update(table.name) { |columns, arrays| table.update(columns, arrays) }
    end
    changed.reverse_each do |table|
      ids = delta.deletes(table.name)
      yield(table, ids) if block_given? && ids.any?
      table.delete(ids)
    end
    events&.queue(&@asked_by)
    log(delta.changes)
  end

  def log(changes)
    words = changes.map { |table, (made, changed, gone)| "#{table}: #{made} new, #{changed} changed, #{gone} gone" }
    $ovirt_net_log.info("EMS: [#{@manager.name}], id: [#{@manager.id}] Saved #{words.join("; ")}") if words.any?
  end

  def manager_alive?
    ids = [@manager.id, @manager.parent_ems_id].compact
    stored = ExtManagementSystem.lock.find_by(:id => @manager.id)
    stored&.parent_ems_id == @manager.parent_ems_id && ExtManagementSystem.where(:id => ids, :enabled => true).count == ids.size
  end
end
