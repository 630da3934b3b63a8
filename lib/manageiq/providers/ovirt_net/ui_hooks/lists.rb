module ManageIQ
  module Providers
    module OvirtNet
      module UiHooks
        # "Instances" leads to a list of the VMs of clouds; ours are those of an engine.
        module Instances
          def display_instances
            @record.class.name.start_with?(OvirtNet.name) ? nested_list(::Vm) : super
          end
        end

        # The lists that these lead to
        module NetworkLists
          # By what is displayed, the model and the method of a network that has its rows
          OURS = {"network_ports" => %w[NetworkPort ports], "public_network_routers" => %w[NetworkRouter public_network_routers]}.freeze

          def display_methods(record = nil)
            super + (record.kind_of?(NetworkManager::CloudNetwork) ? OURS.keys : [])
          end

          def display_nested_list(display)
            return super unless OURS.key?(display) && @record.kind_of?(NetworkManager::CloudNetwork)

            model, rows = OURS.fetch(display)
            nested_list(model.constantize, :parent_method => rows)
            # ManageIQ's own page shows the lists that it names.
            render(:template => "ovirt_net_lists/show") unless pagination_or_gtl_request?
          end
        end

        # ManageIQ's search in a list looks at the first column, and each VM has a nic1.
        module PortSearch
          ALSO = "lower(network_ports.mac_address) LIKE ? ESCAPE '`' OR network_ports.id IN " \
                 "(SELECT network_port_id FROM cloud_subnets_network_ports WHERE lower(address) LIKE ? ESCAPE '`')".freeze

          private

          def get_view_process_search_text(view)
            sql, *values = super
            return if sql.nil?
            return [sql, *values] unless view.db_class == ::NetworkPort

            pattern = values.last.downcase
            ["#{sql} OR #{ALSO}", *values, pattern, pattern]
          end
        end
      end
    end
  end
end
