module ManageIQ
  module Providers
    module OvirtNet
      # What ManageIQ's API gets when its controllers are loaded.
      module ApiHooks
        BASE    = "Api::BaseController".freeze
        ROUTERS = "Api::NetworkRoutersController".freeze
        SUBNETS = "Api::CloudSubnetsController".freeze

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

        # @param loader [Zeitwerk::Loader] that loads the controllers, once or, in development, again and again
        def self.register(loader)
          loader.on_load(BASE) { |controller, _path| controller.rescue_from("ManageIQ::Providers::OvirtNet::NetworkManager::PausedError") { |err| api_error(:bad_request, err) } }
          loader.on_load(ROUTERS) { |controller, _path| controller.prepend(Routers, Refusals) }
          loader.on_load(SUBNETS) { |controller, _path| controller.prepend(Refusals) }
        end
      end
    end
  end
end
