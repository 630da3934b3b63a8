//! `cloud_networks`.

use std::borrow::Cow;

use serde_json::Value;

use super::references::References;
use super::{Cell, Row};
use crate::wire::network::Network;

pub(super) const NAME: &str = "cloud_networks";
pub(super) const COLUMNS: &[&str] = &[
    "ems_ref",
    "type",
    "name",
    "shared",
    "status",
    "enabled",
    "external_facing",
    "provider_physical_network",
    "provider_network_type",
    "provider_segmentation_id",
    "vlan_transparent",
    "extra_attributes",
    "cloud_tenant",
];

pub(super) fn rows<'a>(networks: &'a [Network], references: &mut References<'a>) -> impl Iterator<Item = Row<'a>> {
    networks.iter().map(|network| {
        vec![
            Cell::text(Some(&network.id)),
            Cell::text(Some(if network.external == Some(true) { "Public" } else { "Private" })),
            Cell::text(network.name.as_deref()),
            Cell::flag(network.shared),
            Cell::text(Some(status(network))),
            Cell::flag(network.admin_state_up),
            Cell::flag(network.external),
            Cell::text(network.physical_network.as_deref()),
            Cell::text(network.network_type.as_deref()),
            Cell::text(network.segmentation_id.as_deref()),
            Cell::flag(network.vlan_transparent),
            Cell::Attributes(vec![
                ("port_security_enabled", Cow::Owned(network.port_security_enabled.into())),
                ("qos_policy_id", Cow::Owned(network.qos_policy_id.as_deref().map_or(Value::Null, Value::from))),
                ("maximum_transmission_unit", Cow::Owned(network.mtu.into())),
            ]),
            references.tenant(NAME, network.tenant_id.as_deref()),
        ]
    })
}

/// ManageIQ's word for a network's status, which its subnets share.
pub(super) fn status(network: &Network) -> &'static str {
    if network.status.as_deref().is_some_and(|status| status.eq_ignore_ascii_case("active")) {
        "active"
    } else {
        "inactive"
    }
}
