# Adds the pause and resume buttons to the toolbar of a network provider. ManageIQ's controller supports both.
class ManageIQ::Providers::OvirtNet::ToolbarOverrides::EmsNetworkCenter < ::ApplicationHelper::Toolbar::Override
  button_group("ems_network_pausing", [
                 select(
                   :ems_network_pausing_choice,
                   nil,
                   t = N_("Pause"),
                   t,
                   :items => [
                     button(
                       :ems_network_pause,
                       "pficon pficon-asleep fa-lg",
                       N_("Pause this Network Provider: stops refreshes, discovery and changes until it is resumed"),
                       N_("Pause this Network Provider"),
                       :confirm => N_("Pause this Network Provider?"),
                       :klass   => ManageIQ::Providers::OvirtNet::ToolbarOverrides::PauseButton,
                       :options => {:enabled => true}
                     ),
                     button(
                       :ems_network_resume,
                       "pficon pficon-on fa-lg",
                       t = N_("Resume this Network Provider"),
                       t,
                       :klass   => ManageIQ::Providers::OvirtNet::ToolbarOverrides::PauseButton,
                       :options => {:enabled => false}
                     )
                   ]
                 )
               ])
end
