require "json"
require "ovirt_net/cli/command"

module OvirtNet
  class CLI
    # ovirt-net reach
    class ReachCommand < Command
      EXIT_CODES = {"reaches" => FINE, "dropped" => WRONG, "unknown" => UNKNOWN}.freeze
      SENTENCES  = {"reaches" => "The packet arrives.", "dropped" => "The packet does not arrive.", "unknown" => "It is not known whether the packet arrives."}.freeze
      SIGNS      = {"passes" => "+", "dropped" => "x", "unknown" => "?"}.freeze
      LIMITS     = "Not considered: firewalls and routes inside VMs, hosts on physical networks, and changes that were made in OVN without the provider.".freeze

      # @param from [String] id or name of a port, or an address; in ManageIQ the name of a VM, too
      # @param to [String] likewise
      # @return [Integer] exit code
      def run(from, to)
        whom   = subject
        answer = Progress.during("reading the inventory") { whom.reachability.ask(:from => from, :to => to, :protocol => options[:protocol], :port => options[:port]) }
        options[:json] ? puts(Plain.json(JSON.pretty_generate(answer))) : print_answer(answer)
        EXIT_CODES.fetch(answer[:verdict])
      end

      private

      def print_answer(answer)
        answer[:steps].each { |step| puts(Plain.line("#{SIGNS.fetch(step[:decision])} #{place(step)}: #{step[:why]}#{cause(step[:rule])}")) }
        puts("", SENTENCES.fetch(answer[:verdict]))
        puts(Plain.line("-> #{answer[:remedy][:text]}")) if answer[:remedy]
        puts(LIMITS)
      end

      def place(step)
        name, id, vm = step[:object].values_at(:name, :id, :vm)
        [step[:at], name, ("(#{id})" unless [nil, name].include?(id)), ("of the VM #{vm}" if vm)].compact.join(" ")
      end

      def cause(rule)
        return if rule.nil?

        rule[:security_group] ? " (rule #{rule[:id]} of the security group #{rule[:security_group]})" : " (#{rule[:destination]} by #{rule[:nexthop]})"
      end
    end
  end
end
