RSpec.describe ManageIQ::Providers::OvirtNet::NetworkManager::Refresher do
  include Spec::Support::EmsRefreshHelper

  let(:manager)   { FactoryBot.create(:ems_ovirt_net) }
  let(:engine)    { manager.parent_manager }
  let(:namespace) { ManageIQ::Providers::OvirtNet::NetworkManager }
  let(:vm)        { FactoryBot.create(:vm_ovirt, :ext_management_system => engine) }
  let(:host)      { FactoryBot.create(:host, :ext_management_system => engine) }
  let!(:nic)      { vnic("vnic-of-vm", :vm_or_template => vm) }
  let!(:alone)    { vnic("vnic-alone", :host => host) }

  before { EvmSpecHelper.local_miq_server }

  def vnic(ref, **owner)
    FactoryBot.create(:guest_device_nic, :hardware => FactoryBot.create(:hardware, **owner), :uid_ems => ref)
  end

  def refresh(inventory = StandIns::Inventory.new)
    allow(manager).to receive(:connect_unwatched) { client(inventory) }
    EmsRefresh.refresh(manager)
    manager.reload
  end

  def counts
    {
      :cloud_tenants              => CloudTenant.count,
      :cloud_networks             => ::CloudNetwork.count,
      :network_routers            => ::NetworkRouter.count,
      :cloud_subnets              => ::CloudSubnet.count,
      :security_groups            => ::SecurityGroup.count,
      :firewall_rules             => FirewallRule.count,
      :network_ports              => ::NetworkPort.count,
      :cloud_subnet_network_ports => CloudSubnetNetworkPort.count,
      :floating_ips               => ::FloatingIp.count
    }
  end

  def statements(pattern)
    seen = []
    subscriber = ActiveSupport::Notifications.subscribe("sql.active_record") do |*, payload|
      seen << payload[:sql] if payload[:sql].match?(pattern)
    end
    yield
    seen
  ensure
    ActiveSupport::Notifications.unsubscribe(subscriber)
  end

  # Without what a refresh notes of itself
  def inventory
    serialize_inventory.tap { |models| models["ExtManagementSystem"].each { |row| row.delete("options") } }
  end

  def port(ref)
    manager.network_ports.find_by(:ems_ref => ref)
  end
  shared_examples "a refresh" do
    it "stores a row of each table" do
      refresh

      tenant  = CloudTenant.find_by(:ems_ref => "tenant")
      blue    = ::CloudNetwork.find_by(:ems_ref => "blue")
      red     = ::CloudNetwork.find_by(:ems_ref => "red")
      router  = ::NetworkRouter.find_by(:ems_ref => "router")
      subnet  = ::CloudSubnet.find_by(:ems_ref => "subnet")
      web, db = %w[web db].map { |ref| ::SecurityGroup.find_by(:ems_ref => ref) }

      expect(counts).to eq(StandIns::Inventory.new.counts)
      expect(manager).to have_attributes(:last_refresh_error => nil, :last_refresh_success_date => be_present)
      expect(tenant).to have_attributes(
        :type        => "ManageIQ::Providers::Openstack::CloudManager::CloudTenant",
        :ems_id      => engine.id,
        :name        => "tenant",
        :description => "tenant",
        :enabled     => true,
        :parent      => nil
      )
      expect(blue).to have_attributes(
        :type                      => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Private",
        :ext_management_system     => manager,
        :name                      => "Blue",
        :cidr                      => nil,
        :status                    => "active",
        :enabled                   => true,
        :external_facing           => false,
        :shared                    => false,
        :cloud_tenant              => tenant,
        :orchestration_stack       => nil,
        :provider_physical_network => "phys",
        :provider_network_type     => "vlan",
        :provider_segmentation_id  => "12",
        :vlan_transparent          => nil,
        :extra_attributes          => {:port_security_enabled => true, :qos_policy_id => nil, :maximum_transmission_unit => 1442},
        :maximum_transmission_unit => 1442,
        :port_security_enabled     => true,
        :qos_policy_id             => nil
      )
      expect(red).to have_attributes(:type => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudNetwork::Public", :external_facing => true, :cloud_tenant => tenant)
      expect(router).to have_attributes(
        :type                  => "ManageIQ::Providers::OvirtNet::NetworkManager::NetworkRouter",
        :ext_management_system => manager,
        :name                  => "Router",
        :admin_state_up        => true,
        :status                => "ACTIVE",
        :cloud_tenant          => tenant,
        :cloud_network         => red,
        :external_gateway_info => {"network_id" => "red"},
        :routes                => nil,
        :distributed           => nil,
        :high_availability     => nil
      )
      expect(subnet).to have_attributes(
        :type                           => "ManageIQ::Providers::OvirtNet::NetworkManager::CloudSubnet",
        :ext_management_system          => manager,
        :name                           => "Subnet",
        :cidr                           => "10.0.0.0/24",
        :status                         => "active",
        :dhcp_enabled                   => true,
        :gateway                        => "10.0.0.1",
        :network_protocol               => "ipv4",
        :dns_nameservers                => ["8.8.8.8"],
        :dns_nameservers_show           => "8.8.8.8",
        :ipv6_router_advertisement_mode => nil,
        :ipv6_address_mode              => nil,
        :allocation_pools               => [{"start" => "10.0.0.2", "end" => "10.0.0.254"}],
        :host_routes                    => [],
        :ip_version                     => 4,
        :availability_zone              => nil,
        :cloud_tenant                   => tenant,
        :cloud_network                  => blue,
        :network_router                 => router
      )
      expect(web).to have_attributes(
        :type                  => "ManageIQ::Providers::OvirtNet::NetworkManager::SecurityGroup",
        :ext_management_system => manager,
        :name                  => "Web",
        :description           => "for the web",
        :cloud_tenant          => tenant,
        :orchestration_stack   => nil
      )
      expect(db.firewall_rules.first).to have_attributes(
        :ems_ref               => "rule",
        :source_security_group => web,
        :direction             => "inbound",
        :host_protocol         => "TCP",
        :port                  => 5432,
        :end_port              => 5433,
        :source_ip_range       => "10.0.0.0/24",
        :network_protocol      => "IPV4"
      )
      expect(port("nic")).to have_attributes(
        :type                           => "ManageIQ::Providers::OvirtNet::NetworkManager::NetworkPort",
        :ext_management_system          => manager,
        :name                           => "nic1",
        :mac_address                    => "56:6f:00:00:00:01",
        :status                         => "ACTIVE",
        :admin_state_up                 => true,
        :device_owner                   => "oVirt",
        :device_ref                     => "vnic-of-vm",
        :device                         => vm,
        :cloud_tenant                   => tenant,
        :binding_host_id                => "host",
        :binding_virtual_interface_type => "ovs",
        :binding_profile                => {},
        :security_groups                => match_array([web, db]),
        :cloud_subnets                  => [subnet],
        :fixed_ip_addresses             => ["10.0.0.9"],
        :floating_ip_addresses          => ["192.0.2.7"]
      )
      expect(::FloatingIp.find_by(:ems_ref => "floating")).to have_attributes(
        :type                  => "ManageIQ::Providers::OvirtNet::NetworkManager::FloatingIp",
        :ext_management_system => manager,
        :address               => "192.0.2.7",
        :fixed_ip_address      => "10.0.0.9",
        :status                => "ACTIVE",
        :cloud_tenant          => tenant,
        :cloud_network         => red,
        :network_port          => port("nic")
      )
    end

    it "changes no row when nothing changed" do
      refresh
      before = inventory
      writes = statements(/\A\s*(INSERT|UPDATE|DELETE)/) { refresh }
      assert_inventory_not_changed(before, inventory)

      expect(writes.grep_v(/UPDATE "ext_management_systems"/)).to eq([])
    end

    describe "what ports are plugged into" do
      before { refresh }

      it "is the VM of the vNIC, else the vNIC, else nothing; a router for its ports" do
        expect(manager.network_ports.to_h { |port| [port.ems_ref, port.device] })
          .to eq("nic" => vm, "loose" => alone, "strange" => nil, "leg" => ::NetworkRouter.first)
        expect(port("nic")).to have_attributes(:guest_device => nic, :vm => vm)
      end

      it "shows in the VMs of networks, subnets, routers and groups, counted in SQL as well" do
        [::CloudNetwork.find_by(:ems_ref => "blue"), ::CloudSubnet.first, ::NetworkRouter.first, ::SecurityGroup.find_by(:ems_ref => "web")].each do |row|
          expect(row.vms).to eq([vm])
          expect(row.total_vms).to eq(1)
          expect(row.class.base_class.select(:id, :total_vms).find(row.id).total_vms).to eq(1)
        end
        expect(::SecurityGroup.find_by(:ems_ref => "db").vms).to eq([vm])
      end

      it "is found with one query, and not in another engine" do
        queries = statements(/FROM "guest_devices"/) { refresh }
        expect(queries.size).to eq(1)

        vm.update!(:ext_management_system => FactoryBot.create(:ems_ovirt))
        refresh
        expect(port("nic").device).to be_nil
      end

      it "is linked by a later refresh when the vNIC comes later" do
        nic = vnic("vnic-unknown", :vm_or_template => vm)

        refresh
        expect(port("strange")).to have_attributes(:device => vm, :guest_device => nic)
      end
    end

    it "removes a port with its joins, and no more" do
      refresh
      gone = port("nic").id
      refresh(StandIns::Inventory.new(:drop => {:network_ports => %w[nic], :cloud_subnet_network_ports => %w[10.0.0.9]}))

      expect(::NetworkPort.exists?(gone)).to be(false)
      expect(CloudSubnetNetworkPort.where(:network_port_id => gone)).to be_empty
      expect(NetworkPortSecurityGroup.where(:network_port_id => gone)).to be_empty
      expect(::CloudSubnet.first).to have_attributes(:network_router => ::NetworkRouter.first, :network_ports => [port("leg")])
      expect(::SecurityGroup.count).to eq(2)
    end

    it "leaves security groups alone where the provider has none" do
      refresh
      # That they are stored is an error.
      writes = statements(/\A\s*(INSERT|UPDATE|DELETE)/) do
        suppress(ManageIQ::Providers::OvirtNet::Incomplete::Error) { refresh(StandIns::Inventory.new(:without => %i[security_groups firewall_rules])) }
      end

      expect(writes.grep_v(/UPDATE "ext_management_systems"/)).to eq([])
      expect(port("nic").security_groups.count).to eq(2)
      expect(FirewallRule.count).to eq(1)
    end

    it "takes over rows of the network manager before us, with their ids" do
      peer = ManageIQ::Providers::Ovirt::NetworkManager
      rows = {"subnet" => peer::CloudSubnet, "nic" => peer::NetworkPort, "web" => peer::SecurityGroup, "blue" => peer::CloudNetwork::Private}.map do |ref, klass|
        klass.create!(:ems_ref => ref, :ems_id => manager.id, :name => "old")
      end
      refresh

      types = rows.map { |row| row.class.base_class.find(row.id).type }
      expect(types).to eq(%w[CloudSubnet NetworkPort SecurityGroup CloudNetwork::Private].map { |name| "ManageIQ::Providers::OvirtNet::NetworkManager::#{name}" })
    end

    describe "when it fails" do
      before { refresh }

      # As a worker does it: in specs, EmsRefresh would raise the first error.
      def fail_with(error)
        allow(EmsRefresh).to receive(:debug_failures).and_return(false)
        expect { yield }.to raise_error(ManageIQ::Providers::BaseManager::Refresher::PartialRefreshError, error)
      end

      it "writes nothing and keeps the words" do
        allow(manager).to receive(:connect_unwatched).and_return(double("client").tap { |client| allow(client).to receive(:inventory).and_raise(OvirtNet::Error, "GET /v2.0/ports: 403") })

        expect { fail_with("GET /v2.0/ports: 403") { EmsRefresh.refresh(manager) } }.not_to(change { counts })
        expect(manager.reload).to have_attributes(:last_refresh_error => "GET /v2.0/ports: 403", :last_refresh_status => "error")
      end

      it "saves all or nothing" do
        fail_the_last_delete
        manager.incomplete.accept_vanished
        empty = StandIns::Inventory::ROWS.transform_values { |rows| rows.map(&:first) }

        expect { fail_with("no disk") { refresh(StandIns::Inventory.new(:drop => empty)) } }.not_to(change { counts })
        expect(manager.reload.last_refresh_error).to eq("no disk")
      end

      it "saves nothing for a manager that was paused meanwhile" do
        Zone.seed
        allow(manager).to receive(:connect_unwatched) do
          ExtManagementSystem.find(engine.id).pause!
          client(StandIns::Inventory.new(:drop => {:network_ports => %w[nic]}))
        end

        expect { fail_with(/paused, removed/) { EmsRefresh.refresh(manager) } }.not_to(change { counts })
        expect(manager.reload.enabled).to be(false)
      end

      it "brings nothing back for a manager that was removed meanwhile" do
        allow(manager).to receive(:connect_unwatched) do
          namespace.find(manager.id).destroy!
          client(StandIns::Inventory.new)
        end
        fail_with(/paused, removed/) { EmsRefresh.refresh(manager) }

        expect(counts.except(:cloud_tenants).values.uniq).to eq([0])
      end
    end
  end

  context "that writes only what changed" do
    around do |example|
      Simulator.start do |simulator|
        @simulator = simulator
        example.run
      end
    end

    def fail_the_last_delete
      allow(ManageIQ::Providers::OvirtNet::Inventory::Deletion).to(receive(:delete).and_wrap_original do |delete, rows, *model|
        rows.klass == CloudTenant ? raise("no disk") : delete.call(rows, *model)
      end)
    end

    def client(inventory)
      @simulator.faults = inventory.faults
      client_of(@simulator)
    end

    include_examples "a refresh"
  end

  context "that ManageIQ's own saver writes" do
    before { stub_settings_merge(:ems_refresh => {:ovirt_net => {:write_only_changes => false}}) }

    def fail_the_last_delete
      allow_any_instance_of(namespace::NetworkPort).to receive(:destroy).and_raise("no disk")
    end

    def client(inventory)
      double("client", :inventory => inventory)
    end

    include_examples "a refresh"
  end
end
