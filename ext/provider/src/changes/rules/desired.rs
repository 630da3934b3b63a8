//! A requested rule: new values are checked strictly, unchanged ones are not.

use serde_json::{Value, json};

use crate::Result;
use crate::changes::input::Input;
use crate::changes::range::Range;
use crate::changes::refusal::{difference, invalid, missing};
use crate::rule_meaning::{self, Numbers, PROTOCOLS};
use crate::wire::network::SecurityGroupRule;

/// The rule that `input` describes. `is_new` tells of a field whether it is checked; the others stand as they were given.
///
/// # Errors
/// [`crate::Error::InvalidChange`] for a new field that cannot be.
pub(super) fn rule(input: &Input<'_>, group: &str, is_new: impl Fn(&str) -> bool) -> Result<SecurityGroupRule> {
    let prefix = prefix(input, &is_new)?;
    let remote_group = input.text("remote_group_id")?;
    if is_new("remote_ip_prefix") || is_new("remote_group_id") {
        if let Some(prefix) = prefix.as_ref().filter(|_| remote_group.is_some()) {
            return Err(invalid("remote_ip_prefix", prefix, "give either a range or a security group, not both"));
        }
    }
    let protocol = protocol(input, &is_new)?;
    let (min, max) = numbers(input, protocol.as_deref(), &is_new)?;
    Ok(SecurityGroupRule {
        id: String::new(),
        security_group_id: Some(group.to_owned()),
        direction: direction(input, &is_new)?,
        ethertype: ethertype(input, prefix.as_deref(), &is_new)?,
        protocol,
        port_range_min: min,
        port_range_max: max,
        remote_ip_prefix: prefix,
        remote_group_id: remote_group,
    })
}

/// What the provider is sent.
pub(super) fn body(rule: &SecurityGroupRule) -> Value {
    let mut body = rule_meaning::attributes(rule, (rule.port_range_min, rule.port_range_max));
    body.insert("security_group_id".to_owned(), json!(rule.security_group_id));
    body.into()
}

