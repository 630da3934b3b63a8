# Notes the addresses of ports that are being changed, in the manager's options. The provider removes a fixed address with any change of a
# port, and a second request restores it. If the worker is killed in between, the next refresh restores the address from the note.
class ManageIQ::Providers::OvirtNet::NetworkManager::NotedAddresses
  KEY = :port_addresses

  # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
  def initialize(manager)
    @manager = manager
  end

  # @return [Boolean] whether there are any, of what the manager has been read with
  def any?
    of(@manager.options).any?
  end

  # @return [Hash{String => Hash}] by ems_ref of the port, its +:address+, the +:userid+ whose change it is, +:at+ when
  def all
    of(rows.pick(:options))
  end

  # Stored at once.
  #
  # @return [Hash] the note
  def note(ref, address, userid)
    note = {:address => address, :userid => userid, :at => Time.now.utc.round(6)}
    change { |known| known.merge(ref => note) }
    note
  end

  # @param note [Hash] which one: of another change of this port there may be another by now
  def forget(ref, note)
    change { |known| known[ref] == note ? known.except(ref) : known }
  end

  private

  def rows
    @manager.class.where(:id => @manager.id)
  end

  def of(options)
    known = options[KEY] if options.kind_of?(Hash)
    known.kind_of?(Hash) ? known : {}
  end

  # Others change other options meanwhile.
  def change
    @manager.class.transaction do
      options = rows.lock.pick(:options)
      options = {} unless options.kind_of?(Hash)
      known   = yield(of(options))
      rows.update_all(:options => known.empty? ? options.except(KEY) : options.merge(KEY => known)) if known != of(options)
    end
  end
end
