module OvirtNet
  class CLI
    # What is being done and for how long, on a terminal alone; it leaves nothing behind.
    class Progress
      INTERVAL = 0.5 # seconds

      # @return [Object] what the block gives
      def self.during(text)
        progress = new(text)
        yield
      ensure
        progress&.stop
      end

      def initialize(text, terminal = $stderr)
        @text     = text
        @terminal = terminal
        @started  = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        @thread   = Thread.new { tell } if terminal.tty?
      rescue ThreadError
        nil # The system has none left; it goes without.
      end

      def stop
        return unless @thread

        @thread.kill.join
        @thread = nil
        @terminal.print("\r\e[K")
      end

      private

      def tell
        loop do
          sleep(INTERVAL)
          @terminal.print(format("\r\e[K  %<text>s … %<seconds>d s", :text => @text, :seconds => Process.clock_gettime(Process::CLOCK_MONOTONIC) - @started))
        end
      end
    end
  end
end
