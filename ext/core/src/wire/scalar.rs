//! Scalars and lists inside an object, read the same way wherever they stand.
//!
//! A number where a text is due, a text where a number is due, `null`, absent; OVSDB's optionals too, in which `[]` is
//! `null` and a list of one is its value. What cannot be read is an error, or `null` where nobody is misled by that: such
//! are counted, for a note.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use crate::quote::cut;

/// From here on, a number has lost digits: what JSON calls a number has no bound.
const EXACT: f64 = 18_446_744_073_709_551_616.0;

thread_local! {
    /// Texts of the answer that is being read which many of its objects have.
    static INTERNED: RefCell<HashSet<Arc<str>>> = RefCell::new(HashSet::new());
    /// How many values of the answer that is being read were no such thing, and were taken as `null`.
    static ODD: Cell<usize> = const { Cell::new(0) };
    /// Whether the first of them is an error, which then says where it is.
    static STRICT: Cell<bool> = const { Cell::new(false) };
}

/// Reads an answer from its beginning: `read`, and how many of its values were taken as `null`.
pub(super) fn reading<T>(strict: bool, read: impl FnOnce() -> T) -> (T, usize) {
    ODD.set(0);
    STRICT.set(strict);
    let value = read();
    STRICT.set(false);
    INTERNED.take();
    (value, ODD.get())
}

/// Reads an object's id: a text that is not empty.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    reference(deserializer)?.ok_or_else(|| Error::custom("an object without an id"))
}

/// Reads a text; a number or a boolean is taken as its text.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    scalar(deserializer)?.into_text().map_err(Error::custom)
}

/// Reads a reference to another object: as [`text`], with the empty text as `null`.
pub(crate) fn reference<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(|text| text.filter(|text| !text.is_empty()))
}

/// Reads a text that many objects have, as [`text`] does: a big inventory has it once.
pub(crate) fn interned<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<str>>, D::Error> {
    text(deserializer).map(|text| text.as_deref().map(intern))
}

/// Reads a reference that many objects have, as [`reference`] does.
pub(crate) fn interned_reference<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<str>>, D::Error> {
    reference(deserializer).map(|text| text.as_deref().map(intern))
}

/// Reads a list of references that many objects have, as [`texts`] does.
pub(crate) fn interned_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Arc<str>>, D::Error> {
    texts(deserializer).map(|texts| texts.iter().map(|text| intern(text)).collect())
}

/// Reads a whole number. What is none is taken as `null` and counted.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match scalar(deserializer)?.into_integer() {
        Err(problem) => odd(problem),
        number => Ok(number.unwrap_or_default()),
    }
}

/// Reads a number that stands for less than its absence does, such as a port: what is none is an error.
pub(crate) fn bound<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match scalar(deserializer)? {
        Value::Text(text) if text.trim().is_empty() => Err(Error::custom("an empty text is not a whole number")),
        value => value.into_integer().map_err(Error::custom),
    }
}

/// Reads a boolean. What is none is taken as `null` and counted.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match scalar(deserializer)?.into_flag() {
        Err(problem) => odd(problem),
        flag => Ok(flag.unwrap_or_default()),
    }
}

/// Reads a list of texts as [`text`] reads each: `null` is the empty list, empty texts are left out, and of one text its
/// list may be missing.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let values = match deserializer.deserialize_any(Scalar)? {
        Value::List(values) => set(values),
        Value::Null => Vec::new(),
        value => vec![value],
    };
    let texts: Result<Vec<_>, D::Error> =
        values.into_iter().map(|value| value.alone().and_then(Value::into_text).map_err(Error::custom)).collect();
    Ok(texts?.into_iter().flatten().filter(|text| !text.is_empty()).collect())
}

/// Reads a list of objects; `null` is the empty list, `null` elements are left out (a /31's pools are `[null]`), and of
/// one object its list may be missing.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(List(PhantomData))
}

fn scalar<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    deserializer.deserialize_any(Scalar)?.alone().map_err(Error::custom)
}

fn odd<T, E: Error>(problem: String) -> Result<Option<T>, E> {
    if STRICT.get() {
        return Err(E::custom(problem));
    }
    ODD.set(ODD.get() + 1);
    Ok(None)
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

enum Value {
    Text(String),
    Number(i64),
    Float(f64),
    Flag(bool),
    Null,
    List(Vec<Value>),
}

impl Value {
    /// The value of an optional of OVSDB.
    fn alone(self) -> Result<Self, String> {
        let Self::List(values) = self else {
            return Ok(self);
        };
        let mut values = set(values);
        match (values.pop(), values.len()) {
            (None, _) => Ok(Self::Null),
            (Some(value), 0) => value.alone(),
            (_, others) => Err(format!("a list of {} values where one is due", others + 1)),
        }
    }

    fn into_text(self) -> Result<Option<String>, String> {
        Ok(match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string()),
            Self::Float(number) if number.abs() >= EXACT => {
                return Err("a number that is too large to be read exactly".into());
            }
            Self::Float(number) => Some(number.to_string()),
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Null => None,
            Self::List(_) => return Err("a list where a text is due".into()),
        })
    }

    fn into_integer(self) -> Result<Option<i64>, String> {
        let clamped = |number: i128| number.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
        let whole = |number: f64| (number.is_finite() && number.fract() == 0.0).then(|| clamped(number as i128));
        match &self {
            Self::Null => return Ok(None),
            Self::Number(number) => Some(*number),
            Self::Float(number) => whole(*number),
            Self::Text(text) if text.trim().is_empty() => return Ok(None),
            Self::Text(text) => {
                let text = text.trim();
                text.parse().map(clamped).ok().or_else(|| text.parse().ok().and_then(whole))
            }
            Self::Flag(_) | Self::List(_) => None,
        }
        .map(Some)
        .ok_or_else(|| format!("{self} is not a whole number"))
    }

    fn into_flag(self) -> Result<Option<bool>, String> {
        match &self {
            Self::Null => return Ok(None),
            Self::Flag(flag) => Some(*flag),
            Self::Number(number) => Some(*number != 0),
            Self::Float(number) => Some(*number != 0.0),
            Self::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "" => return Ok(None),
                "true" | "yes" | "on" | "up" | "t" | "y" | "1" => Some(true),
                "false" | "no" | "off" | "down" | "f" | "n" | "0" => Some(false),
                _ => None,
            },
            Self::List(_) => None,
        }
        .map(Some)
        .ok_or_else(|| format!("{self} is neither true nor false"))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "\"{}\"", cut(text)),
            Self::Number(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Null => f.write_str("null"),
            Self::List(_) => f.write_str("a list"),
        }
    }
}

/// The elements of a list: OVSDB's own notation has its type before them.
fn set(mut values: Vec<Value>) -> Vec<Value> {
    match values.as_slice() {
        [Value::Text(kind), Value::List(_)] if kind == "set" => match values.pop() {
            Some(Value::List(values)) => values,
            _ => Vec::new(),
        },
        [Value::Text(kind), Value::Text(_)] if kind == "uuid" || kind == "named-uuid" => values.split_off(1),
        _ => values,
    }
}

struct Scalar;

impl<'de> DeserializeSeed<'de> for Scalar {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

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
        Ok(Value::Float(number))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(Scalar)? {
            values.push(value);
        }
        Ok(Value::List(values))
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        if text.is_empty() { Ok(Vec::new()) } else { T::deserialize(text.into_deserializer()).map(|one| vec![one]) }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Vec<T>, A::Error> {
        let list: Vec<Option<T>> = Deserialize::deserialize(SeqAccessDeserializer::new(seq))?;
        Ok(list.into_iter().flatten().collect())
    }
}
