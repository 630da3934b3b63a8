//! The network service: Neutron's API as far as ovirt-provider-ovn has it.

mod group_rows;
mod interfaces;
mod ip;
mod networks;
mod physical;
mod ports;
mod routers;
mod rules;
mod security_groups;
mod subnets;
mod values;

use crate::python;
use crate::store::{Object, Refusal, Store};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) use ip::Subnet as AddressRange;
pub(crate) use values::parse as values_parse;

/// Query keys that the packaged configuration ignores; every other one filters.
const IGNORED_KEYS: [&str; 4] = ["limit", "page_reverse", "next", "previous"];

type Body = Arc<Vec<u8>>;

/// What a path stands for.
enum Place<'a> {
    Versions,
    Extensions,
    Extension(&'a str),
    Debug,
    FloatingIps,
    List(&'static Kind),
    One(&'static Kind, &'a str),
    AddInterface(&'a str),
    RemoveInterface(&'a str),
}

type Update = fn(&mut Store, &str, &Object) -> Result<Value, Refusal>;

/// A kind of objects that can be created, shown, changed and deleted.
struct Kind {
    path: &'static str,
    list: &'static str,
    entity: &'static str,
    show: fn(&Store, &str) -> Result<Value, Refusal>,
    create: fn(&mut Store, &Object) -> Result<Value, Refusal>,
    update: Option<Update>,
    delete: fn(&mut Store, &str) -> Result<(), Refusal>,
}

static KINDS: [Kind; 6] = [
    Kind {
        path: "networks",
        list: "networks",
        entity: "network",
        show: networks::show,
        create: networks::create,
        update: Some(networks::update),
        delete: networks::delete,
    },
    Kind {
        path: "subnets",
        list: "subnets",
        entity: "subnet",
        show: subnets::show,
        create: subnets::create,
        update: Some(subnets::update),
        delete: subnets::delete,
    },
    Kind {
        path: "ports",
        list: "ports",
        entity: "port",
        show: ports::show,
        create: ports::create,
        update: Some(ports::update),
        delete: ports::delete,
    },
    Kind {
        path: "routers",
        list: "routers",
        entity: "router",
        show: routers::show,
        create: routers::create,
        update: Some(routers::update),
        delete: routers::delete,
    },
    Kind {
        path: "security-groups",
        list: "security_groups",
        entity: "security_group",
        show: security_groups::show,
        create: security_groups::create,
        update: Some(security_groups::update),
        delete: security_groups::delete,
    },
    Kind {
        path: "security-group-rules",
        list: "security_group_rules",
        entity: "security_group_rule",
        show: rules::show,
        create: rules::create,
        update: None,
        delete: rules::delete,
    },
];

/// The parts of a path that count: without `.json`, empty parts and the first part, whatever version that names.
pub(crate) fn parts(path: &str) -> Vec<&str> {
    let path = match path.len().checked_sub(5).and_then(|at| path.split_at_checked(at)) {
        Some((stem, suffix)) if suffix.eq_ignore_ascii_case(".json") => stem,
        _ => path,
    };
    path.split('/').filter(|part| !part.is_empty()).skip(1).collect()
}

/// Refuses paths and methods that do not exist; this comes before the token is looked at.
pub(crate) fn check_route(method: &str, target: &str) -> Result<(), Refusal> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let place = place(&parts(path)).ok_or_else(|| Refusal::missing(format!("Incorrect path: {target}")))?;
    let allowed = match place {
        Place::List(_) => matches!(method, "GET" | "POST"),
        Place::One(kind, _) => matches!(method, "GET" | "DELETE") || (method == "PUT" && kind.update.is_some()),
        Place::AddInterface(_) | Place::RemoveInterface(_) => method == "PUT",
        _ => method == "GET",
    };
    if allowed { Ok(()) } else { Err(Refusal::new(405, format!("Method not allowed: {method}"))) }
}

fn place<'a>(parts: &[&'a str]) -> Option<Place<'a>> {
    Some(match *parts {
        [] => Place::Versions,
        ["extensions"] => Place::Extensions,
        ["extensions", alias] => Place::Extension(alias),
        ["tech"] => Place::Debug,
        ["floatingips"] => Place::FloatingIps,
        ["routers", id, "add_router_interface"] => Place::AddInterface(id),
        ["routers", id, "remove_router_interface"] => Place::RemoveInterface(id),
        [path] => Place::List(KINDS.iter().find(|kind| kind.path == path)?),
        [path, id] => Place::One(KINDS.iter().find(|kind| kind.path == path)?, id),
        _ => return None,
    })
}

