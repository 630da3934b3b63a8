//! Rules of security groups, which the provider keeps as ACLs: what makes the same ACL is refused as a duplicate.

use super::group_rows::{bump_revision, find, missing};
use super::{ip, values};
use crate::python;
use crate::store::{Object, Refusal, Store, string};
use serde_json::{Value, json};

/// Names of protocols with their numbers, in the order in which a refusal lists them.
const PROTOCOLS: [(&str, &str); 23] = [
    ("ah", "51"),
    ("dccp", "33"),
    ("egp", "8"),
    ("esp", "50"),
    ("gre", "47"),
    ("icmp", "1"),
    ("igmp", "2"),
    ("ipip", "4"),
    ("ipv6-encap", "41"),
    ("ipv6-frag", "44"),
    ("ipv6-icmp", "58"),
    ("icmpv6", "58"),
    ("ipv6-nonxt", "59"),
    ("ipv6-opts", "60"),
    ("ipv6-route", "43"),
    ("ospf", "89"),
    ("pgm", "113"),
    ("rsvp", "46"),
    ("sctp", "132"),
    ("tcp", "6"),
    ("udp", "17"),
    ("udplite", "136"),
    ("vrrp", "112"),
];

/// The attributes of a rule to be added; those that are null are not set.
#[derive(Default)]
pub(super) struct Rule<'a> {
    pub(super) direction: &'a str,
    pub(super) ethertype: Value,
    pub(super) prefix: Value,
    pub(super) max: Option<i64>,
    pub(super) min: Option<i64>,
    pub(super) protocol: Value,
    pub(super) remote: Value,
}

/// A rule whose remote group was deleted spoils its own answer, its group's and the lists.
pub(super) fn check_all(store: &Store) -> Result<(), Refusal> {
    store.broken_rules.values().next().map_or(Ok(()), |row| Err(missing(row)))
}

pub(super) fn check_group(store: &Store, group: &str) -> Result<(), Refusal> {
    let in_group = |id: &str| store.rules.get(id).is_some_and(|rule| string(rule, "security_group_id") == group);
    let broken = store.broken_rules.iter().find(|(id, _)| in_group(id));
    broken.map_or(Ok(()), |(_, row)| Err(missing(row)))
}

fn rule_missing(id: &str) -> Refusal {
    Refusal::missing(format!("Security Group Rule {id} does not exist"))
}

pub(super) fn show(store: &Store, id: &str) -> Result<Value, Refusal> {
    let rule = store.rules.get(id).ok_or_else(|| rule_missing(id))?;
    store.broken_rules.get(id).map_or_else(|| Ok(rule.clone().into()), |row| Err(missing(row)))
}

/// Adds a rule to a group, which embeds it, and returns its id.
pub(super) fn add(store: &mut Store, group: &str, rule: Rule<'_>) -> String {
    let id = store.rng.uuid();
    let rule = json!({
        "id": id,
        "direction": rule.direction,
        "security_group_id": group,
        // The provider stores a description where it does not look for it.
        "description": null,
        "ethertype": rule.ethertype,
        "remote_ip_prefix": rule.prefix,
        "port_range_max": shown(rule.max),
        "port_range_min": shown(rule.min),
        "protocol": rule.protocol,
        "remote_group_id": rule.remote,
    });
    if let Some(embedded) = embedded(store, group) {
        embedded.push(rule.clone());
    }
    if let Value::Object(rule) = rule {
        store.rules.push(rule);
    }
    id
}

/// Numbers are shown as strings, and 0 not at all.
fn shown(number: Option<i64>) -> Value {
    number.filter(|number| *number != 0).map_or(Value::Null, |number| number.to_string().into())
}

fn embedded<'a>(store: &'a mut Store, group: &str) -> Option<&'a mut Vec<Value>> {
    store.groups.get_mut(group)?.get_mut("security_group_rules")?.as_array_mut()
}

