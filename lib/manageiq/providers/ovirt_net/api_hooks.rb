module ManageIQ
  module Providers
    module OvirtNet
      # What ManageIQ's API gets when its controllers are loaded.
      module ApiHooks
        # What is asked of a network manager that is paused is a bad request.
        module PausedErrors
          ERROR = "ManageIQ::Providers::OvirtNet::NetworkManager::PausedError".freeze

          def self.install(controller)
            controller.rescue_from(ERROR) { |err| api_error(:bad_request, err) }
          end

          def self.installed?(controller)
            controller.rescue_handlers.any? { |name, _handler| name == ERROR }
          end
        end

        # The form that edits a router reads the subnets of its gateway's network, and without one never opens. The API leaves
        # out what is nil on the way.
        module Routers
          SUBNETS = "cloud_network.cloud_subnets".freeze

          private

          def query_related_objects(path, router, objects)
            super
            objects[path] ||= ::CloudSubnet.none if path == SUBNETS && router.kind_of?(NetworkManager::NetworkRouter)
          end
        end

        # A refusal before anything is queued is a bad request. ManageIQ's forms of routers and subnets stay open then; of a task
        # that fails, they never hear.
        module Refusals
          private

          def api_action(type, id)
            super do |klass|
              yield(klass)
            rescue ::OvirtNet::InvalidChangeError, NetworkManager::PausedError => err
              raise ::Api::BadRequestError, err.message
            end
          end
        end

        # ManageIQ's own way takes a group's name alone. Those of VMs of oVirt take its id as well, and the ports that are meant.
        module Groups
          def security_groups_add_resource(parent, type, id, data)
            ovirt_net_groups(parent, :add_security_group, "Adding", "to", data) || super
          end

          def security_groups_remove_resource(parent, type, id, data)
            ovirt_net_groups(parent, :remove_security_group, "Removing", "from", data) || super
          end

          private

          def ovirt_net_groups(vm, feature, verb, preposition, data)
            return unless vm.kind_of?(VmHooks::Groups)

            # An id beside the action is another resource's for the API.
            group = data["security_group"] || data["name"]
            ports = data["network_ports"] && Array.wrap(data["network_ports"]).map { |port| port.kind_of?(Hash) ? port["id"] || port["href"].to_s.split("/").last : port }
            return action_result(false, "name is missing; give the name or the id of the security group") if group.blank?

            problem = VmPorts.new(vm, ports).problem(:"#{feature}s" => [group], :vnic_profile => data["vnic_profile"])
            return action_result(false, problem) if problem

            task = vm.public_send("#{feature}_queue", ::User.current_userid, group, ports, data["vnic_profile"])
            action_result(true, "#{verb} security group #{VmHooks.title(group)} #{preposition} #{vm.name}", :task_id => task)
          rescue ::OvirtNet::Error, ::MiqException::Error, NetworkManager::PausedError => err
            action_result(false, err.message)
          end
        end

        # A group that ports have is deleted where that is asked for.
        module UsedGroups
          CHANGE_PORTS = "network_port_edit_security_groups".freeze

          def delete_resource_main_action(type, group, data = {})
            options = (data || {}).to_h.slice("remove_from_ports", "vnic_profile").symbolize_keys
            return super unless group.kind_of?(NetworkManager::SecurityGroup) && ActiveModel::Type::Boolean.new.cast(options[:remove_from_ports])
            raise ::Api::ForbiddenError, "Use of the feature #{CHANGE_PORTS} is forbidden" unless ::User.current_user.role_allows?(:identifier => CHANGE_PORTS)

            problem = NetworkManager::SecurityGroup::Removal.new(group).refused
            raise ::Api::BadRequestError, problem if problem

            {:task_id => group.delete_security_group_queue(::User.current_userid, options)}
          end
        end
      end
    end
  end
end
