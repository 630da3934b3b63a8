//! `network_routers`.

use std::borrow::Cow;

use serde_json::Value;

use super::references::{References, To};
use super::{Cell, Row};
use crate::wire::network::{ExternalGateway, Router};

pub(super) const NAME: &str = "network_routers";
pub(super) const COLUMNS: &[&str] =
    &["ems_ref", "name", "admin_state_up", "status", "extra_attributes", "cloud_tenant", "cloud_network"];

pub(super) fn rows<'a>(routers: &'a [Router], references: &mut References<'a>) -> impl Iterator<Item = Row<'a>> {
    routers.iter().map(|router| {
        let gateway = router.external_gateway_info.as_ref().filter(|gateway| gateway.network_id.is_some());
        vec![
            Cell::text(Some(&router.id)),
            Cell::text(router.name.as_deref()),
            Cell::Flag(router.admin_state_up.unwrap_or(true)),
            Cell::text(router.status.as_deref().or(Some("ACTIVE"))),
            Cell::Attributes(vec![
                ("external_gateway_info", gateway.map_or(Cow::Owned(Value::Null), gateway_info)),
                ("distributed", Cow::Owned(router.distributed.into())),
                ("routes", Cow::Owned(Value::Array(router.routes.clone()))),
                ("high_availability", Cow::Owned(router.ha.into())),
            ]),
            references.tenant(NAME, router.tenant_id.as_deref()),
            references.cell(NAME, To::Networks, gateway.and_then(|gateway| gateway.network_id.as_deref())),
        ]
    })
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
