module ManageIQ
  module Providers
    module OvirtNet
      # What automate methods can call. The automation engine makes the class of a model when automate first meets the model.
      module AutomateHooks
        module ServiceModels
          def self.install(services)
            services::MiqAeServiceModelBase.singleton_class.prepend(self)
          end

          def self.installed?(services)
            services::MiqAeServiceModelBase.singleton_class.ancestors.include?(self)
          end

          private

          def create_service_model(ar_model)
            super.tap { |made| made.include(METHODS.fetch(ar_model.name)) if made && METHODS.key?(ar_model.name) }
          end
        end

        module Reach
          # As the user whose request is automated.
          #
          # @param question [Hash] see ManageIQ::Providers::OvirtNet::Reachability#ask
          # @return [Hash] see there
          def reach(question)
            User.with_user(self.class.workspace&.ae_user) { ar_method { @object.reach(**question.to_h.transform_keys(&:to_sym)) } }
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

        # By model
        METHODS = {
          "ManageIQ::Providers::Ovirt::InfraManager::Vm"               => Vm,
          "ManageIQ::Providers::OvirtNet::NetworkManager"              => Reach,
          "ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort" => NetworkPort
        }.freeze
      end
    end
  end
end
