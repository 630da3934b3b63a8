//! Values and rules in words. All that comes from the provider is cut to what a message bears and is text in it, in one line.

use ovirt_net_provider::quote::cut;
use ovirt_net_provider::rule_meaning::Numbers;
use serde_json::Value;

use super::snapshot::Object;

/// What is said of nothing.
pub(super) const NONE: &str = "none";

/// A name, or the id of what has none.
pub(super) fn name(name: Option<&str>, ems_ref: &str) -> String {
    let name = cut(name.unwrap_or_default());
    if name.is_empty() { cut(ems_ref) } else { name }
}

/// Several as one speaks of them: "a, b and c"; "none".
pub(super) fn list(mut texts: Vec<String>) -> String {
    match (texts.pop(), texts.is_empty()) {
        (None, _) => NONE.to_owned(),
        (Some(only), true) => only,
        (Some(last), false) => format!("{} and {last}", cut_list(&texts)),
    }
}

fn cut_list(texts: &[String]) -> String {
    const SHOWN: usize = 10;
    match texts.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{}, {more} more", texts[..SHOWN].join(", ")),
        _ => texts.join(", "),
    }
}

/// A text, a number, a flag, or a list of those; what is nothing or empty is "none".
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => NONE.to_owned(),
        Value::String(text) => Some(cut(text)).filter(|text| !text.is_empty()).unwrap_or_else(|| NONE.to_owned()),
        Value::Array(elements) => list(elements.iter().map(plain).collect()),
        Value::Object(members) if members.is_empty() => NONE.to_owned(),
        value => cut(&value.to_string()),
    }
}

/// Something that is added in brackets, if it is anything.
pub(super) fn in_brackets(text: Option<String>) -> String {
    text.filter(|text| text != NONE).map_or_else(String::new, |text| format!(" ({text})"))
}

/// Ranges of addresses.
pub(super) fn pools(value: &Value) -> String {
    let end = |pool: &Value, key| pool.get(key).map_or_else(|| NONE.to_owned(), plain);
    let pool = |pool: &Value| match pool {
        Value::Object(_) => format!("{} to {}", end(pool, "start"), end(pool, "end")),
        other => plain(other),
    };
    match value {
        Value::Array(pools) => list(pools.iter().map(pool).collect()),
        other => plain(other),
    }
}

/// A rule as ManageIQ's page has it: "inbound IPv4 TCP 22 to 80 from 10.0.0.0/8".
pub(super) fn rule(rule: &Object, group: Option<String>) -> String {
    let text = |column: &str| rule.get(column).map(plain).filter(|text| text != NONE);
    let number = |column: &str| rule.get(column).and_then(Value::as_i64);
    let protocol = text("host_protocol");
    let numbers = match (
        Numbers::of(protocol.as_deref().map(str::to_lowercase).as_deref()),
        number("port"),
        number("end_port"),
    ) {
        (_, None, None) => None,
        (Numbers::Icmp, kind, code) => {
            let kind = kind.map(|kind| format!("type {kind}"));
            Some(kind.into_iter().chain(code.map(|code| format!("code {code}"))).collect::<Vec<_>>().join(" "))
        }
        (_, Some(first), Some(last)) if first == last => Some(format!("port {first}")),
        (_, Some(first), Some(last)) => Some(format!("ports {first} to {last}")),
        (_, first, last) => first.or(last).map(|port| format!("port {port}")),
    };
    let version = text("network_protocol").map(|version| version.replace("IPV", "IPv"));
    let direction = text("direction");
    let from = if direction.as_deref() == Some("outbound") { "to" } else { "from" };
    let peers = [text("source_ip_range"), group.map(|group| format!("group {group}"))];
    let peers = list(peers.into_iter().flatten().collect());
    let words = [direction, version, Some(protocol.unwrap_or_else(|| "any protocol".to_owned())), numbers];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if peers == NONE { format!("{words} {from} anywhere") } else { format!("{words} {from} {peers}") }
}
