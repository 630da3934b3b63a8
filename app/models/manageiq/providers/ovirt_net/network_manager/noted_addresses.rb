# Notes the addresses of ports that are being changed, in the manager's options. The provider removes a fixed address with any change of a
# port, and a second request restores it. If the worker is killed in between, the next refresh restores the address from the note.
#
# By ems_ref of the port, each has the port's +:address+, the +:userid+ whose change it is, and +:at+ when.
class ManageIQ::Providers::OvirtNet::NetworkManager::NotedAddresses < ManageIQ::Providers::OvirtNet::NetworkManager::OptionNotes
  KEY = :port_addresses

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
end