/// All of it: a rule with more than was asked for is another rule.
pub(super) fn differences(asked: &SecurityGroupRule, there: &SecurityGroupRule) -> Vec<String> {
    let or_any = |text: &Option<String>| Some(text.as_deref().unwrap_or("any").to_owned());
    let number = |number: Option<i64>| or_any(&number.map(|number| number.to_string()));
    let lower = |text: &Option<String>| or_any(&text.as_ref().map(|text| text.to_lowercase()));
    [
        difference("direction", or_any(&asked.direction), or_any(&there.direction)),
        difference("ethertype", or_any(&asked.ethertype), or_any(&there.ethertype)),
        difference("protocol", lower(&asked.protocol), lower(&there.protocol)),
        difference("port_range_min", number(asked.port_range_min), number(there.port_range_min)),
        difference("port_range_max", number(asked.port_range_max), number(there.port_range_max)),
        difference("remote_ip_prefix", or_any(&asked.remote_ip_prefix), or_any(&there.remote_ip_prefix)),
        difference("remote_group_id", or_any(&asked.remote_group_id), or_any(&there.remote_group_id)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn direction(input: &Input<'_>, is_new: impl Fn(&str) -> bool) -> Result<Option<String>> {
    const REMEDY: &str = "give ingress or egress";
    if !is_new("direction") {
        return input.text("direction");
    }
    match input.required("direction", REMEDY)?.to_lowercase() {
        known if known == "ingress" || known == "egress" => Ok(Some(known)),
        other => Err(invalid("direction", other, REMEDY)),
    }
}

/// A range; an address is one of itself.
fn prefix(input: &Input<'_>, is_new: impl Fn(&str) -> bool) -> Result<Option<String>> {
    let Some(prefix) = input.text("remote_ip_prefix")?.filter(|_| is_new("remote_ip_prefix")) else {
        return input.text("remote_ip_prefix");
    };
    let whole = match prefix.contains('/') {
        true => prefix,
        false => format!("{prefix}/{}", if prefix.contains(':') { 128 } else { 32 }),
    };
    Range::parse("remote_ip_prefix", &whole).map(|range| Some(range.to_string()))
}

fn ethertype(input: &Input<'_>, prefix: Option<&str>, is_new: impl Fn(&str) -> bool) -> Result<Option<String>> {
    let given = input.text("ethertype")?;
    let of_prefix = prefix.map(|prefix| if prefix.contains(':') { "IPv6" } else { "IPv4" });
    let ethertype = match given.as_deref().map(str::to_lowercase).as_deref() {
        _ if !is_new("ethertype") => given,
        Some("ipv4") => Some("IPv4".to_owned()),
        Some("ipv6") => Some("IPv6".to_owned()),
        Some(other) => return Err(invalid("ethertype", other, "give IPv4 or IPv6")),
        None => Some(of_prefix.unwrap_or("IPv4").to_owned()),
    };
    match (prefix, ethertype.as_deref()) {
        (Some(prefix), version) if version != of_prefix && (is_new("ethertype") || is_new("remote_ip_prefix")) => {
            let version = version.unwrap_or("IPv4");
            Err(invalid("remote_ip_prefix", prefix, format!("give an {version} range, or the other ethertype")))
        }
        _ => Ok(ethertype),
    }
}

/// A protocol that the provider knows, as it writes it: always as a text.
fn protocol(input: &Input<'_>, is_new: impl Fn(&str) -> bool) -> Result<Option<String>> {
    let protocol = input.text("protocol")?.map(|protocol| protocol.to_lowercase()).filter(|protocol| protocol != "any");
    let known =
        |protocol: &String| PROTOCOLS.iter().any(|(name, _)| name == protocol) || protocol.parse::<u8>().is_ok();
    match protocol {
        Some(protocol) if is_new("protocol") && !known(&protocol) => {
            let names = PROTOCOLS.map(|(name, _)| name).join(", ");
            Err(invalid("protocol", protocol, format!("give a number from 0 to 255, or one of {names}")))
        }
        protocol => Ok(protocol),
    }
}

/// A range of ports, or type and code of ICMP.
fn numbers(
    input: &Input<'_>,
    protocol: Option<&str>,
    is_new: impl Fn(&str) -> bool,
) -> Result<(Option<i64>, Option<i64>)> {
    const BOTH: &str = "give the first and the last port; for a single port, give it twice";
    let numbers = Numbers::of(protocol);
    let number = |field| match numbers {
        _ if !is_new(field) => input.integer(field, i64::MIN..=i64::MAX, "a number"),
        Numbers::Ports => input.integer(field, 1..=65_535, "a port"),
        // The provider leaves out what is 0, and matches every type or code then.
        Numbers::Icmp => {
            input.integer(field, 1..=255, "an ICMP type or code other than 0, which the provider takes for any,")
        }
        Numbers::Ignored => match input.text(field)? {
            Some(port) => Err(invalid(field, port, "leave it empty, or give the protocol tcp, udp, sctp or icmp")),
            None => Ok(None),
        },
    };
    let (min, max) = (number("port_range_min")?, number("port_range_max")?);
    match (numbers, min, max) {
        (Numbers::Ports, Some(min), Some(max))
            if min > max && (is_new("port_range_min") || is_new("port_range_max")) =>
        {
            Err(invalid("port_range_max", max, format!("give a port that is not below the first, {min}")))
        }
        (Numbers::Ports, None, Some(_)) if is_new("port_range_min") => Err(missing("port_range_min", BOTH)),
        // The provider would open every port from the first on.
        (Numbers::Ports, Some(_), None) if is_new("port_range_max") => Err(missing("port_range_max", BOTH)),
        (Numbers::Icmp, None, Some(_)) if is_new("port_range_min") => {
            Err(missing("port_range_min", "give the ICMP type that the code belongs to"))
        }
        _ => Ok((min, max)),
    }
}
