# Removes the inventory and the queued messages with the network manager.
module ManageIQ::Providers::OvirtNet::NetworkManager::Removal
  extend ActiveSupport::Concern

  included do
    # A manager of an engine is destroyed by each declaration of that association, ManageIQ's, the peer's and ours.
    before_destroy :delete_inventory, :prepend => true, :unless => :destroyed?
    after_destroy :cancel_messages
    before_update :keep_to_what_is_stored
  end

  private

  # Whose task waits for one is told. What is being delivered right now ends by itself.
  def cancel_messages
    waited_for, others = waiting_messages.partition { |message| message.miq_callback.present? || message.miq_task_id }
    MiqQueue.where(:id => others.map(&:id), :state => "ready").delete_all
    ManageIQ::Providers::OvirtNet::Discovery.unqueue(parent_ems_id) if destroyed_by_association
    waited_for.each { |message| message.delivered(MiqQueue::STATUS_ERROR, _("The network manager %{name} was removed") % {:name => name}, nil) }
  end

  # Those of ours, ManageIQ's checks of the credentials, and its refreshes of nothing else.
  def waiting_messages
    waiting   = MiqQueue.where(:state => "ready")
    refreshes = waiting.where(:class_name => "EmsRefresh", :method_name => "refresh").select { |message| message.data == [[self.class.name, id]] }
    waiting.where(:class_name => [self.class.name, self.class.base_class.name], :instance_id => id) + refreshes
  end

  def delete_inventory
    # Waits for a refresh that is being saved, whose rows would otherwise outlive us.
    self.class.lock.find_by(:id => id)

    ManageIQ::Providers::OvirtNet::Inventory::Table.models.each do |model|
      ManageIQ::Providers::OvirtNet::Inventory::Deletion.delete(model.where(:ems_id => id))
    end
    # Only our refreshes make them, though they belong to the engine's manager.
    ManageIQ::Providers::OvirtNet::Inventory::Deletion.delete(tenants_without, ManageIQ::Providers::Openstack::CloudManager::CloudTenant)
  end

  # A refresh that was running meanwhile notes how it has ended: no endpoint and no user may come from that, and of the options
  # only what was changed here, as others change others.
  def keep_to_what_is_stored
    found, stored = self.class.lock.where(:id => id).pick(:id, :options)
    return [endpoints, authentications].each(&:reset) if found.nil?
    return unless options_changed?

    before, after, stored = [options_was, options, stored].map { |known| known.kind_of?(Hash) ? known : {} }
    changed = after.reject { |key, value| before.key?(key) && before[key] == value }
    self.options = stored.except(*(before.keys - after.keys)).merge(changed)
  end
end
