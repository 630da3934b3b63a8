//! The contents of a box, and its label for screen readers.

use super::model::{Kind, Link, Network, Object, State, Topology};
use super::nodes::{Node, count, state, trouble};
use super::words::plain;

/// Lines of a box below its name.
const LINES: usize = 4;
/// Connections that the label of a box names.
const LABELLED: usize = 12;

/// A symbol beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Icon {
    Network,
    External,
    Physical,
    Router,
    Vm,
    Port,
    Group,
}

/// What a box, a lane or a card says. Texts can be shown, and are uncut.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) icon: Icon,
    pub(super) name: String,
    pub(super) lines: Vec<String>,
    pub(super) state: State,
    /// What is told of it.
    pub(super) word: Option<&'static str>,
    pub(super) label: String,
    pub(super) page: Option<String>,
    /// Key of what is chosen by it.
    pub(super) focus: String,
    pub(super) is_chosen: bool,
    pub(super) is_on_way: bool,
    /// How many boxes behind each other it looks like.
    pub(super) is_count: bool,
}

impl Content {
    /// What a box says of its state, before the first of its lines. A count says how many.
    pub(super) fn state_line(&self) -> Option<&'static str> {
        self.word.filter(|_| !self.is_count)
    }
}

/// A device, or a count of them.
pub(super) fn node(topology: &Topology, node: &Node, with_groups: bool) -> Content {
    if node.is_count() {
        return counted(topology, &node.devices, &node.networks);
    }
    device(topology, node.devices[0], with_groups)
}

/// A device.
pub(super) fn device(topology: &Topology, index: usize, with_groups: bool) -> Content {
    let device = &topology.devices[index];
    let is_alone = device.networks().len() <= 1;
    let mut links: Vec<(String, String)> =
        device.links.iter().map(|link| (line(topology, link, is_alone), spoken(topology, link))).collect();
    // Without an address it is seen where a line leads.
    links.dedup();
    let mut lines: Vec<String> = links.iter().map(|(line, _)| line.clone()).filter(|line| !line.is_empty()).collect();
    if lines.len() > LINES {
        let more = lines.len() + 1 - LINES;
        lines.truncate(LINES - 1);
        lines.push(format!("and {more} more"));
    }
    let groups = groups(topology, index);
    if !groups.is_empty() && (with_groups || device.object.is_chosen) {
        lines.push(format!("groups: {groups}"));
    }
    let (icon, noun) = match device.kind {
        Kind::Router => (Icon::Router, "Router"),
        Kind::Vm => (Icon::Vm, "VM"),
        Kind::Port => (Icon::Port, "Port"),
    };
    let mut label = titled(noun, &device.object);
    let mut told: Vec<String> =
        links.iter().map(|(_, spoken)| spoken.clone()).filter(|text| !text.is_empty()).collect();
    if told.len() > LABELLED {
        let more = told.len() - LABELLED;
        told.truncate(LABELLED);
        told.push(format!("and {more} more"));
    }
    if !told.is_empty() {
        label.push_str(&format!(": {}", told.join("; ")));
    }
    if !groups.is_empty() {
        label.push_str(&format!("; security groups {groups}"));
    }
    Content {
        icon,
        name: plain(&device.object.name).into_owned(),
        lines,
        state: device.object.state,
        word: device.object.word(),
        label,
        page: device.object.page.clone(),
        focus: device.object.key.clone(),
        is_chosen: device.object.is_chosen,
        is_on_way: device.object.is_on_way,
        is_count: false,
    }
}

fn counted(topology: &Topology, devices: &[usize], networks: &[usize]) -> Content {
    let name = count(topology, devices);
    let trouble = trouble(topology, devices);
    let names: Vec<_> = networks.iter().map(|network| plain(&topology.networks[*network].object.name)).collect();
    let label = [format!("{name} on {}", names.join(" and ")), trouble.clone().unwrap_or_default()];
    Content {
        icon: if topology.devices[devices[0]].kind == Kind::Vm { Icon::Vm } else { Icon::Port },
        name,
        lines: trouble.into_iter().collect(),
        state: state(topology, devices),
        word: state(topology, devices).word(),
        label: label.iter().filter(|text| !text.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", "),
        page: None,
        focus: networks.first().map(|network| topology.networks[*network].object.key.clone()).unwrap_or_default(),
        is_chosen: false,
        is_on_way: false,
        is_count: true,
    }
}

