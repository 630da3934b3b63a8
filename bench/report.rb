module Bench
  # A table a size: what was measured, and how many times faster than the peer that is.
  class Report
    HEAD   = ["", "seconds", "CPU s", "SELECT", "INSERT", "UPDATE", "DELETE", "other", "requests", "rows written", "MB above boot", "times the peer"].freeze
    VERBS  = %w[SELECT INSERT UPDATE DELETE].freeze
    TITLES = {:first => "first", :unchanged => "unchanged", :ten => "10 ports changed", :percent => "1 % changed", :deleted => "all deleted"}.freeze

    def initialize(networks, options)
      @networks = networks
      @options  = options
      @taken    = {}
      @limits   = {}
    end

    def add(manager, scenario, measurement, requests)
      @taken[[manager, scenario]] = measurement.merge(:requests => requests / @options.runs_of(manager, scenario))
      warn("#{@networks}: #{manager} #{scenario} #{measurement[:seconds].round(3)} s")
    end

    def add_limits(limits)
      @limits = limits
    end

    def print
      rows = @taken.sort_by { |(_, scenario), _| TITLES.keys.index(scenario) }.map { |(manager, scenario), taken| row("#{TITLES[scenario]}: #{manager}", taken, times(scenario, taken)) }
      rows.concat(@limits.map { |what, taken| row("limit: #{what}", taken.merge(:queries => {}), nil) })
      Demo::Table.new(@networks.to_s, HEAD, rows, :limit => rows.size).print
    end

    private

    def row(title, taken, times)
      verbs = taken[:queries].values_at(*VERBS).map(&:to_i)
      [title, taken[:seconds].round(3), taken[:cpu].round(2), *verbs, taken[:queries].values.sum - verbs.sum, taken[:requests], taken[:rows]&.sum, taken[:memory].round, times]
    end

    def times(scenario, taken)
      peer = @taken[[:peer, scenario]]
      (peer[:seconds] / taken[:seconds]).round(1) if peer
    end
  end
end
