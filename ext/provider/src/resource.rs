//! The kinds of objects that the provider lists: their paths and their names.

use serde::de::DeserializeOwned;

use crate::quote::cut;
use crate::wire::identity::Tenant;
use crate::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};
use crate::{Error, Result};

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
}

macro_rules! resources {
    ($($kind:ty: $path:literal, $list:literal, $key:literal, $word:literal, optional: $optional:literal $(, $name:ident)?;)+) => {
        $(impl Resource for $kind {
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

resources! {
    Tenant: "tenants", "tenants", "tenant", "tenant", optional: false, name;
    Network: "networks", "networks", "network", "network", optional: false, name;
    Subnet: "subnets", "subnets", "subnet", "subnet", optional: false, name;
    Port: "ports", "ports", "port", "port", optional: false, name;
    Router: "routers", "routers", "router", "router", optional: false, name;
    FloatingIp: "floatingips", "floatingips", "floatingip", "floating IP", optional: true;
    SecurityGroup: "security-groups", "security_groups", "security_group", "security group", optional: true, name;
    SecurityGroupRule: "security-group-rules", "security_group_rules", "security_group_rule", "rule", optional: true;
}

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
