//! `cloud_tenants`.

use ovirt_net_provider::wire::identity::Tenant;

use crate::rows::cell::Cell;
use crate::rows::field::Field;
use crate::rows::names::InTable;

impl InTable for Tenant {
    const TABLE: &'static str = "cloud_tenants";
}

pub(super) const FIELDS: &[Field<Tenant>] = &[
    Field::value("ems_ref", |tenant, _| Cell::text(Some(&tenant.id))),
    Field::value("name", |tenant, _| Cell::text(tenant.name.as_deref().or(Some(&tenant.id)))),
    Field::value("description", |tenant, _| Cell::text(tenant.description.as_deref())),
    Field::value("enabled", |tenant, _| Cell::Flag(tenant.enabled.unwrap_or(true))),
    Field::reference::<Tenant>("parent", |tenant, context| context.reference::<Tenant>(tenant.parent_id.as_deref())),
    Field::class(),
];
