//! Cycles of tenants: ManageIQ would search for their topmost parent forever.

use std::collections::{HashMap, HashSet};

use crate::quote::cut;
use crate::resource::Resource;
use crate::wire::identity::Tenant;

/// Takes the parents of tenants that are above themselves away, and gives what the log should say of it.
pub(super) fn break_up(tenants: &mut [Tenant]) -> Option<String> {
    let cycles: HashSet<String> = find(tenants).into_iter().map(str::to_owned).collect();
    let mut first = None;
    for tenant in tenants.iter_mut().filter(|tenant| cycles.contains(&tenant.id)) {
        tenant.parent_id = None;
        first.get_or_insert_with(|| cut(&tenant.id));
    }
    first.map(|first| {
        let (list, count) = (Tenant::LIST, cycles.len());
        format!("{list}: {count} tenants are above themselves, such as {first}; their parents are kept as null")
    })
}

fn find(tenants: &[Tenant]) -> HashSet<&str> {
    let mut parents: HashMap<&str, Option<&str>> = HashMap::new();
    for tenant in tenants {
        // Of one that is listed twice, the first is kept.
        parents.entry(&tenant.id).or_insert(tenant.parent_id.as_deref());
    }
    let mut seen = HashSet::new();
    let mut cycles = HashSet::new();
    for tenant in parents.keys() {
        let mut way = Vec::new();
        let mut next = Some(*tenant);
        while let Some(here) = next.filter(|here| seen.insert(*here)) {
            way.push(here);
            next = parents.get(here).copied().flatten();
        }
        let begins = way.iter().position(|passed| Some(*passed) == next);
        cycles.extend(begins.into_iter().flat_map(|begins| &way[begins..]).copied());
    }
    cycles
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tenants_that_are_above_themselves_have_no_parent() {
        let mut tenants: Vec<Tenant> = serde_json::from_value(json!([
            {"id": "self", "parent_id": "self"},
            {"id": "x", "parent_id": "y"}, {"id": "y", "parent_id": "z"}, {"id": "z", "parent_id": "x"},
            {"id": "below", "parent_id": "x"}, {"id": "root"}, {"id": "child", "parent_id": "root"},
            {"id": "x", "parent_id": "root"},
        ]))
        .unwrap();
        let note = break_up(&mut tenants).unwrap();
        assert!(note.starts_with("tenants: 4 tenants are above themselves, such as self"), "{note}");
        let parents: Vec<Option<&str>> = tenants.iter().map(|tenant| tenant.parent_id.as_deref()).collect();
        assert_eq!(parents[..7], [None, None, None, None, Some("x"), None, Some("root")]);
        assert_eq!(break_up(&mut tenants), None);
    }
}
