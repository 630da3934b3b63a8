require "json"
require "ovirt_net/check"
require "ovirt_net/cli/command"

module OvirtNet
  class CLI
    # ovirt-net watch
    class WatchCommand < Command
      # A reading takes one of so many parts of the provider's time, at most.
      SHARE = 20

      SIGNS = {:created => ["+", :green], :updated => ["~", :yellow], :deleted => ["-", :red]}.freeze

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

      # @return [Float] how many seconds the provider took
      def read
        # Loads ManageIQ the first time, which takes long and is no burden on the provider.
        client  = subject.client
        reading = Check::Attempt.of { Progress.during("reading the inventory") { client.inventory } }
        show(reading.value, reading.seconds)
        reading.seconds
      rescue AuthenticationError, InvalidOptionError
        raise # Nothing will change that, and accounts get locked.
      rescue Error => err
        say("error", "message" => err.message)
        reading ? reading.seconds : 0.0
      end

      def show(now, seconds)
        if @known
          Events.between(@known, now).each { |event| tell(event) }
        else
          say("status", "message" => "#{subject.title}: #{now.counts.map { |table, rows| "#{rows} #{table}" }.join(", ")}; reading took #{seconds.round(2)} s")
        end
        @known = now
      end

      def tell(event)
        return say(event[:kind], event.slice(:event_type, :table, :ems_ref, :name, :message, :changes)) if options[:json]

        say(nil, {"message" => event[:message]}, shell.set_color(*SIGNS.fetch(event[:kind])))
      end

      # @param sign [String, nil] what stands before a message on a terminal
      def say(kind, values, sign = nil)
        time = Time.now.strftime("%FT%T%:z")
        return puts(Plain.json(JSON.generate({"time" => time, "change" => kind}.merge(values.transform_keys(&:to_s))))) if options[:json]

        puts([time, sign, Plain.line(values["message"])].compact.join(" "))
      end
    end
  end
end
