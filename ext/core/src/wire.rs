//! The provider's answers as they come, tolerant of every oddity that it is known for.
//!
//! Scalars are read leniently (a number where a text is due, a text where a number is due, `null`, absent); the shape
//! is not: a list that is no list and an object without an id are errors.

pub mod identity;
pub mod network;

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

/// Reads an object's id: a text that is not empty.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match text(deserializer)? {
        Some(id) if !id.is_empty() => Ok(id),
        _ => Err(de::Error::custom("an object without an id")),
    }
}

/// Reads a text; a number or a boolean is taken as its text.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(Scalar).map(|scalar| match scalar {
        Value::Text(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Flag(flag) => Some(flag.to_string()),
        Value::Null => None,
    })
}

/// Reads a reference to another object: as [`text`], with the empty text as `null`.
pub(crate) fn reference<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(|text| text.filter(|text| !text.is_empty()))
}

thread_local! {
    /// Texts of the answer that is being read which many of its objects have.
    static INTERNED: RefCell<HashSet<Arc<str>>> = RefCell::new(HashSet::new());
}

fn intern(text: &str) -> Arc<str> {
    INTERNED.with_borrow_mut(|shared| match shared.get(text) {
        Some(known) => Arc::clone(known),
        None => {
            let new: Arc<str> = text.into();
            shared.insert(Arc::clone(&new));
            new
        }
    })
}

/// Reads a text that many objects have, as [`text`] does: a big inventory has it once.
pub(crate) fn interned<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<str>>, D::Error> {
    text(deserializer).map(|text| text.as_deref().map(intern))
}

/// Reads a reference that many objects have, as [`reference`] does.
pub(crate) fn interned_reference<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<str>>, D::Error> {
    reference(deserializer).map(|text| text.as_deref().map(intern))
}

/// Reads a list of texts that many objects have, as [`list`] does.
pub(crate) fn interned_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Arc<str>>, D::Error> {
    list::<D, String>(deserializer).map(|texts| texts.iter().map(|text| intern(text)).collect())
}

/// Reads a whole number; the provider sends port ranges as texts. What is no number is taken as `null`.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_any(Scalar).map(|scalar| match scalar {
        Value::Number(number) => Some(number),
        // The provider keeps numbers of any length.
        Value::Text(text) => {
            text.trim().parse::<i128>().ok().map(|number| number.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
        }
        Value::Flag(_) | Value::Null => None,
    })
}

/// Reads a boolean.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    deserializer.deserialize_any(Scalar).map(|scalar| match scalar {
        Value::Flag(flag) => Some(flag),
        Value::Number(number) => Some(number != 0),
        Value::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        Value::Null => None,
    })
}

/// Reads a list inside an object; `null` is the empty list and `null` elements are left out (a /31's pools are `[null]`).
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let list: Option<Vec<Option<T>>> = Deserialize::deserialize(deserializer)?;
    Ok(list.unwrap_or_default().into_iter().flatten().collect())
}

enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
    Null,
}

struct Scalar;

impl<'de> Visitor<'de> for Scalar {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number or a boolean")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Text(number.to_string()), Value::Number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Text(number.to_string()))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

/// Reads the value of `key` out of the envelope that every answer is: `{"networks": […]}`. Other keys are passed over.
///
/// # Errors
/// Words for what is wrong and where, with the JSON path.
pub(crate) fn open<'de, T: Deserialize<'de>>(body: &'de [u8], key: &'static str) -> Result<T, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err("the answer is empty".into());
    }
    let value = read(body, key).or_else(|_| read_tracked(body, key));
    INTERNED.take();
    value
}

fn read<'de, T: Deserialize<'de>>(body: &'de [u8], key: &'static str) -> serde_json::Result<T> {
    INTERNED.take();
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = Envelope { key, inner: PhantomData }.read(&mut json)?;
    json.end()?;
    Ok(value)
}

