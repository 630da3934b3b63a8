//! The kinds of objects that the provider lists: their paths, their names, and their place in an [`Inventory`].

use serde::de::DeserializeOwned;

use crate::Inventory;
use crate::quote::cut;
use crate::wire::identity::Tenant;
use crate::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};

/// A kind of objects of the provider.
pub trait Resource: DeserializeOwned + 'static {
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

    /// The inventory's list of such objects; `None` where it was not read.
    fn list(inventory: &Inventory) -> Option<&[Self]>;

    /// As [`Resource::list`], to be changed.
    fn list_mut(inventory: &mut Inventory) -> &mut Option<Vec<Self>>;
}

macro_rules! resource {
    ($kind:ty, $field:ident, $path:literal, $list:literal, $key:literal, $word:literal, optional: $optional:literal $(, $name:ident)?) => {
        impl Resource for $kind {
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

            fn list(inventory: &Inventory) -> Option<&[Self]> {
                inventory.$field.as_deref()
            }

            fn list_mut(inventory: &mut Inventory) -> &mut Option<Vec<Self>> {
                &mut inventory.$field
            }
        }
    };
}

#[rustfmt::skip]
mod resources {
    use super::*;

    resource!(Tenant, tenants, "tenants", "tenants", "tenant", "tenant", optional: false, name);
    resource!(Network, networks, "networks", "networks", "network", "network", optional: false, name);
    resource!(Subnet, subnets, "subnets", "subnets", "subnet", "subnet", optional: false, name);
    resource!(Port, ports, "ports", "ports", "port", "port", optional: false, name);
    resource!(Router, routers, "routers", "routers", "router", "router", optional: false, name);
    resource!(FloatingIp, floating_ips, "floatingips", "floatingips", "floatingip", "floating IP", optional: true);
    resource!(SecurityGroup, security_groups, "security-groups", "security_groups", "security_group", "security group", optional: true, name);
    resource!(SecurityGroupRule, security_group_rules, "security-group-rules", "security_group_rules", "security_group_rule", "rule", optional: true);
}

/// An object as an error names it: its word with its name, else with its id.
pub(crate) fn title<T: Resource>(name: Option<&str>, id: &str) -> String {
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{} \"{}\"", T::WORD, cut(name)),
        None => format!("{} {}", T::WORD, cut(id)),
    }
}
