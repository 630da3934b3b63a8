//! Which ids an inventory has, so that a reference to anything else becomes null and is counted.

use std::collections::{BTreeMap, HashSet};

use super::Cell;
use crate::Inventory;
use crate::resource::Resource;
use crate::wire::identity::Tenant;
use crate::wire::network::{Network, Port, Router, SecurityGroup, Subnet};

/// What a reference may lead to.
#[derive(Debug, Clone, Copy)]
pub(super) enum To {
    Tenants,
    Networks,
    Subnets,
    Routers,
    Ports,
    SecurityGroups,
}

type Ids<'a> = HashSet<&'a str, foldhash::fast::RandomState>;

pub(super) struct References<'a> {
    tenants: Ids<'a>,
    networks: Ids<'a>,
    routers: Ids<'a>,
    ports: Ids<'a>,
    security_groups: Ids<'a>,
    subnets: Ids<'a>,
    only_tenant: Option<&'a str>,
    is_part: bool,
    dangling: BTreeMap<(&'static str, &'static str), usize>,
}

impl<'a> References<'a> {
    pub(super) fn new(inventory: &'a Inventory) -> Self {
        fn ids<T: Resource>(inventory: &Inventory) -> Ids<'_> {
            inventory.all::<T>().iter().map(Resource::id).collect()
        }
        let tenants = inventory.all::<Tenant>();
        Self {
            only_tenant: tenants.first().filter(|_| tenants.len() == 1).map(|tenant| tenant.id.as_str()),
            is_part: inventory.part.is_some(),
            tenants: ids::<Tenant>(inventory),
            networks: ids::<Network>(inventory),
            routers: ids::<Router>(inventory),
            ports: ids::<Port>(inventory),
            security_groups: ids::<SecurityGroup>(inventory),
            subnets: ids::<Subnet>(inventory),
            dangling: BTreeMap::new(),
        }
    }

    /// `id` if the inventory has it; otherwise null, counted for `table` unless it is null already.
    pub(super) fn cell(&mut self, table: &'static str, to: To, id: Option<&'a str>) -> Cell<'a> {
        Cell::text(id.filter(|id| self.has(table, to, id)))
    }

    /// Whether the inventory has `id`; if not, it is counted for `table`. A part of an inventory has whatever it refers to,
    /// but for subnets and ports, which come with their networks.
    pub(super) fn has(&mut self, table: &'static str, to: To, id: &str) -> bool {
        let (known, name) = match to {
            To::Tenants => (self.tenants.contains(id), "tenants"),
            To::Networks => (self.is_part || self.networks.contains(id), "networks"),
            To::Subnets => (self.subnets.contains(id), "subnets"),
            To::Routers => (self.is_part || self.routers.contains(id), "routers"),
            To::Ports => (self.ports.contains(id), "ports"),
            To::SecurityGroups => (self.is_part || self.security_groups.contains(id), "security groups"),
        };
        if !known {
            *self.dangling.entry((table, name)).or_default() += 1;
        }
        known
    }

    /// An object's tenant. What the provider gives without one (its security groups) has the only tenant there is:
    /// ManageIQ's forms require a tenant.
    pub(super) fn tenant(&mut self, table: &'static str, id: Option<&'a str>) -> Cell<'a> {
        self.cell(table, To::Tenants, id.or(self.only_tenant))
    }

    pub(super) fn is_subnet(&self, id: &str) -> bool {
        self.subnets.contains(id)
    }

    pub(super) fn notes(self) -> impl Iterator<Item = String> {
        self.dangling.into_iter().map(|((table, to), count)| {
            format!("{table}: {count} references to {to} that the provider does not list are kept as null")
        })
    }
}
