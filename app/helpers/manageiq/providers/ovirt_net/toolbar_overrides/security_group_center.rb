# On the page of a security group: the ports that have it
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::SecurityGroupCenter < ::ApplicationHelper::Toolbar::Override
  button_group("security_group_ports", [
                 button(
                   :network_port_edit_security_groups,
                   "ff ff-network-port fa-lg",
                   N_("Give this Security Group to Network Ports, or take it from them"),
                   N_("Assign to Ports")
                 )
               ])
end