pub(super) fn create(store: &mut Store, entity: &Object) -> Result<Value, Refusal> {
    const OPTIONAL: [&str; 7] = [
        "protocol",
        "ethertype",
        "port_range_max",
        "port_range_min",
        "remote_ip_prefix",
        "description",
        "remote_group_id",
    ];
    values::keys(entity, &["direction", "security_group_id"], &OPTIONAL)?;
    validate_prefix(entity)?;
    let max = port(entity, "port_range_max")?;
    let min = port(entity, "port_range_min")?;
    let name = entity.get("security_group_id").map(python::text).unwrap_or_default();
    let group = find(store, &name).ok_or_else(|| missing(&name))?;
    let remote = match values::text(entity, "remote_group_id") {
        Some(remote) => Value::from(find(store, &remote).ok_or_else(|| missing(&remote))?),
        None => Value::Null,
    };
    let direction = entity.get("direction").map(python::text).unwrap_or_default();
    if direction != "ingress" && direction != "egress" {
        return Err(Refusal::failed(format!("'{direction}'")));
    }
    let optional = |key| values::text(entity, key).map_or(Value::Null, Value::from);
    // What is no text is not kept.
    let ethertype = match entity.get("ethertype") {
        None => "IPv4".into(),
        Some(Value::String(ethertype)) if !ethertype.is_empty() => ethertype.as_str().into(),
        Some(_) => Value::Null,
    };
    let rule = Rule {
        direction: &direction,
        ethertype,
        prefix: optional("remote_ip_prefix"),
        max,
        min,
        protocol: entity.get("protocol").filter(|value| python::truthy(Some(value))).cloned().unwrap_or(Value::Null),
        remote,
    };
    let wanted = acl(store, &group, &rule)?;
    let embedded = store.groups.get(&group).and_then(|group| group.get("security_group_rules")?.as_array());
    let same = |other: &Value| match store.acls.get(other["id"].as_str().unwrap_or_default()) {
        Some(acl) => *acl == wanted,
        None => acl(store, &group, &Rule::of(other)).is_ok_and(|acl| acl == wanted),
    };
    if embedded.is_some_and(|rules| rules.iter().any(same)) {
        return Err(Refusal::bad(format!("ACL ({wanted}) already exists")));
    }
    let id = add(store, &group, rule);
    store.acls.insert(id.clone(), wanted);
    bump_revision(store, &group);
    show(store, &id)
}

pub(super) fn delete(store: &mut Store, id: &str) -> Result<(), Refusal> {
    let rule = store.rules.get(id).ok_or_else(|| rule_missing(id))?;
    let group = string(rule, "security_group_id").to_owned();
    store.rules.remove(id);
    store.broken_rules.remove(id);
    store.acls.remove(id);
    if let Some(embedded) = embedded(store, &group) {
        embedded.retain(|rule| rule["id"] != id);
    }
    bump_revision(store, &group);
    Ok(())
}

/// A number that is not 0; "0" is not shown, but matched.
fn port(entity: &Object, key: &str) -> Result<Option<i64>, Refusal> {
    entity.get(key).filter(|port| python::truthy(Some(port))).map(values::integer).transpose()
}

fn validate_prefix(entity: &Object) -> Result<(), Refusal> {
    let Some(prefix) = values::text(entity, "remote_ip_prefix") else {
        return Ok(());
    };
    if values::text(entity, "remote_group_id").is_some() {
        return Err(Refusal::bad("Only remote_ip_prefix or remote_group_id may be provided."));
    }
    let range =
        ip::Subnet::parse(&expanded(&prefix)).map_err(|_| Refusal::bad(format!("invalid IPNetwork {prefix}")))?;
    let ethertype = entity.get("ethertype").map_or("None".to_owned(), python::text);
    if ethertype != format!("IPv{}", range.version) {
        return Err(Refusal::bad(format!("Conflicting value ethertype {ethertype} for CIDR {prefix}")));
    }
    Ok(())
}

