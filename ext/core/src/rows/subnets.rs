//! `cloud_subnets`.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Value, json};

use super::references::{References, To};
use super::{Cell, Row, networks};
use crate::Inventory;
use crate::wire::network::{Network, Port, Subnet};

pub(super) const NAME: &str = "cloud_subnets";
pub(super) const COLUMNS: &[&str] = &[
    "ems_ref",
    "name",
    "cidr",
    "status",
    "dhcp_enabled",
    "gateway",
    "network_protocol",
    "dns_nameservers",
    "ipv6_router_advertisement_mode",
    "ipv6_address_mode",
    "extra_attributes",
    "cloud_tenant",
    "cloud_network",
    "network_router",
];

pub(super) fn rows<'a>(inventory: &'a Inventory, references: &mut References<'a>) -> impl Iterator<Item = Row<'a>> {
    let statuses: HashMap<&str, &str> =
        inventory.all::<Network>().iter().map(|network| (network.id.as_str(), networks::status(network))).collect();
    let routers = routers(inventory);
    inventory.all::<Subnet>().iter().map(move |subnet| {
        let network = subnet.network_id.as_deref();
        vec![
            Cell::text(Some(&subnet.id)),
            Cell::text(subnet.name.as_deref()),
            Cell::text(subnet.cidr.as_deref()),
            // Of its network; never null, as ManageIQ's page translates it.
            Cell::text(network.and_then(|id| statuses.get(id).copied()).or(Some("inactive"))),
            Cell::flag(subnet.enable_dhcp),
            Cell::text(subnet.gateway_ip.as_deref()),
            subnet.ip_version.map_or(Cell::Null, |version| Cell::owned(format!("ipv{version}"))),
            Cell::Texts(subnet.dns_nameservers.iter().map(String::as_str).collect()),
            Cell::text(subnet.ipv6_ra_mode.as_deref()),
            Cell::text(subnet.ipv6_address_mode.as_deref()),
            Cell::Attributes(vec![
                ("allocation_pools", Cow::Owned(pools(subnet))),
                ("host_routes", Cow::Owned(Value::Array(subnet.host_routes.clone()))),
                ("ip_version", Cow::Owned(subnet.ip_version.into())),
            ]),
            references.tenant(NAME, subnet.tenant_id.as_deref()),
            references.cell(NAME, To::Networks, network),
            references.cell(NAME, To::Routers, routers.get(subnet.id.as_str()).copied()),
        ]
    })
}

/// ManageIQ reads `start` and `end` of each pool; the provider says `stop`.
fn pools(subnet: &Subnet) -> Value {
    subnet.allocation_pools.iter().map(|pool| json!({"start": pool.start, "end": pool.end})).collect()
}

/// The router that each subnet is an interface of, told by the routers' ports.
fn routers(inventory: &Inventory) -> HashMap<&str, &str> {
    let mut routers = HashMap::new();
    for port in inventory.all::<Port>().iter().filter(|port| port.is_router_interface()) {
        if let Some(router) = port.device_id.as_deref() {
            for subnet in port.fixed_ips.iter().filter_map(|address| address.subnet_id.as_deref()) {
                routers.entry(subnet).or_insert(router);
            }
        }
    }
    routers
}
