module ManageIQ
  module Providers
    module OvirtNet
      # What ManageIQ's pages get when their controllers and helpers are loaded; where there is no UI, they never are.
      module UiHooks
        INSTANCES = %w[CloudNetworkController CloudSubnetController NetworkRouterController SecurityGroupController].freeze
        MANAGER   = "EmsNetworkHelper::TextualSummary".freeze
        PORT      = "NetworkPortHelper::TextualSummary".freeze
        VM        = "VmHelper::TextualSummary".freeze

        # "Instances" leads to a list of the VMs of clouds; ours are those of an engine.
        module Instances
          def display_instances
            @record.class.name.start_with?(OvirtNet.name) ? nested_list(::Vm) : super
          end
        end

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
            super.tap { |group| group.items.concat(%i[ovirt_incomplete ovirt_networks_read ovirt_ports_read ovirt_certificate]) if @record.kind_of?(NetworkManager) }
          end

          # The status of the refresh above shows no more than the first 120 characters.
          def textual_ovirt_incomplete
            sentences = @record.incomplete.sentences
            {:label => _("Not Taken Over"), :value => sentences.join(" ")} if sentences.any?
          end

          def textual_ovirt_networks_read
            {:label => _("Networks Read"), :value => @record.paced_in_words(:networks)}
          end

          def textual_ovirt_ports_read
            {:label => _("Ports Read"), :value => @record.paced_in_words(:ports)}
          end

          def textual_ovirt_certificate
            {:label => _("Certificate"), :value => @record.certificate_warning} if @record.certificate_warning
          end
        end

        # The page of a port has room for its subnets, of which not each network has one.
        module Port
          def textual_group_relationships
            super.tap { |group| group.items.insert(3, :cloud_network) if @record.kind_of?(NetworkManager::NetworkPort) }
          end

          def textual_cloud_network
            textual_link(@record.cloud_network, :label => _("Cloud Network"))
          end
        end

        # The page of an engine's VM has no room for what a cloud's shows of its networks.
        module Vm
          def textual_group_relationships
            super.tap { |group| group.items.concat(textual_ovirt_ports) }
          end

          private

          def textual_ovirt_ports
            ports = ::NetworkPort.where(:device => @record, :type => NetworkManager::NetworkPort.name).order(:name).to_a
            links = [[ports.filter_map(&:cloud_network), _("Cloud Network")], [ports, _("Network Port")], [ports.flat_map(&:security_groups), _("Security Group")]]
            links.flat_map { |rows, label| Rbac.filtered(rows.uniq).map { |row| textual_link(row, :label => label) } }
          end
        end

        # @param loader [Zeitwerk::Loader] that loads ManageIQ's UI, once or, in development, again and again
        def self.register(loader)
          INSTANCES.each { |name| loader.on_load(name) { |controller, _path| controller.prepend(Instances) } }
          loader.on_load(MANAGER) { |helper, _path| helper.prepend(Manager) }
          loader.on_load(PORT) { |helper, _path| helper.prepend(Port) }
          loader.on_load(VM) { |helper, _path| helper.prepend(Vm) }
        end
      end
    end
  end
end
