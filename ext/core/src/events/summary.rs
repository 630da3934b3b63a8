//! One event for many changes.

use super::Kind;
use crate::delta::Objects;

/// The summary's type. OpenStack has none.
pub const SUMMARY: &str = "network_provider.update.end";

/// What many changes are in one sentence: "431 changes: 400 ports (390 created, 10 updated), 31 networks (31 deleted)".
pub fn summary(objects: &[Objects]) -> String {
    let total: usize = objects.iter().map(Objects::total).sum();
    let mut objects: Vec<&Objects> = objects.iter().filter(|objects| objects.total() > 0).collect();
    objects.sort_by_key(|objects| std::cmp::Reverse(objects.total()));
    let words = objects.iter().map(|objects| {
        let kinds = [Kind::Created, Kind::Updated, Kind::Deleted].map(|kind| (kind, objects.number(kind)));
        let kinds = kinds
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|(kind, number)| format!("{number} {}", verb(kind)));
        format!(
            "{} {} ({})",
            objects.total(),
            noun(objects.table, objects.total()),
            kinds.collect::<Vec<_>>().join(", ")
        )
    });
    let words = words.collect::<Vec<_>>().join(", ");
    format!("{total} change{}: {words}", if total == 1 { "" } else { "s" })
}

fn verb(kind: Kind) -> &'static str {
    match kind {
        Kind::Created => "created",
        Kind::Updated => "updated",
        Kind::Deleted => "deleted",
    }
}

fn noun(table: &str, number: usize) -> String {
    let one = match table {
        "cloud_tenants" => "tenant",
        "cloud_networks" => "network",
        "cloud_subnets" => "subnet",
        "network_routers" => "router",
        "network_ports" => "port",
        "security_groups" => "security group",
        "firewall_rules" => "rule",
        _ => "floating IP",
    };
    format!("{one}{}", if number == 1 { "" } else { "s" })
}
