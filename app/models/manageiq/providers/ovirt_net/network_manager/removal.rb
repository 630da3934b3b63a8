# Removes the inventory and the queued messages with the network manager.
class ManageIQ::Providers::OvirtNet::NetworkManager::Removal
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # Whose task waits for one is told. What is being delivered right now ends by itself.
  def cancel_messages
    waited_for, others = waiting_messages.partition { |message| message.miq_callback.present? || message.miq_task_id }
    MiqQueue.where(:id => others.map(&:id), :state => "ready").delete_all
    ManageIQ::Providers::OvirtNet::Discovery.unqueue(manager.parent_ems_id) if manager.destroyed_by_association
    waited_for.each { |message| message.delivered(MiqQueue::STATUS_ERROR, _("The network manager %{name} was removed") % {:name => manager.name}, nil) }
  end

  def delete_inventory
    # Waits for a refresh that is being saved, whose rows would otherwise outlive the manager.
    manager.class.lock.find_by(:id => manager.id)

    ManageIQ::Providers::OvirtNet::Inventory::Table.models.each do |model|
      ManageIQ::Providers::OvirtNet::Inventory::Deletion.delete(model.where(:ems_id => manager.id))
    end
    # Only our refreshes make them, though they belong to the oVirt provider.
    ManageIQ::Providers::OvirtNet::Inventory::Deletion.delete(manager.tenant_ownership.without, ManageIQ::Providers::Openstack::CloudManager::CloudTenant)
  end

  private

  attr_reader :manager

  # Ours, ManageIQ's checks of the credentials, and its refreshes of this network manager alone.
  def waiting_messages
    waiting   = MiqQueue.where(:state => "ready")
    refreshes = waiting.where(:class_name => "EmsRefresh", :method_name => "refresh").select { |message| message.data == [[manager.class.name, manager.id]] }
    waiting.where(:class_name => [manager.class.name, manager.class.base_class.name], :instance_id => manager.id) + refreshes
  end
end
