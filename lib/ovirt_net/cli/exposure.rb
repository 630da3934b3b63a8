require "json"
require "ovirt_net/cli/command"
require "ovirt_net/cli/plain"

module OvirtNet
  class CLI
    # ovirt-net exposure
    class ExposureCommand < Command
      ANYONE = "anyone".freeze

      # @return [Integer] exit code
      def run
        exposures = (subject.respond_to?(:exposure) ? subject : inventory).exposure
        exposures = exposures.map { |exposure| exposure.merge(:open => exposure[:open].select { |opening| opening[:from] == ANYONE }) }.reject { |exposure| exposure[:open].empty? } if options[:anyone]
        options[:json] ? puts(Plain.json(JSON.pretty_generate(exposures))) : exposures.each { |exposure| print_port(exposure) }
        FINE
      end

      private

      def print_port(exposure)
        port, network = exposure.values_at(:port, :network)
        puts(Plain.line("#{port[:name]} (#{port[:id]}) on #{network[:name]}"))
        lines = exposure[:open].group_by { |opening| opening[:from] }.map { |from, openings| "  open to #{from}: #{openings.map { |opening| opening[:text] }.join(", ")}" }
        puts(lines.empty? ? ["  nothing is allowed in"] : lines.map { |line| "  #{Plain.line(line.strip)}" })
      end
    end
  end
end
