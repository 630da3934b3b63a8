//! All objects of a provider.

mod tenant_cycles;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use crate::refused::Unread;
use crate::resource::{Resource, lists};
use crate::wire::network::{Network, Port, Subnet};

/// The provider's own security group, which it makes with the first port that has port security. Ports refer to it by this
/// name, all else by its id.
pub const DEFAULT_GROUP: &str = "Default";

macro_rules! inventory {
    ($($kind:path { $field:ident, $service:ident, $path:literal, $($rest:tt)* })+) => {
        /// The lists of a provider that were read: all of them, or what a change has touched. What was not read (`None`) is
        /// left alone wherever it is stored.
        #[derive(Debug, Clone, Default)]
        pub struct Inventory {
            $(
                #[doc = concat!("`GET ", $path, "`.")]
                pub $field: Option<Vec<$kind>>,
            )+
            /// What the log should say about how it was read, a sentence each.
            pub notes: Vec<String>,
            /// Lists that were asked for and that the provider refused, while it gave others: what is stored of them is left
            /// alone.
            pub unread: Vec<Unread>,
            /// How long reading took.
            pub timings: Timings,
            /// `None` where each list is the provider's whole one.
            pub part: Option<PartialInventory>,
        }

        $(impl Listed for $kind {
            fn list(inventory: &Inventory) -> Option<&[Self]> {
                inventory.$field.as_deref()
            }

            fn list_mut(inventory: &mut Inventory) -> &mut Option<Vec<Self>> {
                &mut inventory.$field
            }
        })+
    };
}

lists!(inventory);

/// How long lists took from the request to the last byte of the answer, which is what the provider could not serve others
/// for: it serves one request at a time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// The login, if there was one, and all lists but that of ports.
    pub networks: Duration,
    /// The list of ports.
    pub ports: Duration,
}

/// What is known of a part of an inventory besides its objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartialInventory {
    /// By path of the list, the ids of what is gone: nothing else is ever deleted because of a part.
    pub gone: BTreeMap<&'static str, BTreeSet<String>>,
    /// Ids of subnets that no router has an interface on any more.
    pub disconnected_subnets: BTreeSet<String>,
}

impl Inventory {
    /// A part of an inventory, which has nothing yet.
    pub fn part() -> Self {
        Self { part: Some(PartialInventory::default()), ..Self::default() }
    }

    /// The objects of a kind; none where their list was not read.
    pub fn all<T: Listed>(&self) -> &[T] {
        T::list(self).unwrap_or_default()
    }

    /// The ids of networks that are not listed and have subnets or ports that are: the provider deletes none that has ports,
    /// and its subnet with it.
    pub fn unlisted_networks(&self) -> BTreeSet<&str> {
        let listed: HashSet<&str> = self.all::<Network>().iter().map(Resource::id).collect();
        let subnets = self.all::<Subnet>().iter().filter_map(|subnet| subnet.network_id.as_deref());
        let ports = self.all::<Port>().iter().filter_map(|port| port.network_id.as_deref());
        subnets.chain(ports).filter(|id| !listed.contains(id)).collect()
    }

    /// Adds an object as it is now.
    pub fn add<T: Listed>(&mut self, object: T) {
        T::list_mut(self).get_or_insert_default().push(object);
    }

    /// Notes of a part that an object is gone.
    pub fn remove<T: Listed>(&mut self, id: impl Into<String>) {
        T::list_mut(self).get_or_insert_default();
        self.part.get_or_insert_default().gone.entry(T::PATH).or_default().insert(id.into());
    }

    /// Has the ports refer to the provider's own security group by its `id`.
    pub(crate) fn resolve_default_group(&mut self, id: &str) {
        let id: Arc<str> = id.into();
        for group in self.ports.iter_mut().flatten().flat_map(|port| &mut port.security_groups) {
            if &**group == DEFAULT_GROUP {
                *group = Arc::clone(&id);
            }
        }
    }

    /// Whether the provider has given any list that it makes of what is in OVN: it has the tenants and floating IPs without.
    pub(crate) fn has_any_list_of_ovn(&self) -> bool {
        self.networks.is_some()
            || self.subnets.is_some()
            || self.ports.is_some()
            || self.routers.is_some()
            || self.security_groups.is_some()
            || self.security_group_rules.is_some()
    }

    /// Rows of rules need their groups. Groups without rules are a stand-in of releases that have neither (1.2.4 to 1.2.14),
    /// which list no group: what is stored stays.
    pub(crate) fn leave_groups_or_rules_alone(&mut self) {
        let has_no_group = self.security_groups.as_ref().is_some_and(Vec::is_empty);
        if self.security_groups.is_none() && self.security_group_rules.take().is_some() {
            self.notes.push("security-group-rules: the stored rows stay unchanged, like their groups".into());
        } else if self.security_group_rules.is_none() && has_no_group {
            self.security_groups = None;
            self.notes.push("security-groups: the stored rows stay unchanged, like their rules".into());
        }
    }

    /// Takes the parents of tenants away that are above themselves.
    pub(crate) fn break_tenant_cycles(&mut self) {
        self.notes.extend(self.tenants.as_deref_mut().and_then(tenant_cycles::break_up));
    }
}

/// Objects that an inventory has a list of.
pub trait Listed: Resource {
    /// The list; `None` where it was not read.
    fn list(inventory: &Inventory) -> Option<&[Self]>;

    /// The same, to be changed.
    fn list_mut(inventory: &mut Inventory) -> &mut Option<Vec<Self>>;
}
