module ManageIQ
  module Providers
    module OvirtNet
      module UiHooks
        # When what was read, what the engine says of the provider's certificate, and the way to the topology
        module Manager
          def textual_group_relationships
            super.tap { |group| group.items << :ovirt_net_topology if @record.kind_of?(NetworkManager) }
          end

          def textual_ovirt_net_topology
            return unless role_allows?(:feature => "ovirt_net_topology_show")

            {:label => _("Topology"), :value => _("Show"), :icon => "pficon pficon-topology", :title => _("Show the topology of this network provider"), :link => "/ovirt_net_topology/show/#{@record.id}"}
          end

          def textual_group_status
            super.tap { |group| group.items.concat(%i[ovirt_rejected_login ovirt_incomplete ovirt_networks_read ovirt_ports_read ovirt_overdue ovirt_certificate]) if @record.kind_of?(NetworkManager) }
          end

          def textual_ovirt_rejected_login
            rejected_login = @record.rejected_login
            rejected       = rejected_login.known
            {:label => _("Login"), :value => rejected_login.words(rejected)} if rejected
          end

          # The status of the refresh above shows no more than the first 120 characters.
          def textual_ovirt_incomplete
            sentences = @record.incomplete.sentences
            {:label => _("Incomplete Refresh"), :value => sentences.join(" ")} if sentences.any?
          end

          def textual_ovirt_networks_read
            {:label => _("Networks Read"), :value => @record.refresh_status.read(:networks)}
          end

          def textual_ovirt_ports_read
            {:label => _("Ports Read"), :value => @record.refresh_status.read(:ports)}
          end

          def textual_ovirt_overdue
            overdue = OverdueRefresh.words(@record)
            {:label => _("Refresh Overdue"), :value => overdue, :icon => "pficon pficon-warning-triangle-o"} if overdue
          end

          def textual_ovirt_certificate
            {:label => _("Certificate"), :value => @record.certificate_warning.message} if @record.certificate_warning.message
          end
        end

        # The page of a network has no room for its ports, nor for the routers that have their gateway on it.
        module Network
          def textual_group_relationships
            super.tap { |group| group.items.insert(group.items.index(:network_routers).to_i + 1, :ovirt_gateway_routers, :ovirt_ports) if @record.kind_of?(NetworkManager::CloudNetwork) }
          end

          def textual_ovirt_gateway_routers
            ovirt_list(@record.public_network_routers, _("Routers with a Gateway on This Network"), "public_network_routers")
          end

          def textual_ovirt_ports
            ovirt_list(@record.ports, _("Network Ports"), "network_ports")
          end

          private

          def ovirt_list(rows, label, display)
            textual_link(Rbac.filtered(rows), :label => label, :as => rows.klass, :link => url_for_only_path(:action => "show", :id => @record, :display => display))
          end
        end

        # What the security groups of ports allow, for those who may see that.
        module GroupsPage
          def textual_ovirt_groups_allow
            return unless [GroupButtons::BUTTON, "network_port_show_security_groups"].any? { |feature| role_allows?(:feature => feature) }

            about = @record.kind_of?(::NetworkPort) ? {:ports => @record.id} : {:vm => @record.id}
            {:label => _("What Its Groups Allow"), :value => _("Show"), :icon => "pficon pficon-cloud-security", :title => _("Show what its security groups allow"), :link => "/ovirt_net_security_groups/edit?#{about.to_query}"}
          end
        end

        # The page of a port has room for its subnets, of which not each network has one.
        module Port
          include GroupsPage

          def textual_group_relationships
            super.tap do |group|
              next unless @record.kind_of?(NetworkManager::NetworkPort)

              group.items.insert(3, :cloud_network)
              group.items << :ovirt_groups_allow if @record.supports?(:update)
            end
          end

          def textual_cloud_network
            textual_link(@record.cloud_network, :label => _("Cloud Network"))
          end

          # ManageIQ's own names a VM to everybody, and leads to the page of a cloud's.
          def textual_device
            return super unless @record.kind_of?(NetworkManager::NetworkPort)

            device = @record.vm || @record.device
            return unless device && Rbac.filtered_object(device)

            device.kind_of?(VmOrTemplate) ? textual_link(device, :label => _("Virtual Machine"), :controller => "vm_infra", :feature => "vm_show") : super
          end
        end

        # The page of an engine's VM has no room for what a cloud's shows of its networks.
        module Vm
          include GroupsPage

          def textual_group_relationships
            super.tap do |group|
              ports = textual_ovirt_ports
              group.items.concat(ports)
              group.items << (ports.any? ? :ovirt_groups_allow : :ovirt_waiting_groups)
            end
          end

          # Those that were chosen before it has a port
          def textual_ovirt_waiting_groups
            names = NetworkManager::WaitingGroups.of(@record).map(&:name)
            {:label => _("Security Groups at the First Start"), :value => names.join(", ")} if names.any?
          end

          private

          def textual_ovirt_ports
            ports = ::NetworkPort.where(:device => @record, :type => NetworkManager::NetworkPort.name).order(:name).to_a
            links = [[ports.filter_map(&:cloud_network), _("Cloud Network")], [ports, _("Network Port")], [ports.flat_map(&:security_groups), _("Security Group")]]
            links.flat_map { |rows, label| Rbac.filtered(rows.uniq).map { |row| textual_link(row, :label => label) } }
          end
        end
      end
    end
  end
end
