module OvirtNet
  class CLI
    # The tables of an inventory by the names that people give them: ours, those of the provider's lists, and shorter ones.
    module Tables
      # In the order of an inventory; first is what a list of them says.
      NAMES = {
        :cloud_tenants              => %w[tenants],
        :cloud_networks             => %w[networks],
        :network_routers            => %w[routers],
        :cloud_subnets              => %w[subnets],
        :security_groups            => %w[security-groups groups],
        :firewall_rules             => %w[security-group-rules rules],
        :network_ports              => %w[ports],
        :cloud_subnet_network_ports => %w[addresses fixed_ips],
        :floating_ips               => %w[floatingips]
      }.freeze

      # By all names that there are, in the singular
      SINGULAR = ->(name) { name.delete("-_ ").sub(/(?<=address)es\z|(?<!s)s\z/, "") }
      BY_NAME  = NAMES.flat_map { |table, names| [table.to_s, *names].map { |name| [SINGULAR[name], table] } }.to_h.freeze

      # @param name [String] such as "ports", "Security Group" or "network_ports"
      # @return [Symbol] the table
      # @raise [UsageError] naming all there are
      def self.named(name)
        BY_NAME.fetch(SINGULAR[name.strip.downcase]) { raise UsageError, "there is no list #{Plain.line(name).inspect}; the lists are: #{NAMES.values.map(&:first).join(", ")}" }
      end
    end
  end
end
