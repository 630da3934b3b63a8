//! Scalars and lists inside an object, read the same way wherever they stand.
//!
//! A number where a text is due, a text where a number is due, `null`, absent; OVSDB's optionals too, in which `[]` is
//! `null` and a list of one is its value. What cannot be read is an error, or `null` where nobody is misled by that: such
//! are counted, for a note.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error};

use super::value::{List, Scalar, Value, set};

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

/// Reads a list of addresses as [`texts`] does. The provider hands on what a DHCP option of OVN says, in which several stand as
/// one text, `{192.0.2.1, 192.0.2.2}`.
pub(crate) fn addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let is_between = |character: char| matches!(character, '{' | '}' | ',' | '"') || character.is_whitespace();
    let apart = |text: String| -> Vec<String> {
        text.split(is_between).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    texts(deserializer).map(|texts| texts.into_iter().flat_map(apart).collect())
}

/// Reads a list of objects; `null` is the empty list, `null` elements are left out (a /31's pools are `[null]`), and of
/// one object its list may be missing.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(List::new())
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
