module StandIns
  # What a provider lists that has the rows of StandIns::Inventory
  LISTS = {
    "tenants"              => [{"id" => "tenant", "name" => "tenant", "description" => "tenant", "enabled" => true}],
    "networks"             => [
      {
        "id"                        => "blue",
        "name"                      => "Blue",
        "shared"                    => false,
        "status"                    => "ACTIVE",
        "admin_state_up"            => true,
        "router:external"           => false,
        "provider:physical_network" => "phys",
        "provider:network_type"     => "vlan",
        "provider:segmentation_id"  => 12,
        "port_security_enabled"     => true,
        "mtu"                       => 1442,
        "tenant_id"                 => "tenant"
      },
      {"id" => "red", "name" => "Red", "router:external" => true}
    ],
    "routers"              => [
      {"id" => "router", "name" => "Router", "admin_state_up" => true, "external_gateway_info" => {"network_id" => "red"}, "routes" => [], "tenant_id" => "tenant"}
    ],
    "subnets"              => [
      {
        "id"               => "subnet",
        "name"             => "Subnet",
        "cidr"             => "10.0.0.0/24",
        "network_id"       => "blue",
        "tenant_id"        => "tenant",
        "enable_dhcp"      => true,
        "gateway_ip"       => "10.0.0.1",
        "ip_version"       => 4,
        "dns_nameservers"  => ["8.8.8.8"],
        "allocation_pools" => [{"start" => "10.0.0.2", "stop" => "10.0.0.254"}]
      }
    ],
    "security-groups"      => [{"id" => "web", "name" => "Web", "description" => "for the web"}, {"id" => "db", "name" => "Db"}],
    "security-group-rules" => [
      {
        "id"                => "rule",
        "security_group_id" => "db",
        "remote_group_id"   => "web",
        "direction"         => "ingress",
        "ethertype"         => "IPv4",
        "protocol"          => "tcp",
        "port_range_min"    => 5432,
        "port_range_max"    => 5433,
        "remote_ip_prefix"  => "10.0.0.0/24"
      }
    ],
    "ports"                => [
      {
        "id"               => "nic",
        "name"             => "nic1",
        "mac_address"      => "56:6f:00:00:00:01",
        "admin_state_up"   => true,
        "device_owner"     => "oVirt",
        "device_id"        => "vnic-of-vm",
        "tenant_id"        => "tenant",
        "security_groups"  => %w[web db],
        "fixed_ips"        => [{"ip_address" => "10.0.0.9", "subnet_id" => "subnet"}],
        "binding:host_id"  => "host",
        "binding:vif_type" => "ovs",
        "binding:profile"  => {}
      },
      {"id" => "loose", "name" => "nic2", "mac_address" => "56:6f:00:00:00:02", "device_owner" => "oVirt", "device_id" => "vnic-alone", "tenant_id" => "tenant"},
      {"id" => "strange", "name" => "nic3", "mac_address" => "56:6f:00:00:00:03", "device_owner" => "oVirt", "device_id" => "vnic-unknown", "tenant_id" => "tenant"},
      {
        "id"             => "leg",
        "name"           => "leg",
        "mac_address"    => "56:6f:00:00:00:04",
        "admin_state_up" => true,
        "device_owner"   => "network:router_interface",
        "device_id"      => "router",
        "tenant_id"      => "tenant",
        "fixed_ips"      => [{"ip_address" => "10.0.0.1", "subnet_id" => "subnet"}]
      }
    ],
    "floatingips"          => [
      {
        "id"                  => "floating",
        "floating_ip_address" => "192.0.2.7",
        "fixed_ip_address"    => "10.0.0.9",
        "status"              => "ACTIVE",
        "tenant_id"           => "tenant",
        "floating_network_id" => "red",
        "port_id"             => "nic"
      }
    ]
  }.freeze

  TABLES = {
    "tenants"              => :cloud_tenants,
    "networks"             => :cloud_networks,
    "routers"              => :network_routers,
    "subnets"              => :cloud_subnets,
    "security-groups"      => :security_groups,
    "security-group-rules" => :firewall_rules,
    "ports"                => :network_ports,
    "floatingips"          => :floating_ips
  }.freeze
end
