require "optparse"
require "thor"
require_relative "../spec/support/simulator"
require_relative "options"
require_relative "measurement"
require_relative "networks"

# Measures refreshes in a ManageIQ, or core and extension alone.
module Bench
  module_function

  def run(options)
    $stdout.sync = true
    puts("", "#{RUBY_DESCRIPTION}, #{`nproc`.strip} processors, #{File.foreach("/proc/cpuinfo").grep(/model name/).first.to_s[/: (.*)/, 1]}")
    return alone(options) unless defined?(Rails)

    require_relative "changes"
    require_relative "fleet"
    require_relative "managers"
    require_relative "limits"
    require_relative "topology"
    require_relative "report"
    Managers.warm_up(options.managers) do |small|
      puts("", "A worker has #{Measurement.status("VmRSS").round} MB after boot.")
      next changes(options, small) if options.part == :changes
      next Fleet.run(options.fleet, options.minutes) if options.part == :fleet
      next options.sizes.each { |size| pauses(size, options, small) } if options.part == :pauses
      next options.sizes.each { |size| Topology.run(size, small[:ours], options.runs) } if options.part == :topology

      options.sizes.each { |size| in_manageiq(size, options, small) }
      options.sizes.first(1).each { |size| in_manageiq(size, options, small, :login_delay_ms => options.login_delay_ms) } if options.login_delay_ms > 0
    end
  end

  def table(title, head, rows)
    puts("", title)
    Thor::Shell::Basic.new.print_table([head, *rows].map { |row| row.map(&:to_s) }, :indent => 2)
  end

  def in_manageiq(size, options, small, **settings)
    Networks.open(size, **settings) do |networks|
      report = Report.new(networks, options)
      options.managers.each do |name|
        networks.reset
        Managers.open(name, networks, :vnics => options.vnics) do |manager|
          options.scenarios_of(name).each do |scenario|
            networks.change(scenario)
            taken = Measurement.median(options.runs_of(name, scenario), -> { Managers.refresh(small[name]) }) { Managers.refresh(manager, scenario) }
            report.add(name, scenario, taken, networks.requests)
          end
        end
      end
      report.add_limits(Limits.measure(networks)) if settings.empty?
      report.print
    end
  end

  def changes(options, small)
    Changes.warm_up
    options.sizes.each { |size| Changes.run(size, small[:ours], options.runs) }
  end

  # A thread that ticks beside a refresh: a worker's heartbeat, say.
  def pauses(size, options, small)
    Networks.open(size) do |networks|
      networks.reset
      Managers.open(:ours, networks, :vnics => options.vnics) do |manager|
        rows = options.scenarios_of(:ours).map do |scenario|
          networks.change(scenario)
          taken = Measurement.take(-> { Managers.refresh(small[:ours]) }) { Measurement.longest_pause { Managers.refresh(manager) } }
          [Report::TITLES[scenario], taken[:seconds].round(3), (taken[:result] * 1_000).round]
        end
        table("#{networks}: how long another thread waited", ["", "seconds", "ms at most"], rows)
      end
    end
  end

  def alone(options)
    require "ovirt_net"
    puts("No ManageIQ: core and extension are measured alone. Set MANAGEIQ_REPO to measure refreshes.")
    options.sizes.each do |size|
      Networks.open(size) do |networks|
        client = networks.client
        read   = Measurement.take { client.inventory }
        delta  = Measurement.take { Measurement.longest_pause { client.inventory.tap { |inventory| inventory.delta(OvirtNet::Stored.new, {}).release }.release } }
        drawn  = Measurement.take { Measurement.longest_pause { client.inventory.topology.svg("Topology") } }
        rows   = {"read the inventory" => read, "and compare it with empty tables" => delta, "or draw it" => drawn}.map do |what, taken|
          [what, taken[:seconds].round(3), taken[:cpu].round(3), taken[:memory].round, taken[:result] && (taken[:result] * 1_000).round]
        end
        table("#{networks}: core and extension", ["", "seconds", "CPU s", "MB above start", "ms that another thread waited"], rows)
      end
    end
  end
end

Bench.run(Bench::Options.parse(ARGV))
