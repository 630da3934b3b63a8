ManageIQ::Providers::Openstack::NetworkManager::NetworkRouter.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::NetworkRouter < ManageIQ::Providers::Openstack::NetworkManager::NetworkRouter
  include ManageIQ::Providers::OvirtNet::NetworkManager::ReadOnly

  def self.display_name(number = 1)
    n_("Network Router (oVirt OVN)", "Network Routers (oVirt OVN)", number)
  end
end
