module StandIns
  # An OvirtNet::Inventory with given rows: one in each table that differs from the provider's defaults, and what refers to it
  class Inventory
    COLUMNS = {
      :cloud_tenants              => %i[ems_ref name description enabled parent],
      :cloud_networks             => %i[ems_ref type name shared status enabled external_facing provider_physical_network provider_network_type
                                        provider_segmentation_id vlan_transparent extra_attributes cloud_tenant],
      :network_routers            => %i[ems_ref name admin_state_up status extra_attributes cloud_tenant cloud_network],
      :cloud_subnets              => %i[ems_ref name cidr status dhcp_enabled gateway network_protocol dns_nameservers ipv6_router_advertisement_mode
                                        ipv6_address_mode extra_attributes cloud_tenant cloud_network network_router],
      :security_groups            => %i[ems_ref name description cloud_tenant],
      :firewall_rules             => %i[ems_ref resource source_security_group direction host_protocol port end_port source_ip_range network_protocol],
      :network_ports              => %i[ems_ref name mac_address status admin_state_up device_owner device_ref binding_host_id
                                        binding_virtual_interface_type extra_attributes cloud_tenant device security_groups],
      :cloud_subnet_network_ports => %i[address cloud_subnet network_port],
      :floating_ips               => %i[ems_ref address fixed_ip_address status cloud_tenant cloud_network network_port]
    }.freeze

    ROWS = {
      :cloud_tenants              => [["tenant", "tenant", "tenant", true, nil]],
      :cloud_networks             => [
        ["blue", "Private", "Blue", false, "active", true, false, "phys", "vlan", "12", nil,
         {:port_security_enabled => true, :qos_policy_id => nil, :maximum_transmission_unit => 1442}, "tenant"],
        ["red", "Public", "Red", nil, "inactive", nil, true, nil, nil, nil, nil,
         {:port_security_enabled => nil, :qos_policy_id => nil, :maximum_transmission_unit => nil}, "tenant"]
      ],
      :network_routers            => [
        ["router", "Router", true, "ACTIVE",
         {:external_gateway_info => {"network_id" => "red"}, :distributed => nil, :routes => [], :high_availability => nil}, "tenant", "red"]
      ],
      :cloud_subnets              => [
        ["subnet", "Subnet", "10.0.0.0/24", "active", true, "10.0.0.1", "ipv4", ["8.8.8.8"], nil, nil,
         {:allocation_pools => [{"start" => "10.0.0.2", "end" => "10.0.0.254"}], :host_routes => [], :ip_version => 4}, "tenant", "blue", "router"]
      ],
      :security_groups            => [["web", "Web", "for the web", "tenant"], ["db", "Db", nil, "tenant"]],
      :firewall_rules             => [["rule", "db", "web", "inbound", "TCP", 5432, 5433, "10.0.0.0/24", "IPV4"]],
      :network_ports              => [
        ["nic", "nic1", "56:6f:00:00:00:01", "ACTIVE", true, "oVirt", "vnic-of-vm", "host", "ovs", {:binding_profile => {}}, "tenant", [:vnic, "vnic-of-vm"], %w[web db]],
        ["loose", "nic2", "56:6f:00:00:00:02", "DOWN", false, "oVirt", "vnic-alone", nil, nil, {}, "tenant", [:vnic, "vnic-alone"], []],
        ["strange", "nic3", "56:6f:00:00:00:03", "DOWN", false, "oVirt", "vnic-unknown", nil, nil, {}, "tenant", [:vnic, "vnic-unknown"], []],
        ["leg", "leg", "56:6f:00:00:00:04", "ACTIVE", true, "network:router_interface", "router", nil, nil, {}, "tenant", [:router, "router"], []]
      ],
      :cloud_subnet_network_ports => [%w[10.0.0.9 subnet nic], %w[10.0.0.1 subnet leg]],
      :floating_ips               => [["floating", "192.0.2.7", "10.0.0.9", "ACTIVE", "tenant", "red", "nic"]]
    }.freeze

    attr_reader :tables, :notes, :unread

    # @param without [Array<Symbol>] tables that this server does not have
    # @param drop [Hash{Symbol => Array<String>}] first cells of rows to leave out
    def initialize(without: [], drop: {})
      @tables = ROWS.keys - without
      @notes  = ["a note"]
      @unread = []
      @drop   = drop
    end

    def rows(table)
      rows = ROWS.fetch(table).reject { |row| @drop.fetch(table, []).include?(row.first) }
      rows = rows.map { |row| row[0..-2] << :keep } if table == :network_ports && !tables.include?(:security_groups)
      [COLUMNS.fetch(table), rows]
    end

    def tenant_ids
      rows(:cloud_tenants).last.map(&:first) if tables.include?(:cloud_tenants)
    end

    def unlisted_networks
      column = COLUMNS.fetch(:cloud_subnets).index(:cloud_network)
      rows(:cloud_subnets).last.map { |row| row[column] }.compact.uniq - rows(:cloud_networks).last.map(&:first)
    end

    def release
    end

    def seconds
      {:networks => 0.2, :ports => 0.5}
    end

    # The same for the simulator, which then answers so.
    def faults
      LISTS.map do |list, objects|
        next {"path" => "/v2.0/#{list}", "do" => "status", "status" => 405} unless tables.include?(TABLES.fetch(list))

        objects = objects.reject { |object| @drop.fetch(TABLES.fetch(list), []).include?(object["id"]) }
        {"path" => "/v2.0/#{list}", "do" => "body", "body" => {list.tr("-", "_") => objects}}
      end
    end

    def counts
      tables.to_h { |table| [table, rows(table).last.size] }
    end
  end
end