/// The beginning of an IPv4 address is taken for the whole one.
fn expanded(prefix: &str) -> String {
    let (address, mask) = prefix.split_once('/').map_or((prefix, ""), |(address, mask)| (address, mask));
    let parts = address.split('.').count();
    if parts > 3 || !address.split('.').all(|part| part.parse::<u8>().is_ok()) {
        return prefix.to_owned();
    }
    let mask = if mask.is_empty() { String::new() } else { format!("/{mask}") };
    format!("{address}{}{mask}", ".0".repeat(4 - parts))
}

impl<'a> Rule<'a> {
    fn of(rule: &'a Value) -> Self {
        let get = |key: &str| rule.get(key).cloned().unwrap_or(Value::Null);
        let number = |key: &str| rule.get(key).and_then(|number| values::integer(number).ok());
        Self {
            direction: rule.get("direction").and_then(Value::as_str).unwrap_or_default(),
            ethertype: get("ethertype"),
            prefix: get("remote_ip_prefix"),
            max: number("port_range_max"),
            min: number("port_range_min"),
            protocol: get("protocol"),
            remote: get("remote_group_id"),
        }
    }
}

/// Direction, priority and match: what tells ACLs apart.
fn acl(store: &Store, group: &str, rule: &Rule<'_>) -> Result<String, Refusal> {
    let (side, port, lport) = match rule.direction {
        "ingress" => ("src", "outport", "to-lport"),
        _ => ("dst", "inport", "from-lport"),
    };
    let (version, icmp) = match rule.ethertype.as_str() {
        Some("IPv4") => ("ip4", "icmp4"),
        Some("IPv6") => ("ip6", "icmp6"),
        _ => ("", "None"),
    };
    let mut terms = vec![format!("{port} == @{}", store.group_row(group))];
    if !version.is_empty() {
        terms.push(version.to_owned());
    }
    if let Some(prefix) = rule.prefix.as_str() {
        terms.push(format!("{version}.{side} == {prefix}"));
    }
    if let Some(remote) = rule.remote.as_str() {
        terms.push(format!("{version}.{side} == ${}_{version}", store.group_row(remote)));
    }
    terms.extend(protocol_terms(rule, icmp)?);
    Ok(format!("{lport}, 1001, {}", terms.join(" && ")))
}

fn protocol_terms(rule: &Rule<'_>, icmp: &str) -> Result<Vec<String>, Refusal> {
    let number = match &rule.protocol {
        Value::Null => return Ok(vec![]),
        Value::String(protocol) => protocol_number(protocol)?,
        other => {
            let name = python::type_name(other);
            return Err(Refusal::failed(format!("'{name}' object has no attribute 'isdigit'")));
        }
    };
    let (min, max) = (rule.min, rule.max);
    let named = |pairs: [(&str, Option<i64>); 2], prefix: &str| {
        let terms = pairs.into_iter().filter_map(|(name, value)| Some(format!("{prefix}{name} {}", value?)));
        terms.collect::<Vec<_>>()
    };
    Ok(match number {
        "6" | "17" | "132" => {
            let name = PROTOCOLS.iter().find(|(_, other)| *other == number).map_or("", |(name, _)| name);
            let pairs = if min.is_some() && min == max {
                [(".dst ==", min), ("", None)]
            } else {
                [(".dst >=", min), (".dst <=", max)]
            };
            [vec![name.to_owned()], named(pairs, name)].concat()
        }
        "1" | "58" => [vec![icmp.to_owned()], named([(".type ==", min), (".code ==", max)], icmp)].concat(),
        other => vec![format!("ip.proto == {other}")],
    })
}

fn protocol_number(protocol: &str) -> Result<&str, Refusal> {
    if protocol.bytes().all(|byte| byte.is_ascii_digit()) && protocol.parse::<u8>().is_ok() {
        return Ok(protocol);
    }
    let known = PROTOCOLS.iter().find(|(name, _)| *name == protocol);
    known.map(|(_, number)| *number).ok_or_else(|| {
        let names: Vec<_> = PROTOCOLS.iter().map(|(name, _)| *name).collect();
        Refusal::bad(format!(
            "The protocol \"None\" is not supported. Valid protocols are: {}, or protocol numbers ranging from 0 to 255.",
            names.join(", ")
        ))
    })
}
