%w[hook api_hooks automate_hooks event_hooks infra_hooks schedule_hooks ui_hooks vm_hooks].each { |file| require "manageiq/providers/ovirt_net/#{file}" }

module ManageIQ
  module Providers
    module OvirtNet
      # Every place in which ManageIQ's own classes are extended: this list installs them, and `ovirt-net check` looks whether they are in force.
      module Hooks
        OVIRT  = "ManageIQ::Providers::Ovirt::Engine".freeze
        REDHAT = "ManageIQ::Providers::Redhat::Engine".freeze
        API    = "ManageIQ::Api::Engine".freeze
        UI     = "ManageIQ::UI::Classic::Engine".freeze

        AUTOMATE = "ManageIQ::AutomationEngine::Engine".freeze

        INFRA_MANAGER = "ManageIQ::Providers::Ovirt::InfraManager".freeze
        REFRESHER     = "ManageIQ::Providers::Ovirt::InfraManager::Refresher".freeze
        CONTROLLERS   = %w[CloudNetworkController CloudSubnetController NetworkRouterController SecurityGroupController].freeze

        def self.hook(target, how, extension, why:, until_then:, plugin: nil)
          Hook.new(:target => target, :how => how, :extension => extension, :why => why, :until => until_then, :plugin => plugin).freeze
        end
        private_class_method :hook

        # The oVirt and Red Hat Virtualization providers, and their refresh
        INFRA = [[INFRA_MANAGER, OVIRT], ["ManageIQ::Providers::Redhat::InfraManager", REDHAT]].flat_map do |manager, plugin|
          [
            hook(manager, :install, InfraHooks::Associations,
                 :plugin     => plugin,
                 :why        => "an oVirt provider has one or more network managers of ours, and deletes them with itself",
                 :until_then => "ManageIQ lets a plugin name the network manager of an infra manager"),
            hook(manager, :prepend, InfraHooks::Manager,
                 :plugin     => plugin,
                 :why        => "its refresh queues our discovery; a refused login is tried again when a user asks for it",
                 :until_then => "ManageIQ has a callback for what follows a refresh or a check of credentials")
          ]
        end.push(
          hook(REFRESHER, :prepend, InfraHooks::Refresher,
               :plugin     => OVIRT,
               :why        => "the networks are refreshed after the VMs, so that ports find their vNICs",
               :until_then => "ManageIQ has a callback for the end of a refresh"),
          hook(REFRESHER, :prepend, EventHooks::Targeted,
               :plugin     => OVIRT,
               :why        => "ports are linked to new vNICs as soon as an event has caused their refresh",
               :until_then => "as above"),
          hook("ManageIQ::Providers::Ovirt::InfraManager::Vm", :install, VmHooks::Ports,
               :plugin     => OVIRT,
               :why        => "a VM of oVirt has ports, and security groups to add and remove",
               :until_then => "ManageIQ has both for VMs of infra managers, as for VMs of clouds")
        ).freeze

        # ManageIQ itself
        CORE = [
          hook("ExtManagementSystem", :prepend_to_class, InfraHooks::Refresh,
               :why        => "a refresh that a user asks for deletes what has vanished, and tries a refused login",
               :until_then => "the pages call refresh_ems of a network manager, as the API does"),
          hook("EmsEvent", :prepend_to_class, EventHooks::Add,
               :why        => "an event of oVirt causes a refresh of the networks; events of other providers are ignored",
               :until_then => "ManageIQ tells plugins of stored events"),
          hook("MiqScheduleWorker::Runner", :prepend, ScheduleHooks::Interval,
               :why        => "an unusable refresh_interval is replaced by the default, rather than end the scheduler of all providers",
               :until_then => "ManageIQ's scheduler rejects unusable intervals")
        ].freeze

        REST = [
          hook("Api::BaseController", :install, ApiHooks::PausedErrors,
               :plugin     => API,
               :why        => "a change of a paused network manager is a bad request with the reason",
               :until_then => "the API answers MiqException::Error so"),
          hook("Api::NetworkRoutersController", :prepend, ApiHooks::Routers,
               :plugin     => API,
               :why        => "the form that edits a router opens where the gateway's network has no subnet",
               :until_then => "the API does not leave out empty related objects"),
          *%w[Api::NetworkRoutersController Api::CloudSubnetsController].map do |controller|
            hook(controller, :prepend, ApiHooks::Refusals,
                 :plugin     => API,
                 :why        => "a refusal before anything is queued keeps the form open with its values",
                 :until_then => "the API answers MiqException::Error so")
          end,
          hook("Api::VmsController", :prepend, ApiHooks::Groups,
               :plugin     => API,
               :why        => "security groups are given by id, and for single ports",
               :until_then => "the API takes ids in these actions"),
          hook("Api::SecurityGroupsController", :prepend, ApiHooks::UsedGroups,
               :plugin     => API,
               :why        => "a security group in use can be removed from its ports and deleted in one request",
               :until_then => "the API passes the parameters of a deletion on")
        ].freeze

        PAGES = [
          *CONTROLLERS.flat_map do |controller|
            [
              hook(controller, :prepend, UiHooks::Instances,
                   :plugin     => UI,
                   :why        => "Instances lists VMs of oVirt",
                   :until_then => "ui-classic lists the VMs that the object has"),
              hook(controller, :prepend, UiHooks::OutdatedPages,
                   :plugin     => UI,
                   :why        => "a page that was opened before says why something is not possible any more",
                   :until_then => "ui-classic asks supports? again when a button is pressed"),
              hook(controller, :install, UiHooks::PausedErrors,
                   :plugin     => UI,
                   :why        => "the same for a paused network manager",
                   :until_then => "as above")
            ]
          end,
          *[*CONTROLLERS, "EmsNetworkController", "NetworkPortController"].map do |controller|
            hook(controller, :helper, UiHooks::Pages,
                 :plugin     => UI,
                 :why        => "a form that was refused stays open; long texts break between words",
                 :until_then => "ui-classic shows what the API answers")
          end,
          *[*CONTROLLERS, "EmsNetworkController", "NetworkPortController", "VmInfraController", "VmOrTemplateController"].map do |controller|
            hook(controller, :prepend, UiHooks::GroupButtons,
                 :plugin     => UI,
                 :why        => "the button Edit Security Groups opens our page",
                 :until_then => "ui-classic lets a toolbar button of a plugin lead to a page")
          end,
          hook("CloudNetworkController", :prepend, UiHooks::NetworkLists,
               :plugin     => UI,
               :why        => "a network's page links to its ports and to the routers with a gateway on it",
               :until_then => "ui-classic has these lists"),
          hook("NetworkPortController", :prepend, UiHooks::PortSearch,
               :plugin     => UI,
               :why        => "ports are found by MAC and IP address",
               :until_then => "ui-classic's search looks at more than the first column"),
          *[
            ["EmsNetworkHelper", UiHooks::Manager, "when it was read, what is missing, a warning of the certificate, the topology"],
            ["EmsNetworkHelper", UiHooks::ManagerExplanations, "links to reachability and findings"],
            ["CloudNetworkHelper", UiHooks::Network, "its ports, and the routers with a gateway on it"],
            ["CloudSubnetHelper", UiHooks::SubnetExplanations, "how many addresses are free"],
            ["NetworkPortHelper", UiHooks::Port, "its network and its VM"],
            ["NetworkPortHelper", UiHooks::PortExplanations, "what is open, and a link to reachability"],
            ["SecurityGroupHelper", UiHooks::GroupExplanations, "a link to reachability"],
            ["VmHelper", UiHooks::Vm, "networks, ports and security groups of a VM of oVirt"],
            ["VmHelper", UiHooks::VmExplanations, "what is open, and a link to reachability"]
          ].map do |helper, extension, shown|
            hook("#{helper}::TextualSummary", :prepend, extension, :plugin => UI, :why => "the page shows #{shown}", :until_then => "ui-classic lets a provider add to a summary")
          end
        ].freeze

        AUTOMATION = [
          hook("MiqAeMethodService", :install, AutomateHooks::ServiceModels,
               :plugin     => AUTOMATE,
               :why        => "automate methods change security groups of VMs and ports, and ask for reachability",
               :until_then => "the automation engine lets a plugin expose methods of a model")
        ].freeze

        # @return [Array<Hook>]
        def self.all
          INFRA + CORE + REST + PAGES + AUTOMATION
        end

        # @param loader [Zeitwerk::Loader] that loads ManageIQ's classes, once or, in development, again and again
        def self.register(loader)
          all.each { |hook| hook.register(loader) }
        end

        # @return [Array<String>] a sentence for each that is not in force
        def self.problems
          all.filter_map { |hook| hook.problem&.then { |problem| "#{hook.title}: #{problem}; missing: #{hook.why}" } }
        end
      end
    end
  end
end
