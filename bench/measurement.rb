module Bench
  # Time, memory and questions of a block, in a process of its own: what one run leaves behind does not weigh on the next.
  module Measurement
    module_function

    # @return [Hash] of the run that took the median of the time
    def median(runs, &)
      Array.new(runs) { take(&) }.sort_by { |taken| taken[:seconds] }[runs / 2]
    end

    # @return [Hash] +:seconds+, +:cpu+ seconds, +:memory+ megabytes at most above those at the start, +:queries+ by verb,
    #   +:rows+ inserted, updated and deleted
    def take(&)
      disconnect
      before = written
      disconnect
      taken = in_child(&)
      taken.merge(:rows => written.zip(before).map { |after, start| after - start })
    end

    def in_child(&)
      reader, writer = IO.pipe(:binmode => true)
      child = fork do
        reader.close
        writer.write(Marshal.dump(measured(&)))
        writer.close
        exit!(0)
      end
      writer.close
      result = reader.read
      Process.wait(child)
      raise "the measured block failed" if result.empty?

      Marshal.load(result)
    end

    def measured
      verbs  = Hash.new(0)
      listen = ->(*, payload) { verbs[payload[:sql][/\w+/].upcase] += 1 unless payload[:name] == "SCHEMA" }
      ActiveRecord::Base.connection.select_value("SELECT 1") if defined?(ActiveRecord)
      GC.start
      memory, clock, cpu = status("VmRSS"), Process.clock_gettime(Process::CLOCK_MONOTONIC), cpu_seconds
      defined?(ActiveSupport) ? ActiveSupport::Notifications.subscribed(listen, "sql.active_record") { yield } : yield
      {
        :seconds => Process.clock_gettime(Process::CLOCK_MONOTONIC) - clock,
        :cpu     => cpu_seconds - cpu,
        :memory  => status("VmHWM") - memory,
        :queries => verbs
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

      sleep(0.5) # until PostgreSQL has counted
      tables = OvirtNet::Stored.columns.keys.map { |table| table.to_s.sub("subnet_network", "subnets_network") }
      ActiveRecord::Base.connection.select_rows("SELECT sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_user_tables WHERE relname IN (#{tables.map { |table| "'#{table}'" }.join(", ")})").first.map(&:to_i)
    end

    def disconnect
      ActiveRecord::Base.connection_handler.clear_all_connections! if defined?(ActiveRecord)
    end
  end
end
