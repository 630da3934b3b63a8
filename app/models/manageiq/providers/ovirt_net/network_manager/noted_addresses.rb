# The addresses of ports that are being changed, in the manager's options. The provider takes a fixed address away with any change of a
# port, and it is given back in a second request: a worker that is killed in between leaves its note, by which the next refresh has it
# given back.
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
