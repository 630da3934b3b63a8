//! Subnets, groups and rules as OVN takes them, whether they were listed or are stored.

use std::net::IpAddr;

use ipnet::IpNet;
use ovirt_net_provider::inventory::DEFAULT_GROUP;
use ovirt_net_provider::rule_meaning::{number_of, range_of};
use ovirt_net_provider::wire::network;
use ovirt_net_reachability::site::{Direction, Remote, Rule, Subnet};

const ICMP: u8 = 1;
const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMPV6: u8 = 58;
const SCTP: u8 = 132;

/// Id of the provider's own group, which ports may be in without having it.
pub(super) fn own_group<'g>(groups: impl IntoIterator<Item = (&'g str, Option<&'g str>)>) -> Option<&'g str> {
    groups.into_iter().find(|(_, name)| *name == Some(DEFAULT_GROUP)).map(|(id, _)| id)
}

pub(super) fn name(name: Option<&String>, id: &str) -> String {
    name.filter(|name| !name.is_empty()).map_or_else(|| id.to_owned(), Clone::clone)
}

pub(super) fn subnet(subnet: &network::Subnet) -> Option<Subnet> {
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
pub(super) fn hidden_groups(has_port_security: bool, groups: &[String], default: Option<&str>) -> Vec<String> {
    let is_hidden = |id: &&str| has_port_security && !groups.iter().any(|group| group == id);
    default.filter(is_hidden).map(str::to_owned).into_iter().collect()
}

/// A rule, as OVN takes it; `None` where the provider makes an access list of it that OVN ignores.
pub(super) fn rule(rule: &network::SecurityGroupRule) -> Option<Rule> {
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

pub(super) fn range(text: &str) -> Option<IpNet> {
    let (address, prefix): (IpAddr, u8) = range_of(text)?;
    IpNet::new(address, prefix).ok()
}
