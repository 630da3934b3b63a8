//! `cloud_tenants`.

use super::references::{References, To};
use super::{Cell, Row};
use crate::wire::identity::Tenant;

pub(super) const NAME: &str = "cloud_tenants";
pub(super) const COLUMNS: &[&str] = &["ems_ref", "name", "description", "enabled", "parent"];

pub(super) fn rows<'a>(tenants: &'a [Tenant], references: &mut References<'a>) -> impl Iterator<Item = Row<'a>> {
    tenants.iter().map(|tenant| {
        vec![
            Cell::text(Some(&tenant.id)),
            Cell::text(tenant.name.as_deref().or(Some(&tenant.id))),
            Cell::text(tenant.description.as_deref()),
            Cell::Flag(tenant.enabled.unwrap_or(true)),
            references.cell(NAME, To::Tenants, tenant.parent_id.as_deref()),
        ]
    })
}
