//! How the provider reads a request's JSON.

use crate::python;
use crate::store::{Object, Refusal};
use serde_json::Value;

/// The request's JSON object.
pub(super) fn content(bytes: &[u8]) -> Result<Object, Refusal> {
    object(parse(bytes).map_err(Refusal::bad)?)
}

/// The object under `name`. Routers are read without care: what is a bad request elsewhere is a failure there.
pub(super) fn entity(bytes: &[u8], name: &str) -> Result<Object, Refusal> {
    let status = if name == "router" { 500 } else { 400 };
    let mut content = parse(bytes).map_err(|message| Refusal::new(status, message))?;
    match &mut content {
        Value::Object(object) => match object.get_mut(name) {
            Some(entity) => self::object(entity.take()),
            None => Err(Refusal::new(status, format!("'{name}'"))),
        },
        Value::Array(_) => Err(Refusal::failed("list indices must be integers or slices, not str")),
        Value::String(_) => Err(Refusal::failed("string indices must be integers, not 'str'")),
        other => Err(Refusal::failed(format!("'{}' object is not subscriptable", python::type_name(other)))),
    }
}

/// The JSON in `bytes`, or Python's words about it.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let text = String::from_utf8_lossy(bytes);
    serde_json::from_str(&text).map_err(|error| python::loads_error(&text).unwrap_or_else(|| error.to_string()))
}

fn object(value: Value) -> Result<Object, Refusal> {
    match value {
        Value::Object(object) => Ok(object),
        other => Err(Refusal::failed(format!("'{}' object has no attribute 'get'", python::type_name(&other)))),
    }
}

/// Refuses `key` unless it is absent or a boolean.
pub(super) fn boolean(entity: &Object, key: &str) -> Result<Option<bool>, Refusal> {
    match entity.get(key) {
        None => Ok(None),
        Some(Value::Bool(value)) => Ok(Some(*value)),
        Some(_) => Err(Refusal::bad(format!("{key} must be of type bool"))),
    }
}

/// A text that is there and not empty.
pub(super) fn text(entity: &Object, key: &str) -> Option<String> {
    entity.get(key).filter(|value| python::truthy(Some(value))).map(python::text)
}

/// `int(value)`.
pub(super) fn integer(value: &Value) -> Result<i64, Refusal> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(value) => Some(i64::from(*value)),
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|number| number as i64)),
        _ => None,
    };
    number.ok_or_else(|| Refusal::failed(format!("invalid literal for int() with base 10: '{}'", python::text(value))))
}

/// Refuses attributes that are missing or not known.
pub(super) fn keys(entity: &Object, mandatory: &[&str], optional: &[&str]) -> Result<(), Refusal> {
    let missing: Vec<_> = mandatory.iter().filter(|key| !entity.contains_key(**key)).copied().collect();
    if !missing.is_empty() {
        return Err(Refusal::bad(format!("Mandatory data {} is missing", missing.join(", "))));
    }
    let known = |key: &str| mandatory.contains(&key) || optional.contains(&key);
    let invalid: Vec<_> = entity.keys().map(String::as_str).filter(|key| !known(key)).collect();
    if invalid.is_empty() { Ok(()) } else { Err(Refusal::bad(format!("Invalid data found: {}", invalid.join(", ")))) }
}

/// Moves the given keys to the end, in the given order: attributes that came later still stand where the provider puts them.
pub(super) fn order_tail(object: &mut Object, tail: &[&str]) {
    for key in tail {
        if let Some((key, value)) = object.shift_remove_entry(*key) {
            object.insert(key, value);
        }
    }
}