/// A network: its lines are the ranges, how it leaves OVN, and what is only counted on it.
pub(super) fn network(topology: &Topology, index: usize, counted: &[usize]) -> Content {
    let network = &topology.networks[index];
    let ranges: Vec<_> = network.subnets.iter().map(|subnet| plain(&subnet.range)).collect();
    let counts = if counted.is_empty() { String::new() } else { count(topology, counted) };
    let trouble = trouble(topology, counted).unwrap_or_default();
    let lines = vec![ranges.join(", "), outside(network), joined(&[&counts, &trouble])];
    let told = [lines[0].as_str(), lines[1].as_str(), lines[2].as_str()];
    let noun = if network.is_external { "External network" } else { "Network" };
    let mut label = match network.members {
        0 => titled(noun, &network.object),
        _ => plain(&network.object.name).into_owned(),
    };
    let told = told.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
    if !told.is_empty() {
        label.push_str(&format!(": {told}"));
    }
    Content {
        icon: match (network.is_external, &network.way_out) {
            (true, _) => Icon::External,
            (false, Some(_)) => Icon::Physical,
            (false, None) => Icon::Network,
        },
        name: plain(&network.object.name).into_owned(),
        lines,
        state: network.object.state,
        word: network.object.word(),
        label,
        page: network.object.page.clone(),
        focus: network.object.key.clone(),
        is_chosen: network.object.is_chosen,
        is_on_way: network.object.is_on_way,
        is_count: false,
    }
}

/// What a network says on a card, which has less room than a lane: its ranges and MTU, then the rest.
pub(super) fn card(topology: &Topology, index: usize, counted: &[usize]) -> Content {
    let content = network(topology, index, counted);
    let network = &topology.networks[index];
    let outside = outside(&Network { mtu: None, ..network.clone() });
    let [ranges, .., counts] = &content.lines[..] else { return content };
    let lines = vec![joined(&[ranges, &mtu(network)]), joined(&[counts, &outside])];
    let lines = lines.into_iter().filter(|line| !line.is_empty()).collect();
    Content { lines, is_count: network.members > 0, ..content }
}

/// A security group.
pub(super) fn group(topology: &Topology, index: usize) -> Content {
    let group = &topology.groups[index];
    let ports = match group.ports {
        0 => "no ports".to_owned(),
        ports => format!("{ports} {}", Kind::Port.noun(ports)),
    };
    Content {
        icon: Icon::Group,
        name: plain(&group.object.name).into_owned(),
        label: format!("{}: {ports}", titled("Security group", &group.object)),
        lines: vec![ports],
        state: group.object.state,
        word: group.object.word(),
        page: group.object.page.clone(),
        focus: group.object.key.clone(),
        is_chosen: group.object.is_chosen,
        is_on_way: group.object.is_on_way,
        is_count: false,
    }
}

/// Whether it leads outside, how, and its MTU.
pub(super) fn outside(network: &Network) -> String {
    let external = if network.is_external { "external" } else { "" };
    joined(&[external, &plain(network.way_out.as_deref().unwrap_or_default()), &mtu(network)])
}

fn mtu(network: &Network) -> String {
    network.mtu.map(|bytes| format!("MTU {bytes}")).unwrap_or_default()
}

/// The security groups of a device, by name.
pub(super) fn groups(topology: &Topology, device: usize) -> String {
    let mut groups: Vec<usize> = topology.devices[device].links.iter().flat_map(|link| link.groups.clone()).collect();
    groups.sort_unstable();
    groups.dedup();
    let names: Vec<_> = groups.into_iter().map(|group| plain(&topology.groups[group].object.name)).collect();
    names.join(", ")
}

/// A connection as it is read aloud, or stands in a list.
pub(super) fn spoken(topology: &Topology, link: &Link) -> String {
    let network = link.network.map(|network| plain(&topology.networks[network].object.name).into_owned());
    let mut text = if link.is_gateway { "gateway ".to_owned() } else { String::new() };
    text.push_str(&link.addresses.iter().map(|address| plain(address)).collect::<Vec<_>>().join(", "));
    if let Some(network) = network {
        text.push_str(if text.is_empty() || text.ends_with(' ') { "on " } else { " on " });
        text.push_str(&network);
    }
    if let (false, Some(word)) = (text.is_empty(), link_state(link)) {
        text.push_str(&format!(" ({word})"));
    }
    text
}

/// The words of a VM's port that does not work. A router's is not told: the provider calls it down until OVN's daemon has seen it.
pub(super) fn link_state(link: &Link) -> Option<&'static str> {
    match link.port.state {
        _ if link.is_of_router => None,
        State::Up => None,
        State::Down => Some("port down"),
        State::Error => Some("port in error"),
    }
}

/// A connection as a line of a box: where there is but one network, the line leads there.
fn line(topology: &Topology, link: &Link, is_alone: bool) -> String {
    if is_alone && !link.is_gateway {
        return link.addresses.iter().map(|address| plain(address)).collect::<Vec<_>>().join(", ");
    }
    let addresses = link.addresses.iter().map(|address| plain(address)).collect::<Vec<_>>().join(", ");
    let network = link.network.map(|network| plain(&topology.networks[network].object.name)).unwrap_or_default();
    let state = link_state(link).unwrap_or_default();
    match link.is_gateway {
        true => joined(&[format!("gateway {addresses}").trim_end(), state]),
        false => joined(&[&addresses, &network, state]),
    }
}

fn titled(noun: &str, object: &Object) -> String {
    let name = plain(&object.name);
    match object.word() {
        Some(word) => format!("{noun} {name}, {word}"),
        None => format!("{noun} {name}"),
    }
}

fn joined(texts: &[&str]) -> String {
    texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}
