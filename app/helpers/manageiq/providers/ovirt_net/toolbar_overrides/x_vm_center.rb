# On the page of a VM of oVirt or Red Hat Virtualization
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::XVmCenter < ::ApplicationHelper::Toolbar::Override
  def self.record_valid?(record)
    record.kind_of?(ManageIQ::Providers::OvirtNet::VmHooks::Groups)
  end

  button_group("vm_groups", [
                 button(
                   :network_port_edit_security_groups,
                   "pficon pficon-edit fa-lg",
                   N_("Edit the Security Groups of this VM's Network Ports"),
                   N_("Edit Security Groups"),
                   :klass   => ManageIQ::Providers::OvirtNet::ToolbarOverrides::EditGroupsButton,
                   :options => {:feature => :add_security_group}
                 )
               ])
end
