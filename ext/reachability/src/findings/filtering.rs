//! Findings about port security, security groups and their rules.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::finding::{Finding, Named, listed};
use crate::names::Names;
use crate::protocol::protocol_name;
use crate::site::{Direction, Group, Remote, Rule, Site};

/// The provider's own groups, which are there without being used.
const OWN_GROUPS: [&str; 2] = ["Default", "DropAll"];

/// TCP ports by which machines are managed.
const MANAGEMENT: [(u16, &str); 6] =
    [(22, "SSH"), (23, "Telnet"), (3389, "RDP"), (5900, "VNC"), (5985, "WinRM"), (5986, "WinRM")];

const TCP: u8 = 6;

/// Ports of VMs whose port security and groups contradict each other.
pub(super) fn ports(site: &Site, names: &Names<'_>, found: &mut Vec<Finding>) {
    let own: HashSet<&str> = site.groups.iter().filter(|group| is_own(group)).map(|group| group.id.as_str()).collect();
    for port in site.ports.iter().filter(|port| port.router.is_none()) {
        let groups: Vec<Named> = port
            .groups
            .iter()
            .filter(|group| !own.contains(group.as_str()))
            .map(|group| names.named("security_group", group))
            .collect();
        if port.has_port_security && port.groups.is_empty() {
            found.push(Finding {
                code: "no_security_groups",
                object: names.named("port", &port.id),
                others: Vec::new(),
                why: format!(
                    "The port \"{}\" has port security and no security group: at most what the group Default allows gets through.",
                    port.name
                ),
                remedy: "Give the port a security group, or switch its port security off.".into(),
            });
        } else if !port.has_port_security && !groups.is_empty() {
            found.push(Finding {
                code: "security_groups_without_effect",
                object: names.named("port", &port.id),
                why: format!(
                    "The port \"{}\" has the security groups {} and no port security: everything gets through.",
                    port.name,
                    listed(&groups)
                ),
                others: groups,
                remedy: "Switch the port's port security on, or take its security groups away.".into(),
            });
        }
    }
}

fn is_own(group: &Group) -> bool {
    OWN_GROUPS.contains(&group.name.as_str())
}

/// Groups that nothing has and no rule refers to.
pub(super) fn groups(site: &Site, names: &Names<'_>, found: &mut Vec<Finding>) {
    let of_ports = site.ports.iter().flat_map(|port| &port.groups);
    let of_rules = site.rules.iter().filter_map(|rule| match &rule.remote {
        // A group that only its own rules refer to is used by nobody.
        Remote::Group(group) if *group != rule.group => Some(group),
        _ => None,
    });
    let used: HashSet<&String> = of_ports.chain(of_rules).collect();
    for group in site.groups.iter().filter(|group| !used.contains(&group.id) && !is_own(group)) {
        found.push(Finding {
            code: "unused_security_group",
            object: names.named("security_group", &group.id),
            others: Vec::new(),
            why: format!("No port has the security group \"{}\", and no rule of another refers to it.", group.name),
            remedy:
                "Delete it, unless a vNIC profile gives it to VMs when they start (its custom property SecurityGroups)."
                    .into(),
        });
    }
}

/// Rules that allow nothing which another rule of their group does not allow as well.
pub(super) fn redundant_rules(site: &Site, names: &Names<'_>, found: &mut Vec<Finding>) {
    let mut by_group: BTreeMap<(&str, Direction), Vec<(usize, &Rule)>> = BTreeMap::new();
    for (at, rule) in site.rules.iter().enumerate() {
        by_group.entry((&rule.group, rule.direction)).or_default().push((at, rule));
    }
    for ((group, _), rules) in by_group {
        for (at, rule) in &rules {
            // Of two that are the same, the later one is redundant.
            let covers = |(other_at, other): &&(usize, &Rule)| {
                other_at != at && covers(other, rule) && (other_at < at || !covers(rule, other))
            };
            let Some((_, other)) = rules.iter().find(covers) else { continue };
            found.push(Finding {
                code: "redundant_rule",
                object: Named { kind: "security_group_rule", id: rule.id.clone(), name: described(rule, names) },
                others: vec![
                    names.named("security_group", group),
                    Named { kind: "security_group_rule", id: other.id.clone(), name: described(other, names) },
                ],
                why: format!(
                    "The rule {} of the security group \"{}\" allows nothing that its rule {} does not allow as well.",
                    described(rule, names),
                    names.of("group", group),
                    described(other, names)
                ),
                remedy: "Delete the rule, or the wider one.".into(),
            });
        }
    }
}

