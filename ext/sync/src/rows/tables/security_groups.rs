//! `security_groups`.

use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::SecurityGroup;

use crate::rows::cell::Cell;
use crate::rows::field::Field;
use crate::rows::names::InTable;

impl InTable for SecurityGroup {
    const TABLE: &'static str = "security_groups";
}

pub(super) const FIELDS: &[Field<SecurityGroup>] = &[
    Field::value("ems_ref", |group, _| Cell::text(Some(&group.id))),
    Field::value("name", |group, _| Cell::text(group.name.as_deref())),
    Field::value("description", |group, _| group.description.as_deref().map_or(Cell::Null, truncated)),
    Field::reference::<Tenant>("cloud_tenant", |group, context| context.tenant(group.tenant_id.as_deref())),
    Field::class(),
];

/// Longest description that ManageIQ's OpenStack provider stores, in characters.
const DESCRIPTION: usize = 255;

fn truncated(text: &str) -> Cell<'_> {
    if text.chars().count() <= DESCRIPTION {
        return Cell::text(Some(text));
    }
    Cell::owned(text.chars().take(DESCRIPTION - 3).chain("...".chars()).collect())
}
