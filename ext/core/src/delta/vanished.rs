//! Stored objects that an inventory does not list any more, counted: whether that many are believed at once is for the caller to
//! say.

use std::collections::HashSet;

use super::Stored;
use super::writes::Writes;
use crate::Inventory;
use crate::resource::Resource;
use crate::wire::identity::Tenant;
use crate::wire::network::{Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};

/// What becomes of stored objects that an inventory does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// They are gone.
    Deleted,
    /// They are kept as they are, with what refers to them.
    Kept,
}

/// How many stored objects of one table an inventory does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vanished {
    /// The table.
    pub table: &'static str,
    /// How many it does not list.
    pub gone: usize,
    /// How many are stored, these with them.
    pub stored: usize,
    /// How many of them objects refer to that are still listed.
    pub referenced: usize,
}

/// Counts them, by table.
pub(super) fn count(inventory: &Inventory, stored: &Stored, tables: &[Writes]) -> Vec<Vanished> {
    let objects = tables.iter().filter(|writes| writes.table.owner.is_none() && writes.stored > 0);
    let count = |writes: &Writes| Vanished {
        table: writes.table.name,
        gone: writes.vanished,
        stored: writes.stored,
        referenced: if writes.vanished == 0 { 0 } else { referenced(writes.table.name, inventory, stored) },
    };
    objects.map(count).collect()
}

fn referenced(table: &str, inventory: &Inventory, stored: &Stored) -> usize {
    match table {
        Tenant::TABLE => unlisted::<Tenant>(inventory, stored, tenants(inventory)),
        Network::TABLE => unlisted::<Network>(inventory, stored, networks(inventory)),
        Subnet::TABLE => unlisted::<Subnet>(inventory, stored, subnets(inventory)),
        Router::TABLE => unlisted::<Router>(inventory, stored, inventory.all::<Port>().iter().filter_map(Port::router)),
        SecurityGroup::TABLE => unlisted::<SecurityGroup>(inventory, stored, groups(inventory)),
        _ => 0,
    }
}

fn unlisted<'a, T: Resource>(inventory: &Inventory, stored: &Stored, refs: impl Iterator<Item = &'a str>) -> usize {
    let listed: HashSet<&str> = inventory.all::<T>().iter().map(Resource::id).collect();
    let refs: HashSet<&str> = refs.filter(|id| !listed.contains(id)).collect();
    refs.into_iter().filter(|id| stored.id(T::TABLE, id).is_some()).count()
}

fn tenants(inventory: &Inventory) -> impl Iterator<Item = &str> {
    let networks = inventory.all::<Network>().iter().map(|network| &network.tenant_id);
    let subnets = inventory.all::<Subnet>().iter().map(|subnet| &subnet.tenant_id);
    let ports = inventory.all::<Port>().iter().map(|port| &port.tenant_id);
    let routers = inventory.all::<Router>().iter().map(|router| &router.tenant_id);
    networks
        .filter_map(text)
        .chain(subnets.filter_map(text))
        .chain(ports.filter_map(text))
        .chain(routers.filter_map(text))
}

fn networks(inventory: &Inventory) -> impl Iterator<Item = &str> {
    let subnets = inventory.all::<Subnet>().iter().filter_map(|subnet| text(&subnet.network_id));
    let ports = inventory.all::<Port>().iter().filter_map(|port| text(&port.network_id));
    let gateways = inventory.all::<Router>().iter().filter_map(|router| router.external_gateway_info.as_ref());
    subnets.chain(ports).chain(gateways.filter_map(|gateway| text(&gateway.network_id)))
}

fn subnets(inventory: &Inventory) -> impl Iterator<Item = &str> {
    inventory.all::<Port>().iter().flat_map(|port| &port.fixed_ips).filter_map(|ip| text(&ip.subnet_id))
}

fn groups(inventory: &Inventory) -> impl Iterator<Item = &str> {
    let rules = inventory.all::<SecurityGroupRule>().iter();
    let of_rules = rules.flat_map(|rule| [&rule.security_group_id, &rule.remote_group_id]).filter_map(text);
    let of_ports = inventory.all::<Port>().iter().flat_map(|port| &port.security_groups).map(AsRef::as_ref);
    of_rules.chain(of_ports)
}

fn text<T: AsRef<str>>(text: &Option<T>) -> Option<&str> {
    text.as_ref().map(AsRef::as_ref)
}
