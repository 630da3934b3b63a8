//! What the row of one object needs to know about others: which of them exist, so that a reference to anything else becomes
//! null and is counted, and attributes that come from another object.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;
use ovirt_net_provider::Inventory;
use ovirt_net_provider::inventory::DEFAULT_GROUP;
use ovirt_net_provider::resource::Resource;
use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{Network, Port, Router, SecurityGroup, Subnet};

use super::cell::Cell;
use super::lookup::{Lookup, Unlisted};
use super::names::InTable;
use super::network_status::{self, ACTIVE, INACTIVE};

type Ids<'a> = HashSet<&'a str, RandomState>;
type ById<'a, T> = HashMap<&'a str, T, RandomState>;

/// What a context was asked for.
#[derive(Debug, Default)]
struct Asked {
    /// Ids by table.
    ids: BTreeMap<&'static str, BTreeSet<String>>,
    /// Tables in which something was looked for by other than the id.
    tables: BTreeSet<&'static str>,
}

/// What is told of other objects.
pub(crate) struct Context<'a> {
    pub(super) inventory: &'a Inventory,
    stored: Option<&'a dyn Lookup>,
    unlisted: Unlisted,
    /// The table whose rows are being made.
    pub(super) table: &'static str,
    /// Of the lists that others refer to.
    ids: [(&'static str, Ids<'a>); 6],
    statuses: ById<'a, &'static str>,
    /// By subnet.
    routers: ById<'a, &'a str>,
    /// By network; nothing where there are several.
    only_subnets: ById<'a, Option<&'a str>>,
    dangling: BTreeMap<(&'static str, &'static str), usize>,
    asked: Option<Asked>,
}

impl<'a> Context<'a> {
    /// Without `stored` rows, what a list that was not read would have is not known.
    pub(crate) fn new(inventory: &'a Inventory, stored: Option<&'a dyn Lookup>) -> Self {
        fn ids<T: InTable>(inventory: &Inventory) -> (&'static str, Ids<'_>) {
            let objects = inventory.all::<T>();
            let mut ids = Ids::with_capacity_and_hasher(objects.len(), RandomState::default());
            ids.extend(objects.iter().map(Resource::id));
            (T::TABLE, ids)
        }
        Self {
            inventory,
            stored,
            unlisted: Unlisted::Deleted,
            table: "",
            ids: [
                ids::<Tenant>(inventory),
                ids::<Network>(inventory),
                ids::<Subnet>(inventory),
                ids::<Router>(inventory),
                ids::<Port>(inventory),
                ids::<SecurityGroup>(inventory),
            ],
            statuses: inventory.all::<Network>().iter().map(|n| (n.id.as_str(), network_status::status(n))).collect(),
            routers: routers(inventory),
            only_subnets: only_subnets(inventory),
            dangling: BTreeMap::new(),
            asked: None,
        }
    }

    /// One for a comparison with what is `stored`.
    pub(crate) fn comparing(inventory: &'a Inventory, stored: &'a dyn Lookup, unlisted: Unlisted) -> Self {
        Self { unlisted, ..Self::new(inventory, Some(stored)) }
    }

    /// One that notes what it is asked for.
    pub(super) fn recording(inventory: &'a Inventory) -> Self {
        Self { asked: Some(Asked::default()), ..Self::new(inventory, None) }
    }

