module ManageIQ
  module Providers
    module OvirtNet
      # What happens when ManageIQ has stored an event of the engine's.
      module EventHooks
        # That of the events of both oVirt and Red Hat Virtualization managers
        SOURCE = "RHEVM".freeze

        # What events of VMs have the infra manager read: their vNICs, which ports may lead to.
        module Targeted
          def save_inventory(ems, target, persister)
            super
            EventHooks.link(ems) unless target.kind_of?(ExtManagementSystem)
          end
        end

        # ManageIQ is done with the event before we look at it.
        module Add
          def add(*)
            super.tap { |event| EventHooks.follow(event) if event }
          end
        end

        # Whatever goes wrong here is no matter of ManageIQ's event handling: the timer finds out what changed.
        def self.follow(event)
          Trigger.pull(event) if event.source == SOURCE
        rescue StandardError, ScriptError => err
          $ovirt_net_log&.error("the event #{event.event_type} (#{event.id}) causes no refresh: #{err.class}: #{err.message}")
        end

        def self.link(engine)
          NetworkManager.where(:parent_ems_id => engine.id, :enabled => true).each { |manager| manager.infra_vnics.link_ports }
        rescue ActiveRecord::ActiveRecordError => err
          $ovirt_net_log.error("EMS: [#{engine.name}], id: [#{engine.id}] ports are linked to new vNICs only by the next refresh: #{err.message}")
        end
      end
    end
  end
end
