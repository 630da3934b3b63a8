ManageIQ::Providers::Openstack::NetworkManager::CloudSubnet.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::CloudSubnet < ManageIQ::Providers::Openstack::NetworkManager::CloudSubnet
  include ManageIQ::Providers::OvirtNet::NetworkManager::ReadOnly

  def self.display_name(number = 1)
    n_("Cloud Subnet (oVirt OVN)", "Cloud Subnets (oVirt OVN)", number)
  end
end
