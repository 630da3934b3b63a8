//! Security groups as rows of the store, which groups and rules look at.

use crate::store::{Refusal, Store};
use serde_json::json;

pub(super) fn missing(id: &str) -> Refusal {
    Refusal::missing(format!("Security Group {id} does not exist"))
}

/// The id of a group that is named by its id or, for "Default", by its row's name.
pub(super) fn find(store: &Store, name: &str) -> Option<String> {
    if store.groups.contains(name) {
        return Some(name.to_owned());
    }
    store.default_group.clone().filter(|_| name == "Default")
}

pub(super) fn bump_revision(store: &mut Store, id: &str) {
    if let Some(revision) = store.groups.get_mut(id).and_then(|group| group.get_mut("revision_number")) {
        *revision = json!(revision.as_u64().unwrap_or(0) + 1);
    }
}
