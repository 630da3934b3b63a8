//! The kinds of objects that the provider lists, a line for each: their paths, keys and words.

use serde::de::DeserializeOwned;

use crate::quote::cut;
use crate::{Error, Result};

/// The service that has a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedBy {
    /// Keystone.
    Identity,
    /// Neutron.
    Network,
}

/// A kind of objects of the provider.
pub trait Resource: DeserializeOwned + 'static {
    /// The service that lists them.
    const SERVICE: ListedBy;
    /// Path of the list, below its service's URL.
    const PATH: &'static str;
    /// Key of the list's answer.
    const LIST: &'static str;
    /// Key of one object's answer and request.
    const KEY: &'static str;
    /// Word for one object.
    const WORD: &'static str;
    /// Whether there are releases of the provider that have no such list.
    const OPTIONAL: bool;

    /// Its id.
    fn id(&self) -> &str;

    /// Its name; `None` where it has none.
    fn name(&self) -> Option<&str>;
}

/// Hands the lists to the macro `$make`, in the order in which they are read. What refers to others comes before them, so that
/// an object made meanwhile refers to nothing that is missing.
///
/// Of a list: the type of its objects, its field of an inventory, the service that has it, its path below that service's URL,
/// the keys of the list and of one object in answers, a word for one object, whether there are releases without it, and `name`
/// where its objects have one.
macro_rules! lists {
    ($make:ident) => {
        $make! {
            crate::wire::network::FloatingIp {
                floating_ips, Network, "floatingips", "floatingips", "floatingip", "floating IP", optional: true
            }
            crate::wire::network::Port { ports, Network, "ports", "ports", "port", "port", optional: false, name }
            crate::wire::network::SecurityGroupRule {
                security_group_rules, Network, "security-group-rules", "security_group_rules", "security_group_rule", "rule",
                optional: true
            }
            crate::wire::network::SecurityGroup {
                security_groups, Network, "security-groups", "security_groups", "security_group", "security group",
                optional: true, name
            }
            crate::wire::network::Router { routers, Network, "routers", "routers", "router", "router", optional: false, name }
            crate::wire::network::Subnet { subnets, Network, "subnets", "subnets", "subnet", "subnet", optional: false, name }
            crate::wire::network::Network {
                networks, Network, "networks", "networks", "network", "network", optional: false, name
            }
            crate::wire::identity::Tenant { tenants, Identity, "tenants", "tenants", "tenant", "tenant", optional: false, name }
        }
    };
}
pub(crate) use lists;

macro_rules! resources {
    ($($kind:path {
        $field:ident, $service:ident, $path:literal, $list:literal, $key:literal, $word:literal,
        optional: $optional:literal $(, $name:ident)?
    })+) => {
        /// The paths of all lists, in the order in which they are read.
        pub const LISTS: [&str; [$($path),+].len()] = [$($path),+];

        $(impl Resource for $kind {
            const SERVICE: ListedBy = ListedBy::$service;
            const PATH: &'static str = $path;
            const LIST: &'static str = $list;
            const KEY: &'static str = $key;
            const WORD: &'static str = $word;
            const OPTIONAL: bool = $optional;

            fn id(&self) -> &str {
                &self.id
            }

            fn name(&self) -> Option<&str> {
                None$(.or(self.$name.as_deref()))?
            }
        })+
    };
}

lists!(resources);

/// An object as an error names it: its word with its name, else with its id.
pub(crate) fn title<T: Resource>(name: Option<&str>, id: &str) -> String {
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{} \"{}\"", T::WORD, cut(name)),
        None => format!("{} {}", T::WORD, cut(id)),
    }
}

/// An id is one segment of a path: the list's own path, another's and what a URL cannot hold are no ids.
///
/// # Errors
/// [`Error::InvalidChange`] for a text that cannot be an id.
pub(crate) fn check_id<T: Resource>(id: &str) -> Result<()> {
    let (field, problem, remedy) = if id.trim().is_empty() {
        (T::WORD, "has no id".to_owned(), "refresh the network provider's inventory".to_owned())
    } else if matches!(id, "." | "..") || id.contains(char::is_control) {
        ("id", format!("is {}", cut(&format!("{id:?}"))), format!("give the id of a {}", T::WORD))
    } else {
        return Ok(());
    };
    Err(Error::InvalidChange { field: field.into(), problem, remedy: remedy.into() })
}
