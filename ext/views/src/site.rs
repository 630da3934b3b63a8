//! Converts an inventory for the analysis of packets.

use std::collections::HashSet;
use std::net::IpAddr;

use ipnet::IpNet;
use ovirt_net_provider::Inventory;
use ovirt_net_provider::inventory::DEFAULT_GROUP;
use ovirt_net_provider::rule_meaning::{number_of, range_of};
use ovirt_net_provider::wire::network;
use ovirt_net_reachability::site::{Direction, Group, Network, Port, Remote, Route, Router, Rule, Site, Subnet};
use serde_json::Value;

const ICMP: u8 = 1;
const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMPV6: u8 = 58;
const SCTP: u8 = 132;

/// What an inventory says of the way of packets.
pub fn site(inventory: &Inventory) -> Site {
    let ports = inventory.all::<network::Port>();
    let ways_out: HashSet<&str> =
        ports.iter().filter(|port| port.is_localnet()).filter_map(|port| port.network_id.as_deref()).collect();
    let is_physical =
        |network: &network::Network| network.physical_network.is_some() || ways_out.contains(network.id.as_str());
    let groups = inventory.all::<network::SecurityGroup>();
    let default =
        groups.iter().find(|group| group.name.as_deref() == Some(DEFAULT_GROUP)).map(|group| group.id.as_str());
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

fn port(port: &network::Port, default: Option<&str>) -> Port {
    let router = port.router().map(str::to_owned);
    let has_port_security = port.port_security_enabled == Some(true);
    let has = |id: &&str| port.security_groups.iter().any(|group| &**group == *id);
    Port {
        id: port.id.clone(),
        name: name(port.name.as_ref(), &port.id),
        network: port.network_id.as_deref().unwrap_or_default().to_owned(),
        addresses: port.fixed_ips.iter().filter_map(|address| address.ip_address.as_deref()?.parse().ok()).collect(),
        is_up: port.admin_state_up != Some(false) || router.is_some(),
        mac: port.mac_address.clone(),
        router,
        has_port_security,
        groups: port.security_groups.iter().map(|group| group.to_string()).collect(),
        // The provider puts a port that is created with port security into its own group as well, and does not list that.
        hidden_groups: default.filter(|id| has_port_security && !has(id)).map(str::to_owned).into_iter().collect(),
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
fn rule(rule: &network::SecurityGroupRule) -> Option<Rule> {
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
