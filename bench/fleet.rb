require_relative "fleet/followers"

module Bench
  # A region with many network managers that the timer follows: what that asks of ManageIQ per minute.
  #
  # The simulators take as long as the real provider with networks of that size. One serves a request at a time, so that no more
  # than a few managers share it.
  class Fleet
    Kind = Struct.new(:numbers, :networks_take, :ports_take) do
      def to_s
        numbers.join("/")
      end
    end

    # Seconds of the real provider
    SMALL  = Kind.new([100, 1_000], 0.01, 0.3)
    BIG    = Kind.new([1_000, 10_000], 0.12, 3.2)
    RARITY = 50 # one of so many managers is a big one
    SHARED = 6  # managers per simulator

    HEAD = ["network managers of", "how many", "messages", "refreshes without ports", "whole refreshes", "s of queries under way", "worker CPU s", "s late, median", "at most"].freeze

    def self.run(count, minutes)
      new(count, minutes).run
    end

    def initialize(count, minutes)
      big       = (count / RARITY.to_f).ceil
      @groups   = {SMALL => count - big, BIG => big}.flat_map { |kind, number| ([kind] * number).each_slice(SHARED).to_a }
      @minutes  = minutes
      @managers = {}
    end

    def run
      open_all(@groups) do
        followers = Followers.new(@managers, @minutes * 60)
        print(followers.follow, followers.empty_look)
      end
    end

    private

    def open_all(groups, &block)
      return yield if groups.empty?

      kinds, *others = groups
      Networks.open(kinds.first.numbers) do |networks|
        networks.reset
        networks.slow_down("networks" => kinds.first.networks_take, "subnets" => kinds.first.networks_take, "ports" => kinds.first.ports_take)
        open_group(kinds, networks) { open_all(others, &block) }
      end
    end

    def open_group(kinds, networks, &block)
      return yield if kinds.empty?

      kind, *others = kinds
      Managers.open(:ours, networks) do |manager|
        Measurement.apart { Managers.refresh(manager) }
        @managers[manager.id] = kind.to_s
        $stderr.puts("#{@managers.size} network managers") if (@managers.size % 20).zero?
        open_group(others, networks, &block)
      end
    end

    def print(taken, look)
      rows = @managers.values.tally.map { |kind, count| row(kind, count, taken[kind]) }
      Bench.table("#{@managers.size} network managers, per minute", HEAD, [*rows, row("the timer", nil, taken[:timer])])
      puts("", "A worker's look into its queue takes #{(look * 1_000).round(2)} ms where there is nothing.")
    end

    def row(title, count, taken)
      late = taken[:late].sort
      [
        title, count, *taken.values_at(:messages, :networks, :ports).map { |number| (number.to_f / @minutes).round },
        *taken.values_at(:database, :cpu).map { |seconds| (seconds / @minutes).round(2) }, late[late.size / 2]&.round(1), late.last&.round(1)
      ]
    end
  end
end
