# Refreshes that a user asks for, unlike those of the timer, of events and of workers that start: what has vanished at the provider is
# deleted then.
module ManageIQ::Providers::OvirtNet::NetworkManager::ByUser
  # The API's and Automate's; for the pages', see InfraHooks.
  def refresh_ems(opts = {})
    incomplete.accept_vanished
    super
  end
end
