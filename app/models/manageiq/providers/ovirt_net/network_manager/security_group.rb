ManageIQ::Providers::Openstack::NetworkManager::SecurityGroup.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup < ManageIQ::Providers::Openstack::NetworkManager::SecurityGroup
  include ManageIQ::Providers::OvirtNet::NetworkManager::ReadOnly

  def self.display_name(number = 1)
    n_("Security Group (oVirt OVN)", "Security Groups (oVirt OVN)", number)
  end
end
