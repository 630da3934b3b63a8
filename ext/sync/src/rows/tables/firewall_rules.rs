//! `firewall_rules`: the rules of security groups.

use ovirt_net_provider::rule_meaning::range;
use ovirt_net_provider::wire::network::{SecurityGroup, SecurityGroupRule};

use crate::rows::cell::Cell;
use crate::rows::context::Context;
use crate::rows::field::Field;
use crate::rows::names::InTable;
use crate::rows::table::Storage;

impl InTable for SecurityGroupRule {
    const TABLE: &'static str = "firewall_rules";
}

pub(super) const FIELDS: &[Field<SecurityGroupRule>] = &[
    Field::value("ems_ref", |rule, _| Cell::text(Some(&rule.id))),
    Field::new("resource", Storage::Polymorphic(SecurityGroup::TABLE, "SecurityGroup"), |rule, _| {
        Cell::text(rule.security_group_id.as_deref())
    }),
    Field::reference::<SecurityGroup>("source_security_group", |rule, context| {
        context.reference::<SecurityGroup>(rule.remote_group_id.as_deref())
    }),
    Field::value("direction", |rule, _| {
        Cell::text(Some(if rule.direction.as_deref() == Some("egress") { "outbound" } else { "inbound" }))
    }),
    // Texts, never null: ManageIQ's page sorts by them.
    Field::value("host_protocol", |rule, _| Cell::owned(upcased(rule.protocol.as_deref()))),
    // What a page shows, it sends back when the group is saved.
    Field::value("port", |rule, _| port(range(rule).0)),
    Field::value("end_port", |rule, _| port(range(rule).1)),
    Field::value("source_ip_range", |rule, _| Cell::text(rule.remote_ip_prefix.as_deref())),
    Field::value("network_protocol", |rule, _| Cell::owned(upcased(rule.ethertype.as_deref()))),
];

/// A rule without its group cannot be reached from anywhere in ManageIQ; it is counted.
pub(super) fn is_reachable(rule: &SecurityGroupRule, context: &mut Context<'_>) -> bool {
    context.has::<SecurityGroup>(rule.security_group_id.as_deref().unwrap_or_default())
}

fn upcased(text: Option<&str>) -> String {
    text.unwrap_or_default().to_uppercase()
}

/// The provider takes any number for a port; ManageIQ's column has 32 bits, and none would mean all ports.
fn port(number: Option<i64>) -> Cell<'static> {
    Cell::integer(number.map(|number| number.clamp(i32::MIN.into(), i32::MAX.into())))
}
