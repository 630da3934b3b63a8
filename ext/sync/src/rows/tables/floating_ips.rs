//! `floating_ips`: the provider itself has none, forks may.

use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{FloatingIp, Network, Port};

use crate::rows::cell::Cell;
use crate::rows::field::Field;
use crate::rows::names::InTable;

impl InTable for FloatingIp {
    const TABLE: &'static str = "floating_ips";
}

pub(super) const FIELDS: &[Field<FloatingIp>] = &[
    Field::value("ems_ref", |ip, _| Cell::text(Some(&ip.id))),
    Field::value("address", |ip, _| Cell::text(ip.floating_ip_address.as_deref())),
    Field::value("fixed_ip_address", |ip, _| Cell::text(ip.fixed_ip_address.as_deref())),
    Field::value("status", |ip, _| Cell::text(ip.status.as_deref().or(Some("ACTIVE")))),
    Field::reference::<Tenant>("cloud_tenant", |ip, context| context.tenant(ip.tenant_id.as_deref())),
    Field::reference::<Network>("cloud_network", |ip, context| {
        context.reference::<Network>(ip.floating_network_id.as_deref())
    }),
    Field::reference::<Port>("network_port", |ip, context| context.reference::<Port>(ip.port_id.as_deref())),
    Field::class(),
];
