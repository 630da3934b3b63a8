//! `security_groups`.

use super::references::References;
use super::{Cell, Table};
use crate::wire::network::SecurityGroup;

const NAME: &str = "security_groups";

/// Longest description that ManageIQ's OpenStack provider stores, in characters.
const DESCRIPTION: usize = 255;

pub(super) fn table<'a>(groups: &'a [SecurityGroup], references: &mut References<'a>) -> Table<'a> {
    let row = |group: &'a SecurityGroup| {
        vec![
            Cell::text(Some(&group.id)),
            Cell::text(group.name.as_deref()),
            group.description.as_deref().map_or(Cell::Null, truncated),
            references.tenant(NAME, group.tenant_id.as_deref()),
        ]
    };
    Table {
        name: NAME,
        columns: &["ems_ref", "name", "description", "cloud_tenant"],
        rows: groups.iter().map(row).collect(),
    }
}

fn truncated(text: &str) -> Cell<'_> {
    if text.chars().count() <= DESCRIPTION {
        return Cell::text(Some(text));
    }
    Cell::owned(text.chars().take(DESCRIPTION - 3).chain("...".chars()).collect())
}
