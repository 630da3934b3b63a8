//! `cloud_tenants`.

use std::collections::{HashMap, HashSet};

use super::references::{References, To};
use super::{Cell, Row};
use crate::quote::cut;
use crate::wire::identity::Tenant;

pub(super) const NAME: &str = "cloud_tenants";
pub(super) const COLUMNS: &[&str] = &["ems_ref", "name", "description", "enabled", "parent"];

pub(super) fn rows<'a>(tenants: &'a [Tenant], references: &mut References<'a>) -> impl Iterator<Item = Row<'a>> {
    let circles = in_circles(tenants);
    tenants.iter().map(move |tenant| {
        let parent = tenant.parent_id.as_deref().filter(|_| !circles.contains(tenant.id.as_str()));
        vec![
            Cell::text(Some(&tenant.id)),
            Cell::text(tenant.name.as_deref().or(Some(&tenant.id))),
            Cell::text(tenant.description.as_deref()),
            Cell::Flag(tenant.enabled.unwrap_or(true)),
            references.cell(NAME, To::Tenants, parent),
        ]
    })
}

/// The tenants that are above themselves, for whom ManageIQ would look for an uppermost one without end.
fn in_circles(tenants: &[Tenant]) -> HashSet<&str> {
    let mut parents: HashMap<&str, Option<&str>> = HashMap::new();
    for tenant in tenants {
        // Of one that is listed twice, the first is kept.
        parents.entry(&tenant.id).or_insert(tenant.parent_id.as_deref());
    }
    let mut seen = HashSet::new();
    let mut circles = HashSet::new();
    for tenant in parents.keys() {
        let mut way = Vec::new();
        let mut next = Some(*tenant);
        while let Some(here) = next.filter(|here| seen.insert(*here)) {
            way.push(here);
            next = parents.get(here).copied().flatten();
        }
        let begins = way.iter().position(|passed| Some(*passed) == next);
        circles.extend(begins.into_iter().flat_map(|begins| &way[begins..]).copied());
    }
    circles
}

/// What the log says of tenants that are above themselves.
pub(super) fn note(tenants: &[Tenant]) -> Option<String> {
    let circles = in_circles(tenants);
    let first = tenants.iter().find(|tenant| circles.contains(tenant.id.as_str()))?;
    Some(format!(
        "{NAME}: {} tenants are above themselves, such as {}; their parents are kept as null",
        circles.len(),
        cut(&first.id)
    ))
}
