//! Names of objects by kind and id.

use std::collections::HashMap;

use crate::site::Site;

/// Names of a site's objects by kind and id.
pub(crate) struct Names<'s>(HashMap<(&'static str, &'s str), &'s str>);

impl<'s> Names<'s> {
    pub(crate) fn new(site: &'s Site) -> Self {
        let mut names = HashMap::with_capacity(site.ports.len() + site.networks.len());
        let mut add = |kind, id: &'s str, name: &'s str| names.insert((kind, id), name);
        site.ports.iter().for_each(|port| _ = add("port", &port.id, &port.name));
        site.networks.iter().for_each(|network| _ = add("network", &network.id, &network.name));
        site.subnets.iter().for_each(|subnet| _ = add("subnet", &subnet.id, &subnet.name));
        site.routers.iter().for_each(|router| _ = add("router", &router.id, &router.name));
        site.groups.iter().for_each(|group| _ = add("group", &group.id, &group.name));
        Self(names)
    }

    pub(crate) fn of(&self, kind: &'static str, id: &str) -> String {
        self.0.get(&(kind, id)).map_or_else(|| id.to_owned(), |name| (*name).to_owned())
    }
}