/// Whether `wide` allows all that `narrow` does.
fn covers(wide: &Rule, narrow: &Rule) -> bool {
    let has_version = wide.version.is_none() || wide.version == narrow.version;
    let has_protocol = wide.protocol.is_none() || wide.protocol == narrow.protocol;
    let has_ports = wide.protocol.is_none()
        || (wide.first.unwrap_or(0) <= narrow.first.unwrap_or(0)
            && wide.last.unwrap_or(u16::MAX) >= narrow.last.unwrap_or(u16::MAX));
    // Type and code of ICMP are no range.
    let is_icmp = matches!(wide.protocol, Some(1 | 58));
    let has_kind =
        (wide.first.is_none() || wide.first == narrow.first) && (wide.last.is_none() || wide.last == narrow.last);
    let has_remote = match (&wide.remote, &narrow.remote) {
        (Remote::Any, _) => true,
        (Remote::Range(wide), Remote::Range(narrow)) => wide.contains(narrow),
        (Remote::Group(wide), Remote::Group(narrow)) => wide == narrow,
        _ => false,
    };
    has_version && has_protocol && if is_icmp { has_kind } else { has_ports } && has_remote
}

/// Such as `ingress IPv4 tcp 22-23 from 10.0.0.0/8`.
fn described(rule: &Rule, names: &Names<'_>) -> String {
    let mut words = vec![rule.direction.to_string()];
    words.extend(rule.version.map(|version| format!("IPv{version}")));
    words.push(rule.protocol.map_or("any protocol".into(), protocol_name));
    match (rule.first, rule.last) {
        (Some(first), Some(last)) if first == last => words.push(first.to_string()),
        (None, None) => {}
        (first, last) => words.push(format!("{}-{}", first.unwrap_or(0), last.unwrap_or(u16::MAX))),
    }
    let preposition = if rule.direction == Direction::Ingress { "from" } else { "to" };
    match &rule.remote {
        Remote::Any => {}
        Remote::Range(range) => words.push(format!("{preposition} {range}")),
        Remote::Group(group) => {
            words.push(format!("{preposition} the security group \"{}\"", names.of("group", group)))
        }
    }
    words.join(" ")
}

/// Rules that let anyone in to what manages a machine, of groups that ports have.
pub(super) fn management_ports(site: &Site, names: &Names<'_>, found: &mut Vec<Finding>) {
    let mut having: HashMap<&str, Vec<Named>> = HashMap::new();
    for port in site.ports.iter().filter(|port| port.has_port_security && port.router.is_none()) {
        for group in &port.groups {
            having.entry(group).or_default().push(names.named("port", &port.id));
        }
    }
    for rule in site.rules.iter().filter(|rule| rule.direction == Direction::Ingress && is_from_anyone(rule)) {
        let open: Vec<String> = MANAGEMENT
            .iter()
            .filter(|(port, _)| lets_in(rule, *port))
            .map(|(port, name)| format!("{name} ({port})"))
            .collect();
        let Some(ports) = having.get(rule.group.as_str()).filter(|_| !open.is_empty()) else {
            continue;
        };
        found.push(Finding {
            code: "management_open_to_anyone",
            object: Named { kind: "security_group_rule", id: rule.id.clone(), name: described(rule, names) },
            others: std::iter::once(names.named("security_group", &rule.group)).chain(ports.iter().cloned()).collect(),
            why: format!(
                "The rule {} of the security group \"{}\" lets anyone in to {} of {}.",
                described(rule, names),
                names.of("group", &rule.group),
                open.join(", "),
                listed(ports)
            ),
            remedy: "Limit the rule to the addresses or the security group that manage these VMs.".into(),
        });
    }
}

fn is_from_anyone(rule: &Rule) -> bool {
    match &rule.remote {
        Remote::Any => true,
        Remote::Range(range) => range.prefix_len() == 0,
        Remote::Group(_) => false,
    }
}

fn lets_in(rule: &Rule, port: u16) -> bool {
    match rule.protocol {
        None => true,
        Some(TCP) => (rule.first.unwrap_or(0)..=rule.last.unwrap_or(u16::MAX)).contains(&port),
        Some(_) => false,
    }
}
