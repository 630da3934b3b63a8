class ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Private < ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork
end
