//! `cloud_tenants`.

use super::references::{References, To};
use super::{Cell, Table};
use crate::wire::identity::Tenant;

const NAME: &str = "cloud_tenants";

pub(super) fn table<'a>(tenants: &'a [Tenant], references: &mut References<'a>) -> Table<'a> {
    let row = |tenant: &'a Tenant| {
        vec![
            Cell::text(Some(&tenant.id)),
            Cell::text(tenant.name.as_deref().or(Some(&tenant.id))),
            Cell::text(tenant.description.as_deref()),
            Cell::Flag(tenant.enabled.unwrap_or(true)),
            references.cell(NAME, To::Tenants, tenant.parent_id.as_deref()),
        ]
    };
    Table {
        name: NAME,
        columns: &["ems_ref", "name", "description", "enabled", "parent"],
        rows: tenants.iter().map(row).collect(),
    }
}
