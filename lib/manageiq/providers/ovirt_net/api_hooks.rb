module ManageIQ
  module Providers
    module OvirtNet
      # What ManageIQ's API gets when its controllers are loaded.
      module ApiHooks
        ROUTERS = "Api::NetworkRoutersController".freeze

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

        # @param loader [Zeitwerk::Loader] that loads the controllers, once or, in development, again and again
        def self.register(loader)
          loader.on_load(ROUTERS) { |controller, _path| controller.prepend(Routers) }
        end
      end
    end
  end
end
