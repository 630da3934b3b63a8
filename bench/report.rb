module Bench
  # A table a size: what was measured, and how many times faster than the peer that is.
  class Report
    HEAD   = ["", "seconds", "CPU s", "SELECT", "INSERT", "UPDATE", "DELETE", "other", "requests", "rows written", "MB above boot", "times the peer", "in CPU"].freeze
    VERBS  = %w[SELECT INSERT UPDATE DELETE].freeze
    TITLES = {:first => "first", :unchanged => "unchanged", :networks => "unchanged, without the ports", :ten => "10 ports changed", :percent => "1 % changed", :deleted => "all deleted"}.freeze

    def initialize(networks, options)
      @networks = networks
      @options  = options
      @taken    = {}
      @limits   = {}
    end

    def add(manager, scenario, measurement, requests)
      @taken[[manager, scenario]] = measurement.merge(:requests => requests / @options.runs_of(manager, scenario))
      $stderr.puts("#{@networks}: #{manager} #{scenario} #{measurement[:seconds].round(3)} s")
    end

    def add_limits(limits)
      @limits = limits
    end

    def print
      taken = @taken.sort_by { |(_manager, scenario), _measured| TITLES.keys.index(scenario) }
      rows  = taken.map { |(manager, scenario), measured| row("#{TITLES[scenario]}: #{manager}", measured, times(scenario, measured)) }
      rows.concat(@limits.map { |what, measured| row("limit: #{what}", measured.merge(:queries => {})) })
      Bench.table(@networks.to_s, HEAD, rows)
    end

    private

    def row(title, measured, times = [nil, nil])
      queries = measured[:queries]
      verbs   = queries.values_at(*VERBS).map(&:to_i)
      [title, measured[:seconds].round(3), measured[:cpu].round(2), *verbs, queries.values.sum - verbs.sum, measured[:requests], measured[:rows].sum, measured[:memory].round, *times]
    end

    # By the clock, and by the worker's CPU
    def times(scenario, measured)
      peer = @taken[[:peer, scenario]]
      %i[seconds cpu].map { |what| (peer[what] / measured[what]).round if peer }
    end
  end
end
