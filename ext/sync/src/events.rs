//! Changes as events: what two pictures of the networks differ in, by OpenStack's names and in sentences that an
//! administrator would say.
//!
//! Only what an administrator knows is told. What follows from a change that is told (a network's class, a subnet's status,
//! what refers to an object that is gone) is no change of its own.

mod columns;
mod picture;
mod sentences;
mod summary;
mod turnover;
mod values;
mod words;

use serde_json::{Map, Value};

use crate::resource::Resource;
use crate::wire::network::{Network, Port, SecurityGroup, SecurityGroupRule};
use columns::Column;
pub(crate) use columns::tells;
pub use picture::Picture;
use picture::{Object, is_router_interface};
use sentences::Sentences;
pub use summary::{SUMMARY, summary};

/// What became of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is new.
    Created,
    /// It is another.
    Updated,
    /// It is gone.
    Deleted,
}

/// A change of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// OpenStack's name of it, such as `network.update.end`.
    pub event_type: String,
    /// What became of the object.
    pub kind: Kind,
    /// ManageIQ's table of the object.
    pub table: &'static str,
    /// The provider's id of the object.
    pub ems_ref: String,
    /// Its name now, or the last one it had; its id where it has none.
    pub name: String,
    /// What changed, old and new.
    pub message: String,
    /// By column, `[old, new]`: null where there is none. A reference has the `ems_ref` and the name of what it leads to.
    pub changes: Map<String, Value>,
    /// Id in ManageIQ of the VM that a port is plugged into, or was.
    pub vm: Option<i64>,
    /// Id of the VM that a port was plugged into before, if that is another.
    pub former_vm: Option<i64>,
}

/// The changes that make `new` of `old`: each object once, in the order of the tables. Of a table that only one of them has,
/// nothing is known.
pub fn between(old: &Picture, new: &Picture) -> Vec<Event> {
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
fn comes_with_its_owner(table: &str, object: &Object, without: &Picture, with: &Picture) -> bool {
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
        "cloud_tenants" => "identity.project",
        Network::TABLE => "network",
        "cloud_subnets" => "subnet",
        "network_routers" => "router",
        Port::TABLE => "port",
        "security_groups" => "security_group",
        "firewall_rules" => "security_group_rule",
        _ => "floatingip",
    };
    let verb = match kind {
        Kind::Created => "create",
        Kind::Updated => "update",
        Kind::Deleted => "delete",
    };
    if table == "cloud_tenants" { format!("{object}.{verb}d") } else { format!("{object}.{verb}.end") }
}

#[cfg(test)]
mod tests;
