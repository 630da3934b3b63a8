//! Names of objects by kind and id.

use crate::index::Index;

/// Names of a site's objects.
pub(crate) struct Names<'i>(pub(crate) &'i Index);

impl Names<'_> {
    /// The name; of an object without one, or that is not there, its id.
    pub(crate) fn of(&self, kind: &'static str, id: &str) -> String {
        let Self(index) = self;
        let name = match kind {
            "port" => index.port(id).map(|port| &port.name),
            "network" => index.network(id).map(|network| &network.name),
            "router" => index.router(id).map(|router| &router.name),
            "group" => index.group(id).map(|group| &group.name),
            "subnet" => index.site.subnets.iter().find(|subnet| subnet.id == id).map(|subnet| &subnet.name),
            _ => None,
        };
        name.map_or(id, String::as_str).to_owned()
    }
}
