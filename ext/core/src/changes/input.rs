//! The attributes of a change as they are given: read leniently, as forms send texts for numbers, and never past what is
//! known.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::cidr::Range;
use crate::{Error, Result};

/// Attributes by name, as a form or a program gives them.
pub type Attributes = Map<String, Value>;

/// Attributes of which each name is known.
pub(super) struct Input<'a>(&'a Attributes);

impl<'a> Input<'a> {
    /// # Errors
    /// [`Error::InvalidChange`] for a name that is not in `known`.
    pub(super) fn new(attributes: &'a Attributes, known: &[&'static str]) -> Result<Self> {
        match attributes.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(Self(attributes)),
            Some(name) => Err(Error::InvalidChange {
                field: name.clone().into(),
                problem: "is not an attribute that the provider takes here".into(),
                remedy: format!("give {}", known.join(", ")).into(),
            }),
        }
    }

    /// Whether the attribute is named at all, even if it is null.
    pub(super) fn names(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// The value, unless it is absent, null or a blank text.
    fn value(&self, field: &str) -> Option<&'a Value> {
        self.0.get(field).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    pub(super) fn text(&self, field: &'static str) -> Result<Option<String>> {
        self.value(field).map(|value| text(field, value)).transpose()
    }

    pub(super) fn required(&self, field: &'static str, remedy: &'static str) -> Result<String> {
        self.text(field)?.ok_or_else(|| missing(field, remedy))
    }

    pub(super) fn integer(
        &self,
        field: &'static str,
        range: RangeInclusive<i64>,
        what: &'static str,
    ) -> Result<Option<i64>> {
        let Some(value) = self.value(field) else {
            return Ok(None);
        };
        let number = match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number.filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => Err(invalid(field, value, format!("give {what} from {} to {}", range.start(), range.end()))),
        }
    }

    pub(super) fn flag(&self, field: &'static str) -> Result<Option<bool>> {
        self.value(field)
            .map(|value| match value {
                Value::Bool(flag) => Ok(*flag),
                Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
                Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
                _ => Err(invalid(field, value, "give true or false")),
            })
            .transpose()
    }

    pub(super) fn address(&self, field: &'static str) -> Result<Option<IpAddr>> {
        self.value(field).map(|value| address(field, value)).transpose()
    }

    /// A list of addresses; `null` is the empty list.
    pub(super) fn addresses(&self, field: &'static str) -> Result<Option<Vec<IpAddr>>> {
        self.list(field, "give a list of addresses")?
            .map(|list| list.iter().filter(|value| !is_blank(value)).map(|value| address(field, value)).collect())
            .transpose()
    }

    /// A list; `null` is the empty one.
    pub(super) fn list(&self, field: &'static str, remedy: &'static str) -> Result<Option<Vec<Value>>> {
        match self.0.get(field) {
            None => Ok(None),
            Some(value) if is_blank(value) => Ok(Some(Vec::new())),
            Some(Value::Array(list)) => Ok(Some(list.clone())),
            Some(value) => Err(invalid(field, value, remedy)),
        }
    }

    pub(super) fn range(&self, field: &'static str) -> Result<Option<Range>> {
        self.value(field).map(|value| Range::parse(field, &text(field, value)?)).transpose()
    }
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn text(field: &'static str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.trim().to_owned()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(invalid(field, value, "give a text")),
    }
}

fn address(field: &'static str, value: &Value) -> Result<IpAddr> {
    let parsed = value.as_str().and_then(|text| text.trim().parse().ok());
    parsed.ok_or_else(|| invalid(field, value, "give an address such as 10.0.0.1 or fd00::1"))
}

/// That `field` has a `value` that cannot be.
pub(super) fn invalid(
    field: &'static str,
    value: impl std::fmt::Display,
    remedy: impl Into<std::borrow::Cow<'static, str>>,
) -> Error {
    let shown = value.to_string();
    let shown = if shown.starts_with(['"', '[', '{']) { shown } else { format!("\"{shown}\"") };
    Error::InvalidChange { field: field.into(), problem: format!("is {shown}"), remedy: remedy.into() }
}

/// That `field` is not given.
pub(super) fn missing(field: &'static str, remedy: &'static str) -> Error {
    Error::InvalidChange { field: field.into(), problem: "is missing".into(), remedy: remedy.into() }
}
