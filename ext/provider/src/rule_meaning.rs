//! What a rule of a security group means to the provider, which makes an ACL from it. Differently written rules can give the same ACL.

use std::net::IpAddr;

use serde_json::Value;

use crate::changes::Attributes;
use crate::wire::network::SecurityGroupRule;

/// The protocols that the provider knows by name besides the numbers 0 to 255.
pub(crate) const PROTOCOLS: [(&str, &str); 23] = [
    ("ah", "51"),
    ("dccp", "33"),
    ("egp", "8"),
    ("esp", "50"),
    ("gre", "47"),
    ("icmp", "1"),
    ("icmpv6", "58"),
    ("igmp", "2"),
    ("ipip", "4"),
    ("ipv6-encap", "41"),
    ("ipv6-frag", "44"),
    ("ipv6-icmp", "58"),
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

/// What makes a rule, in the order in which a message names it.
pub(crate) const FIELDS: [&str; 7] =
    ["direction", "ethertype", "protocol", "port_range_min", "port_range_max", "remote_ip_prefix", "remote_group_id"];

const LAST_PORT: i64 = 65_535;

/// What the provider makes of a rule's two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// The first and the last port.
    Ports,
    /// Type and code of ICMP.
    Icmp,
    /// Nothing: it keeps them, and matches whatever they are.
    Ignored,
}

impl Numbers {
    /// What it makes of those of a protocol, which is in lower case.
    pub fn of(protocol: Option<&str>) -> Self {
        match protocol.map(number_of).as_deref() {
            Some("6" | "17" | "132") => Self::Ports,
            // Both: which of them it is, the IP version tells.
            Some("1" | "58") => Self::Icmp,
            _ => Self::Ignored,
        }
    }
}

/// The first and the last port, or ICMP's type and code, so that whoever reads them and writes them down again means the
/// same: a first port alone is the beginning of a range to the last there is, a last one alone the end of one from the first.
pub fn range(rule: &SecurityGroupRule) -> (Option<i64>, Option<i64>) {
    match (rule.port_range_min, rule.port_range_max, Numbers::of(rule.protocol.as_deref())) {
        (Some(min), None, Numbers::Ports) => (Some(min), Some(min.max(LAST_PORT))),
        (None, Some(max), Numbers::Ports | Numbers::Ignored) => (Some(max.min(1)), Some(max)),
        (min, max, _) => (min, max),
    }
}

/// A rule as attributes; `numbers` are those that it has, or its [`range`].
pub(crate) fn attributes(rule: &SecurityGroupRule, numbers: (Option<i64>, Option<i64>)) -> Attributes {
    let text = |text: &Option<String>| text.clone().map(Value::from);
    let values = [
        text(&rule.direction),
        text(&rule.ethertype),
        text(&rule.protocol),
        numbers.0.map(Value::from),
        numbers.1.map(Value::from),
        text(&rule.remote_ip_prefix),
        text(&rule.remote_group_id),
    ];
    let values = FIELDS.into_iter().zip(values);
    values.filter_map(|(field, value)| Some((field.to_owned(), value?))).collect()
}

/// The fields in which two rules differ in what they mean.
pub(crate) fn differing(one: &Attributes, other: &Attributes) -> Vec<&'static str> {
    FIELDS.into_iter().filter(|field| meaning(field, one.get(*field)) != meaning(field, other.get(*field))).collect()
}

/// Whether the provider makes the same ACL of two rules of a group, or OVN takes their ACLs for the same.
pub(crate) fn same(one: &SecurityGroupRule, other: &SecurityGroupRule) -> bool {
    let matched = |rule: &SecurityGroupRule| match Numbers::of(rule.protocol.as_deref()) {
        Numbers::Ignored => attributes(rule, (None, None)),
        _ => attributes(rule, range(rule)),
    };
    differing(&matched(one), &matched(other)).is_empty()
}

