# In lists of network ports, for those that are ticked.
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::NetworkPortsCenter < ::ApplicationHelper::Toolbar::Override
  # A list is of all providers: where there are ports of ours.
  def self.record_valid?(record)
    record.nil? ? ManageIQ::Providers::OvirtNet::NetworkManager.exists? : record.class.name.start_with?("ManageIQ::Providers::OvirtNet::")
  end

  button_group("network_port_groups", [
                 button(
                   :network_port_edit_security_groups,
                   "pficon pficon-edit fa-lg",
                   N_("Edit the Security Groups of the selected Network Ports"),
                   N_("Edit Security Groups"),
                   :url_parms    => "main_div",
                   :send_checked => true,
                   :enabled      => false,
                   :onwhen       => "1+"
                 )
               ])
end
