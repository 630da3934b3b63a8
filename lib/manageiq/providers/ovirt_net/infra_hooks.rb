module ManageIQ
  module Providers
    module OvirtNet
      # What the managers of oVirt and Red Hat Virtualization get when their classes are loaded.
      module InfraHooks
        MANAGERS  = %w[ManageIQ::Providers::Ovirt::InfraManager ManageIQ::Providers::Redhat::InfraManager].freeze
        REFRESHER = "ManageIQ::Providers::Ovirt::InfraManager::Refresher".freeze
        BASE      = "ManageIQ::Providers::NetworkManager".freeze
        ANY       = "ExtManagementSystem".freeze

        module Manager
          # In place of the peer's, which asks the engine in the middle of the infra refresh and fails that when it fails.
          def ensure_managers
            ManageIQ::Providers::OvirtNet::Discovery.queue(self) if enabled?
          end

          # As of our own manager: its networks are refreshed along with it, with its user.
          def refresh_ems(opts = {})
            ManageIQ::Providers::OvirtNet::RejectedLogin.forget_all(self) if authentication_status_ok?
            super
          end

          def authentication_check_types_queue(*args)
            ManageIQ::Providers::OvirtNet::RejectedLogin.forget_all(self) if ManageIQ::Providers::OvirtNet::RejectedLogin.asked?(args)
            super
          end
        end

        # The networks come after the VMs, so that ports find the vNICs they are for.
        module Refresher
          def save_inventory(ems, target, persister)
            super
            EmsRefresh.queue_refresh(ems.network_managers.select(&:enabled?)) if target.kind_of?(ExtManagementSystem)
          end
        end

        # RBAC's filters name a network manager as it is called. Of an engine's, one alone has its name from the engine.
        module Filter
          def find_object_for_belongs_to_filter(name)
            found = super
            found.kind_of?(NetworkManager) ? found.parent_manager.network_manager : found
          end
        end

        # The pages' refresh: whoever asks for it wants a refused login tried, and says that what has vanished may be deleted.
        module Refresh
          def refresh_ems(ems_ids, reload = false)
            ids = Array(ems_ids).map { |ems| ems.kind_of?(ExtManagementSystem) ? ems.id : ems }
            NetworkManager.where(:id => ids).find_each do |manager|
              manager.rejected_login.forget
              manager.incomplete.accept_vanished
            end
            ExtManagementSystem.where(:id => ids, :type => MANAGERS).find_each { |engine| RejectedLogin.forget_all(engine) }
            super
          end
        end

        # @param loader [Zeitwerk::Loader] that loads the managers' classes, once or, in development, again and again
        def self.register(loader)
          MANAGERS.each { |name| loader.on_load(name) { |manager, _path| hook(manager) } }
          loader.on_load(REFRESHER) { |refresher, _path| refresher.prepend(Refresher) }
          loader.on_load(BASE) { |base, _path| base.singleton_class.prepend(Filter) }
          loader.on_load(ANY) { |any, _path| any.singleton_class.prepend(Refresh) }
        end

        def self.hook(manager)
          ours = {:foreign_key => :parent_ems_id, :class_name => "ManageIQ::Providers::OvirtNet::NetworkManager", :inverse_of => :parent_manager, :dependent => :destroy}
          # What ManageIQ takes for the only one is the first.
          manager.has_one(:network_manager, -> { oldest_first }, **ours, :autosave => true)
          manager.has_many(:network_managers, -> { oldest_first }, **ours)
          manager.prepend(Manager)
          # One that no discovery has adopted yet would outlive its engine: these associations do not see it.
          manager.before_destroy(:prepend => true) { ManageIQ::Providers::OvirtNet::Adoption.adopt(self) }
        end
        private_class_method :hook
      end
    end
  end
end
