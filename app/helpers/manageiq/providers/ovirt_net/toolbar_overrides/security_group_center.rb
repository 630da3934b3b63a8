# On the page of a security group: the ports that have it
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::SecurityGroupCenter < ::ApplicationHelper::Toolbar::Override
  button_group("security_group_ports", [
                 button(
                   :network_port_edit_security_groups,
                   "ff ff-network-port fa-lg",
                   N_("Assign this Security Group to Network Ports, or remove it"),
                   N_("Assign to Ports")
                 ),
                 button(
                   :security_group_delete_used,
                   "pficon pficon-delete fa-lg",
                   N_("Remove this Security Group from the Network Ports that have it, and delete it"),
                   N_("Remove from Ports and Delete"),
                   :url   => "/delete_used",
                   :klass => ManageIQ::Providers::OvirtNet::ToolbarOverrides::DeleteUsedGroupButton
                 )
               ])
end
