# Changes of ports, which keep their addresses.
module ManageIQ::Providers::OvirtNet::NetworkManager::PortChanges
  extend ActiveSupport::Concern

  # Changes ports one after another, and tells the user whose task it is how it went. What one is refused for does not keep the others
  # from being changed; where the provider does not answer, the rest is left.
  #
  # @param ports [Array<NetworkPort>]
  # @param options [Hash] as for Payload#port
  # @param doing [String] what is done, in the user's words
  # @raise [PortUpdateError] naming the ports that were not changed
  def update_ports(ports, options, doing)
    telling(doing) do
      client = nil
      failed = {}
      ports.each do |port|
        update_port(port, options) { |another| client ||= another }
      rescue self.class::PortUpdateError => err
        failed[port] = err
        break unless err.cause.kind_of?(::OvirtNet::InvalidChangeError)
      end
      raise failures(ports, failed) if failed.any?

      ports.map { |port| {:ems_ref => port.ems_ref, :name => port.name} }
    end
  end

  # @return [NotedAddresses]
  def noted_addresses
    self.class::NotedAddresses.new(self)
  end

  # To be called when a refresh has ended: nobody is changing anything then, so that what is noted was interrupted.
  def look_after_noted_addresses
    return unless noted_addresses.any?

    MiqQueue.put_unless_exists(
      :class_name  => self.class.name,
      :instance_id => id,
      :method_name => "restore_port_addresses",
      :role        => "ems_operations",
      :queue_name  => queue_name_for_ems_operations,
      :zone        => my_zone
    )
  end

  # What the queue delivers.
  def restore_port_addresses
    noted_addresses.all.each { |ref, note| restore_port_address(ref, note) }
  end

  private

  # @yieldparam client [::OvirtNet::Client]
  # @yieldreturn [::OvirtNet::Client] which one to use: each logs in
  def update_port(port, options)
    given = self.class::Payload.new(self, options, port)
    note  = nil
    change(self.class::PortUpdateError, given) do |client|
      client = yield(client)
      left_behind = noted_addresses.all[port.ems_ref]
      client.restore_port_address(port.ems_ref, left_behind[:address]) if left_behind
      client.update_port(port.ems_ref, given.port) { |address| note = noted_addresses.note(port.ems_ref, address, current_task&.userid) }
    end
    noted_addresses.forget(port.ems_ref, note) if note
  end

  # @param failed [Hash{NetworkPort => PortUpdateError}]
  def failures(ports, failed)
    return failed.values.first if ports.one?

    words = failed.map { |port, err| "#{port.title}: #{err.message}" }
    rest  = ports.drop(ports.index(failed.keys.last) + 1)
    words << _("not tried: %{ports}") % {:ports => rest.map(&:title).join(", ")} if rest.any? && !failed.values.last.cause.kind_of?(::OvirtNet::InvalidChangeError)
    self.class::PortUpdateError.new(_("Not all of %{count} ports were changed. %{reasons}") % {:count => ports.size, :reasons => words.join("; ")})
  end

  # Who is refused is told, and it is not tried again; who cannot be reached is asked again after the next refresh.
  def restore_port_address(ref, note)
    is_lost = false
    change(self.class::PortUpdateError) do |client|
      is_lost = !address?(client, ref, note[:address])
      client.restore_port_address(ref, note[:address])
    end
    noted_addresses.forget(ref, note)
    settle(ref, note, MiqTask::STATUS_OK, _("An interrupted change had removed the address %{address}: the port has it again.") % {:address => note[:address]}) if is_lost
  rescue self.class::PortUpdateError => err
    raise unless err.cause.kind_of?(::OvirtNet::ChangeNotAppliedError)

    noted_addresses.forget(ref, note)
    settle(ref, note, MiqTask::STATUS_ERROR, err.message)
  end

  # A port that is gone has no address to be missed.
  def address?(client, ref, address)
    part    = client.ports(ref => nil)
    columns = part.rows(:network_ports)
    return true if columns.last.empty?

    names, rows = part.rows(:cloud_subnet_network_ports)
    rows.any? { |row| row[names.index(:address)] == address }
  end

  # Tells the user whose change it was.
  def settle(ref, note, status, message)
    port = network_ports.find_by(:ems_ref => ref)
    MiqTask.create(
      :name    => _("Restoring the address of Network Port %{name}") % {:name => port&.name || ref},
      :userid  => note[:userid] || "system",
      :state   => MiqTask::STATE_FINISHED,
      :status  => status,
      :message => message.truncate(255)
    )
    user = User.lookup_by_userid(note[:userid]) if note[:userid]
    type = status == MiqTask::STATUS_OK ? :generic_task_finish : :generic_task_fail
    Notification.create(:type => type, :initiator => user, :options => {:message => "#{port&.name || ref}: #{message}"}) if user
    $ovirt_net_log.warn("EMS: [#{name}], id: [#{id}] port #{ref}: #{message}")
  end
end
