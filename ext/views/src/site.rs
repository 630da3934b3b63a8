//! Converts an inventory for the analysis of packets.

mod stored;

use std::collections::HashSet;
use std::net::IpAddr;

use ipnet::IpNet;
use ovirt_net_provider::Inventory;
use ovirt_net_provider::inventory::DEFAULT_GROUP;
use ovirt_net_provider::rule_meaning::{number_of, range_of};
use ovirt_net_provider::wire::network;
use ovirt_net_reachability::site::{Direction, Group, Network, Port, Remote, Route, Router, Rule, Site, Subnet};
use serde_json::Value;

pub use stored::{StoredGroup, StoredNetwork, StoredPort, StoredRouter, StoredRows, StoredRule, StoredSubnet};

const ICMP: u8 = 1;
const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMPV6: u8 = 58;
const SCTP: u8 = 132;

/// Id of the provider's own group, which ports may be in without having it.
fn own_group<'g>(groups: impl IntoIterator<Item = (&'g str, Option<&'g str>)>) -> Option<&'g str> {
    groups.into_iter().find(|(_, name)| *name == Some(DEFAULT_GROUP)).map(|(id, _)| id)
}

/// What an inventory says of the way of packets.
pub fn site(inventory: &Inventory) -> Site {
    let ports = inventory.all::<network::Port>();
    let ways_out: HashSet<&str> =
        ports.iter().filter(|port| port.is_localnet()).filter_map(|port| port.network_id.as_deref()).collect();
    let is_physical =
        |network: &network::Network| network.physical_network.is_some() || ways_out.contains(network.id.as_str());
    let groups = inventory.all::<network::SecurityGroup>();
    let default = own_group(groups.iter().map(|group| (group.id.as_str(), group.name.as_deref())));
    Site {
        networks: inventory
            .all::<network::Network>()
            .iter()
            .map(|network| Network {
                id: network.id.clone(),
                name: name(network.name.as_ref(), &network.id),
                is_physical: is_physical(network),
                mtu: network.mtu.and_then(|mtu| u32::try_from(mtu).ok()).filter(|mtu| *mtu > 0),
            })
            .collect(),
        subnets: inventory.all::<network::Subnet>().iter().filter_map(subnet).collect(),
        ports: ports.iter().filter(|port| !port.is_localnet()).map(|found| port(found, default)).collect(),
        routers: inventory.all::<network::Router>().iter().map(router).collect(),
        groups: groups
            .iter()
            .map(|group| Group { id: group.id.clone(), name: name(group.name.as_ref(), &group.id) })
            .collect(),
        rules: inventory.all::<network::SecurityGroupRule>().iter().filter_map(rule).collect(),
    }
}

fn name(name: Option<&String>, id: &str) -> String {
    name.filter(|name| !name.is_empty()).map_or_else(|| id.to_owned(), Clone::clone)
}

fn subnet(subnet: &network::Subnet) -> Option<Subnet> {
    Some(Subnet {
        id: subnet.id.clone(),
        name: name(subnet.name.as_ref(), &subnet.id),
        network: subnet.network_id.clone()?,
        // The provider takes a range whose address is a host's.
        range: range(subnet.cidr.as_deref()?)?.trunc(),
        gateway: subnet.gateway_ip.as_deref().and_then(|gateway| gateway.parse().ok()),
    })
}

/// The provider puts a port that is created with port security into its own group as well, and does not list that.
fn hidden_groups(has_port_security: bool, groups: &[String], default: Option<&str>) -> Vec<String> {
    let is_hidden = |id: &&str| has_port_security && !groups.iter().any(|group| group == id);
    default.filter(is_hidden).map(str::to_owned).into_iter().collect()
}

fn port(port: &network::Port, default: Option<&str>) -> Port {
    let router = port.router().map(str::to_owned);
    let has_port_security = port.port_security_enabled == Some(true);
    let groups: Vec<String> = port.security_groups.iter().map(|group| group.to_string()).collect();
    Port {
        id: port.id.clone(),
        name: name(port.name.as_ref(), &port.id),
        network: port.network_id.as_deref().unwrap_or_default().to_owned(),
        addresses: port.fixed_ips.iter().filter_map(|address| address.ip_address.as_deref()?.parse().ok()).collect(),
        is_up: port.admin_state_up != Some(false) || router.is_some(),
        mac: port.mac_address.clone(),
        router,
        has_port_security,
        hidden_groups: hidden_groups(has_port_security, &groups, default),
        groups,
    }
}

fn router(router: &network::Router) -> Router {
    Router {
        id: router.id.clone(),
        name: name(router.name.as_ref(), &router.id),
        is_up: router.admin_state_up != Some(false),
        routes: router.routes.iter().filter_map(route).collect(),
    }
}

fn route(route: &Value) -> Option<Route> {
    Some(Route {
        destination: range(route.get("destination")?.as_str()?)?.trunc(),
        next_hop: route.get("nexthop")?.as_str()?.parse().ok()?,
    })
}

/// A rule, as OVN takes it; `None` where the provider makes an access list of it that OVN ignores.
pub(crate) fn rule(rule: &network::SecurityGroupRule) -> Option<Rule> {
    // For any other text, the provider names no IP version to OVN.
    let version = match rule.ethertype.as_deref() {
        Some("IPv4") => Some(4),
        Some("IPv6") => Some(6),
        _ => None,
    };
    let remote = match (rule.remote_ip_prefix.as_deref(), &rule.remote_group_id) {
        (None | Some(""), None) => Remote::Any,
        // It compares the group with the address of no IP version then.
        (None | Some(""), Some(group)) => Remote::Group(version.map(|_| group.clone())?),
        // OVN does not look at bits behind the prefix.
        (Some(prefix), _) => Remote::Range(range(prefix)?.trunc()),
    };
    let protocol = match rule.protocol.as_deref() {
        None | Some("") => None,
        Some(protocol) => Some(number_of(&protocol.to_lowercase()).parse().ok()?),
    };
    // Of a protocol without ports, the provider leaves ports out.
    let (first, last) = match protocol {
        Some(ICMP | ICMPV6) if version.is_none() => match (rule.port_range_min, rule.port_range_max) {
            // It leaves ICMP of no IP version out, so that any protocol matches.
            (None, None) => (None, None),
            _ => return None,
        },
        Some(ICMP | ICMPV6 | TCP | UDP | SCTP) => (number(rule.port_range_min)?, number(rule.port_range_max)?),
        _ => (None, None),
    };
    Some(Rule {
        id: rule.id.clone(),
        group: rule.security_group_id.clone()?,
        direction: match rule.direction.as_deref()? {
            "ingress" => Direction::Ingress,
            "egress" => Direction::Egress,
            _ => return None,
        },
        version,
        protocol: protocol.filter(|protocol| version.is_some() || ![ICMP, ICMPV6].contains(protocol)),
        first,
        last,
        remote,
    })
}

/// `None` for a number that OVN refuses.
fn number(number: Option<i64>) -> Option<Option<u16>> {
    number.map(u16::try_from).transpose().ok()
}

fn range(text: &str) -> Option<IpNet> {
    let (address, prefix): (IpAddr, u8) = range_of(text)?;
    IpNet::new(address, prefix).ok()
}
