require "json"
require "ovirt_net/cli/command"
require "ovirt_net/cli/plain"

module OvirtNet
  class CLI
    # ovirt-net findings
    class FindingsCommand < Command
      # @return [Integer] exit code
      def run
        findings = (subject.respond_to?(:findings) ? subject : inventory).findings
        options[:json] ? puts(Plain.json(JSON.pretty_generate(findings))) : print_findings(findings)
        findings.empty? ? FINE : WRONG
      end

      private

      def print_findings(findings)
        findings.each do |finding|
          puts(Plain.line("#{finding[:code]}: #{finding[:why]}"), "  -> #{Plain.line(finding[:remedy])}")
        end
        puts(findings.empty? ? "Nothing found." : "#{findings.size} #{findings.one? ? "finding" : "findings"}")
      end
    end
  end
end
