//! `network_ports` with their links to security groups, `network_ports_security_groups`.

use std::borrow::Cow;

use ovirt_net_provider::inventory::DEFAULT_GROUP;
use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{Port, Router, SecurityGroup};
use serde_json::Value;

use crate::rows::cell::Cell;
use crate::rows::context::Context;
use crate::rows::field::Field;
use crate::rows::names::{GROUPS, InTable};
use crate::rows::table::Storage;

impl InTable for Port {
    const TABLE: &'static str = "network_ports";
}

pub(super) const FIELDS: &[Field<Port>] = &[
    Field::value("ems_ref", |port, _| Cell::text(Some(&port.id))),
    Field::value("name", |port, _| {
        let name = port.name.as_deref().filter(|name| !name.trim().is_empty());
        Cell::text(name.or(port.mac()).or(Some(&port.id)))
    }),
    Field::value("mac_address", |port, _| Cell::text(port.mac())),
    Field::value("status", |port, _| Cell::text(Some(status(port)))),
    Field::value("admin_state_up", |port, _| Cell::Flag(port.admin_state_up.unwrap_or(false))),
    Field::value("device_owner", |port, _| Cell::text(port.device_owner.as_deref())),
    Field::value("device_ref", |port, _| Cell::text(port.device_id.as_deref())),
    Field::value("binding_host_id", |port, _| Cell::text(port.host_id.as_deref())),
    Field::value("binding_virtual_interface_type", |port, _| Cell::text(port.vif_type.as_deref())),
    Field::value("extra_attributes", |port, _| {
        Cell::Attributes(vec![
            // First, where SQL finds it: ManageIQ's table has no column for a port's network.
            ("network_id", text(port.network_id.as_deref())),
            ("binding_virtual_interface_details", json(port.vif_details.as_deref())),
            ("binding_virtual_nic_type", text(port.vnic_type.as_deref())),
            ("binding_profile", json(port.profile.as_deref())),
            ("extra_dhcp_opts", json(port.extra_dhcp_opts.as_deref())),
            ("allowed_address_pairs", json(port.allowed_address_pairs.as_deref())),
            // Without it, nobody can tell from the rows what gets to a port.
            ("port_security_enabled", Cow::Owned(port.port_security_enabled.into())),
        ])
    }),
    Field::reference::<Tenant>("cloud_tenant", |port, context| context.tenant(port.tenant_id.as_deref())),
    Field::new("device", Storage::Device, device),
    Field::new("security_groups", Storage::Join(GROUPS, SecurityGroup::TABLE), groups),
    Field::class(),
];

/// Of [`GROUPS`].
pub(super) const GROUPS_COLUMNS: &[(&str, Storage)] =
    &[("network_port", Storage::Reference(Port::TABLE)), ("security_group", Storage::Reference(SecurityGroup::TABLE))];

/// Neutron's words, which ManageIQ's page translates; the provider tells only whether the port is up.
fn status(port: &Port) -> &str {
    match (port.status.as_deref(), port.admin_state_up) {
        (Some(status), _) if !status.is_empty() => status,
        (_, Some(true)) => "ACTIVE",
        _ => "DOWN",
    }
}

fn json(value: Option<&Value>) -> Cow<'_, Value> {
    value.map_or(Cow::Owned(Value::Null), Cow::Borrowed)
}

fn text(text: Option<&str>) -> Cow<'_, Value> {
    Cow::Owned(text.map_or(Value::Null, Value::from))
}

fn device<'a>(port: &'a Port, context: &mut Context<'a>) -> Cell<'a> {
    if let Some(vnic) = port.vnic() {
        return Cell::Vnic(Cow::Borrowed(vnic));
    }
    match context.reference::<Router>(port.router()) {
        Cell::Text(router) => Cell::Router(router),
        other => other,
    }
}

/// Kept where they cannot be known: a provider without security groups says nothing of those of a port.
fn groups<'a>(port: &'a Port, context: &mut Context<'a>) -> Cell<'a> {
    let is_told = context.inventory.part.is_some() || context.is_read::<SecurityGroup>();
    if port.security_groups.is_empty() && !is_told {
        return Cell::Keep;
    }
    let mut groups = Vec::with_capacity(port.security_groups.len());
    for id in &port.security_groups {
        let id: &str = id;
        let is_listed = is_told && context.is_whole::<SecurityGroup>();
        let own = if id == DEFAULT_GROUP && !is_listed { context.own_group() } else { None };
        let id = own.unwrap_or(id);
        match context.known::<SecurityGroup>(id) {
            Some(true) => groups.push(Cow::Borrowed(id)),
            Some(false) if is_told => {}
            _ => return Cell::Keep,
        }
    }
    groups.sort_unstable();
    groups.dedup();
    Cell::Texts(groups)
}
