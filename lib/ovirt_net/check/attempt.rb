module OvirtNet
  class Check
    # What came of something, and after how many seconds.
    Attempt = Struct.new(:result, :error, :seconds) do
      # @yieldreturn [Object] the result; an error is kept
      def self.of
        started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        begin
          result = yield
        rescue => err
          error = err
        end
        new(result, error, (Process.clock_gettime(Process::CLOCK_MONOTONIC) - started).round(3))
      end

      # @return [Object] the result @raise what went wrong instead
      def value
        error ? raise(error) : result
      end
    end
  end
end
