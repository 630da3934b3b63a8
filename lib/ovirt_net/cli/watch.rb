require "json"
require "ovirt_net/cli/command"
require "ovirt_net/cli/changes"

module OvirtNet
  class CLI
    # ovirt-net watch
    class WatchCommand < Command
      # A reading takes one of so many parts of the provider's time, at most.
      SHARE = 20

      SIGNS = {"new" => ["+", :green], "changed" => ["~", :yellow], "gone" => ["-", :red]}.freeze

      # @return [Integer] exit code
      def run
        readings = 0
        $stdout.sync = true
        loop do
          seconds   = read
          readings += 1
          return FINE if options[:readings] && readings >= options[:readings]

          sleep([options[:interval], SHARE * seconds].max)
        end
      rescue Interrupt
        FINE # how it ends
      end

      private

      # @return [Float] how many seconds it took
      def read
        started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        client  = subject.client
        now     = Progress.during("reading the inventory") { client.inventory }
        seconds = Process.clock_gettime(Process::CLOCK_MONOTONIC) - started
        if @known
          Changes.new(@known, now).each { |change| tell(change) }
        else
          say("status", "message" => "#{subject.title}: #{now.counts.map { |table, rows| "#{rows} #{table}" }.join(", ")}; reading took #{seconds.round(2)} s")
        end
        @known = now
        seconds
      rescue AuthenticationError, InvalidOptionError
        raise # Nothing will change that, and accounts get locked.
      rescue Error => err
        say("error", "message" => err.message)
        Process.clock_gettime(Process::CLOCK_MONOTONIC) - started
      end

      def tell(change)
        sign, color = SIGNS.fetch(change[:change])
        return say(change[:change], change) if options[:json]

        columns = change[:columns].to_h.map { |column, (old, new)| "#{column}: #{old.inspect} -> #{new.inspect}" }.join(", ")
        say(nil, "message" => "#{shell.set_color("#{sign} #{change[:change]}", color)} #{change[:table]} #{change[:name]}#{" (#{columns})" unless columns.empty?}")
      end

      def say(kind, values)
        time = Time.now.strftime("%FT%T%:z")
        puts(options[:json] ? JSON.generate({"time" => time, "change" => kind}.merge(values.transform_keys(&:to_s))) : "#{time} #{values["message"]}")
      end
    end
  end
end
