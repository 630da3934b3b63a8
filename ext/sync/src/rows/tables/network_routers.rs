//! `network_routers`.

use std::borrow::Cow;

use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{ExternalGateway, Network, Router};
use serde_json::Value;

use crate::rows::cell::Cell;
use crate::rows::field::Field;
use crate::rows::names::InTable;

impl InTable for Router {
    const TABLE: &'static str = "network_routers";
}

pub(super) const FIELDS: &[Field<Router>] = &[
    Field::value("ems_ref", |router, _| Cell::text(Some(&router.id))),
    Field::value("name", |router, _| Cell::text(router.name.as_deref())),
    Field::value("admin_state_up", |router, _| Cell::Flag(router.admin_state_up.unwrap_or(true))),
    Field::value("status", |router, _| Cell::text(router.status.as_deref().or(Some("ACTIVE")))),
    Field::value("extra_attributes", |router, _| {
        Cell::Attributes(vec![
            ("external_gateway_info", gateway(router).map_or(Cow::Owned(Value::Null), gateway_info)),
            ("distributed", Cow::Owned(router.distributed.into())),
            ("routes", Cow::Owned(Value::Array(router.routes.clone()))),
            ("high_availability", Cow::Owned(router.ha.into())),
        ])
    }),
    Field::reference::<Tenant>("cloud_tenant", |router, context| context.tenant(router.tenant_id.as_deref())),
    Field::reference::<Network>("cloud_network", |router, context| {
        context.reference::<Network>(gateway(router).and_then(|gateway| gateway.network_id.as_deref()))
    }),
    Field::class(),
];

fn gateway(router: &Router) -> Option<&ExternalGateway> {
    router.external_gateway_info.as_ref().filter(|gateway| gateway.network_id.is_some())
}

/// ManageIQ's interface form reads the first of `external_fixed_ips` wherever the key is: an empty list must not be there.
fn gateway_info(gateway: &ExternalGateway) -> Cow<'_, Value> {
    let is_empty = |ips: &Value| ips.as_array().is_none_or(Vec::is_empty);
    match gateway.raw.get("external_fixed_ips") {
        Some(ips) if is_empty(ips) => {
            let mut raw = gateway.raw.clone();
            if let Some(object) = raw.as_object_mut() {
                object.shift_remove("external_fixed_ips");
            }
            Cow::Owned(raw)
        }
        _ => Cow::Borrowed(&gateway.raw),
    }
}
