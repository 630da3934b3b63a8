module ManageIQ::Providers::OvirtNet::NetworkManager::ReadOnly
  extend ActiveSupport::Concern

  REASON = N_("Changing networks is not yet supported by this version of the oVirt network provider")

  included do
    %i[create update delete add_interface remove_interface].each { |feature| supports_not feature, :reason => REASON }
  end
end
