//! Which networks are lanes, in which order, and below which lane a device is placed.

use std::collections::HashMap;

use super::model::{Kind, Topology};
use super::nodes::Node;

/// The networks that something is drawn on, so that what routers connect is side by side: from the outside inwards.
pub(super) fn order(topology: &Topology, nodes: &[Node]) -> Vec<usize> {
    let mut nodes_of: Vec<Vec<usize>> = vec![Vec::new(); topology.networks.len()];
    for (index, node) in nodes.iter().enumerate() {
        node.networks.iter().for_each(|network| nodes_of[*network].push(index));
    }
    for of_network in &mut nodes_of {
        of_network.sort_by_key(|index| (topology.devices[nodes[*index].devices[0]].kind, nodes[*index].devices[0]));
    }
    let mut starts: Vec<usize> =
        (0..topology.networks.len()).filter(|network| !nodes_of[*network].is_empty()).collect();
    let connections = |network: usize| nodes_of[network].iter().filter(|node| nodes[**node].networks.len() > 1).count();
    starts.sort_by_key(|network| {
        (connections(*network) == 0, !topology.networks[*network].is_external, usize::MAX - connections(*network))
    });

    let mut order = Vec::with_capacity(starts.len());
    let mut is_placed = vec![false; topology.networks.len()];
    for start in starts {
        let mut stack = vec![start];
        while let Some(network) = stack.pop() {
            if std::mem::replace(&mut is_placed[network], true) {
                continue;
            }
            order.push(network);
            let others = nodes_of[network].iter().flat_map(|node| nodes[*node].networks.iter().copied());
            let next: Vec<usize> = others.filter(|other| !is_placed[*other]).collect();
            stack.extend(next.into_iter().rev());
        }
    }
    order
}

/// For each node the place of the lane below which it hangs, one of its own: where the next lane is its own as well, first
/// of all its gateway; else where least hangs.
pub(super) fn homes(topology: &Topology, nodes: &[Node], order: &[usize]) -> Vec<usize> {
    let places: HashMap<usize, usize> = order.iter().enumerate().map(|(place, network)| (*network, place)).collect();
    let mut crowd = vec![0; order.len()];
    for place in nodes.iter().flat_map(|node| &node.networks).filter_map(|network| places.get(network)) {
        crowd[*place] += 1;
    }
    let home = |node: &Node| {
        let own: Vec<usize> = node.networks.iter().filter_map(|network| places.get(network).copied()).collect();
        let device = &topology.devices[node.devices[0]];
        let is_gateway = |place: usize| {
            device.links.iter().any(|link| link.is_gateway && link.network == Some(order[place]))
                && device.kind == Kind::Router
        };
        own.iter().copied().min_by_key(|place| match own.contains(&(place + 1)) {
            true if is_gateway(*place) => (0, 0, *place),
            true => (1, 0, *place),
            false => (2, crowd[*place], *place),
        })
    };
    nodes.iter().map(|node| home(node).unwrap_or_default()).collect()
}
