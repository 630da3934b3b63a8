module Bench
  # The network managers that are compared, in ManageIQ.
  module Managers
    CLASSES = {:peer => "ManageIQ::Providers::Ovirt::NetworkManager", :ours => "ManageIQ::Providers::OvirtNet::NetworkManager", :saver => "ManageIQ::Providers::OvirtNet::NetworkManager"}.freeze

    module_function

    # A worker has loaded its code before it refreshes.
    #
    # @yieldparam small [Hash{Symbol => ManageIQ::Providers::NetworkManager}] a manager of little by name: a process that has
    #   refreshed it has a connection to PostgreSQL that was used, as a worker has
    def warm_up(names, &block)
      # Where all is deleted, its deletion is measured, which otherwise waits for a while.
      Settings.ems_refresh.ovirt_net.removal_grace_period = 0
      [Rails.logger, $log, $ovirt_net_log, ActiveRecord::Base.logger].compact.each { |logger| logger.level = Logger::WARN }
      ActiveRecord::Base.lease_connection.disable_query_cache!
      Networks.open([3, 9]) { |networks| open_all(names, networks, &block) }
    end

    def open_all(names, networks, opened = {}, &block)
      if names.empty?
        GC.compact
        return yield(opened)
      end

      name, *others = names
      open(name, networks) do |manager|
        2.times { refresh(manager) }
        open_all(others, networks, opened.merge(name => manager), &block)
      end
    end

    def open(name, networks, vnics: true)
      Settings.ems_refresh.ovirt_net.write_only_changes = name != :saver
      engine  = create_engine
      manager = CLASSES.fetch(name).constantize.create!(
        :name              => "#{engine.name} Network Manager",
        :zone              => engine.zone,
        :parent_ems_id     => engine.id,
        :hostname          => networks.url.host,
        :port              => networks.url.port,
        :api_version       => "v2",
        :security_protocol => "non-ssl"
      )
      Measurement.apart { plug(engine, networks.vnics) } if vnics
      yield manager
    ensure
      Measurement.apart { empty(manager) } if manager
      ExtManagementSystem.where(:id => [manager, engine]).order(:id => :desc).each(&:destroy)
    end

    # The vNICs of the ports, as the engine's refresh stores them.
    def plug(engine, vnics)
      vm       = ManageIQ::Providers::Ovirt::InfraManager::Vm.create!(:name => engine.name, :vendor => "redhat", :location => "unknown", :ext_management_system => engine)
      hardware = Hardware.create!(:vm_or_template => vm)
      vnics.each_slice(10_000) { |refs| GuestDevice.insert_all(refs.map { |ref| {:hardware_id => hardware.id, :device_type => "ethernet", :uid_ems => ref} }) }
    end

    # ActiveRecord would take many minutes to destroy a big network.
    def empty(manager)
      GuestDevice.where(:hardware => Hardware.where(:vm_or_template => Vm.where(:ems_id => manager.parent_ems_id))).delete_all
      tables = ManageIQ::Providers::OvirtNet::Inventory::Table.all(manager).reject { |table| table.name == :cloud_tenants } # the engine's, and few
      tables.reverse_each { |table| table.delete(table.records.unscope(:select).ids) }
    end

    def refresh(manager, scenario = nil)
      EmsRefresh.debug_failures = true
      manager = ExtManagementSystem.find(manager.id)
      EmsRefresh.refresh(scenario == :networks ? ManageIQ::Providers::OvirtNet::Inventory::NetworksOnly.of(manager) : manager)
    end

    def create_engine
      name = "bench-#{SecureRandom.hex(4)}"
      zone = Zone.find_by(:name => "default") || Zone.first
      ManageIQ::Providers::Ovirt::InfraManager.create!(:name => name, :hostname => "#{name}.example.com", :zone => zone, :api_version => "4.5.6").tap do |engine|
        engine.update_authentication(:default => {:userid => Networks::CREDENTIALS[:username], :password => Networks::CREDENTIALS[:password]})
      end
    end
  end
end
