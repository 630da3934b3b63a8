require "ovirt_net/check"

module OvirtNet
  class CLI
    # A provider that options or environment name.
    class Provider
      # @param client_options [Hash]
      # @raise [OvirtNet::InvalidOptionError] when they cannot be used
      def initialize(client_options)
        @client_options = client_options
        @client         = Client.new(**client_options)
      end

      attr_reader :client

      # @return [OvirtNet::Reachability]
      def reachability
        client.inventory.reachability
      end

      def title
        "network provider #{@client_options[:authentication_url]}"
      end

      # @param report [OvirtNet::Check::Report]
      def check(report)
        Check.new(@client_options, report).run
      end
    end
  end
end
