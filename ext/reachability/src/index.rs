//! A site with indexes for looking up a packet's path.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use crate::site::{Direction, Group, Network, Port, Router, Rule, Site, Subnet};

/// A site, ready to be asked.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) site: Site,
    ports: HashMap<String, usize>,
    networks: HashMap<String, usize>,
    routers: HashMap<String, usize>,
    groups: HashMap<String, usize>,
    routed: HashSet<String>,
    subnets_of: HashMap<String, Vec<usize>>,
    interfaces_of: HashMap<String, Vec<usize>>,
    holders: HashMap<IpAddr, Vec<usize>>,
    rules_of: HashMap<String, Vec<usize>>,
    members: HashMap<String, HashSet<IpAddr>>,
    hidden_members: HashMap<String, HashSet<IpAddr>>,
}

impl Index {
    pub(crate) fn new(site: Site) -> Self {
        let mut index = Self {
            ports: by_id(site.ports.iter().map(|port| &port.id)),
            networks: by_id(site.networks.iter().map(|network| &network.id)),
            routers: by_id(site.routers.iter().map(|router| &router.id)),
            groups: by_id(site.groups.iter().map(|group| &group.id)),
            routed: site.ports.iter().filter(|port| port.router.is_some()).map(|port| port.network.clone()).collect(),
            subnets_of: grouped(site.subnets.iter().map(|subnet| Some(&subnet.network))),
            interfaces_of: grouped(site.ports.iter().map(|port| port.router.as_ref())),
            holders: HashMap::with_capacity(site.ports.len()),
            rules_of: grouped(site.rules.iter().map(|rule| Some(&rule.group))),
            members: HashMap::new(),
            hidden_members: HashMap::new(),
            site: Site::default(),
        };
        for (at, port) in site.ports.iter().enumerate() {
            for address in &port.addresses {
                index.holders.entry(*address).or_default().push(at);
            }
            // OVN counts no address of a router's interface among those of a group.
            if port.router.is_some() {
                continue;
            }
            for (groups, members) in
                [(&port.groups, &mut index.members), (&port.hidden_groups, &mut index.hidden_members)]
            {
                for group in groups {
                    match members.get_mut(group) {
                        Some(addresses) => addresses.extend(&port.addresses),
                        None => _ = members.insert(group.clone(), port.addresses.iter().copied().collect()),
                    }
                }
            }
        }
        index.site = site;
        index
    }

    pub(crate) fn port(&self, id: &str) -> Option<&Port> {
        self.ports.get(id).map(|at| &self.site.ports[*at])
    }

    pub(crate) fn network(&self, id: &str) -> Option<&Network> {
        self.networks.get(id).map(|at| &self.site.networks[*at])
    }

    pub(crate) fn router(&self, id: &str) -> Option<&Router> {
        self.routers.get(id).map(|at| &self.site.routers[*at])
    }

    pub(crate) fn group(&self, id: &str) -> Option<&Group> {
        self.groups.get(id).map(|at| &self.site.groups[*at])
    }

    /// Whether a router has an interface on the network.
    pub(crate) fn has_router(&self, network: &str) -> bool {
        self.routed.contains(network)
    }

    pub(crate) fn is_physical(&self, network: &str) -> bool {
        self.network(network).is_some_and(|network| network.is_physical)
    }

    /// The network's subnet of an IP version.
    pub(crate) fn subnet(&self, network: &str, version: u8) -> Option<&Subnet> {
        let mut subnets = self.subnets_of.get(network)?.iter().map(|at| &self.site.subnets[*at]);
        subnets.find(|subnet| version_of(subnet.range.addr()) == version)
    }

    /// The ports that a router has on networks.
    pub(crate) fn interfaces(&self, router: &str) -> impl Iterator<Item = &Port> {
        self.interfaces_of.get(router).into_iter().flatten().map(|at| &self.site.ports[*at])
    }

    /// The ports on a network that have an address.
    pub(crate) fn holders(&self, network: &str, address: IpAddr) -> Vec<&Port> {
        self.holders_anywhere(address).into_iter().filter(|port| port.network == network).collect()
    }

    /// The ports of all networks that have an address.
    pub(crate) fn holders_anywhere(&self, address: IpAddr) -> Vec<&Port> {
        self.holders.get(&address).into_iter().flatten().map(|at| &self.site.ports[*at]).collect()
    }

    pub(crate) fn rules(&self, group: &str, direction: Direction) -> impl Iterator<Item = &Rule> {
        let rules = self.rules_of.get(group).into_iter().flatten().map(|at| &self.site.rules[*at]);
        rules.filter(move |rule| rule.direction == direction)
    }

    /// Whether a port that has the group has the address; `None` where that is not known. OVN looks at the address alone,
    /// whatever its network.
    pub(crate) fn is_member(&self, group: &str, address: IpAddr) -> Option<bool> {
        let has =
            |members: &HashMap<String, HashSet<IpAddr>>| members.get(group).is_some_and(|all| all.contains(&address));
        if has(&self.members) {
            return Some(true);
        }
        if has(&self.hidden_members) { None } else { Some(false) }
    }
}

/// The IP version of an address, 4 or 6.
pub(crate) fn version_of(address: IpAddr) -> u8 {
    if address.is_ipv4() { 4 } else { 6 }
}

fn by_id<'i>(ids: impl Iterator<Item = &'i String>) -> HashMap<String, usize> {
    ids.enumerate().map(|(at, id)| (id.clone(), at)).collect()
}

fn grouped<'i>(ids: impl Iterator<Item = Option<&'i String>>) -> HashMap<String, Vec<usize>> {
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, id) in ids.enumerate() {
        if let Some(id) = id {
            match groups.get_mut(id) {
                Some(group) => group.push(at),
                None => _ = groups.insert(id.clone(), vec![at]),
            }
        }
    }
    groups
}
