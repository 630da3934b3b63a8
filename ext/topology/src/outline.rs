//! A topology as nested entries: networks with their devices. It folds the same groups as the picture.

use std::collections::{HashMap, HashSet};

use super::contents::{groups, link_state, outside, spoken};
use super::model::{Kind, Object, Topology};
use super::nodes::{Node, Nodes, count, nodes, trouble};
use super::words::plain;

/// An object, and what belongs below it.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// What it is, such as `Network`.
    pub(super) noun: String,
    /// Name, as it can be shown.
    pub(super) name: String,
    /// The rest, in words.
    pub(super) about: String,
    pub(super) key: String,
    pub(super) page: Option<String>,
    pub(super) is_on_way: bool,
    /// Whether it was not listed before.
    pub(super) is_first: bool,
    pub(super) below: Vec<Entry>,
}

/// The entries of a topology.
pub(super) fn outline(topology: &Topology) -> Vec<Entry> {
    let nodes = nodes(topology);
    let mut by_network: HashMap<usize, Vec<&Node>> = HashMap::new();
    for node in &nodes.drawn {
        node.networks.iter().for_each(|network| by_network.entry(*network).or_default().push(node));
    }
    let mut seen = HashSet::new();
    let mut entries: Vec<Entry> = (0..topology.networks.len())
        .map(|network| {
            let mut on_it = by_network.remove(&network).unwrap_or_default();
            on_it.sort_by_key(|node| (node.is_count(), node.devices[0]));
            self::network(topology, &nodes, network, &on_it, &mut seen)
        })
        .collect();
    let loose = nodes.loose.iter().map(|device| self::device(topology, *device, None, &mut seen));
    entries.extend(loose);
    entries.extend(topology.groups.iter().map(|group| Entry {
        noun: "Security group".into(),
        about: format!("{} {}", group.ports, Kind::Port.noun(group.ports)),
        ..object(&group.object, &mut seen)
    }));
    entries
}

fn network(topology: &Topology, nodes: &Nodes, index: usize, on_it: &[&Node], seen: &mut HashSet<String>) -> Entry {
    let network = &topology.networks[index];
    let mut below: Vec<Entry> = network
        .subnets
        .iter()
        .map(|subnet| {
            let gateway =
                subnet.gateway.as_ref().map(|address| format!("gateway {}", plain(address))).unwrap_or_default();
            Entry {
                noun: "Subnet".into(),
                about: joined(&[&plain(&subnet.range), &gateway]),
                ..object(&subnet.object, seen)
            }
        })
        .collect();
    for node in on_it {
        below.push(match node.devices[..] {
            [device] => self::device(topology, device, Some(index), seen),
            _ => counted(topology, &node.devices),
        });
    }
    if !nodes.counted[index].is_empty() {
        below.push(counted(topology, &nodes.counted[index]));
    }
    let state = network.object.state.word().unwrap_or_default();
    Entry {
        noun: "Network".into(),
        about: joined(&[state, &outside(network).replace(" · ", ", ")]),
        below,
        ..object(&network.object, seen)
    }
}

/// A device as it is on one network, or without any.
fn device(topology: &Topology, index: usize, network: Option<usize>, seen: &mut HashSet<String>) -> Entry {
    let device = &topology.devices[index];
    let links = device.links.iter().filter(|link| network.is_none() || link.network == network);
    let here: Vec<String> = links
        .map(|link| {
            let gateway = if link.is_gateway { "gateway" } else { "" };
            let state = link_state(link).filter(|_| device.kind != Kind::Port).unwrap_or_default();
            let addresses = link.addresses.iter().map(|address| plain(address)).collect::<Vec<_>>().join(", ");
            let words: Vec<&str> = [gateway, &addresses].into_iter().filter(|word| !word.is_empty()).collect();
            joined(&[&words.join(" "), state])
        })
        .filter(|text| !text.is_empty())
        .collect();
    let elsewhere: Vec<String> = device
        .links
        .iter()
        .filter(|link| network.is_some() && link.network != network)
        .map(|link| spoken(topology, link))
        .filter(|text| !text.is_empty())
        .collect();
    let elsewhere = if elsewhere.is_empty() { String::new() } else { format!("also {}", elsewhere.join(", ")) };
    let groups = groups(topology, index);
    let groups = if groups.is_empty() { String::new() } else { format!("security groups {groups}") };
    let noun = match device.kind {
        Kind::Router => "Router",
        Kind::Vm => "VM",
        Kind::Port => "Port",
    };
    let state = device.object.word().unwrap_or_default();
    Entry {
        noun: noun.into(),
        about: [state, &here.join(", "), &elsewhere, &groups]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        ..object(&device.object, seen)
    }
}

fn counted(topology: &Topology, devices: &[usize]) -> Entry {
    let about = trouble(topology, devices).unwrap_or_default();
    Entry { name: count(topology, devices), about, ..Entry::default() }
}

fn object(object: &Object, seen: &mut HashSet<String>) -> Entry {
    Entry {
        name: plain(&object.name).into_owned(),
        is_on_way: object.is_on_way,
        key: object.key.clone(),
        page: object.page.clone(),
        is_first: seen.insert(object.key.clone()),
        ..Entry::default()
    }
}

fn joined(texts: &[&str]) -> String {
    texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(", ")
}
