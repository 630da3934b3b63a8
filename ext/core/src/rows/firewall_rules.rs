//! `firewall_rules`: the rules of security groups.

use super::references::{References, To};
use super::{Cell, Row};
use crate::wire::network::SecurityGroupRule;

pub(super) const NAME: &str = "firewall_rules";
pub(super) const COLUMNS: &[&str] = &[
    "ems_ref",
    "resource",
    "source_security_group",
    "direction",
    "host_protocol",
    "port",
    "end_port",
    "source_ip_range",
    "network_protocol",
];

/// Where a range with only an end starts: ManageIQ's page cannot show a range without a start.
const LOWEST: i64 = 1;

pub(super) fn rows<'a>(
    rules: &'a [SecurityGroupRule],
    references: &mut References<'a>,
) -> impl Iterator<Item = Row<'a>> {
    rules.iter().filter_map(|rule| {
        // A rule without its group cannot be reached from anywhere in ManageIQ; it is counted.
        let group = rule.security_group_id.as_deref().unwrap_or_default();
        references.has(NAME, To::SecurityGroups, group).then(|| row(rule, group, references))
    })
}

fn row<'a>(rule: &'a SecurityGroupRule, group: &'a str, references: &mut References<'a>) -> Row<'a> {
    let [min, max] = [rule.port_range_min, rule.port_range_max].map(|port| port.filter(is_storable));
    let direction = if rule.direction.as_deref() == Some("egress") { "outbound" } else { "inbound" };
    vec![
        Cell::text(Some(&rule.id)),
        Cell::text(Some(group)),
        references.cell(NAME, To::SecurityGroups, rule.remote_group_id.as_deref()),
        Cell::text(Some(direction)),
        // Texts, never null: ManageIQ's page sorts by them.
        Cell::owned(upcased(rule.protocol.as_deref())),
        Cell::integer(min.or(max.filter(|_| !is_icmp(rule)).map(|_| LOWEST))),
        Cell::integer(max),
        Cell::text(rule.remote_ip_prefix.as_deref()),
        Cell::owned(upcased(rule.ethertype.as_deref())),
    ]
}

fn upcased(text: Option<&str>) -> String {
    text.unwrap_or_default().to_uppercase()
}

fn is_icmp(rule: &SecurityGroupRule) -> bool {
    upcased(rule.protocol.as_deref()).contains("ICMP")
}

/// The columns have 32 bits, and one impossible rule must not keep all else from being stored.
fn is_storable(port: &i64) -> bool {
    i32::try_from(*port).is_ok()
}