/// Answers a request whose route and token are good. `root` is the service's own URL.
pub(crate) fn handle(
    store: &mut Store,
    root: &str,
    method: &str,
    target: &str,
    content: &[u8],
) -> Result<(u16, Body), Refusal> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Some(place) = place(&parts(path)) else {
        return Err(Refusal::missing(format!("Incorrect path: {target}")));
    };
    if method != "GET" {
        store.touch();
    }
    let status = match method {
        "POST" => 201,
        "DELETE" => 204,
        _ => 200,
    };
    let body = match place {
        Place::Versions => versions(&format!("{root}v2.0/")),
        Place::Extensions => json!({"extensions": [{
            "updated": "2022-02-28T00:00:00-00:00",
            "name": "Neutron Extra Route",
            "alias": "extraroute",
            "description": "Neutron Extra Route",
            "links": [],
        }]}),
        Place::Extension("extraroute") => Value::Null,
        Place::Extension(alias) => {
            return Err(Refusal::missing(format!("Cannot find extension with alias \"{alias}\"")));
        }
        Place::Debug => debug(store),
        Place::FloatingIps => return list(store, "floatingips", query).map(|body| (status, body)),
        Place::AddInterface(id) => interfaces::add(store, id, &values::content(content)?)?,
        Place::RemoveInterface(id) => interfaces::remove(store, id, &values::content(content)?)?,
        Place::List(kind) if method == "GET" => return list(store, kind.list, query).map(|body| (status, body)),
        Place::List(kind) => {
            let entity = values::entity(content, kind.entity)?;
            json!({kind.entity: (kind.create)(store, &entity)?})
        }
        Place::One(kind, id) => match (method, kind.update) {
            ("GET", _) => json!({kind.entity: (kind.show)(store, id)?}),
            ("PUT", Some(update)) => json!({kind.entity: update(store, id, &values::entity(content, kind.entity)?)?}),
            _ => {
                (kind.delete)(store, id)?;
                Value::Null
            }
        },
    };
    Ok((status, if body.is_null() { Body::default() } else { Arc::new(python::dumps(&body)) }))
}

/// The answer that names the API's version, at the given URL.
pub(crate) fn versions(url: &str) -> Value {
    json!({"versions": [{"status": "CURRENT", "id": "v2.0", "links": [{"href": url, "rel": "self"}]}]})
}

fn debug(store: &Store) -> Value {
    let keys = ["networks", "ports", "subnets", "routers"];
    keys.into_iter().map(|key| (key.to_owned(), json!(store.list(key)))).collect::<Object>().into()
}

fn list(store: &mut Store, key: &'static str, query: &str) -> Result<Body, Refusal> {
    match key {
        "routers" => routers::check_all(store)?,
        "security_groups" | "security_group_rules" => rules::check_all(store)?,
        _ => {}
    }
    let filters = filters(query);
    if filters.is_empty() {
        return Ok(store.list_body(key));
    }
    let mut list = store.list(key);
    list.retain(|object| filters.iter().all(|(name, wanted)| matches(object.get(name), wanted)));
    Ok(Arc::new(python::dumps(&json!({key: list}))))
}

fn matches(value: Option<&Value>, wanted: &str) -> bool {
    match value {
        Some(Value::Bool(value)) => wanted.eq_ignore_ascii_case(if *value { "true" } else { "false" }),
        Some(Value::String(value)) => value == wanted,
        _ => false,
    }
}

/// The query's keys with their first values; like Python's `parse_qs`, without empty ones.
fn filters(query: &str) -> Vec<(String, String)> {
    let mut filters: Vec<(String, String)> = Vec::new();
    for pair in query.split('#').next().unwrap_or_default().split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (key, value) = (decode(key), decode(value));
        let known = filters.iter().any(|(other, _)| *other == key);
        if !value.is_empty() && !known && !IGNORED_KEYS.contains(&key.as_str()) {
            filters.push((key, value));
        }
    }
    filters
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_as_python_reads_them() {
        assert_eq!(filters("name=a%20b+c&name=d&empty=&limit=5"), [("name".to_owned(), "a b c".to_owned())]);
        assert_eq!(filters(""), []);
    }

    #[test]
    fn only_the_parts_after_the_version_count() {
        assert_eq!(parts("/v2.0/networks.json"), ["networks"]);
        assert_eq!(parts("//anything//ports/1/"), ["ports", "1"]);
        assert!(parts("/v2.1/").is_empty());
    }

    #[test]
    fn routes_are_checked() {
        let status = |method, target| check_route(method, target).err().map(|refusal| refusal.status);
        assert_eq!(status("GET", "/v2.0/quotas"), Some(404));
        assert_eq!(status("GET", "/v2.0/floatingips/1"), Some(404));
        assert_eq!(status("PUT", "/v2.0/security-group-rules/1"), Some(405));
        assert_eq!(status("PUT", "/v2.0/security-groups/1"), None);
    }
}
