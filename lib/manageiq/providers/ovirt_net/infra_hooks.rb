module ManageIQ
  module Providers
    module OvirtNet
      # What the managers of oVirt and Red Hat Virtualization get when their classes are loaded.
      module InfraHooks
        MANAGERS  = %w[ManageIQ::Providers::Ovirt::InfraManager ManageIQ::Providers::Redhat::InfraManager].freeze
        REFRESHER = "ManageIQ::Providers::Ovirt::InfraManager::Refresher".freeze

        # In place of the peer's, which asks the engine in the middle of the infra refresh and fails that when it fails.
        module Manager
          def ensure_managers
            ManageIQ::Providers::OvirtNet::Discovery.queue(self) if enabled?
          end
        end

        # The networks come after the VMs, so that ports find the vNICs they are for.
        module Refresher
          def save_inventory(ems, target, persister)
            super
            EmsRefresh.queue_refresh(ems.network_manager) if target.kind_of?(ExtManagementSystem) && ems.network_manager&.enabled?
          end
        end

        # @param loader [Zeitwerk::Loader] that loads the managers' classes, once or, in development, again and again
        def self.register(loader)
          MANAGERS.each { |name| loader.on_load(name) { |manager, _path| hook(manager) } }
          loader.on_load(REFRESHER) { |refresher, _path| refresher.prepend(Refresher) }
        end

        def self.hook(manager)
          manager.has_one(:network_manager,
                          :foreign_key => :parent_ems_id,
                          :class_name  => "ManageIQ::Providers::OvirtNet::NetworkManager",
                          :autosave    => true,
                          :inverse_of  => :parent_manager,
                          :dependent   => :destroy)
          manager.prepend(Manager)
        end
        private_class_method :hook
      end
    end
  end
end
