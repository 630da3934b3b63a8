//! `network_ports` and their addresses, `cloud_subnet_network_ports`.

use std::borrow::Cow;

use serde_json::Value;

use super::references::{References, To};
use super::{Cell, Row};
use crate::Inventory;
use crate::wire::network::{Port, Subnet};

pub(super) const NAME: &str = "network_ports";
pub(super) const COLUMNS: &[&str] = &[
    "ems_ref",
    "name",
    "mac_address",
    "status",
    "admin_state_up",
    "device_owner",
    "device_ref",
    "binding_host_id",
    "binding_virtual_interface_type",
    "extra_attributes",
    "cloud_tenant",
    "router",
    "vnic",
    "security_groups",
];
pub(super) const ADDRESSES: &str = "cloud_subnet_network_ports";
pub(super) const ADDRESSES_COLUMNS: &[&str] = &["address", "cloud_subnet", "network_port"];

pub(super) fn rows<'a>(inventory: &'a Inventory, references: &mut References<'a>) -> impl Iterator<Item = Row<'a>> {
    let with_groups = inventory.security_groups.is_some();
    inventory.all::<Port>().iter().map(move |port| {
        let name = port.name.as_deref().filter(|name| !name.trim().is_empty());
        vec![
            Cell::text(Some(&port.id)),
            Cell::text(name.or(port.mac_address.as_deref())),
            Cell::text(port.mac_address.as_deref()),
            Cell::text(Some(status(port))),
            Cell::Flag(port.admin_state_up.unwrap_or(false)),
            Cell::text(port.device_owner.as_deref()),
            Cell::text(port.device_id.as_deref()),
            Cell::text(port.host_id.as_deref()),
            Cell::text(port.vif_type.as_deref()),
            Cell::Attributes(vec![
                ("binding_virtual_interface_details", json(port.vif_details.as_deref())),
                ("binding_virtual_nic_type", Cow::Owned(port.vnic_type.as_deref().map_or(Value::Null, Value::from))),
                ("binding_profile", json(port.profile.as_deref())),
                ("extra_dhcp_opts", json(port.extra_dhcp_opts.as_deref())),
                ("allowed_address_pairs", json(port.allowed_address_pairs.as_deref())),
            ]),
            references.tenant(NAME, port.tenant_id.as_deref()),
            references.cell(NAME, To::Routers, port.router()),
            Cell::text(port.vnic()),
            if with_groups { groups(port, references) } else { Cell::Null },
        ]
    })
}

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

fn groups<'a>(port: &'a Port, references: &mut References<'a>) -> Cell<'a> {
    let mut groups: Vec<&str> = port.security_groups.iter().map(AsRef::as_ref).collect();
    groups.retain(|id| references.has(NAME, To::SecurityGroups, id));
    groups.sort_unstable();
    groups.dedup();
    Cell::Texts(groups)
}

/// The ports' addresses. An address without a subnet belongs to the only subnet of the port's network, if that is there.
pub(super) fn addresses<'a>(
    inventory: &'a Inventory,
    references: &mut References<'a>,
) -> impl Iterator<Item = Row<'a>> {
    let subnets = only_subnets(inventory);
    inventory.all::<Port>().iter().flat_map(move |port| {
        let derived = port.network_id.as_deref().and_then(|network| subnets.get(network).copied().flatten());
        addresses_of(port, derived, references)
    })
}

fn addresses_of<'a>(port: &'a Port, derived: Option<&'a str>, references: &mut References<'a>) -> Vec<Row<'a>> {
    let mut rows = Vec::with_capacity(port.fixed_ips.len());
    for fixed_ip in &port.fixed_ips {
        let Some(address) = fixed_ip.ip_address.as_deref() else {
            continue;
        };
        let subnet = fixed_ip.subnet_id.as_deref().filter(|id| references.is_subnet(id)).or(derived);
        match subnet {
            Some(subnet) => rows.push(vec![
                Cell::text(Some(address)),
                references.cell(ADDRESSES, To::Subnets, Some(subnet)),
                references.cell(ADDRESSES, To::Ports, Some(&port.id)),
            ]),
            // The join table's key needs a subnet; the address is counted as lost to it.
            None => {
                references.has(ADDRESSES, To::Subnets, fixed_ip.subnet_id.as_deref().unwrap_or_default());
            }
        }
    }
    rows
}

/// The subnet of each network that has exactly one.
fn only_subnets(inventory: &Inventory) -> std::collections::HashMap<&str, Option<&str>> {
    let mut subnets = std::collections::HashMap::new();
    for subnet in inventory.all::<Subnet>() {
        if let Some(network) = subnet.network_id.as_deref() {
            subnets.entry(network).and_modify(|only| *only = None).or_insert(Some(subnet.id.as_str()));
        }
    }
    subnets
}
