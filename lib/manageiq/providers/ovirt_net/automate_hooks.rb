module ManageIQ
  module Providers
    module OvirtNet
      # What automate's objects get when its engine is loaded, which makes a class for each model by itself.
      module AutomateHooks
        METHODS = "MiqAeMethodService".freeze

        module ServiceModels
          private

          def dynamic_service_model_creation(model, superclass)
            super.tap { |service_model| service_model.include(Reach) if model.name == "ManageIQ::Providers::OvirtNet::NetworkManager" }
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

        # @param loader [Zeitwerk::Loader] that loads automate's engine, once or, in development, again and again
        def self.register(loader)
          loader.on_load(METHODS) { |methods, _path| methods::MiqAeServiceModelBase.singleton_class.prepend(ServiceModels) }
        end
      end
    end
  end
end
