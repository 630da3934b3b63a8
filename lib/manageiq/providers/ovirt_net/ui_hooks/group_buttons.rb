module ManageIQ
  module Providers
    module OvirtNet
      module UiHooks
        # "Edit Security Groups" in toolbars leads to our pages: of a port, of those that are ticked in a list, of a VM, of a group.
        module GroupButtons
          BUTTON = "network_port_edit_security_groups".freeze

          # Of lists and pages
          def button
            params[:pressed] == BUTTON ? edit_security_groups : super
          end

          # Of VMs' pages
          def x_button
            params[:pressed] == BUTTON ? edit_security_groups : super
          end

          private

          def edit_security_groups
            assert_privileges(BUTTON)
            javascript_redirect({:controller => "ovirt_net_security_groups"}.merge(ovirt_net_page))
          end

          # What is ticked in a list on another object's page comes with that object's id.
          def ovirt_net_page
            ticked = Array.wrap(params[:miq_grid_checks]).flat_map { |ids| ids.to_s.split(",") }
            ticked = [params[:id]] if ticked.empty? && self.class.model == ::NetworkPort
            return {:action => "edit", :ports => ticked.first(PortGroups::LIMIT + 1).join(",")} if ticked.any?

            self.class.model == ::SecurityGroup ? {:action => "group", :group => params[:id]} : {:action => "edit", :vm => params[:id]}
          end
        end
      end
    end
  end
end
