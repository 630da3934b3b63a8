//! The kinds of objects: where they are and what they are called.

use serde::de::DeserializeOwned;

use crate::wire::network::{Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};

/// A kind of objects of the network service.
pub(super) trait Resource: DeserializeOwned {
    /// Path of the list.
    const PATH: &'static str;
    /// Key of the list's answer.
    const LIST: &'static str;
    /// Key of one object's answer and request.
    const KEY: &'static str;
    /// Word for one object.
    const WORD: &'static str;

    fn id(&self) -> &str;
    fn name(&self) -> Option<&str>;
}

macro_rules! resource {
    ($kind:ty, $path:literal, $list:literal, $key:literal, $word:literal $(, $name:ident)?) => {
        impl Resource for $kind {
            const PATH: &'static str = $path;
            const LIST: &'static str = $list;
            const KEY: &'static str = $key;
            const WORD: &'static str = $word;

            fn id(&self) -> &str {
                &self.id
            }

            fn name(&self) -> Option<&str> {
                None$(.or(self.$name.as_deref()))?
            }
        }
    };
}

resource!(Network, "networks", "networks", "network", "network", name);
resource!(Subnet, "subnets", "subnets", "subnet", "subnet", name);
resource!(Port, "ports", "ports", "port", "port", name);
resource!(Router, "routers", "routers", "router", "router", name);
resource!(SecurityGroup, "security-groups", "security_groups", "security_group", "security group", name);
resource!(SecurityGroupRule, "security-group-rules", "security_group_rules", "security_group_rule", "rule");

/// The path of one object; an id is never more than one segment of it.
pub(super) fn path_of<T: Resource>(id: &str) -> String {
    format!("{}/{}", T::PATH, id.replace('/', "%2F"))
}

/// An object as an error names it: its word with its name, else with its id.
pub(super) fn title<T: Resource>(name: Option<&str>, id: &str) -> String {
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{} \"{name}\"", T::WORD),
        None => format!("{} {id}", T::WORD),
    }
}
