//! `cloud_networks`.

use std::borrow::Cow;

use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::Network;
use serde_json::Value;

use crate::rows::cell::Cell;
use crate::rows::field::Field;
use crate::rows::names::InTable;
use crate::rows::network_status::status;
use crate::rows::table::Storage;

impl InTable for Network {
    const TABLE: &'static str = "cloud_networks";
}

pub(super) const FIELDS: &[Field<Network>] = &[
    Field::value("ems_ref", |network, _| Cell::text(Some(&network.id))),
    Field::new("type", Storage::Class, |network, _| {
        Cell::text(Some(if network.external == Some(true) { "Public" } else { "Private" }))
    }),
    Field::value("name", |network, _| Cell::text(network.name.as_deref())),
    Field::value("shared", |network, _| Cell::flag(network.shared)),
    Field::value("status", |network, _| Cell::text(Some(status(network)))),
    Field::value("enabled", |network, _| Cell::flag(network.admin_state_up)),
    Field::value("external_facing", |network, _| Cell::flag(network.external)),
    Field::value("provider_physical_network", |network, _| Cell::text(network.physical_network.as_deref())),
    Field::value("provider_network_type", |network, _| Cell::text(network.network_type.as_deref())),
    Field::value("provider_segmentation_id", |network, _| Cell::text(network.segmentation_id.as_deref())),
    Field::value("vlan_transparent", |network, _| Cell::flag(network.vlan_transparent)),
    Field::value("extra_attributes", |network, _| {
        Cell::Attributes(vec![
            ("port_security_enabled", Cow::Owned(network.port_security_enabled.into())),
            ("qos_policy_id", Cow::Owned(network.qos_policy_id.as_deref().map_or(Value::Null, Value::from))),
            ("maximum_transmission_unit", Cow::Owned(network.mtu.into())),
        ])
    }),
    Field::reference::<Tenant>("cloud_tenant", |network, context| context.tenant(network.tenant_id.as_deref())),
];
