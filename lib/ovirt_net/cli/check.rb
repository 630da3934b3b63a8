require "json"
require "ovirt_net/check"
require "ovirt_net/cli/command"

module OvirtNet
  class CLI
    # ovirt-net check
    class CheckCommand < Command
      CODES  = {"ok" => FINE, "warning" => FINE, "differs" => DIFFERS, "failed" => WRONG}.freeze
      COLORS = {"ok" => :green, "warning" => :yellow, "differs" => :yellow, "failed" => :red}.freeze

      # @return [Integer] exit code
      def run
        reports = subjects.map { |subject| check(subject) }
        status  = reports.map(&:status).max_by { |found| Check::Report::STATUSES.index(found) }
        puts(overview(reports)) if reports.size > 1 && !options[:json]
        puts(Plain.json(JSON.pretty_generate(:status => status, :checks => reports.map(&:to_h)))) if options[:json]
        CODES.fetch(status)
      end

      # Told by the report: a step begins.
      def starts(name)
        @progress = Progress.new(name)
      end

      # Told by the report: it has ended.
      def ends(step)
        @progress&.stop
        return if options[:json]

        puts(format("  %<status>s %<seconds>7.2f s  %<name>-28s %<message>s", :status => colored(step.status), :seconds => step.seconds, :name => Plain.line(step.name), :message => Plain.line(step.message)))
        puts("#{" " * 21}-> #{Plain.line(step.remedy)}") if step.remedy
      end

      private

      def subjects
        return [subject] unless options[:all]
        raise UsageError, "--all is for ManageIQ's network managers; leave the URL out" if @settings.url

        Managers.all.map { |manager| manager(manager) }
      end

      def check(subject)
        report = Check::Report.new(subject.title, self)
        puts(Plain.line(subject.title)) unless options[:json]
        subject.check(report)
        puts("", summary(report), "") unless options[:json]
        report
      ensure
        @progress&.stop
      end

      def summary(report)
        failed = report.steps.count { |step| step.status == "failed" }
        case report.status
        when "failed"  then "#{failed} of #{report.steps.size} steps failed."
        when "differs" then "Everything works, but the tables differ from what the provider has."
        else                "Everything works."
        end
      end

      # Of several, which are not well
      def overview(reports)
        unwell = reports.reject { |report| CODES.fetch(report.status) == FINE }
        return "All #{reports.size} network managers work." if unwell.empty?

        "#{unwell.size} of #{reports.size} network managers have problems: #{unwell.map { |report| Plain.line(report.title) }.join("; ")}"
      end

      def colored(status)
        shell.set_color(status.ljust(7), COLORS.fetch(status))
      end
    end
  end
end
