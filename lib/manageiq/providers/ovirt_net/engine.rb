require "manageiq/providers/ovirt_net/hooks"

module ManageIQ
  module Providers
    module OvirtNet
      # lib is not autoloaded: Zeitwerk cannot name the dashed file that Bundler requires.
      class Engine < ::Rails::Engine
        isolate_namespace ManageIQ::Providers::OvirtNet

        initializer "ovirt_net.hooks" do
          Hooks.register(Rails.autoloaders.main)
        end

        def self.vmdb_plugin?
          true
        end

        def self.plugin_name
          _("oVirt Network (OVN) Provider")
        end

        # What ManageIQ's UI, where there is one, has in its menu besides
        #
        # @return [Array<Menu::Item>]
        def self.menu
          {"ovirt_net_topology" => N_("Topology"), "ovirt_net_reachability" => N_("Reachability"), "ovirt_net_findings" => N_("Findings")}.map do |page, title|
            ::Menu::Item.new(page, title, "#{page}_show", {:feature => "#{page}_show"}, "/#{page}/show", :default, :net)
          end
        end

        def self.init_loggers
          $ovirt_net_log ||= Vmdb::Loggers.create_logger("ovirt_net.log")
        end

        def self.apply_logger_config(config)
          Vmdb::Loggers.apply_config_value(config, $ovirt_net_log, :level_ovirt_net)
        end
      end
    end
  end
end
