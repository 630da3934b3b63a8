//! What the security groups of a port allow, and from whom.

use std::collections::BTreeMap;
use std::fmt;

use ipnet::IpNet;

use crate::index::version_of;
use crate::protocol::protocol_name;
use crate::site::{Direction, Port, Remote, Rule, Site};

/// What gets to a VM's port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// Id of the port.
    pub port: String,
    /// What is let in, from anyone first.
    pub openings: Vec<Opening>,
}

/// What is let in from somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// From whom.
    pub from: Whom,
    /// IP version, 4 or 6; `None` for both.
    pub version: Option<u8>,
    /// Number of the IP protocol; `None` for all.
    pub protocol: Option<u8>,
    /// First and last port of TCP, UDP and SCTP; `None` for all, and where the protocol has none.
    pub ports: Option<(u16, u16)>,
}

/// Who may send.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// Any address from which there is a way.
    Anyone,
    /// The addresses of a range.
    Range(IpNet),
    /// The ports that have the security group with this id.
    Group(String),
}

impl fmt::Display for Opening {
    /// Such as `tcp 22`, `udp 5000-5999`, `icmp (IPv4)` or `everything`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.protocol {
            Some(protocol) => f.write_str(&protocol_name(protocol))?,
            None => f.write_str("everything")?,
        }
        match self.ports {
            Some((first, last)) if first == last => write!(f, " {first}")?,
            Some((first, last)) => write!(f, " {first}-{last}")?,
            None => {}
        }
        self.version.map_or(Ok(()), |version| write!(f, " (IPv{version})"))
    }
}

const TCP: u8 = 6;
const UDP: u8 = 17;
const SCTP: u8 = 132;

/// What gets to each port of a VM, in the order of the site's ports. Whether there is a way from somebody is for
/// [`crate::Reachability`] to say.
pub fn exposure(site: &Site) -> Vec<Exposure> {
    let mut rules: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in site.rules.iter().filter(|rule| rule.direction == Direction::Ingress) {
        rules.entry(&rule.group).or_default().push(rule);
    }
    let openings = |port: &Port| match port.has_port_security {
        true => {
            joined(port.groups.iter().flat_map(|group| rules.get(group.as_str()).into_iter().flatten()).copied(), port)
        }
        false => vec![Opening { from: Whom::Anyone, version: None, protocol: None, ports: None }],
    };
    let of_vms = site.ports.iter().filter(|port| port.router.is_none());
    of_vms.map(|port| Exposure { port: port.id.clone(), openings: openings(port) }).collect()
}

/// What a rule lets in, but for the ports.
type Kind = (Whom, Option<u8>, Option<u8>);

fn joined<'r>(rules: impl Iterator<Item = &'r Rule>, port: &Port) -> Vec<Opening> {
    let has = |version: u8| port.addresses.is_empty() || port.addresses.iter().any(|&own| version_of(own) == version);
    let mut ranges: BTreeMap<Kind, Vec<(u16, u16)>> = BTreeMap::new();
    for rule in rules.filter(|rule| rule.version.is_none_or(has)) {
        let from = match &rule.remote {
            Remote::Any => Whom::Anyone,
            Remote::Range(range) if range.prefix_len() == 0 => Whom::Anyone,
            Remote::Range(range) => Whom::Range(*range),
            Remote::Group(group) => Whom::Group(group.clone()),
        };
        // What one IP version alone can be is not told of it.
        let version = rule.version.filter(|version| has(if *version == 4 { 6 } else { 4 }));
        ranges.entry((from, version, rule.protocol)).or_default().push(ports(rule));
    }
    let whole: Vec<Kind> = ranges.keys().filter(|(_, _, protocol)| protocol.is_none()).cloned().collect();
    let is_covered = |(from, version, protocol): &Kind| {
        whole.iter().any(|(other, any_version, _)| {
            (other == from || *other == Whom::Anyone)
                && (any_version.is_none() || any_version == version)
                && (protocol.is_some() || (other, any_version) != (from, version))
        })
    };
    let left = ranges.into_iter().filter(|(kind, _)| !is_covered(kind));
    left.flat_map(|((from, version, protocol), ranges)| {
        merged(ranges).into_iter().map(move |(first, last)| Opening {
            from: from.clone(),
            version,
            protocol,
            ports: has_ports(protocol).then_some((first, last)).filter(|range| *range != (0, u16::MAX)),
        })
    })
    .collect()
}

fn has_ports(protocol: Option<u8>) -> bool {
    matches!(protocol, Some(TCP | UDP | SCTP))
}

fn ports(rule: &Rule) -> (u16, u16) {
    if has_ports(rule.protocol) { (rule.first.unwrap_or(0), rule.last.unwrap_or(u16::MAX)) } else { (0, u16::MAX) }
}

fn merged(mut ranges: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    ranges.retain(|(first, last)| first <= last);
    ranges.sort_unstable();
    let mut merged: Vec<(u16, u16)> = Vec::with_capacity(ranges.len());
    for (first, last) in ranges {
        match merged.last_mut() {
            Some((_, end)) if u32::from(first) <= u32::from(*end) + 1 => *end = last.max(*end),
            _ => merged.push((first, last)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(protocol: Option<u8>, ports: Option<(u16, u16)>, remote: Remote) -> Rule {
        Rule {
            id: "rule".into(),
            group: "web".into(),
            direction: Direction::Ingress,
            version: Some(4),
            protocol,
            first: ports.map(|(first, _)| first),
            last: ports.map(|(_, last)| last),
            remote,
        }
    }

    fn of(rules: Vec<Rule>, has_port_security: bool) -> Vec<String> {
        let addresses = vec!["10.0.0.2".parse().unwrap()];
        let port =
            Port { id: "port".into(), groups: vec!["web".into()], has_port_security, addresses, ..Port::default() };
        let site = Site { ports: vec![port], rules, ..Site::default() };
        let [exposure] = &exposure(&site)[..] else { panic!("one port") };
        exposure.openings.iter().map(|opening| format!("{:?} {opening}", opening.from)).collect()
    }

    #[test]
    fn joins_ranges_of_ports_and_leaves_out_what_is_open_anyway() {
        let anyone = Remote::Range("0.0.0.0/0".parse().unwrap());
        let office = Remote::Range("10.1.0.0/16".parse().unwrap());
        let rules = vec![
            rule(Some(TCP), Some((443, 443)), Remote::Any),
            rule(Some(TCP), Some((22, 22)), anyone.clone()),
            rule(Some(TCP), Some((444, 450)), Remote::Any),
            rule(Some(UDP), None, office.clone()),
            rule(Some(1), None, Remote::Any),
        ];
        assert_eq!(of(rules, true), ["Anyone icmp", "Anyone tcp 22", "Anyone tcp 443-450", "Range(10.1.0.0/16) udp"]);
        let all =
            vec![rule(None, None, Remote::Any), rule(Some(TCP), Some((1, 2)), office), rule(Some(UDP), None, anyone)];
        assert_eq!(of(all, true), ["Anyone everything"]);
    }

    #[test]
    fn lets_nothing_in_without_a_rule_and_everything_without_port_security() {
        assert!(of(Vec::new(), true).is_empty());
        let of_ipv6 = Rule { version: Some(6), ..rule(Some(TCP), None, Remote::Any) };
        assert!(of(vec![of_ipv6], true).is_empty(), "the port has no IPv6 address");
        assert_eq!(of(Vec::new(), false), ["Anyone everything"]);
        let reversed = rule(Some(TCP), Some((9, 3)), Remote::Any);
        assert!(of(vec![reversed], true).is_empty(), "no port is from 9 to 3");
    }
}
