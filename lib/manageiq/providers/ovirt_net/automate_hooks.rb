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

        # By model
        METHODS = {
          "ManageIQ::Providers::OvirtNet::NetworkManager" => Reach
        }.freeze
      end
    end
  end
end
