//! `security_groups`.

use super::references::References;
use super::{Cell, Row};
use crate::wire::network::SecurityGroup;

pub(super) const NAME: &str = "security_groups";
pub(super) const COLUMNS: &[&str] = &["ems_ref", "name", "description", "cloud_tenant"];

/// Longest description that ManageIQ's OpenStack provider stores, in characters.
const DESCRIPTION: usize = 255;

pub(super) fn rows<'a>(groups: &'a [SecurityGroup], references: &mut References<'a>) -> impl Iterator<Item = Row<'a>> {
    groups.iter().map(|group| {
        vec![
            Cell::text(Some(&group.id)),
            Cell::text(group.name.as_deref()),
            group.description.as_deref().map_or(Cell::Null, truncated),
            references.tenant(NAME, group.tenant_id.as_deref()),
        ]
    })
}

fn truncated(text: &str) -> Cell<'_> {
    if text.chars().count() <= DESCRIPTION {
        return Cell::text(Some(text));
    }
    Cell::owned(text.chars().take(DESCRIPTION - 3).chain("...".chars()).collect())
}
