//! Changes as events: what two snapshots of the networks differ in, by OpenStack's names and in sentences that an
//! administrator would say.
//!
//! Only what an administrator knows is told. What follows from a change that is told (a network's class, a subnet's status,
//! what refers to an object that is gone) is no change of its own.

mod columns;
mod created_or_deleted;
mod event;
mod objects;
mod sentences;
mod snapshot;
mod summary;
mod values;
mod words;

use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};
use serde_json::Value;

use crate::rows::InTable;

use columns::Column;

pub use event::{Event, Kind};
pub use objects::Objects;
use sentences::Sentences;
pub use snapshot::Snapshot;
use snapshot::{Object, is_router_interface};
pub use summary::{SUMMARY, summary};

/// The changes that make `new` of `old`: each object once, in the order of the tables. Of a table that only one of them has,
/// nothing is known.
pub fn between(old: &Snapshot, new: &Snapshot) -> Vec<Event> {
    let sentences = Sentences { old, new };
    let mut events = Vec::new();
    for (table, told) in columns::TABLES {
        let (Some(before), Some(after)) = (old.rows(table), new.rows(table)) else {
            continue;
        };
        for (ems_ref, object) in after {
            let former = before.get(ems_ref);
            let event = |kind, changes| event(&sentences, table, ems_ref, kind, (former, Some(object)), changes);
            match former {
                None if !comes_with_its_owner(table, object, old, new) => {
                    events.push(event(Kind::Created, changes(&sentences, told, None, Some(object))))
                }
                None => {}
                Some(former) => {
                    let changes = changes(&sentences, told, Some(former), Some(object));
                    if !changes.is_empty() {
                        events.push(event(Kind::Updated, changes));
                    }
                }
            }
        }
        for (ems_ref, object) in before.iter().filter(|(ems_ref, _)| !after.contains_key(*ems_ref)) {
            if !comes_with_its_owner(table, object, new, old) {
                let changes = changes(&sentences, told, Some(object), None);
                events.push(event(&sentences, table, ems_ref, Kind::Deleted, (Some(object), None), changes));
            }
        }
    }
    events
}

/// Whether a rule came along with its group, or went with it: the group's event says so.
fn comes_with_its_owner(table: &str, object: &Object, without: &Snapshot, with: &Snapshot) -> bool {
    let group = object.get("resource").and_then(Value::as_str);
    table == SecurityGroupRule::TABLE
        && group
            .is_some_and(|group| with.has(SecurityGroup::TABLE, group) && without.lacks(SecurityGroup::TABLE, group))
}

/// The told columns in which two objects differ; of one alone, those that it has.
fn changes(
    sentences: &Sentences<'_>,
    told: &'static [Column],
    old: Option<&Object>,
    new: Option<&Object>,
) -> Vec<&'static Column> {
    let value = |object: Option<&Object>, column: &Column| match object {
        Some(object) => object.get(column.name).cloned(),
        None => Some(Value::Null),
    };
    let differs = |column: &&Column| match (value(old, column), value(new, column)) {
        (Some(old), Some(new)) => sentences.differ(column, &old, &new),
        // What one of them does not tell
        _ => false,
    };
    let mut changes: Vec<&Column> = told.iter().filter(differs).collect();
    if let (Some(_), Some(_)) = (old, new) {
        // What one change makes of two columns is told once.
        let has = |name| changes.iter().any(|column| column.name == name);
        let follows = |column: &&Column| column.follows.is_some_and(&has);
        let following: Vec<&str> = changes.iter().filter(|column| follows(column)).map(|column| column.name).collect();
        changes.retain(|column| !following.contains(&column.name));
    }
    changes
}

fn event(
    sentences: &Sentences<'_>,
    table: &'static str,
    ems_ref: &str,
    kind: Kind,
    (old, new): (Option<&Object>, Option<&Object>),
    changes: Vec<&'static Column>,
) -> Event {
    let vm = |object: Option<&Object>| object?.get("device")?.get("vm_id")?.as_i64();
    let now = vm(new).or_else(|| vm(old));
    Event {
        event_type: event_type(table, kind, new.or(old)),
        kind,
        table,
        ems_ref: ems_ref.to_owned(),
        name: words::name(new.or(old).and_then(|object| object.get("name")?.as_str()), ems_ref),
        message: sentences.message(table, ems_ref, kind, (old, new), &changes),
        changes: changes.iter().map(|column| (column.name.to_owned(), sentences.pair(column, old, new))).collect(),
        vm: now,
        former_vm: vm(old).filter(|former| Some(*former) != now),
    }
}

fn event_type(table: &str, kind: Kind, object: Option<&Object>) -> String {
    if table == Port::TABLE && kind != Kind::Updated && object.is_some_and(is_router_interface) {
        return format!("router.interface.{}", if kind == Kind::Created { "create" } else { "delete" });
    }
    let object = match table {
        Tenant::TABLE => "identity.project",
        Network::TABLE => "network",
        Subnet::TABLE => "subnet",
        Router::TABLE => "router",
        Port::TABLE => "port",
        SecurityGroup::TABLE => "security_group",
        SecurityGroupRule::TABLE => "security_group_rule",
        _ => "floatingip",
    };
    let verb = match kind {
        Kind::Created => "create",
        Kind::Updated => "update",
        Kind::Deleted => "delete",
    };
    if table == Tenant::TABLE { format!("{object}.{verb}d") } else { format!("{object}.{verb}.end") }
}

#[cfg(test)]
mod tests;
