//! `firewall_rules`: the rules of security groups.

use super::references::{References, To};
use super::{Cell, Row};
use crate::rule_meaning::range;
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
    let direction = if rule.direction.as_deref() == Some("egress") { "outbound" } else { "inbound" };
    // What a page shows, it sends back when the group is saved.
    let (first, last) = range(rule);
    vec![
        Cell::text(Some(&rule.id)),
        Cell::text(Some(group)),
        references.cell(NAME, To::SecurityGroups, rule.remote_group_id.as_deref()),
        Cell::text(Some(direction)),
        // Texts, never null: ManageIQ's page sorts by them.
        Cell::owned(upcased(rule.protocol.as_deref())),
        port(first),
        port(last),
        Cell::text(rule.remote_ip_prefix.as_deref()),
        Cell::owned(upcased(rule.ethertype.as_deref())),
    ]
}

fn upcased(text: Option<&str>) -> String {
    text.unwrap_or_default().to_uppercase()
}

/// The provider takes any number for a port; ManageIQ's column has 32 bits, and none would mean all ports.
fn port(number: Option<i64>) -> Cell<'static> {
    Cell::integer(number.map(|number| number.clamp(i32::MIN.into(), i32::MAX.into())))
}