/// Reads once more what could not be read, to say where: knowing the place all the time makes reading half as fast.
fn read_tracked<'de, T: Deserialize<'de>>(body: &'de [u8], key: &'static str) -> Result<T, String> {
    INTERNED.take();
    let mut json = serde_json::Deserializer::from_slice(body);
    let mut track = serde_path_to_error::Track::new();
    let value = Envelope { key, inner: PhantomData }
        .read(serde_path_to_error::Deserializer::new(&mut json, &mut track))
        .map_err(|error| describe(body, &track.path().to_string(), &error))?;
    json.end().map_err(|error| describe(body, "", &error))?;
    Ok(value)
}

fn describe(body: &[u8], path: &str, error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match error.classify() {
        Category::Eof => format!("the answer is cut off after {} bytes: {error}", body.len()),
        Category::Syntax | Category::Io => format!("the answer is not JSON: {error}"),
        Category::Data if path.is_empty() || path == "." => format!("the answer is not what it should be: {error}"),
        Category::Data => format!("the answer is not what it should be at {path}: {error}"),
    }
}

struct Envelope<T> {
    key: &'static str,
    inner: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Envelope<T> {
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Envelope<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the key {}", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == self.key {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        found.ok_or_else(|| de::Error::custom(format_args!("the key {} is missing", self.key)))
    }
}

/// A list at the top of an answer: never `null`, and no element is.
#[derive(Debug)]
pub(crate) struct Listing<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listing<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = seq.next_element()? {
                    elements.push(element);
                }
                Ok(elements)
            }
        }
        deserializer.deserialize_any(Elements(PhantomData)).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::network::{Network, Port, SecurityGroupRule, Subnet};
    use super::*;

    fn listed<T: for<'de> Deserialize<'de>>(body: &str, key: &'static str) -> Result<Vec<T>, String> {
        open::<Listing<T>>(body.as_bytes(), key).map(|listing| listing.0)
    }

    #[test]
    fn takes_the_oddities_of_the_provider() {
        let subnets: Vec<Subnet> = listed(
            r#"{"subnets": [{"id": "s", "allocation_pools": [null], "dns_nameservers": null, "ip_version": "6"}]}"#,
            "subnets",
        )
        .unwrap();
        assert!(subnets[0].allocation_pools.is_empty() && subnets[0].dns_nameservers.is_empty());
        assert_eq!((subnets[0].ip_version, subnets[0].name.as_deref()), (Some(6), None));

        let ports: Vec<Port> = listed(
            r#"{"ports": [{"id": "p", "fixed_ips": [{"ip_address": "10.0.0.2", "subnet_id": null}]}]}"#,
            "ports",
        )
        .unwrap();
        assert_eq!(ports[0].fixed_ips[0].subnet_id, None);

        let rules: Vec<SecurityGroupRule> =
            listed(r#"{"rules": [{"id": 7, "port_range_min": "80", "port_range_max": null}], "x": {}}"#, "rules")
                .unwrap();
        assert_eq!((rules[0].id.as_str(), rules[0].port_range_min, rules[0].port_range_max), ("7", Some(80), None));
    }

    #[test]
    fn tells_what_is_wrong_with_an_answer() {
        for (body, words) in [
            ("", "is empty"),
            (" \n", "is empty"),
            ("null", "expected an object with the key networks"),
            ("[]", "expected an object with the key networks"),
            ("{}", "the key networks is missing"),
            (r#"{"networks": null}"#, "expected a list"),
            (r#"{"networks": 5}"#, "expected a list"),
            (r#"{"networks": {}}"#, "expected a list"),
            (r#"{"networks": [null]}"#, "networks[0]"),
            (r#"{"networks": [{"id": "a"}, {"name": "b"}]}"#, "networks[1]: missing field `id`"),
            (r#"{"networks": [{"id": null}]}"#, "an object without an id"),
            (r#"{"networks": [{"id": ""}]}"#, "an object without an id"),
            (r#"{"networks": [{"id": "a", "name": {}}]}"#, "networks[0].name"),
            (r#"{"networks": [{"id": "a""#, "is cut off after 24 bytes"),
            (r#"{"networks": []} and more"#, "is not JSON: trailing characters"),
            ("<html></html>", "is not JSON"),
        ] {
            let error = listed::<Network>(body, "networks").unwrap_err();
            assert!(error.contains(words), "{body}: {error}");
        }
    }
}