    /// The ids that it was asked for, by table.
    pub(super) fn asked(self) -> BTreeMap<&'static str, BTreeSet<String>> {
        self.asked.unwrap_or_default().ids
    }

    /// The tables in which something was looked for by other than the id.
    pub(super) fn needs_all(&self) -> BTreeSet<&'static str> {
        self.asked.as_ref().map(|asked| asked.tables.clone()).unwrap_or_default()
    }

    /// Whether references to such objects can be followed at all.
    pub(super) fn knows<T: InTable>(&self) -> bool {
        T::list(self.inventory).is_some() || self.inventory.part.is_some() || self.stored.is_some()
    }

    /// Whether an object is there, in the inventory or, where its list was not read as a whole, in the database; `None` where
    /// that cannot be known.
    pub(super) fn find<T: InTable>(&mut self, id: &str) -> Option<bool> {
        if let Some(asked) = &mut self.asked {
            // All of what an object refers to is to be asked for.
            asked.ids.entry(T::TABLE).or_default().insert(id.to_owned());
            return Some(true);
        }
        if self.is_listed::<T>(id) {
            Some(true)
        } else if self.is_gone::<T>(id) {
            Some(false)
        } else {
            self.stored.map(|stored| stored.has(T::TABLE, id))
        }
    }

    /// As [`Context::find`]; what is not there is counted.
    pub(super) fn known<T: InTable>(&mut self, id: &str) -> Option<bool> {
        let known = self.find::<T>(id);
        if known == Some(false) {
            self.miss::<T>();
        }
        known
    }

    /// Counts an object that is not there.
    pub(super) fn miss<T: InTable>(&mut self) {
        *self.dangling.entry((self.table, T::LIST)).or_default() += 1;
    }

    /// As [`Context::known`]; what cannot be known is taken to be there.
    pub(super) fn has<T: InTable>(&mut self, id: &str) -> bool {
        self.known::<T>(id) != Some(false)
    }

    /// A reference: null where the object is not there.
    pub(super) fn reference<T: InTable>(&mut self, id: Option<&'a str>) -> Cell<'a> {
        match id.map(|id| (id, self.known::<T>(id))) {
            Some((id, Some(true))) => Cell::text(Some(id)),
            Some((_, None)) => Cell::Keep,
            Some((_, Some(false))) | None => Cell::Null,
        }
    }

    /// An object's tenant. What the provider gives without one (its security groups) has the only tenant there is:
    /// ManageIQ's forms require a tenant.
    pub(super) fn tenant(&mut self, id: Option<&'a str>) -> Cell<'a> {
        if id.is_some() {
            return self.reference::<Tenant>(id);
        }
        match (&self.inventory.tenants, self.stored) {
            (Some(tenants), _) if self.unlisted == Unlisted::Deleted => {
                let first = tenants.first().filter(|first| tenants.iter().all(|tenant| tenant.id == first.id));
                Cell::text(first.map(Resource::id))
            }
            (_, Some(stored)) => Cell::text(stored.only_ref(Tenant::TABLE)),
            (_, None) => {
                if let Some(asked) = &mut self.asked {
                    asked.tables.insert(Tenant::TABLE);
                }
                Cell::Keep
            }
        }
    }

    /// ManageIQ's word for the status of a network.
    pub(super) fn status(&mut self, network: &str) -> Cell<'a> {
        if let Some(status) = self.statuses.get(network) {
            return Cell::text(Some(status));
        }
        if self.is_gone::<Network>(network) {
            return Cell::text(Some(INACTIVE));
        }
        self.stored.map_or(Cell::Keep, |stored| {
            let is_active = stored.has_text(Network::TABLE, network, "status", ACTIVE);
            Cell::text(Some(if is_active { ACTIVE } else { INACTIVE }))
        })
    }

    /// The router that a subnet is an interface of, told by the router's port.
    pub(super) fn router_of(&mut self, subnet: &str) -> Cell<'a> {
        let router = self.routers.get(subnet).copied();
        match &self.inventory.part {
            Some(part) if router.is_none() && !part.disconnected_subnets.contains(subnet) => Cell::Keep,
            None if self.inventory.ports.is_none() => Cell::Keep,
            // Its port may be one that is kept.
            None if router.is_none() && self.unlisted == Unlisted::Kept => Cell::Keep,
            _ => self.reference::<Router>(router),
        }
    }

    /// The subnet of an address that comes without one, or with one that is not there: the only subnet of the port's network.
    pub(super) fn only_subnet(&self, network: Option<&'a str>) -> Option<&'a str> {
        let network = network?;
        match self.only_subnets.get(network) {
            Some(subnet) if self.unlisted == Unlisted::Deleted => *subnet,
            None if self.is_whole::<Subnet>() => None,
            _ => self.stored.and_then(|stored| stored.only_subnet_of(network)),
        }
    }

    /// The provider's own security group, which ports name and do not give the id of.
    pub(super) fn own_group(&mut self) -> Option<&'a str> {
        if let Some(asked) = &mut self.asked {
            asked.tables.insert(SecurityGroup::TABLE);
        }
        self.stored.and_then(|stored| stored.ref_by_name(SecurityGroup::TABLE, DEFAULT_GROUP))
    }

    fn is_listed<T: InTable>(&self, id: &str) -> bool {
        self.ids.iter().any(|(table, ids)| *table == T::TABLE && ids.contains(id))
    }

    /// Whether the inventory has all objects of a kind, and there are no others.
    pub(super) fn is_whole<T: InTable>(&self) -> bool {
        self.unlisted == Unlisted::Deleted && self.is_read::<T>()
    }

    /// Whether the provider's whole list of a kind was read.
    pub(super) fn is_read<T: InTable>(&self) -> bool {
        self.inventory.part.is_none() && T::list(self.inventory).is_some()
    }

    fn is_gone<T: InTable>(&self, id: &str) -> bool {
        let part = self.inventory.part.as_ref();
        self.is_whole::<T>() || part.and_then(|part| part.gone.get(T::PATH)).is_some_and(|gone| gone.contains(id))
    }

    /// What the log should say, a sentence each.
    pub(crate) fn notes(self) -> Vec<String> {
        let note = |((table, to), count): ((&str, &str), usize)| {
            let to = to.replace('_', " ");
            format!("{table}: {count} references to {to} that the provider does not list are stored as null")
        };
        self.dangling.into_iter().map(note).collect()
    }
}

/// The router that each subnet is an interface of.
fn routers(inventory: &Inventory) -> ById<'_, &str> {
    let mut routers = ById::default();
    for port in inventory.all::<Port>().iter().filter(|port| port.is_router_interface()) {
        if let Some(router) = port.device_id.as_deref() {
            for subnet in port.fixed_ips.iter().filter_map(|address| address.subnet_id.as_deref()) {
                routers.entry(subnet).or_insert(router);
            }
        }
    }
    routers
}

/// The subnet of each network that has exactly one.
fn only_subnets(inventory: &Inventory) -> ById<'_, Option<&str>> {
    let mut subnets = ById::default();
    for subnet in inventory.all::<Subnet>() {
        if let Some(network) = subnet.network_id.as_deref() {
            subnets.entry(network).and_modify(|only| *only = None).or_insert(Some(subnet.id.as_str()));
        }
    }
    subnets
}
