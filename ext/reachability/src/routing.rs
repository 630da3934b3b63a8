//! The next hop of a router.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::index::{Index, version_of};
use crate::site::{Port, Route, Router};

/// A way that a router has for a packet.
pub(crate) enum Way<'s> {
    /// The destination is on the network of this interface.
    Connected(&'s Port, IpNet),
    /// Another router or host is to hand it on.
    Static(&'s Port, Route),
}

/// The router's longest matching routes, of which it takes any. One with an interface comes before a static one of the same length;
/// a static one whose next hop is on no interface's network does not count, as OVN leaves it out.
pub(crate) fn route<'s>(index: &'s Index, router: &Router, destination: IpAddr) -> Vec<Way<'s>> {
    let version = version_of(destination);
    let interfaces: Vec<(&Port, IpNet)> = index
        .interfaces(&router.id)
        .filter_map(|port| Some((port, index.subnet(&port.network, version)?.range)))
        .collect();
    let mut ways = Vec::new();
    for (port, range) in &interfaces {
        if range.contains(&destination) {
            ways.push(((range.prefix_len(), true), Way::Connected(port, *range)));
        }
    }
    for route in router.routes.iter().filter(|route| route.destination.contains(&destination)) {
        for (port, _) in interfaces.iter().filter(|(_, range)| range.contains(&route.next_hop)) {
            ways.push(((route.destination.prefix_len(), false), Way::Static(port, *route)));
        }
    }
    let longest = ways.iter().map(|(length, _)| *length).max();
    ways.into_iter().filter(|(length, _)| Some(*length) == longest).map(|(_, way)| way).collect()
}
