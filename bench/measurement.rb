module Bench
  # Time, memory and database queries of a block, in a process of its own: what one run leaves behind does not weigh on the next.
  module Measurement
    module_function

    # @return [Hash] of the run that took the median of the time
    def median(runs, prepare, &)
      Array.new(runs) { take(prepare, &) }.sort_by { |taken| taken[:seconds] }[runs / 2]
    end

    # @param prepare [#call, nil] gives the block what is not to be measured
    # @return [Hash] +:seconds+, +:cpu+ seconds, +:memory+ megabytes at most above those at the start, +:queries+ by verb,
    #   +:rows+ inserted, updated and deleted
    def take(prepare = nil, &block)
      before = written
      taken  = apart do
        given = prepare&.call
        measured { block.call(given) }
      end
      taken.merge(:rows => written.zip(before).map { |after, start| after - start })
    end

    # Runs a block in a process of its own: this one, from which all others are forked, gets no bigger by it.
    #
    # @return [Hash, nil] what the block measured
    def apart(&block)
      beside([block]).first
    end

    # Runs blocks at the same time, each in a process of its own.
    #
    # @return [Array<Hash, nil>] what they measured
    def beside(blocks)
      disconnect
      answers = blocks.map { |block| start(&block) }.map { |reader, child| reader.read.tap { Process.wait(child) } }
      raise "a block failed" if answers.any?(&:empty?)

      answers.map do |answer|
        result, backend = Marshal.load(answer)
        # PostgreSQL counts what was written when that ends.
        sleep(0.01) while backend && ActiveRecord::Base.lease_connection.select_value("SELECT true FROM pg_stat_activity WHERE pid = #{backend}")
        result
      end
    end

    # @return [Array(IO, Integer)] where the block's result will be read, and its process
    def start
      reader, writer = IO.pipe(:binmode => true)
      child = fork do
        reader.close
        result = yield
        writer.write(Marshal.dump([(result if result.kind_of?(Hash)), backend]))
        writer.close
        exit!(0)
      end
      writer.close
      [reader, child]
    end

    # @return [Float] seconds for which a thread that wants to run every millisecond could not
    def longest_pause
      longest, done = 0, false
      ticker = Thread.new do
        last = clock
        until done
          sleep(0.001)
          now     = clock
          longest = [longest, now - last - 0.001].max
          last    = now
        end
      end
      yield
      longest
    ensure
      done = true
      ticker.join
    end

    def clock
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end

    def measured
      verbs  = Hash.new(0)
      listen = ->(*, payload) { verbs[payload[:sql][/\w+/].upcase] += 1 unless payload[:name] == "SCHEMA" }
      ActiveRecord::Base.lease_connection.select_value("SELECT 1") if defined?(ActiveRecord)
      GC.start
      memory, start, cpu = status("VmRSS"), clock, cpu_seconds
      result = defined?(ActiveSupport) ? ActiveSupport::Notifications.subscribed(listen, "sql.active_record") { yield } : yield
      {
        :seconds => clock - start,
        :cpu     => cpu_seconds - cpu,
        :memory  => status("VmHWM") - memory,
        :queries => verbs,
        :result  => (result if result.kind_of?(Float))
      }
    end

    def cpu_seconds
      times = Process.times
      times.utime + times.stime
    end

    def status(name)
      File.read("/proc/self/status")[/#{name}:\s+(\d+)/, 1].to_i / 1024.0
    end

    # Rows of the tables of networks that were inserted, updated and deleted so far.
    def written
      return [0, 0, 0] unless defined?(ActiveRecord)

      tables = OvirtNet::Stored.columns.keys.map { |table| table.to_s.sub("subnet_network", "subnets_network") }
      ActiveRecord::Base.lease_connection.select_rows("SELECT sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_user_tables WHERE relname IN (#{tables.map { |table| "'#{table}'" }.join(", ")})").first.map(&:to_i)
    end

    # The process of PostgreSQL that serves this one
    def backend
      ActiveRecord::Base.lease_connection.select_value("SELECT pg_backend_pid()") if defined?(ActiveRecord)
    end

    def disconnect
      ActiveRecord::Base.connection_handler.clear_all_connections! if defined?(ActiveRecord)
    end
  end
end
