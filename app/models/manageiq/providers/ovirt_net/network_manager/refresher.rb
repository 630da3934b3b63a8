class ManageIQ::Providers::OvirtNet::NetworkManager::Refresher < ManageIQ::Providers::Openstack::NetworkManager::Refresher
end
