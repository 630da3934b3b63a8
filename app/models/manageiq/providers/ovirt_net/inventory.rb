class ManageIQ::Providers::OvirtNet::Inventory < ManageIQ::Providers::Inventory
  # Of whatever is to be refreshed, the same classes see to it.
  def self.default_manager_name
    "NetworkManager"
  end

  # Whoever publishes what a refresh collects wants all of it, changed or not.
  #
  # @return [Boolean] whether a refresh writes what differs from the stored rows; ManageIQ's own saver wants all of them
  def self.write_only_changes?
    ManageIQ::Providers::OvirtNet::Setting[:write_only_changes] && !::Settings.ems_refresh.syndicate_inventory
  end
end
