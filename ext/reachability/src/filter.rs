//! What port security allows: the access lists that the provider makes from the rules of security groups.

use std::net::IpAddr;

use crate::answer::{Remedy, RuleRef, Verdict, Why};
use crate::index::Index;
use crate::question::Traffic;
use crate::site::{Direction, Port, Remote, Rule};

/// Type and code of an echo request, by IP version.
const ECHO_REQUEST: [(u8, u16); 2] = [(4, 8), (6, 128)];
const TCP: u8 = 6;
const UDP: u8 = 17;
const SCTP: u8 = 132;
const ICMP: [u8; 2] = [1, 58];

/// The provider's own group; rules for one port belong elsewhere where there is another one.
const DEFAULT_GROUP: &str = "Default";

/// What is known of a packet when it passes a port.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packet {
    /// IP version, 4 or 6.
    pub(crate) version: u8,
    /// Who sends it; `None` where OVN knows no address of the sender.
    pub(crate) source: Option<IpAddr>,
    /// Whom it is sent to; `None` likewise.
    pub(crate) destination: Option<IpAddr>,
    pub(crate) traffic: Traffic,
}

/// What port security decides about a packet at a port.
pub(crate) struct Filtered {
    pub(crate) decision: Verdict,
    pub(crate) rule: Option<RuleRef>,
    pub(crate) why: Why,
    pub(crate) remedy: Option<Remedy>,
}

impl Filtered {
    fn new(decision: Verdict, why: Why) -> Self {
        Self { decision, rule: None, why, remedy: None }
    }
}

/// How far a rule matches a packet of which not everything is known.
enum Match {
    Whole,
    /// Some ports of those that are asked for.
    Ports(u16, u16),
    /// Only if what is not known is so.
    Maybe(Why),
    No,
}

pub(crate) fn filter(index: &Index, port: &Port, direction: Direction, packet: &Packet) -> Filtered {
    if !port.has_port_security {
        return Filtered::new(Verdict::Reaches, Why::NoPortSecurity(direction));
    }
    let mut some_ports = Vec::new();
    let mut maybe = None;
    for rule in port.groups.iter().flat_map(|group| index.rules(group, direction)) {
        match matches(index, rule, packet) {
            Match::Whole => {
                let rule = RuleRef::Rule { id: rule.id.clone(), group: rule.group.clone() };
                return Filtered { rule: Some(rule), ..Filtered::new(Verdict::Reaches, Why::Allowed(direction)) };
            }
            Match::Ports(first, last) => some_ports.push((first, last)),
            Match::Maybe(why) => maybe = Some(why),
            Match::No => {}
        }
    }
    let mut hidden = port.hidden_groups.iter().flat_map(|group| index.rules(group, direction));
    if hidden.any(|rule| !matches!(matches(index, rule, packet), Match::No)) {
        maybe = Some(Why::DependsOnGroup(direction));
    }
    if covers_all(&mut some_ports) {
        Filtered::new(Verdict::Reaches, Why::AllowedTogether(direction))
    } else if !some_ports.is_empty() {
        Filtered::new(Verdict::Unknown, Why::DependsOnPort(direction))
    } else if let Some(why) = maybe {
        Filtered::new(Verdict::Unknown, why)
    } else {
        let remedy = add_rule(index, port, direction, packet);
        Filtered { remedy: Some(remedy), ..Filtered::new(Verdict::Dropped, Why::NotAllowed(direction)) }
    }
}

/// The smallest rule that would let the packet through.
fn add_rule(index: &Index, port: &Port, direction: Direction, packet: &Packet) -> Remedy {
    let is_own = |group: &&String| index.group(group).is_some_and(|group| group.name != DEFAULT_GROUP);
    Remedy::AddRule {
        group: port.groups.iter().find(is_own).or(port.groups.first()).cloned(),
        port: port.id.clone(),
        direction,
        version: packet.version,
        protocol: packet.traffic.protocol(packet.version),
        ports: packet.traffic.port().map(|port| (port, port)),
        remote: other_end(direction, packet),
    }
}

fn other_end(direction: Direction, packet: &Packet) -> Option<IpAddr> {
    match direction {
        Direction::Ingress => packet.source,
        Direction::Egress => packet.destination,
    }
}

fn matches(index: &Index, rule: &Rule, packet: &Packet) -> Match {
    if rule.version.is_some_and(|version| version != packet.version) {
        return Match::No;
    }
    let ports = match matches_traffic(rule, packet) {
        Match::No => return Match::No,
        ports => ports,
    };
    match (&rule.remote, other_end(rule.direction, packet)) {
        (Remote::Any, _) => ports,
        (Remote::Range(range), Some(address)) if range.contains(&address) => ports,
        (Remote::Range(_), Some(_)) => Match::No,
        (Remote::Range(_), None) => Match::Maybe(Why::DependsOnAddress(rule.direction)),
        (Remote::Group(group), Some(address)) => match index.is_member(group, address) {
            Some(true) => ports,
            Some(false) => Match::No,
            None => Match::Maybe(Why::DependsOnGroup(rule.direction)),
        },
        // A group stands for the addresses that OVN knows.
        (Remote::Group(_), None) => Match::No,
    }
}

fn matches_traffic(rule: &Rule, packet: &Packet) -> Match {
    let Some(protocol) = rule.protocol else { return Match::Whole };
    // Either of ICMP's numbers stands for that of the rule's IP version.
    let is_icmp = ICMP.contains(&protocol);
    let is_same = match packet.traffic.protocol(packet.version) {
        Some(sent) => sent == protocol || (is_icmp && ICMP.contains(&sent)),
        None => false,
    };
    if !is_same {
        return Match::No;
    }
    match protocol {
        TCP | UDP | SCTP => {
            let (first, last) = (rule.first.unwrap_or(0), rule.last.unwrap_or(u16::MAX));
            match packet.traffic.port() {
                Some(port) if (first..=last).contains(&port) => Match::Whole,
                Some(_) => Match::No,
                None if first <= 1 && last == u16::MAX => Match::Whole,
                None if first > last => Match::No,
                None => Match::Ports(first, last),
            }
        }
        _ if is_icmp => {
            let echo = ECHO_REQUEST.iter().find(|(version, _)| *version == packet.version).map(|(_, kind)| *kind);
            let is_echo = rule.first.is_none_or(|kind| Some(kind) == echo) && rule.last.is_none_or(|code| code == 0);
            if is_echo { Match::Whole } else { Match::No }
        }
        _ => Match::Whole,
    }
}

/// Whether ranges of ports have all of them from 1 on.
fn covers_all(ranges: &mut [(u16, u16)]) -> bool {
    ranges.sort_unstable();
    let mut next: u32 = 1;
    for (first, last) in ranges {
        if u32::from(*first) > next {
            return false;
        }
        next = next.max(u32::from(*last) + 1);
    }
    next > u32::from(u16::MAX)
}
