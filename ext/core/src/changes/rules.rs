//! Rules of security groups.

use serde_json::{Value, json};

use super::Change;
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::range::Range;
use super::refusal::{difference, invalid, missing, refused};
use crate::resource::title;
use crate::wire::network::{SecurityGroup, SecurityGroupRule};
use crate::{Client, Result};

const ATTRIBUTES: [&str; 8] = [
    "security_group_id",
    "direction",
    "ethertype",
    "protocol",
    "port_range_min",
    "port_range_max",
    "remote_ip_prefix",
    "remote_group_id",
];

/// The names that the provider knows besides the numbers 0 to 255.
const PROTOCOLS: [&str; 23] = [
    "ah",
    "dccp",
    "egp",
    "esp",
    "gre",
    "icmp",
    "icmpv6",
    "igmp",
    "ipip",
    "ipv6-encap",
    "ipv6-frag",
    "ipv6-icmp",
    "ipv6-nonxt",
    "ipv6-opts",
    "ipv6-route",
    "ospf",
    "pgm",
    "rsvp",
    "sctp",
    "tcp",
    "udp",
    "udplite",
    "vrrp",
];

#[derive(Debug)]
struct Wanted {
    direction: &'static str,
    ethertype: &'static str,
    protocol: Option<String>,
    ports: Option<(i64, Option<i64>)>,
    prefix: Option<String>,
    remote_group: Option<String>,
}

impl Client {
    /// Adds a rule to a security group.
    ///
    /// # Errors
    /// [`Error::InvalidChange`](crate::Error::InvalidChange) before anything is sent; otherwise what became of it.
    pub async fn create_security_group_rule(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let group_id = input.required("security_group_id", "give the security group that the rule belongs to")?;
        let wanted = Wanted::new(&input)?;
        let mut operation = Operation::new(self, format!("add a rule to {}", title::<SecurityGroup>(None, &group_id)));
        let group: SecurityGroup = operation.need(&group_id).await?;
        let object = title::<SecurityGroup>(group.name.as_deref(), &group_id);
        operation.rename(format!("add a rule to {object}"));
        if let Some(remote) = &wanted.remote_group {
            operation.need::<SecurityGroup>(remote).await?;
        }
        let query = ("security_group_id", group_id.as_str());
        // What makes the same flow is the same rule to the provider, which refuses it in words of OVN.
        let is_same = |rule: &SecurityGroupRule| {
            rule.security_group_id.as_ref() == Some(&group_id) && wanted.differences(rule).is_empty()
        };
        let before = operation.list_where::<SecurityGroupRule>(query).await?;
        if let Some(rule) = before.iter().find(|rule| is_same(rule)) {
            let problem = format!("has such a rule already, {}", rule.id);
            return Err(refused(object, problem, "nothing is to be done"));
        }
        let rule: SecurityGroupRule =
            operation.create(wanted.body(&group_id), query, &before, |rule| wanted.differences(rule)).await?;
        let id = rule.id.clone();
        operation.part.add(group);
        operation.part.add(rule);
        operation.done(id, None).await
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// As for [`Client::create_security_group_rule`].
    pub async fn delete_security_group_rule(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("remove rule {id}"));
        match operation.show::<SecurityGroupRule>(id).await? {
            Some(_) => operation.delete::<SecurityGroupRule>(id).await?,
            None => operation.note("it was gone already"),
        }
        operation.part.remove::<SecurityGroupRule>(id);
        operation.done(id.to_owned(), None).await
    }
}

impl Wanted {
    fn new(input: &Input<'_>) -> Result<Self> {
        const DIRECTION: &str = "give ingress or egress";
        let direction = match input.required("direction", DIRECTION)?.to_lowercase().as_str() {
            "ingress" => "ingress",
            "egress" => "egress",
            other => return Err(invalid("direction", other, DIRECTION)),
        };
        let prefix = input.text("remote_ip_prefix")?.map(|prefix| match prefix.contains('/') {
            true => Range::parse("remote_ip_prefix", &prefix),
            false => {
                Range::parse("remote_ip_prefix", &format!("{prefix}/{}", if prefix.contains(':') { 128 } else { 32 }))
            }
        });
        let prefix = prefix.transpose()?;
        let ethertype = match (input.text("ethertype")?.map(|version| version.to_lowercase()).as_deref(), &prefix) {
            (Some("ipv4"), _) => "IPv4",
            (Some("ipv6"), _) => "IPv6",
            (Some(other), _) => return Err(invalid("ethertype", other, "give IPv4 or IPv6")),
            (None, Some(prefix)) if prefix.version() == 6 => "IPv6",
            (None, _) => "IPv4",
        };
        if let Some(prefix) = prefix.filter(|prefix| format!("IPv{}", prefix.version()) != ethertype) {
            return Err(invalid(
                "remote_ip_prefix",
                prefix,
                format!("give an {ethertype} range, or the other ethertype"),
            ));
        }
        let remote_group = input.text("remote_group_id")?;
        if let Some(prefix) = prefix.filter(|_| remote_group.is_some()) {
            return Err(invalid("remote_ip_prefix", prefix, "give either a range or a security group, not both"));
        }
        let protocol = protocol(input)?;
        Ok(Self {
            direction,
            ethertype,
            ports: ports(input, protocol.as_deref())?,
            protocol,
            prefix: prefix.map(|prefix| prefix.to_string()),
            remote_group,
        })
    }

