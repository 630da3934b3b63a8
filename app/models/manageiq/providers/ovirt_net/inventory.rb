class ManageIQ::Providers::OvirtNet::Inventory < ManageIQ::Providers::Inventory
  # Of whatever is to be refreshed, the same classes see to it.
  def self.default_manager_name
    "NetworkManager"
  end
end
