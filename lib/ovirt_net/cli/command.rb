require "ovirt_net/cli/managers"
require "ovirt_net/cli/progress"
require "ovirt_net/cli/settings"

module OvirtNet
  class CLI
    # What all commands share: whom they ask.
    class Command
      # Options that say nothing of a network manager, which has its own of all that
      OF_PROVIDERS = %w[user password_file ca verify_ssl proxy connect_timeout read_timeout].freeze

      # @param options [Hash] as Thor gives them
      def initialize(options)
        @options  = options
        @settings = Settings.new(options)
      end

      private

      attr_reader :options

      # @return [#title, #client, #check] the provider that is named, else ManageIQ's network manager
      def subject
        @subject ||= @settings.url ? provider : manager(Managers.find(options[:manager]))
      end

      # @return [OvirtNet::Inventory] all that the provider has
      def inventory
        client = subject.client
        Progress.during("reading the inventory") { client.inventory }
      end

      def provider
        require "ovirt_net/cli/provider"
        Provider.new(@settings.client_options)
      end

      def manager(manager)
        foreign = options.keys & OF_PROVIDERS
        raise UsageError, "--#{foreign.first.tr("_", "-")} is for a provider that --url names; network managers have their own settings" if foreign.any?

        ::ManageIQ::Providers::OvirtNet::Check.new(manager)
      end

      def shell
        @shell ||= Thor::Base.shell.new
      end
    end
  end
end
