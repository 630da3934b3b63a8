# What does not match between a network provider and oVirt: a port whose vNIC or VM is gone, a network that oVirt imported and the provider
# does not have any more, and one that oVirt did not import.
#
# A VM and its port do not come and go at the same moment, and are not read at the same: what does not match is believed when it was there
# already as oVirt was read the last time.
class ManageIQ::Providers::OvirtNet::Findings::InOvirt
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
    @engine  = manager.parent_manager
  end

  # @return [Array<Hash>] findings that are no matter of a moment
  def confirmed
    read_at = engine&.last_refresh_success_date or return []
    noted   = ManageIQ::Providers::OvirtNet::Findings::Ledger.new(manager).waiting
    candidates.select { |finding| noted[key(finding)]&.<(read_at) }
  end

  # @return [Array<Hash>] likewise, with those that may be
  def candidates
    @candidates ||= engine && engine.enabled? ? orphans + networks : []
  end

  # @return [String] what a candidate is known by
  def key(finding)
    "#{finding[:code]} #{finding[:object][:id]}"
  end

  private

  attr_reader :manager, :engine

  # A VM that is archived has no vNICs any more.
  def orphans
    ports_of_vnics.where(:device_id => nil).or(ports_of_vnics.where(:device_type => "VmOrTemplate").where.not(:device_id => engine.vms_and_templates.select(:id)))
                  .order(:ems_ref).pluck(:ems_ref, :name, :device_ref).map do |ref, name, vnic|
      finding(:vnic_gone, "port", ref, name,
              _("The port \"%{name}\" is for the vNIC %{vnic}, which no longer exists in oVirt.") % {:vnic => vnic, :name => name},
              _("Delete the port at the network provider. If the VM still exists, refresh the oVirt provider first."))
    end
  end

  def ports_of_vnics
    manager.network_ports.where("lower(device_owner) = 'ovirt'").where.not(:device_ref => nil)
  end

  # Names are all that ManageIQ keeps of the networks that oVirt has imported: of several network providers, it does not tell from which.
  def networks
    return [] if engine.network_managers.size != 1 || imported.empty?

    provided = manager.cloud_networks.pluck(:ems_ref, :name)
    gone(imported - provided.map(&:last)) + unimported(provided.reject { |_ref, name| imported.include?(name) })
  end

  def imported
    @imported ||= engine.respond_to?(:external_distributed_virtual_switches) ? engine.external_distributed_virtual_switches.pluck(:name).uniq : []
  end

  def gone(names)
    names.sort.map do |name|
      finding(:imported_network_gone, "imported_network", name, name,
              _("oVirt has imported the network \"%{name}\", which the network provider does not have.") % {:name => name},
              _("Remove the network from oVirt, or create it at the network provider again and import it: VMs with it do not start."))
    end
  end

  def unimported(networks)
    return [] if ManageIQ::Providers::OvirtNet::Setting[:import_into_ovirt] == "never"

    networks.sort_by(&:last).map do |ref, name|
      finding(:network_not_imported, "network", ref, name,
              _("oVirt has not imported the network \"%{name}\": no vNIC can be plugged into it.") % {:name => name},
              _("Import the network in oVirt (Networks, Import), or let oVirt synchronize the network provider automatically."))
    end
  end

  def finding(code, kind, id, name, why, remedy)
    {:code => code, :object => {:id => id, :name => name, :kind => kind}, :others => [], :why => why, :remedy => remedy}
  end
end
