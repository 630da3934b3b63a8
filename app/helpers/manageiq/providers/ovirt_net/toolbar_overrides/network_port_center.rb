# ManageIQ's toolbar of a network port has tags alone.
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::NetworkPortCenter < ::ApplicationHelper::Toolbar::Override
  button_group("network_port_groups", [
                 button(
                   :network_port_edit_security_groups,
                   "pficon pficon-edit fa-lg",
                   N_("Edit the Security Groups of this Network Port"),
                   N_("Edit Security Groups"),
                   :klass   => ManageIQ::Providers::OvirtNet::ToolbarOverrides::EditGroupsButton,
                   :options => {:feature => :update}
                 )
               ])
end
