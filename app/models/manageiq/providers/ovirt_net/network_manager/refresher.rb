class ManageIQ::Providers::OvirtNet::NetworkManager::Refresher < ManageIQ::Providers::Openstack::NetworkManager::Refresher
  # Not while something is being changed: what was read before would undo its rows.
  def refresh_targets_for_ems(ems, targets)
    ems.exclusively { super }
  end
end
