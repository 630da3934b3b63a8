%w[explanations forms lists summaries].each { |hooks| require_relative "ui_hooks/#{hooks}" }

module ManageIQ
  module Providers
    module OvirtNet
      # What ManageIQ's pages get when their controllers and helpers are loaded; where there is no UI, they never are.
      module UiHooks
        INSTANCES = %w[CloudNetworkController CloudSubnetController NetworkRouterController SecurityGroupController].freeze
        PAGES     = [*INSTANCES, "EmsNetworkController", "NetworkPortController"].freeze
        MANAGER   = "EmsNetworkHelper::TextualSummary".freeze
        NETWORK   = "CloudNetworkHelper::TextualSummary".freeze
        NETWORKS  = "CloudNetworkController".freeze
        PORTS     = "NetworkPortController".freeze
        PORT      = "NetworkPortHelper::TextualSummary".freeze
        VM        = "VmHelper::TextualSummary".freeze
        GROUP     = "SecurityGroupHelper::TextualSummary".freeze
        SUBNET    = "CloudSubnetHelper::TextualSummary".freeze

        # @param loader [Zeitwerk::Loader] that loads ManageIQ's UI, once or, in development, again and again
        def self.register(loader)
          INSTANCES.each { |name| loader.on_load(name) { |controller, _path| [controller.prepend(Instances, OutdatedPages), tell_paused(controller)] } }
          PAGES.each { |name| loader.on_load(name) { |controller, _path| controller.helper(Pages) } }
          loader.on_load(NETWORK) { |helper, _path| helper.prepend(Network) }
          loader.on_load(NETWORKS) { |controller, _path| controller.prepend(NetworkLists) }
          loader.on_load(PORTS) { |controller, _path| controller.prepend(PortSearch) }
          loader.on_load(MANAGER) { |helper, _path| helper.prepend(Manager, ManagerExplanations) }
          loader.on_load(PORT) { |helper, _path| helper.prepend(Port, PortExplanations) }
          loader.on_load(VM) { |helper, _path| helper.prepend(Vm, VmExplanations) }
          loader.on_load(GROUP) { |helper, _path| helper.prepend(GroupExplanations) }
          loader.on_load(SUBNET) { |helper, _path| helper.prepend(SubnetExplanations) }
        end
      end
    end
  end
end
