//! A value of any type, and what can be read from it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use crate::quote::cut;

/// From here on, a number has lost digits: what JSON calls a number has no bound.
const EXACT: f64 = 18_446_744_073_709_551_616.0;

pub(super) enum Value {
    Text(String),
    Number(i64),
    Float(f64),
    Flag(bool),
    Null,
    List(Vec<Value>),
}

impl Value {
    /// The value of an optional of OVSDB.
    pub(super) fn alone(self) -> Result<Self, String> {
        let Self::List(values) = self else {
            return Ok(self);
        };
        let mut values = set(values);
        match (values.pop(), values.len()) {
            (None, _) => Ok(Self::Null),
            (Some(value), 0) => value.alone(),
            (_, others) => Err(format!("a list of {} values instead of one", others + 1)),
        }
    }

    pub(super) fn into_text(self) -> Result<Option<String>, String> {
        Ok(match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string()),
            Self::Float(number) if number.abs() >= EXACT => {
                return Err("a number that is too large to be read exactly".into());
            }
            Self::Float(number) => Some(number.to_string()),
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Null => None,
            Self::List(_) => return Err("a list instead of a text".into()),
        })
    }

    pub(super) fn into_integer(self) -> Result<Option<i64>, String> {
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

    pub(super) fn into_flag(self) -> Result<Option<bool>, String> {
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
pub(super) fn set(mut values: Vec<Value>) -> Vec<Value> {
    match values.as_slice() {
        [Value::Text(kind), Value::List(_)] if kind == "set" => match values.pop() {
            Some(Value::List(values)) => values,
            _ => Vec::new(),
        },
        [Value::Text(kind), Value::Text(_)] if kind == "uuid" || kind == "named-uuid" => values.split_off(1),
        _ => values,
    }
}

/// Reads any value.
pub(super) struct Scalar;

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

/// Reads a list of objects, or one of which the list is missing.
pub(super) struct List<T>(PhantomData<T>);

impl<T> List<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

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
        let mut list: Vec<T> = list.into_iter().flatten().collect();
        // Of the many lists of one element, each would keep the place of four.
        list.shrink_to_fit();
        Ok(list)
    }
}
