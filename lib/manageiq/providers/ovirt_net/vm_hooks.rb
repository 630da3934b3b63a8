module ManageIQ
  module Providers
    module OvirtNet
      # What the VMs of oVirt and Red Hat Virtualization get when their class is loaded: the security groups of their ports, as the VMs
      # of a cloud have them.
      module VmHooks
        # ManageIQ's own are those of clouds' VMs.
        module Groups
          # @param security_group [String, Integer, Hash] its name, id or ems_ref
          # @param ports [Array<Integer>, nil] ids of the ports; all of the VM where nil
          # @param vnic_profile [String, nil] what becomes of a vNIC profile with groups of its own: see ProfileGroups::CHOICES
          # @return [Integer] the task's id
          def add_security_group_queue(userid, security_group, ports = nil, vnic_profile = nil)
            queue_security_group(:add_security_group, "adding Security Group to VM for user #{userid}", userid, security_group, ports, vnic_profile)
          end

          # As {#add_security_group_queue}
          def remove_security_group_queue(userid, security_group, ports = nil, vnic_profile = nil)
            queue_security_group(:remove_security_group, "removing Security Group from VM for user #{userid}", userid, security_group, ports, vnic_profile)
          end

          def add_security_group(security_group, ports = nil, vnic_profile = nil)
            raw_add_security_group(security_group, ports, vnic_profile)
          end

          def remove_security_group(security_group, ports = nil, vnic_profile = nil)
            raw_remove_security_group(security_group, ports, vnic_profile)
          end

          def raw_add_security_group(security_group, ports = nil, vnic_profile = nil)
            doing = _("Adding Security Group %{group} to %{vm}") % {:group => VmHooks.title(security_group), :vm => name}
            VmPorts.new(self, ports).update({:add_security_groups => [security_group], :vnic_profile => vnic_profile}, doing)
          end

          def raw_remove_security_group(security_group, ports = nil, vnic_profile = nil)
            doing = _("Removing Security Group %{group} from %{vm}") % {:group => VmHooks.title(security_group), :vm => name}
            VmPorts.new(self, ports).update({:remove_security_groups => [security_group], :vnic_profile => vnic_profile}, doing)
          end

          private

          def queue_security_group(feature, action, userid, security_group, ports, vnic_profile)
            raise MiqException::Error, unsupported_reason(feature) unless supports?(feature)

            UserTask.queue(userid, action, self, feature.to_s, vnic_profile ? [security_group, ports, vnic_profile] : [security_group, ports].compact)
          end
        end

        # @param security_group [String, Integer, Hash] as a user has given it
        # @return [String] how a message calls it
        def self.title(security_group)
          return security_group.to_s unless security_group.kind_of?(Hash)

          given = security_group.symbolize_keys
          (given[:name] || given[:id] || given[:href] || given[:ems_ref]).to_s
        end

        # What a VM of oVirt has besides
        module Ports
          def self.install(vm)
            vm.has_many(:network_ports, :as => :device)
            vm.has_many(:security_groups, -> { distinct }, :through => :network_ports)
            vm.include(Groups)
            vm.supports(:add_security_group) { VmPorts.new(self).unsupported }
            vm.supports(:remove_security_group) do
              VmPorts.new(self).unsupported || (_("%{name} has no security group.") % {:name => name} if security_groups.empty? && NetworkManager::WaitingGroups.of(self).empty?)
            end
          end

          def self.installed?(vm)
            vm.include?(Groups)
          end
        end
      end
    end
  end
end
