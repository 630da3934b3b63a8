//! The columns of each table that events mention, with their names in sentences.

use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};

use crate::rows::{InTable, table};

/// How a column's values are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// The object's name.
    Name,
    /// A text, a number or a list of them.
    Plain,
    /// A flag, with the words for true and false.
    Flag(&'static str, &'static str),
    /// The `ems_ref` of an object of that table, or a list of them.
    Reference(&'static str),
    /// Addresses of a port: `address` and `cloud_subnet`.
    Addresses,
    /// What a port is plugged into.
    Device,
    /// A router's way out.
    Gateway,
    /// Ranges of addresses.
    Pools,
    /// One of those that make a rule, told all together.
    Rule,
}

/// A column that is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name, or the key in `extra_attributes`.
    pub(super) name: &'static str,
    /// What it is called.
    pub(super) words: &'static str,
    pub(super) values: Values,
    /// A column with which this one changes: it is not told besides.
    pub(super) follows: Option<&'static str>,
}

const fn column(name: &'static str, words: &'static str, values: Values) -> Column {
    Column { name, words, values, follows: None }
}

const fn following(name: &'static str, words: &'static str, leader: &'static str) -> Column {
    Column { name, words, values: Values::Plain, follows: Some(leader) }
}

const NAME: Column = column("name", "name", Values::Name);
const TENANT: Column = column("cloud_tenant", "tenant", Values::Reference(Tenant::TABLE));
const UP: Values = Values::Flag("up", "down");
const ON: Values = Values::Flag("on", "off");

const TENANTS: &[Column] = &[
    NAME,
    column("description", "description", Values::Plain),
    column("enabled", "state", Values::Flag("enabled", "disabled")),
    column("parent", "parent", Values::Reference(Tenant::TABLE)),
];

const NETWORKS: &[Column] = &[
    NAME,
    column("provider_network_type", "network type", Values::Plain),
    column("provider_segmentation_id", "VLAN", Values::Plain),
    column("provider_physical_network", "physical network", Values::Plain),
    column("maximum_transmission_unit", "MTU", Values::Plain),
    column("port_security_enabled", "port security", ON),
    column("enabled", "admin state", UP),
    column("status", "status", Values::Plain),
    column("shared", "sharing", ON),
    column("external_facing", "external access", ON),
    column("vlan_transparent", "VLAN transparency", ON),
    column("qos_policy_id", "QoS policy", Values::Plain),
    TENANT,
];

const SUBNETS: &[Column] = &[
    NAME,
    column("cidr", "range", Values::Plain),
    column("gateway", "gateway", Values::Plain),
    column("dns_nameservers", "DNS servers", Values::Plain),
    column("dhcp_enabled", "DHCP", ON),
    column("network_protocol", "IP version", Values::Plain),
    column("ipv6_router_advertisement_mode", "IPv6 router advertisement", Values::Plain),
    column("ipv6_address_mode", "IPv6 address mode", Values::Plain),
    column("allocation_pools", "allocation pools", Values::Pools),
    column("host_routes", "host routes", Values::Plain),
    column("cloud_network", "network", Values::Reference(Network::TABLE)),
    TENANT,
];

const ROUTERS: &[Column] = &[
    NAME,
    column("external_gateway_info", "gateway", Values::Gateway),
    column("admin_state_up", "admin state", UP),
    following("status", "status", "admin_state_up"),
    column("routes", "routes", Values::Plain),
    column("distributed", "distribution", ON),
    column("high_availability", "high availability", ON),
    TENANT,
];

const GROUPS: &[Column] = &[NAME, column("description", "description", Values::Plain), TENANT];

const RULES: &[Column] = &[
    column("direction", "direction", Values::Rule),
    column("network_protocol", "IP version", Values::Rule),
    column("host_protocol", "protocol", Values::Rule),
    column("port", "first port", Values::Rule),
    column("end_port", "last port", Values::Rule),
    column("source_ip_range", "range", Values::Rule),
    column("source_security_group", "remote group", Values::Reference(SecurityGroup::TABLE)),
    column("resource", "security group", Values::Reference(SecurityGroup::TABLE)),
];

const PORTS: &[Column] = &[
    NAME,
    column("network_id", "network", Values::Reference(Network::TABLE)),
    column("device", "device", Values::Device),
    following("device_ref", "device's id", "device"),
    column("device_owner", "device owner", Values::Plain),
    column("mac_address", "MAC address", Values::Plain),
    column("addresses", "addresses", Values::Addresses),
    column("security_groups", "security groups", Values::Reference(SecurityGroup::TABLE)),
    column("port_security_enabled", "port security", ON),
    column("admin_state_up", "admin state", UP),
    following("status", "status", "admin_state_up"),
    column("binding_host_id", "host", Values::Plain),
    column("binding_virtual_nic_type", "vNIC type", Values::Plain),
    column("allowed_address_pairs", "allowed address pairs", Values::Plain),
    column("extra_dhcp_opts", "DHCP options", Values::Plain),
    TENANT,
];

const FLOATING_IPS: &[Column] = &[
    column("address", "address", Values::Plain),
    column("fixed_ip_address", "fixed address", Values::Plain),
    column("network_port", "port", Values::Reference(Port::TABLE)),
    column("cloud_network", "network", Values::Reference(Network::TABLE)),
    column("status", "status", Values::Plain),
    TENANT,
];

/// The tables of objects, each after those it refers to, with what is told of them.
pub(super) const TABLES: [(&str, &[Column]); 8] = [
    (Tenant::TABLE, TENANTS),
    (Network::TABLE, NETWORKS),
    (Router::TABLE, ROUTERS),
    (Subnet::TABLE, SUBNETS),
    (SecurityGroup::TABLE, GROUPS),
    (SecurityGroupRule::TABLE, RULES),
    (Port::TABLE, PORTS),
    (FloatingIp::TABLE, FLOATING_IPS),
];

/// What is told of a table.
pub(super) fn told(name: &str) -> &'static [Column] {
    TABLES.iter().find(|(table, _)| *table == name).map_or(&[], |(_, columns)| columns)
}

/// Whether a change of a stored column of a table of objects may be told.
pub(super) fn tells(name: &str, stored: &str) -> bool {
    let Some(table) = table(name) else {
        return false;
    };
    let is_own = |range: std::ops::Range<usize>| table.stored[range].iter().any(|column| column.name == stored);
    let column = table.columns.iter().find(|column| is_own(column.stored.clone()));
    // Some of its keys are.
    column.is_some_and(|column| {
        column.name == "extra_attributes" || told(name).iter().any(|told| told.name == column.name)
    })
}
