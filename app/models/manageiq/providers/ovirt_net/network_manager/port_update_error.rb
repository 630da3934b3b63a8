# A port was not changed as asked for; of several, not each.
class ManageIQ::Providers::OvirtNet::NetworkManager::PortUpdateError < MiqException::Error; end
