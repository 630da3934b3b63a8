//! The attributes of a change as they are given: read leniently, as forms send texts for numbers, and never past what is
//! known.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::range::Range;
use super::refusal::{invalid, missing};
use crate::quote::cut;
use crate::{Error, Result};

/// Attributes by name, as a form or a program gives them.
pub type Attributes = Map<String, Value>;

/// The longest text, in characters: Neutron's limit for names, descriptions and ids.
const LONGEST: usize = 255;

/// Attributes of which each name is known. What is asked for is judged strictly; what is given as the provider has it is not,
/// as a form sends back the whole object.
pub(super) struct Input<'a> {
    given: &'a Attributes,
    stored: Attributes,
}

impl<'a> Input<'a> {
    /// # Errors
    /// [`Error::InvalidChange`] for a name that is not in `known`, and for a value that the provider's database cannot hold.
    pub(super) fn new(attributes: &'a Attributes, known: &[&'static str]) -> Result<Self> {
        if let Some(name) = attributes.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(Error::InvalidChange {
                field: cut(name).into(),
                problem: "is not an attribute that the provider accepts here".into(),
                remedy: format!("give {}", known.join(", ")).into(),
            });
        }
        // It would wait 100 s for its database, and nobody would get an answer meanwhile.
        if let Some((name, _)) = attributes.iter().find(|(_, value)| has_nul(value)) {
            return Err(Error::InvalidChange {
                field: name.clone().into(),
                problem: "holds the character U+0000".into(),
                remedy: "remove it, the provider's database refuses it".into(),
            });
        }
        Ok(Self { given: attributes, stored: Attributes::new() })
    }

    /// The same for an object that has the attributes `stored` now.
    pub(super) fn over(self, stored: Attributes) -> Self {
        Self { stored, ..self }
    }

    /// Whether the attribute is named at all, even if it is null.
    pub(super) fn names(&self, field: &str) -> bool {
        self.given.contains_key(field)
    }

    /// Whether the attribute is left as it is: not named, or as the provider has it.
    pub(super) fn keeps(&self, field: &str) -> bool {
        self.given.get(field).is_none_or(|given| is_same(given, self.stored.get(field).unwrap_or(&Value::Null)))
    }

    /// The value, unless it is absent, null or a blank text.
    fn value(&self, field: &str) -> Option<&'a Value> {
        self.given.get(field).filter(|value| !is_blank(value))
    }

    pub(super) fn text(&self, field: &'static str) -> Result<Option<String>> {
        let Some(text) = self.value(field).map(|value| text(field, value)).transpose()? else {
            return Ok(None);
        };
        let length = text.chars().count();
        if length > LONGEST && !self.keeps(field) {
            let problem = format!("has {length} characters");
            return Err(Error::InvalidChange {
                field: field.into(),
                problem,
                remedy: format!("give {LONGEST} at most").into(),
            });
        }
        Ok(Some(text))
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
        match number.filter(|number| range.contains(number) || self.keeps(field)) {
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
        match self.given.get(field) {
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

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(has_nul),
        Value::Object(object) => object.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// Whether two values say the same: forms send texts for numbers, and blank texts for nothing.
fn is_same(given: &Value, stored: &Value) -> bool {
    match (given, stored) {
        (Value::Array(given), Value::Array(stored)) => {
            given.len() == stored.len() && given.iter().zip(stored).all(|(given, stored)| is_same(given, stored))
        }
        (Value::Array(list), other) | (other, Value::Array(list)) => list.is_empty() && is_blank(other),
        (Value::Object(_), _) | (_, Value::Object(_)) => given == stored,
        _ if is_blank(given) || is_blank(stored) => is_blank(given) && is_blank(stored),
        _ => shown(given) == shown(stored),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned())
}
