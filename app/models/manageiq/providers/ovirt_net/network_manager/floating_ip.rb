ManageIQ::Providers::Openstack::NetworkManager::FloatingIp.include(ActsAsStiLeafClass)

class ManageIQ::Providers::OvirtNet::NetworkManager::FloatingIp < ManageIQ::Providers::Openstack::NetworkManager::FloatingIp
  %i[create update delete].each { |feature| supports_not feature, :reason => N_("oVirt's network provider has no floating IPs") }

  def self.display_name(number = 1)
    n_("Floating IP (oVirt OVN)", "Floating IPs (oVirt OVN)", number)
  end
end
