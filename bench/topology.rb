module Bench
  # What ManageIQ's page of the topology costs the server: rows, drawing and the list.
  module Topology
    HEAD = ["", "seconds", "CPU s", "queries", "MB above boot", "KB"].freeze
    ROWS = ManageIQ::Providers::OvirtNet::Topology

    module_function

    def run(size, small, runs)
      Networks.open(size) do |networks|
        networks.reset
        Managers.open(:ours, networks) do |manager|
          Measurement.apart { Managers.refresh(manager) }
          Measurement.apart { plug(manager) }
          Bench.table("topology of #{networks}", HEAD, [row("all", runs, small, manager), row("one network of them", runs, small, manager, :focus => manager.cloud_networks.first.name)])
        ensure
          # ActiveRecord would take minutes to destroy them.
          Vm.where(:ems_id => manager.parent_ems_id, :location => "bench").delete_all
        end
      end
    end

    def row(title, runs, small, manager, **selection)
      size  = page(manager, **selection)
      taken = Measurement.median(runs, -> { page(small) }) { page(manager, **selection) }
      [title, taken[:seconds].round(3), taken[:cpu].round(2), taken[:queries].values.sum, taken[:memory].round, (size / 1024).round]
    end

    # @return [Float] bytes of the page
    def page(manager, **selection)
      part = ROWS.new([manager]) { |rows| Rbac.filtered(rows, :user => admin) }.read(ROWS::PAGES).only(**selection)
      (part.svg("Topology", :focus => "/topology?focus=").bytesize + part.list.bytesize).to_f
    end

    def admin
      User.super_admin
    end

    # Each port in a VM of its own: no picture names more.
    def plug(manager)
      ports = manager.network_ports.where(:device_type => "VmOrTemplate").ids
      vms   = ports.each_slice(1_000).flat_map do |slice|
        Vm.insert_all(slice.map { |id| {:type => "ManageIQ::Providers::Ovirt::InfraManager::Vm", :name => "vm-#{id}", :vendor => "ovirt", :location => "bench", :template => false, :ems_id => manager.parent_ems_id, :power_state => "on"} }, :returning => :id).rows.flatten
      end
      ports.zip(vms).each_slice(1_000) { |pairs| NetworkPort.upsert_all(pairs.map { |id, vm| {:id => id, :device_id => vm} }, :update_only => :device_id) }
    end
  end
end
