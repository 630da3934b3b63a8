class ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Public < ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork
  def self.display_name(number = 1)
    n_("External Cloud Network (oVirt OVN)", "External Cloud Networks (oVirt OVN)", number)
  end
end
