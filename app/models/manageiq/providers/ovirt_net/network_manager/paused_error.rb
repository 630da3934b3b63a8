# Nothing was changed, because the network manager or its oVirt provider is paused.
class ManageIQ::Providers::OvirtNet::NetworkManager::PausedError < MiqException::Error
end
