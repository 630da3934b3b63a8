# Removes the inventory table by table: row by row, as ManageIQ's associations would, 10,000 ports take minutes.
module ManageIQ::Providers::OvirtNet::NetworkManager::Removal
  extend ActiveSupport::Concern

  included do
    before_destroy :delete_inventory, :prepend => true
    before_update :forget_what_has_gone_along
  end

  private

  def delete_inventory
    # Waits for a refresh that is being saved, whose rows would otherwise outlive us.
    self.class.lock.find_by(:id => id)

    [::NetworkPort, ::FloatingIp, ::SecurityGroup, ::CloudSubnet, ::NetworkRouter, ::CloudNetwork].each do |model|
      delete_with_dependents(model.where(:ems_id => id))
    end
    # Only our refresh makes them, though they belong to the engine's manager.
    CloudTenant.where(:ems_id => parent_ems_id).destroy_all if parent_ems_id
  end

  # A refresh that was running meanwhile notes how it has ended: no endpoint and no user may come from that.
  def forget_what_has_gone_along
    [endpoints, authentications].each(&:reset) unless self.class.lock.exists?(id)
  end

  def delete_with_dependents(rows)
    rows.klass.reflect_on_all_associations.select { |association| deletes?(association) }.each do |association|
      dependents = association.klass.where(association.foreign_key => rows.select(:id))
      dependents = dependents.where(association.type => rows.klass.polymorphic_name) if association.type
      delete_with_dependents(dependents)
    end
    rows.delete_all
  end

  # Events of custom buttons are ManageIQ's to purge; their association goes by the id alone and would hit other objects' too.
  def deletes?(association)
    %i[destroy delete_all].include?(association.options[:dependent]) && association.name != :custom_button_events
  end
end
