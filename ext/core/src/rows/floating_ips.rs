//! `floating_ips`: none with the provider itself, some with forks.

use super::references::{References, To};
use super::{Cell, Row};
use crate::wire::network::FloatingIp;

pub(super) const NAME: &str = "floating_ips";
pub(super) const COLUMNS: &[&str] =
    &["ems_ref", "address", "fixed_ip_address", "status", "cloud_tenant", "cloud_network", "network_port"];

pub(super) fn rows<'a>(
    floating_ips: &'a [FloatingIp],
    references: &mut References<'a>,
) -> impl Iterator<Item = Row<'a>> {
    floating_ips.iter().map(|ip| {
        vec![
            Cell::text(Some(&ip.id)),
            Cell::text(ip.floating_ip_address.as_deref()),
            Cell::text(ip.fixed_ip_address.as_deref()),
            Cell::text(ip.status.as_deref().or(Some("ACTIVE"))),
            references.tenant(NAME, ip.tenant_id.as_deref()),
            references.cell(NAME, To::Networks, ip.floating_network_id.as_deref()),
            references.cell(NAME, To::Ports, ip.port_id.as_deref()),
        ]
    })
}
