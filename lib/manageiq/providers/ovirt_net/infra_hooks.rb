module ManageIQ
  module Providers
    module OvirtNet
      # What the managers of oVirt and Red Hat Virtualization get when their classes are loaded.
      module InfraHooks
        MANAGERS = %w[ManageIQ::Providers::Ovirt::InfraManager ManageIQ::Providers::Redhat::InfraManager].freeze

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

        # The network managers of an oVirt provider
        module Associations
          def self.install(manager)
            ours = {:foreign_key => :parent_ems_id, :class_name => "ManageIQ::Providers::OvirtNet::NetworkManager", :inverse_of => :parent_manager, :dependent => :destroy}
            # What ManageIQ takes for the only one is the first.
            manager.has_one(:network_manager, -> { oldest_first }, **ours, :autosave => true)
            manager.has_many(:network_managers, -> { oldest_first }, **ours)
            # One that no discovery has adopted yet would outlive it: these associations do not see it.
            manager.before_destroy(:prepend => true) { ManageIQ::Providers::OvirtNet::Adoption.adopt(self) }
            # RBAC's filters find a network manager by its stored name.
            manager.after_update(:if => :saved_change_to_name?) { network_managers.each { |network_manager| network_manager.update_columns(:name => network_manager.name) } }
          end

          def self.installed?(manager)
            manager.reflect_on_association(:network_managers).present? && manager.reflect_on_association(:network_manager)&.class_name == "ManageIQ::Providers::OvirtNet::NetworkManager"
          end
        end
      end
    end
  end
end
