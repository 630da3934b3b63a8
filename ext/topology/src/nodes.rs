//! The devices on the lanes: single ones, and many of a kind as a number.

use std::collections::BTreeMap;

use super::model::{Kind, State, Topology};

/// Up to so many networks, a picture has room for what is on them.
pub(super) const FEW_NETWORKS: usize = 12;
/// VMs and ports of a network that are drawn one by one in such a picture; of more, there is a count.
const ONE_BY_ONE: usize = 12;
/// The same of a network that was chosen.
const OF_CHOSEN: usize = 120;
/// VMs on the same several networks that are drawn one by one.
const SIDE_BY_SIDE: usize = 6;
/// Counts of VMs on the same several networks that are drawn in a picture of many networks; the rest is counted on each.
const MOST_COUNTS: usize = 40;

/// One device, or many on the same networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Indexes of the devices.
    pub(super) devices: Vec<usize>,
    /// Indexes of the networks, ascending.
    pub(super) networks: Vec<usize>,
}

impl Node {
    pub(super) fn is_count(&self) -> bool {
        self.devices.len() > 1
    }
}

/// What is on the networks of a topology.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// What is drawn, on at least one network.
    pub(super) drawn: Vec<Node>,
    /// By network, the devices that are only counted on it.
    pub(super) counted: Vec<Vec<usize>>,
    /// Devices without a network.
    pub(super) loose: Vec<usize>,
}

/// Folds the devices of a topology.
pub(super) fn nodes(topology: &Topology) -> Nodes {
    let is_small = topology.networks.len() <= FEW_NETWORKS;
    let mut nodes = Nodes { counted: vec![Vec::new(); topology.networks.len()], ..Nodes::default() };
    let mut alike: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (index, device) in topology.devices.iter().enumerate() {
        let networks = device.networks();
        let is_single = device.kind == Kind::Router || device.object.is_chosen || device.object.is_on_way;
        match (networks.is_empty(), is_single) {
            (true, _) => nodes.loose.push(index),
            (false, true) if device.kind == Kind::Router || nodes.drawn.len() < OF_CHOSEN => {
                nodes.drawn.push(Node { devices: vec![index], networks });
            }
            (false, _) => alike.entry(networks).or_default().push(index),
        }
    }
    let mut shared = Vec::new();
    for (networks, devices) in alike {
        match networks[..] {
            [network] => {
                let room = match (topology.networks[network].object.is_chosen, is_small) {
                    (true, _) => OF_CHOSEN,
                    (false, true) => ONE_BY_ONE,
                    (false, false) => 0,
                };
                if devices.len() <= room {
                    nodes.drawn.extend(devices.into_iter().map(|device| single(device, &networks)));
                } else if room > 0 {
                    nodes.drawn.push(Node { devices, networks });
                } else {
                    nodes.counted[network] = devices;
                }
            }
            _ if is_small && devices.len() <= SIDE_BY_SIDE => {
                nodes.drawn.extend(devices.into_iter().map(|device| single(device, &networks)));
            }
            _ => shared.push(Node { devices, networks }),
        }
    }
    shared.sort_by_key(|node| std::cmp::Reverse(node.devices.len()));
    let rest = if is_small { Vec::new() } else { shared.split_off(shared.len().min(MOST_COUNTS)) };
    nodes.drawn.extend(shared);
    for node in rest {
        for network in node.networks {
            nodes.counted[network].extend(&node.devices);
        }
    }
    nodes
}

fn single(device: usize, networks: &[usize]) -> Node {
    Node { devices: vec![device], networks: networks.to_vec() }
}

/// How many they are, such as `300 VMs, 12 ports`.
pub(super) fn count(topology: &Topology, devices: &[usize]) -> String {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    devices.iter().for_each(|device| *kinds.entry(topology.devices[*device].kind).or_default() += 1);
    let texts: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{count} {}", kind.noun(count))).collect();
    texts.join(", ")
}

/// How many of them do not work, such as `4 down, 1 error`; nothing where all do.
pub(super) fn trouble(topology: &Topology, devices: &[usize]) -> Option<String> {
    let of =
        |word: &str| devices.iter().filter(|device| topology.devices[**device].object.word() == Some(word)).count();
    let told = |(word, words): (&str, &str)| Some(of(word)).filter(|count| *count > 0).map(|n| format!("{n} {words}"));
    let texts: Vec<String> = [
        ("error", "error"),
        ("down", "down"),
        ("ports in error", "with ports in error"),
        ("ports down", "with ports down"),
    ]
    .into_iter()
    .filter_map(told)
    .collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// The worst state of them where all share it: a count of which one works is no failure.
pub(super) fn state(topology: &Topology, devices: &[usize]) -> State {
    devices.iter().map(|device| topology.devices[*device].object.state).min().unwrap_or_default()
}
