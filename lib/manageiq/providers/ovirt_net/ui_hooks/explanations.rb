module ManageIQ
  module Providers
    module OvirtNet
      module UiHooks
        # Lines of ManageIQ's pages that lead to what explains the network
        module Explanations
          REACHABILITY = "ovirt_net_reachability_show".freeze
          FINDINGS     = "ovirt_net_findings_show".freeze

          private

          # @param manager [ManageIQ::Providers::OvirtNet::NetworkManager]
          def ovirt_reachability(manager, **question)
            return unless manager.kind_of?(NetworkManager) && role_allows?(:feature => REACHABILITY)

            path = ["/ovirt_net_reachability/show/#{manager.id}", question.compact.to_query.presence].compact.join("?")
            {:label => _("Reachability"), :value => _("Ask"), :icon => "pficon pficon-route", :title => _("Find out whether a packet arrives, and what stops it"), :link => path}
          end

          # @return [Array<Hash>] what the security groups of ports let in
          def ovirt_exposure(ports)
            exposure = Exposure.new(ports)
            anyone, others = exposure.to_anyone, exposure.to_others
            return [] if anyone.nil?

            [{:label => _("Open to Anyone"), :value => anyone.presence || _("nothing")}, ({:label => _("Open to Others"), :value => others} if others.present?)].compact
          end
        end

        module PortExplanations
          include Explanations

          def textual_group_relationships
            is_vnics = @record.kind_of?(NetworkManager::NetworkPort) && !@record.device_owner.to_s.start_with?("network:")
            super.tap { |group| group.items.concat([*ovirt_exposure([@record]), ovirt_reachability(@record.ext_management_system, :to => @record.ems_ref)].compact) if is_vnics }
          end
        end

        module VmExplanations
          include Explanations

          def textual_group_relationships
            super.tap { |group| group.items.concat(ovirt_explanations) }
          end

          private

          def ovirt_explanations
            ports = Rbac.filtered(::NetworkPort.where(:device => @record, :type => NetworkManager::NetworkPort.name).includes(Exposure::NEEDS)).to_a
            return [] if ports.empty?

            [*ovirt_exposure(ports), ovirt_reachability(ports.first.ext_management_system, :to => ports.one? ? ports.first.ems_ref : @record.name)].compact
          end
        end

        module GroupExplanations
          include Explanations

          def textual_group_relationships
            super.tap { |group| group.items.concat([ovirt_reachability(@record.ext_management_system, :group => @record.id)].compact) if @record.kind_of?(NetworkManager::SecurityGroup) }
          end
        end

        module SubnetExplanations
          def textual_group_properties
            super.tap { |group| group.items.push(:ovirt_addresses) if @record.kind_of?(NetworkManager::CloudSubnet) }
          end

          def textual_ovirt_addresses
            usage = @record.address_usage
            {:label => _("Addresses"), :value => AddressUsage.words(usage)} if usage
          end
        end

        module ManagerExplanations
          include Explanations

          def textual_group_relationships
            super.tap { |group| group.items.concat([ovirt_reachability(@record), ovirt_findings].compact) if @record.kind_of?(NetworkManager) }
          end

          private

          def ovirt_findings
            return unless role_allows?(:feature => Explanations::FINDINGS)

            {:label => _("Findings"), :value => _("Show"), :icon => "pficon pficon-warning-triangle-o", :title => _("Show what is misconfigured"), :link => "/ovirt_net_findings/show/#{@record.id}"}
          end
        end
      end
    end
  end
end
