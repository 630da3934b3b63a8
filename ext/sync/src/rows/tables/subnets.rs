//! `cloud_subnets`.

use std::borrow::Cow;

use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{Network, Router, Subnet};
use serde_json::{Value, json};

use crate::rows::cell::Cell;
use crate::rows::field::Field;
use crate::rows::names::InTable;

impl InTable for Subnet {
    const TABLE: &'static str = "cloud_subnets";
}

pub(super) const FIELDS: &[Field<Subnet>] = &[
    Field::value("ems_ref", |subnet, _| Cell::text(Some(&subnet.id))),
    Field::value("name", |subnet, _| Cell::text(subnet.name.as_deref())),
    Field::value("cidr", |subnet, _| Cell::text(subnet.cidr.as_deref())),
    // Of its network; never null, as ManageIQ's page translates it.
    Field::value("status", |subnet, context| context.status(subnet.network_id.as_deref().unwrap_or_default())),
    Field::value("dhcp_enabled", |subnet, _| Cell::flag(subnet.enable_dhcp)),
    Field::value("gateway", |subnet, _| Cell::text(subnet.gateway_ip.as_deref())),
    Field::value("network_protocol", |subnet, _| {
        subnet.ip_version.map_or(Cell::Null, |version| Cell::owned(format!("ipv{version}")))
    }),
    Field::value("dns_nameservers", |subnet, _| {
        Cell::Texts(subnet.dns_nameservers.iter().map(|server| Cow::Borrowed(server.as_str())).collect())
    }),
    Field::value("ipv6_router_advertisement_mode", |subnet, _| Cell::text(subnet.ipv6_ra_mode.as_deref())),
    Field::value("ipv6_address_mode", |subnet, _| Cell::text(subnet.ipv6_address_mode.as_deref())),
    Field::value("extra_attributes", |subnet, _| {
        Cell::Attributes(vec![
            ("allocation_pools", Cow::Owned(pools(subnet))),
            ("host_routes", Cow::Owned(Value::Array(subnet.host_routes.clone()))),
            ("ip_version", Cow::Owned(subnet.ip_version.into())),
        ])
    }),
    Field::reference::<Tenant>("cloud_tenant", |subnet, context| context.tenant(subnet.tenant_id.as_deref())),
    Field::reference::<Network>("cloud_network", |subnet, context| {
        context.reference::<Network>(subnet.network_id.as_deref())
    }),
    Field::reference::<Router>("network_router", |subnet, context| context.router_of(&subnet.id)),
    Field::class(),
];

/// ManageIQ reads `start` and `end` of each pool; the provider says `stop`.
fn pools(subnet: &Subnet) -> Value {
    subnet.allocation_pools.iter().map(|pool| json!({"start": pool.start, "end": pool.end})).collect()
}
