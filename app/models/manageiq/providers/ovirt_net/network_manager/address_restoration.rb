# Restores the addresses of ports after interrupted changes, see NotedAddresses.
class ManageIQ::Providers::OvirtNet::NetworkManager::AddressRestoration
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # To be called when a refresh has ended: nobody is changing anything then, so that what is noted was interrupted.
  def queue
    return unless noted.any?

    MiqQueue.put_unless_exists(
      :class_name  => manager.class.name,
      :instance_id => manager.id,
      :method_name => "restore_port_addresses",
      :role        => "ems_operations",
      :queue_name  => manager.queue_name_for_ems_operations,
      :zone        => manager.my_zone
    )
  end

  # What the queue delivers.
  def restore_port_addresses
    noted.all.each { |ref, note| restore(ref, note) }
  end

  private

  attr_reader :manager

  def noted
    manager.noted_addresses
  end

  # Who is refused is told, and it is not tried again; who cannot be reached is asked again after the next refresh.
  def restore(ref, note)
    is_lost = !address?(ref, note[:address])
    manager.change(manager.class::PortUpdateError) { |client| client.restore_port_address(ref, note[:address]) }
    noted.forget(ref, note)
    settle(ref, note, MiqTask::STATUS_OK, _("An interrupted change had removed the address %{address}: the port has it again.") % {:address => note[:address]}) if is_lost
  rescue manager.class::PortUpdateError => err
    raise unless err.cause.kind_of?(::OvirtNet::ChangeNotAppliedError)

    noted.forget(ref, note)
    settle(ref, note, MiqTask::STATUS_ERROR, err.message)
  end

  # By the refresh that came before. A port that is gone has no address to be missed.
  def address?(ref, address)
    port = manager.network_ports.find_by(:ems_ref => ref)
    port.nil? || port.cloud_subnet_network_ports.exists?(:address => address)
  end

  # Tells the user whose change it was.
  def settle(ref, note, status, message)
    name = manager.network_ports.find_by(:ems_ref => ref)&.name || ref
    ManageIQ::Providers::OvirtNet::UserTask.finished(note[:userid], _("Restoring the address of Network Port %{name}") % {:name => name}, name, status, message)
    $ovirt_net_log.warn("EMS: [#{manager.name}], id: [#{manager.id}] port #{ref}: #{message}")
  end
end