    fn body(&self, group: &str) -> Value {
        let mut body = json!({
            "security_group_id": group,
            "direction": self.direction,
            "ethertype": self.ethertype,
        });
        let (min, max) = self.ports.map_or((None, None), |(min, max)| (Some(min), max));
        let optional = [
            ("protocol", self.protocol.clone().map(Value::from)),
            ("port_range_min", min.map(Value::from)),
            ("port_range_max", max.map(Value::from)),
            ("remote_ip_prefix", self.prefix.clone().map(Value::from)),
            ("remote_group_id", self.remote_group.clone().map(Value::from)),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                body[key] = value;
            }
        }
        body
    }

    /// All of it: a rule with more than was asked for is another rule.
    fn differences(&self, rule: &SecurityGroupRule) -> Vec<String> {
        let or_any = |text: Option<String>| Some(text.unwrap_or_else(|| "any".to_owned()));
        let number = |number: Option<i64>| or_any(number.map(|number| number.to_string()));
        let (min, max) = self.ports.map_or((None, None), |(min, max)| (Some(min), max));
        let there = rule.protocol.as_ref().map(|protocol| protocol.to_lowercase());
        [
            difference("direction", Some(self.direction), rule.direction.as_deref()),
            difference("ethertype", Some(self.ethertype), rule.ethertype.as_deref()),
            difference("protocol", or_any(self.protocol.clone()), or_any(there)),
            difference("port_range_min", number(min), number(rule.port_range_min)),
            difference("port_range_max", number(max), number(rule.port_range_max)),
            difference("remote_ip_prefix", or_any(self.prefix.clone()), or_any(rule.remote_ip_prefix.clone())),
            difference("remote_group_id", or_any(self.remote_group.clone()), or_any(rule.remote_group_id.clone())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A protocol that the provider knows, as it writes it: always as a text.
fn protocol(input: &Input<'_>) -> Result<Option<String>> {
    let Some(protocol) = input.text("protocol")?.map(|protocol| protocol.to_lowercase()) else {
        return Ok(None);
    };
    if protocol == "any" {
        return Ok(None);
    }
    if PROTOCOLS.contains(&protocol.as_str()) || protocol.parse::<u8>().is_ok() {
        return Ok(Some(protocol));
    }
    Err(invalid("protocol", protocol, format!("give a number from 0 to 255, or one of {}", PROTOCOLS.join(", "))))
}

/// A range of ports, or type and code of ICMP.
fn ports(input: &Input<'_>, protocol: Option<&str>) -> Result<Option<(i64, Option<i64>)>> {
    const BOTH: &str = "give the first and the last port, twice the same for one";
    match protocol {
        Some("tcp" | "udp" | "sctp" | "6" | "17" | "132") => {
            let port = |field| input.integer(field, 1..=65_535, "a port");
            match (port("port_range_min")?, port("port_range_max")?) {
                (None, None) => Ok(None),
                (Some(min), Some(max)) if min <= max => Ok(Some((min, Some(max)))),
                (Some(min), Some(max)) => {
                    Err(invalid("port_range_max", max, format!("give a port that is not below the first, {min}")))
                }
                (None, _) => Err(missing("port_range_min", BOTH)),
                // The provider would open every port from the first on.
                (_, None) => Err(missing("port_range_max", BOTH)),
            }
        }
        Some("icmp" | "icmpv6" | "ipv6-icmp" | "1" | "58") => {
            // The provider leaves out what is 0, and matches every type or code then.
            const ZERO: &str = "an ICMP type or code other than 0, which the provider takes for any,";
            let number = |field| input.integer(field, 1..=255, ZERO);
            match (number("port_range_min")?, number("port_range_max")?) {
                (None, Some(_)) => Err(missing("port_range_min", "give the ICMP type that the code belongs to")),
                (kind, code) => Ok(kind.map(|kind| (kind, code))),
            }
        }
        _ => {
            for field in ["port_range_min", "port_range_max"] {
                if let Some(port) = input.text(field)? {
                    return Err(invalid(field, port, "leave it empty, or give the protocol tcp, udp, sctp or icmp"));
                }
            }
            Ok(None)
        }
    }
}
