# The oVirt provider's vNICs, which ports are plugged into.
class ManageIQ::Providers::OvirtNet::NetworkManager::InfraVnics
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @param refs [Array<String>] vNICs, by their id in oVirt
  # @return [Array<Array>] id in oVirt, GuestDevice id and VM id (or nil) of those that the oVirt provider has
  def find(refs)
    devices.where(:uid_ems => refs).order(:id).pluck(:uid_ems, :id, "vms.id")
  end

  # @param refs [Array<String>, nil] vNICs, by their id in oVirt; all where nil
  # @return [ActiveRecord::Relation] them, with +record+: the same of each
  def records(refs = nil)
    found = refs ? devices.where(:uid_ems => refs) : devices.where.not(:uid_ems => nil)
    found.select("ROW(guest_devices.uid_ems, guest_devices.id, vms.id) AS record")
  end

  # Lets ports lead to vNICs that have come to ManageIQ after them, as the next refresh of the ports would, without asking the
  # provider.
  #
  # @return [Integer] how many ports
  def link_ports
    vnics  = devices.where.not(:uid_ems => nil).select("DISTINCT ON (guest_devices.uid_ems) guest_devices.uid_ems, guest_devices.id AS vnic, vms.id AS vm").order(:uid_ems, :id => :desc)
    linked = "device_owner ILIKE 'ovirt' AND device_ref = uid_ems AND (device_id IS NULL OR (device_type = 'GuestDevice' AND vm IS NOT NULL))"
    refs   = manager.network_ports.joins("CROSS JOIN (#{vnics.to_sql}) AS vnics").where(linked).pluck(:ems_ref)
    return 0 if refs.empty?

    manager.class.transaction(:requires_new => true) do
      events = ManageIQ::Providers::OvirtNet::Inventory::Events.of_ports(manager, refs)
      manager.class.lease_connection.update(<<~SQL, "Link ports").tap { events&.queue }
        UPDATE network_ports
        SET device_id = coalesce(vm, vnic), device_type = CASE WHEN vm IS NULL THEN 'GuestDevice' ELSE 'VmOrTemplate' END
        FROM (#{vnics.to_sql}) AS vnics
        WHERE network_ports.ems_id = #{manager.id} AND #{linked}
      SQL
    end
  end

  # @return [ActiveRecord::Relation] GuestDevice of the oVirt provider's hosts and VMs
  def devices
    GuestDevice.left_outer_joins(:hardware => %i[host vm_or_template]).where("vms.ems_id = :ems_id OR hosts.ems_id = :ems_id", :ems_id => manager.parent_ems_id)
  end

  private

  attr_reader :manager
end