/// A field's value in one of the ways to write it.
fn meaning(field: &str, value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_lowercase(),
        Some(value) => value.to_string(),
    };
    match field {
        "protocol" if text == "any" => String::new(),
        "protocol" if Numbers::of(Some(&text)) == Numbers::Icmp => "icmp".to_owned(),
        "protocol" => number_of(&text),
        "port_range_min" | "port_range_max" => text.parse::<i64>().map_or(text, |number| number.to_string()),
        // Bits behind the prefix are not cut off: OVN does not take them for the same.
        "remote_ip_prefix" => range_of(&text).map_or(text, |(address, prefix)| format!("{address}/{prefix}")),
        _ => text,
    }
}

/// A protocol by the number that the provider compares; an own number is compared as it is written.
pub fn number_of(protocol: &str) -> String {
    let known = PROTOCOLS.iter().find(|(name, _)| *name == protocol);
    known.map_or(protocol, |(_, number)| number).to_owned()
}

/// A range with the length of its prefix, which may be written as a mask; `None` for what is none.
pub fn range_of(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let address: IpAddr = address.parse().ok()?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    Some((address, prefix.map_or(Some(width), |prefix| prefix.parse().ok().or_else(|| length_of(prefix)))?))
}

/// How many bits a mask such as `255.255.255.0` has; `None` where they are not in one piece.
fn length_of(mask: &str) -> Option<u8> {
    let (bits, width) = match mask.parse().ok()? {
        IpAddr::V4(mask) => (u128::from(u32::from(mask)) << 96, 32),
        IpAddr::V6(mask) => (u128::from(mask), 128),
    };
    let length = bits.leading_ones();
    (bits.count_ones() == length && length <= width).then(|| u8::try_from(length).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(attributes: Value) -> SecurityGroupRule {
        let mut rule = json!({"id": "r", "direction": "ingress", "ethertype": "IPv4"});
        rule.as_object_mut().unwrap().extend(attributes.as_object().unwrap().clone());
        serde_json::from_value(rule).unwrap()
    }

    #[test]
    fn what_is_written_differently_may_be_the_same() {
        for (one, other) in [
            (
                json!({"protocol": "tcp", "port_range_min": "22"}),
                json!({"protocol": "6", "port_range_min": 22, "port_range_max": 65535}),
            ),
            (
                json!({"protocol": "udp", "port_range_max": "9"}),
                json!({"protocol": "17", "port_range_min": "1", "port_range_max": "9"}),
            ),
            (
                json!({"protocol": "sctp", "port_range_min": "70000"}),
                json!({"protocol": "132", "port_range_min": 70000, "port_range_max": 70000}),
            ),
            (json!({"protocol": "icmp", "port_range_max": "3"}), json!({"protocol": "58", "port_range_max": "3"})),
            (json!({"protocol": "gre", "port_range_min": "5"}), json!({"protocol": "47", "port_range_max": "9"})),
            (json!({"remote_ip_prefix": "10.0.0.7"}), json!({"remote_ip_prefix": "10.0.0.7/32"})),
            (json!({"remote_ip_prefix": "FD00:0::1/64"}), json!({"remote_ip_prefix": "fd00::1/64"})),
            (json!({"ethertype": "ipv4", "direction": "INGRESS"}), json!({})),
        ] {
            assert!(same(&rule(one.clone()), &rule(other.clone())), "{one} {other}");
        }
    }

    #[test]
    fn what_the_provider_tells_apart_is_not_the_same() {
        for (one, other) in [
            (json!({"protocol": "tcp"}), json!({"protocol": "tcp", "port_range_min": 1})),
            (
                json!({"protocol": "tcp", "port_range_min": 5000}),
                json!({"protocol": "tcp", "port_range_min": 5000, "port_range_max": 5000}),
            ),
            (json!({"protocol": "icmp", "port_range_min": 3}), json!({"protocol": "icmp", "port_range_max": 3})),
            (json!({"protocol": "6"}), json!({"protocol": "06"})),
            (json!({"remote_ip_prefix": "10.0.0.7/24"}), json!({"remote_ip_prefix": "10.0.0.0/24"})),
            (json!({"remote_group_id": "a"}), json!({})),
            (json!({"ethertype": null}), json!({})),
        ] {
            assert!(!same(&rule(one.clone()), &rule(other.clone())), "{one} {other}");
        }
    }
}
