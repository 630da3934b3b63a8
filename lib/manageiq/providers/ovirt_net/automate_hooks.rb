module ManageIQ
  module Providers
    module OvirtNet
      # What automate's methods can do with security groups: of VMs of oVirt and Red Hat Virtualization, and of ports.
      module AutomateHooks
        SERVICES = "MiqAeMethodService".freeze

        # ManageIQ makes the class of a model when automate first meets it.
        module ServiceModels
          METHODS = {"ManageIQ::Providers::Ovirt::InfraManager::Vm" => :Vm, "ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort" => :NetworkPort}.freeze

          private

          def create_service_model(ar_model)
            super.tap { |made| made.include(AutomateHooks.const_get(METHODS.fetch(ar_model.name))) if made && METHODS.key?(ar_model.name) }
          end
        end

        module Vm
          # @param group [Object] name, id, ems_ref or service model of a security group
          # @param options [Hash] +:sync+ waits for it; +:ports+ (ids) where not all of the VM are meant; +:vnic_profile+ "keep" or "change"
          # @return [Integer, Array] the task's id, or what was done
          def add_security_group(group, options = {})
            change_security_group(:add_security_group, group, options)
          end

          # As {#add_security_group}
          def remove_security_group(group, options = {})
            change_security_group(:remove_security_group, group, options)
          end

          private

          def change_security_group(change, group, options)
            arguments = [AutomateHooks.given(group), options[:ports], options[:vnic_profile]]
            ar_method { options[:sync] ? @object.public_send(change, *arguments) : @object.public_send("#{change}_queue", AutomateHooks.userid, *arguments) }
          end
        end

        module NetworkPort
          # @param options [Hash] +:security_groups+ (all that it is to have), +:add_security_groups+, +:remove_security_groups+,
          #   +:port_security_enabled+, +:vnic_profile+; +:sync+ waits for it
          # @return [Integer, Hash] the task's id, or what was done
          def update_security_groups(options = {})
            given = options.to_h.except(:sync).transform_values { |value| value.kind_of?(Array) ? value.map { |one| AutomateHooks.given(one) } : value }
            ar_method { options[:sync] ? @object.raw_update_network_port(given) : @object.update_network_port_queue(AutomateHooks.userid, given) }
          end
        end

        # A service model stands for a row.
        def self.given(group)
          group.respond_to?(:ems_ref) ? group.id : group
        end

        def self.userid
          ::User.current_userid || "system"
        end

        # @param loader [Zeitwerk::Loader] that loads automate's classes, once or, in development, again and again
        def self.register(loader)
          loader.on_load(SERVICES) { |services, _path| services::MiqAeServiceModelBase.singleton_class.prepend(ServiceModels) }
        end
      end
    end
  end
end
