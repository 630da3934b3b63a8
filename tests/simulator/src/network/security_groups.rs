//! Security groups; each embeds its rules.

use super::group_rows::{bump_revision, find, missing};
use super::{rules, values};
use crate::clock::Moment;
use crate::store::{Object, Refusal, Store, string};
use serde_json::{Value, json};

/// The group that drops what no rule allows, by its name or its id.
fn drop_all<'a>(store: &'a Store, name: &str) -> Option<&'a Value> {
    store.drop_all.as_ref().filter(|group| name == "DropAll" || group["id"] == name)
}

pub(super) fn show(store: &Store, name: &str) -> Result<Value, Refusal> {
    if let Some(group) = drop_all(store, name) {
        return Ok(group.clone());
    }
    let id = find(store, name).ok_or_else(|| missing(name))?;
    rules::check_group(store, &id)?;
    store.groups.get(&id).map(|group| group.clone().into()).ok_or_else(|| missing(name))
}

pub(super) fn create(store: &mut Store, entity: &Object) -> Result<Value, Refusal> {
    values::keys(entity, &["name"], &["description", "tenant_id", "project_id"])?;
    let name = values::text(entity, "name").unwrap_or_default();
    if name == "Default" && store.default_group.is_some() {
        return Err(Refusal::failed("Port Group Default exists"));
    }
    let optional = |key| values::text(entity, key).map_or(Value::Null, Value::from);
    let id = add(store, &name, optional("project_id"), optional("tenant_id"), optional("description"));
    if name == "Default" {
        store.default_group = Some(id.clone());
    }
    show(store, &id)
}

fn add(store: &mut Store, name: &str, project: Value, tenant: Value, description: Value) -> String {
    let id = store.rng.uuid();
    let group = plain(&id, name, project, tenant, description);
    if let Value::Object(group) = group {
        store.groups.push(group);
    }
    for ethertype in ["IPv4", "IPv6"] {
        rules::add(store, &id, rules::Rule { direction: "egress", ethertype: ethertype.into(), ..Default::default() });
    }
    id
}

/// A group without rules.
fn plain(id: &str, name: &str, project: Value, tenant: Value, description: Value) -> Value {
    let now = Moment::now().iso();
    json!({
        "id": id,
        "security_group_rules": [],
        "tags": [],
        "revision_number": 1,
        "created_at": now,
        "updated_at": now,
        "project_id": project,
        "tenant_id": tenant,
        "description": description,
        "name": name,
    })
}

/// Makes the groups "Default" and "DropAll", which come with the first use of port security.
pub(super) fn ensure_default(store: &mut Store) {
    if store.drop_all.is_none() {
        let id = store.rng.uuid();
        store.drop_all = Some(plain(&id, "DropAll", Value::Null, Value::Null, Value::Null));
    }
    if store.default_group.is_some() {
        return;
    }
    let id = add(store, "Default", Value::Null, Value::Null, Value::Null);
    store.default_group = Some(id.clone());
    for ethertype in ["IPv4", "IPv6"] {
        let remote = json!(id);
        let rule = rules::Rule { direction: "ingress", ethertype: ethertype.into(), remote, ..Default::default() };
        rules::add(store, &id, rule);
    }
}

/// Refuses groups that a port cannot have. `secured` brings the group "Default" along.
pub(super) fn check_known(store: &Store, groups: &[String], secured: bool) -> Result<(), Refusal> {
    let own = |name: &str| secured && ["Default", "DropAll"].contains(&name);
    let known = |name: &str| find(store, name).is_some() || drop_all(store, name).is_some() || own(name);
    match groups.iter().find(|group| !known(group)) {
        Some(group) => Err(Refusal::failed(format!("Port group {group} does not exist"))),
        None => Ok(()),
    }
}

pub(super) fn update(store: &mut Store, name: &str, entity: &Object) -> Result<Value, Refusal> {
    values::keys(entity, &[], &["name", "description"])?;
    let Some(new_name) = entity.get("name").cloned() else {
        return Err(Refusal::failed("'name'"));
    };
    let id = find(store, name).ok_or_else(|| Refusal::missing(format!("Cannot find Port_Group with name={name}")))?;
    if store.default_group.as_deref() == Some(id.as_str()) {
        return Err(Refusal::bad("Updating default security group not allowed."));
    }
    bump_revision(store, &id);
    if let Some(group) = store.groups.get_mut(&id) {
        group.insert("updated_at".to_owned(), Moment::now().iso().into());
        group.insert("name".to_owned(), new_name);
        if let Some(description) = values::text(entity, "description") {
            group.insert("description".to_owned(), description.into());
        }
    }
    show(store, &id)
}

pub(super) fn delete(store: &mut Store, name: &str) -> Result<(), Refusal> {
    let id = find(store, name).ok_or_else(|| missing(name))?;
    if store.default_group.as_deref() == Some(id.as_str()) {
        return Err(Refusal::bad("Cannot delete the 'Default' security group"));
    }
    let uses = |port: &Object| {
        port.get("security_groups").and_then(Value::as_array).is_some_and(|groups| groups.contains(&json!(id)))
    };
    if store.ports.objects().any(uses) {
        return Err(Refusal::bad(format!("Security Group {id} in use")));
    }
    for rule in store.rules.ids(|rule| string(rule, "security_group_id") == id) {
        store.broken_rules.remove(&rule);
        store.acls.remove(&rule);
        store.rules.remove(&rule);
    }
    // Rules that refer to this group stay, and can no longer be shown.
    let row = store.group_row(&id);
    for rule in store.rules.ids(|rule| string(rule, "remote_group_id") == id) {
        store.broken_rules.insert(rule, row.clone());
    }
    store.groups.remove(&id);
    Ok(())
}
