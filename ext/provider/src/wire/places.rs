//! The place of a value in an answer, for messages that lead to the object.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::quote::cut;

/// An object of an answer.
pub(super) struct Place {
    key: &'static str,
    /// Its index, where the answer is a list.
    index: Option<usize>,
    id: Option<String>,
}

impl Place {
    fn new(key: &'static str, index: Option<usize>, object: &Value) -> Self {
        let id = match object.get("id") {
            Some(Value::String(id)) => Some(cut(id)),
            Some(Value::Number(id)) => Some(id.to_string()),
            _ => None,
        };
        Self { key, index, id }
    }

    /// `path`, which begins in the object, with the object before it and its id behind it.
    pub(super) fn named(&self, path: &str) -> String {
        let index = self.index.map(|index| format!("[{index}]")).unwrap_or_default();
        let id = self.id.as_ref().map(|id| format!(" (id {id})")).unwrap_or_default();
        format!("{}{index}{}{id}", self.key, cut(path))
    }
}

/// Calls `visit` with each object that `body` has under `key`, one at a time; not for what is no JSON.
pub(super) fn each(body: &[u8], key: &'static str, visit: &mut dyn FnMut(&Place, Value)) {
    let mut json = serde_json::Deserializer::from_slice(body);
    // What is wrong with the body is told elsewhere.
    let _ = json.deserialize_any(Envelope { key, visit });
}

/// A path into `body`, such as `ports[3].name`, with the id of the object that it leads into.
pub(super) fn with_id(body: &[u8], key: &'static str, path: &str) -> String {
    let mut named = None;
    let inside = path.strip_prefix(key).unwrap_or_default();
    let index = inside.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (wanted, inside) = match index.and_then(|(index, rest)| Some((index.parse::<usize>().ok()?, rest))) {
        Some((index, rest)) => (Some(index), rest),
        None => (None, inside),
    };
    each(body, key, &mut |place, _| {
        if place.index == wanted {
            named = Some(place.named(inside));
        }
    });
    named.unwrap_or_else(|| cut(path))
}

struct Envelope<'v> {
    key: &'static str,
    visit: &'v mut dyn FnMut(&Place, Value),
}

impl<'de> Visitor<'de> for Envelope<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == self.key {
                map.next_value_seed(Objects { key: self.key, visit: &mut *self.visit })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Objects<'v> {
    key: &'static str,
    visit: &'v mut dyn FnMut(&Place, Value),
}

impl<'de> DeserializeSeed<'de> for Objects<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Objects<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(object) = seq.next_element::<Value>()? {
            (self.visit)(&Place::new(self.key, Some(index), &object), object);
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let object = Value::deserialize(MapAccessDeserializer::new(map))?;
        (self.visit)(&Place::new(self.key, None, &object), object);
        Ok(())
    }
}
