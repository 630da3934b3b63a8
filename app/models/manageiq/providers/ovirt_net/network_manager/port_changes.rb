# Changes of ports, which keep their addresses.
class ManageIQ::Providers::OvirtNet::NetworkManager::PortChanges
  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  # @param ports [Array<NetworkPort>]
  # @param options [Hash] as for Payload#port
  def initialize(manager, ports, options)
    @manager = manager
    @ports   = ports
    @options = options
  end

  # Changes ports one after another, and tells the user whose task it is how it went. What one is refused for does not keep the others
  # from being changed; where the provider does not answer, the rest is left.
  #
  # @param doing [String] what is done, in the user's words
  # @raise [PortUpdateError] naming the ports that were not changed
  def run(doing)
    manager.task_notifier.report(doing) do
      notes  = ManageIQ::Providers::OvirtNet::ProfileGroups::Settlement.new(manager, ports, options).settle
      failed = update_all
      notes.each { |note| manager.notify_user(:generic_task_finish, note) }
      raise failures(failed) if failed.any?

      ports.map { |port| {:ems_ref => port.ems_ref, :name => port.name, :notes => notes.presence}.compact }
    end
  end

  private

  attr_reader :manager, :ports, :options

  # @return [Hash{NetworkPort => PortUpdateError}]
  def update_all
    ports.each_with_object({}) do |port, failed|
      update(port)
    rescue manager.class::PortUpdateError => err
      failed[port] = err
      break failed unless err.cause.kind_of?(::OvirtNet::InvalidChangeError)
    end
  end

  def update(port)
    given = manager.class::Payload.new(manager, options, port)
    note  = nil
    noted = manager.noted_addresses
    manager.change(manager.class::PortUpdateError, given) do |another|
      # Each logs in.
      @client   ||= another
      left_behind = noted.all[port.ems_ref]
      @client.restore_port_address(port.ems_ref, left_behind[:address]) if left_behind
      @client.update_port(port.ems_ref, given.port, :groups => known_groups) { |address| note = noted.note(port.ems_ref, address, manager.task_notifier.userid) }
    end
    noted.forget(port.ems_ref, note) if note
  end

  # The provider needs seconds for its list of many groups.
  def known_groups
    @known_groups ||= manager.security_groups.pluck(:ems_ref, :name).to_h
  end

  # @param failed [Hash{NetworkPort => PortUpdateError}]
  def failures(failed)
    return failed.values.first if ports.one?

    words = failed.map { |port, err| "#{port.title}: #{err.message}" }
    rest  = ports.drop(ports.index(failed.keys.last) + 1)
    words << _("not tried: %{ports}") % {:ports => rest.map(&:title).join(", ")} if rest.any? && !failed.values.last.cause.kind_of?(::OvirtNet::InvalidChangeError)
    manager.class::PortUpdateError.new(_("Not all of %{count} ports were changed. %{reasons}") % {:count => ports.size, :reasons => words.join("; ")})
  end
end
