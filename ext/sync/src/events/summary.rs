//! One event for many changes.

use super::event::Kind;

/// The summary's type. OpenStack has none.
pub const SUMMARY: &str = "network_provider.update.end";

/// What many changes are in one sentence: "431 changes: 400 ports (390 created, 10 updated), 31 networks (31 deleted)".
///
/// `counts` are, by table, how many objects were created, updated and deleted.
pub fn summary(counts: &[(String, [usize; 3])]) -> String {
    let number = |counts: &[usize; 3]| counts.iter().sum::<usize>();
    let total: usize = counts.iter().map(|(_, counts)| number(counts)).sum();
    let mut counts: Vec<_> = counts.iter().filter(|(_, counts)| number(counts) > 0).collect();
    counts.sort_by_key(|(_, counts)| std::cmp::Reverse(number(counts)));
    let words = counts.into_iter().map(|(table, counts)| {
        let kinds =
            [Kind::Created, Kind::Updated, Kind::Deleted].into_iter().zip(counts).filter(|(_, number)| **number > 0);
        let kinds = kinds.map(|(kind, number)| format!("{number} {}", verb(kind))).collect::<Vec<_>>();
        format!("{} {} ({})", number(counts), noun(table, number(counts)), kinds.join(", "))
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
