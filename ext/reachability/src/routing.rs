//! Where a router hands a packet on to.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::index::{Index, version_of};
use crate::site::{Port, Route, Router};

/// Routes of which a router takes one.
pub(crate) enum Chosen<'s> {
    /// The destination is on the network of this interface.
    Connected(&'s Port, IpNet),
    /// Another router or host is to hand it on.
    Static(&'s Port, Route),
    /// Several are equally good.
    Several,
    None,
}

/// The router's longest matching route. One with an interface comes before a static one of the same length; a static one whose
/// next hop is on no interface's network does not count, as OVN leaves it out.
pub(crate) fn route<'s>(index: &'s Index, router: &Router, destination: IpAddr) -> Chosen<'s> {
    let version = version_of(destination);
    let interfaces: Vec<(&Port, IpNet)> = index
        .interfaces(&router.id)
        .filter_map(|port| Some((port, index.subnet(&port.network, version)?.range)))
        .collect();
    let mut best: Vec<(u8, bool, Chosen<'s>)> = Vec::new();
    for (port, range) in &interfaces {
        if range.contains(&destination) {
            best.push((range.prefix_len(), true, Chosen::Connected(port, *range)));
        }
    }
    for route in &router.routes {
        if route.destination.contains(&destination) {
            let mut ways = interfaces.iter().filter(|(_, range)| range.contains(&route.next_hop));
            if let Some((port, _)) = ways.next() {
                let chosen = if ways.next().is_some() { Chosen::Several } else { Chosen::Static(port, *route) };
                best.push((route.destination.prefix_len(), false, chosen));
            }
        }
    }
    let Some(longest) = best.iter().map(|(length, connected, _)| (*length, *connected)).max() else {
        return Chosen::None;
    };
    let mut longest =
        best.into_iter().filter(|(length, connected, _)| (*length, *connected) == longest).map(|(.., way)| way);
    match (longest.next(), longest.next()) {
        (Some(way), None) => way,
        (Some(_), Some(_)) => Chosen::Several,
        (None, _) => Chosen::None,
    }
}
