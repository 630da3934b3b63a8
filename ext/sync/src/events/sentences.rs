//! The sentences of events.

use ovirt_net_provider::wire::network::{Router, SecurityGroup, SecurityGroupRule, Subnet};
use serde_json::{Value, json};

use super::columns::{Column, Values};
use super::created_or_deleted::CreatedOrDeleted;
use super::event::Kind;
use super::snapshot::{Object, Snapshot};
use super::words;
use crate::rows::InTable;

/// Says what makes `new` of `old`.
pub(super) struct Sentences<'p> {
    pub(super) old: &'p Snapshot,
    pub(super) new: &'p Snapshot,
}

impl Sentences<'_> {
    /// Whether two values of a column are different, leaving aside what went with an object that is gone.
    pub(super) fn differ(&self, column: &Column, old: &Value, new: &Value) -> bool {
        old != new && self.remaining(column, old) != self.remaining(column, new)
    }

    /// A value as far as it is compared: in an order of its own where that means nothing, and without what is gone.
    fn remaining(&self, column: &Column, value: &Value) -> Value {
        let is_gone = |table: &'static str, id: Option<&str>| {
            id.is_some_and(|id| self.old.has(table, id) && self.new.lacks(table, id))
        };
        match (column.values, value) {
            (Values::Reference(table), Value::String(id)) if is_gone(table, Some(id)) => Value::Null,
            (Values::Reference(table), Value::Array(ids)) => {
                sorted(ids.iter().filter(|id| !is_gone(table, id.as_str())))
            }
            (Values::Addresses, Value::Array(addresses)) => {
                let subnet = |address: &Value| address.get("cloud_subnet").and_then(Value::as_str).map(str::to_owned);
                sorted(addresses.iter().filter(|address| !is_gone(Subnet::TABLE, subnet(address).as_deref())))
            }
            (Values::Device, Value::Object(device)) => {
                match device.get("router").and_then(Value::as_str) {
                    Some(router) if is_gone(Router::TABLE, Some(router)) => Value::Null,
                    // The VM's name is no matter of its port.
                    _ => device.get("vm_id").map_or_else(|| value.clone(), |id| json!({"vm_id": id})),
                }
            }
            // As one tells them: nothing, and an empty text or list
            (_, Value::Null) => Value::Null,
            (_, Value::String(text)) if text.is_empty() => Value::Null,
            (_, Value::Array(elements)) if elements.is_empty() => Value::Null,
            _ => value.clone(),
        }
    }

    /// `[old, new]`, references with the names of what they lead to.
    pub(super) fn pair(&self, column: &Column, old: Option<&Object>, new: Option<&Object>) -> Value {
        let value = |object: Option<&Object>, snapshot: &Snapshot| {
            let value = object.and_then(|object| object.get(column.name)).unwrap_or(&Value::Null);
            match (column.values, value) {
                (Values::Reference(table), Value::String(id)) => reference(snapshot, table, id),
                (Values::Reference(table), Value::Array(ids)) => {
                    ids.iter().filter_map(Value::as_str).map(|id| reference(snapshot, table, id)).collect()
                }
                _ => value.clone(),
            }
        };
        json!([value(old, self.old), value(new, self.new)])
    }

    /// What became of an object.
    pub(super) fn message(
        &self,
        table: &'static str,
        ems_ref: &str,
        kind: Kind,
        (old, new): (Option<&Object>, Option<&Object>),
        changes: &[&'static Column],
    ) -> String {
        match (kind, old, new) {
            (Kind::Updated, Some(old), Some(new)) if table == SecurityGroupRule::TABLE => {
                let group = self.new.name_of(SecurityGroup::TABLE, new.get("resource"));
                format!("rule of {group}: {}, was {}", self.new.rule(new), self.old.rule(old))
            }
            (Kind::Updated, Some(old), Some(new)) => {
                let title = self.new.title(table, ems_ref, new);
                let sentence = |column: &&'static Column| self.change(column, &title, (ems_ref, old, new));
                changes.iter().map(sentence).collect::<Vec<_>>().join("; ")
            }
            (Kind::Deleted, Some(old), _) => {
                self.old.created_or_deleted(table, ems_ref, old, CreatedOrDeleted::Deleted)
            }
            (_, _, Some(new)) => self.new.created_or_deleted(table, ems_ref, new, CreatedOrDeleted::Created),
            _ => String::new(),
        }
    }

    /// One changed column.
    fn change(&self, column: &Column, title: &str, (ems_ref, old, new): (&str, &Object, &Object)) -> String {
        let value = |object: &'_ Object| object.get(column.name).cloned().unwrap_or_default();
        let (before, after) = (value(old), value(new));
        if column.values == Values::Name {
            let former = words::name(before.as_str(), ems_ref);
            return format!("{title} was renamed from {former}");
        }
        let (mut was, mut is) = (self.old.value(column.values, &before), self.new.value(column.values, &after));
        if was == is {
            // What differs is none of what is said of it.
            (was, is) = (words::plain(&flat(&before)), words::plain(&flat(&after)));
        }
        let words = match column.values {
            Values::Device if [&before, &after].iter().any(|device| device.get("vm_id").is_some()) => "VM",
            _ => column.words,
        };
        let name = words::name(new.get("name").and_then(Value::as_str), ems_ref);
        let title = if column.values == Values::Device { &name } else { title };
        format!("{words} of {title}: {is}, was {was}")
    }
}

/// In an order that says nothing.
fn sorted<'v>(elements: impl Iterator<Item = &'v Value>) -> Value {
    let mut elements: Vec<Value> = elements.cloned().collect();
    elements.sort_by_key(Value::to_string);
    if elements.is_empty() { Value::Null } else { elements.into() }
}

/// A list or an object as one text.
fn flat(value: &Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) => value.to_string().into(),
        other => other.clone(),
    }
}

fn reference(snapshot: &Snapshot, table: &'static str, id: &str) -> Value {
    json!({"ems_ref": id, "name": snapshot.name(table, id)})
}
