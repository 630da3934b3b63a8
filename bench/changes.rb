module Bench
  # What changes cost, beside a refresh of the same networks in which nothing changed.
  class Changes
    HEAD = ["", "seconds", "CPU s", "queries", "rows written", "requests", "whole lists", "of ports", "times the refresh in CPU"].freeze

    # One port in three is on one network.
    SHARE = 3

    # A worker has loaded its code before it changes something.
    def self.warm_up
      Networks.open([3, 9]) do |networks|
        networks.reset
        Managers.open(:ours, networks) { |manager| new(networks, manager, nil, 1).try }
      end
    end

    # @param small [ManageIQ::Providers::NetworkManager] what a process refreshes before it is measured, as a worker has
    def self.run(size, small, runs)
      Networks.open(size) do |networks|
        networks.reset
        networks.crowd(size.last / SHARE)
        Managers.open(:ours, networks) { |manager| new(networks, manager, small, runs).run }
      end
    end

    def initialize(networks, manager, small, runs)
      @networks = networks
      @manager  = manager
      @small    = small
      @runs     = runs
      @rows     = []
    end

    # Does all once, measuring nothing.
    def try
      Managers.refresh(@manager)
      steps.each_value { |step| step.call(ExtManagementSystem.find(@manager.id)) }
    end

    def run
      Measurement.apart { Managers.refresh(@manager) }
      refresh = measure("refresh, nothing changed", @runs) { |manager| Managers.refresh(manager) }
      steps.each { |title, step| measure(title, 1, refresh, &step) }
      ports = @manager.port_lookup.on_network(@networks.crowded).count
      Bench.table("#{@networks}, of which the big network has #{ports}", HEAD, @rows)
    end

    private

    # Each is done by what is there after those before it.
    def steps
      {
        "rename the big network" => ->(manager) { manager.cloud_networks.find_by!(:ems_ref => @networks.crowded).raw_update_cloud_network(:name => "big") },
        "create a network"       => ->(manager) { manager.create_cloud_network(:name => "bench") },
        "rename it"              => ->(manager) { network(manager).raw_update_cloud_network(:name => "bench network") },
        "create a subnet"        => ->(manager) { manager.create_cloud_subnet(:name => "bench", :cidr => "10.250.0.0/24", :gateway => "10.250.0.1", :cloud_network_id => network(manager).id) },
        "rename the subnet"      => ->(manager) { subnet(manager).raw_update_cloud_subnet(:name => "bench subnet") },
        "create a router"        => ->(manager) { manager.create_network_router(:name => "bench") },
        "add an interface"       => ->(manager) { router(manager).raw_add_interface(subnet(manager).id) },
        "remove the interface"   => ->(manager) { router(manager).raw_remove_interface(subnet(manager).id) },
        "delete the router"      => ->(manager) { router(manager).raw_delete_network_router },
        "delete the subnet"      => ->(manager) { subnet(manager).raw_delete_cloud_subnet },
        "delete the network"     => ->(manager) { network(manager).raw_delete_cloud_network }
      }
    end

    def network(manager)
      manager.cloud_networks.where("name LIKE 'bench%'").where.not(:ems_ref => @networks.crowded).first
    end

    def subnet(manager)
      manager.cloud_subnets.find_by!("name LIKE 'bench%'")
    end

    def router(manager)
      manager.network_routers.find_by!("name LIKE 'bench%'")
    end

    def measure(title, runs, refresh = nil)
      @networks.forget_requests
      taken    = Measurement.median(runs, -> { Managers.refresh(@small) }) { yield ExtManagementSystem.find(@manager.id) }
      requests = @networks.request_lines
      lists    = requests.grep(%r{\AGET /v2\.0/[^/?]+(\?.*)?\z}).grep_v(/tenants/)
      numbers  = [requests, lists, lists.grep(/ports/)].map { |list| list.size / runs }
      times    = (taken[:cpu] / refresh[:cpu]).round(1) if refresh
      @rows << [title, taken[:seconds].round(3), taken[:cpu].round(3), taken[:queries].values.sum, taken[:rows].sum, *numbers, times]
      $stderr.puts("#{@networks}: #{title} #{taken[:seconds].round(3)} s")
      taken
    end
  end
end
