//! The envelope of every answer, `{"networks": […]}`, and errors for one that cannot be opened.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_path_to_error::Path;

use super::pagination::{self, Pagination};
use super::{Unreadable, places, repair, scalar};
use crate::Code;
use crate::quote::cut;

/// What is said before the place of a value that cannot be read.
const PLACE: &str = "the answer is not as expected at ";

/// How a file of gzip begins, and no JSON does.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A list at the top of an answer: never `null`, and no element is.
#[derive(Debug)]
pub(crate) struct Listing<T>(pub(crate) Vec<T>);

/// What an answer holds, and what it says of itself.
#[derive(Debug)]
pub(crate) struct Opened<T> {
    pub(crate) value: T,
    pub(crate) pagination: Pagination,
}

/// Reads the value of `key` out of an answer that has to be all there is. Other keys are passed over.
///
/// # Errors
/// What is wrong and where, with the JSON path.
pub(crate) fn open<T: DeserializeOwned>(body: &[u8], key: &'static str) -> Result<T, Unreadable> {
    let Opened { value, pagination } = open_page(body, key, &mut Vec::new())?;
    match pagination.incomplete.or_else(|| pagination.next.map(|next| format!("it goes on at {next}"))) {
        None => Ok(value),
        Some(why) => Err(Unreadable::new(Code::AnswerPart, format!("the answer is only a part: {}", cut(&why)))),
    }
}

/// As [`open`], of an answer that may be a page of several. What had to be left out of it is told in `notes`.
///
/// # Errors
/// As for [`open`].
pub(crate) fn open_page<T: DeserializeOwned>(
    body: &[u8],
    key: &'static str,
    notes: &mut Vec<String>,
) -> Result<Opened<T>, Unreadable> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::new(Code::AnswerCut, "the answer is empty"));
    }
    if body.starts_with(&GZIP) {
        return Err(Unreadable::new(
            Code::AnswerCompressed,
            "the answer is compressed (gzip), which was not asked for and is not said of it",
        ));
    }
    let given = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let mut body = repair::without_nul(given);
    let mut read = scalar::reading(false, || read(&body, key));
    if matches!(&read.0, Err(error) if error.is_syntax()) {
        body = repair::readable(given);
        read = scalar::reading(false, || self::read(&body, key));
    }
    let (opened, odd) = read;
    let opened = match opened {
        Ok(opened) => opened,
        Err(_) => scalar::reading(false, || read_tracked(&body, key)).0?,
    };
    if matches!(body, Cow::Owned(_)) {
        notes.push(repair::note(given, key));
    }
    if odd > 0 {
        let first = scalar::reading(true, || read_tracked::<T>(&body, key)).0.err().map(|unreadable| unreadable.reason);
        let first = first.as_deref().unwrap_or_default().trim_start_matches(PLACE);
        notes.push(format!("{key}: {odd} values cannot be read and are stored as null; the first is at {first}"));
    }
    Ok(opened)
}

fn read<'de, T: Deserialize<'de>>(body: &'de [u8], key: &'static str) -> serde_json::Result<Opened<T>> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = json.deserialize_any(Envelope { key, code: &Cell::default(), inner: PhantomData })?;
    json.end()?;
    Ok(value)
}

/// Reads once more what could not be read, to say where: knowing the place all the time makes reading half as fast.
fn read_tracked<'de, T: Deserialize<'de>>(body: &'de [u8], key: &'static str) -> Result<Opened<T>, Unreadable> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let mut track = serde_path_to_error::Track::new();
    let code = Cell::default();
    let value = serde_path_to_error::Deserializer::new(&mut json, &mut track)
        .deserialize_any(Envelope { key, code: &code, inner: PhantomData })
        .map_err(|error| describe(body, key, Some(&track.path()), code.get(), &error))?;
    json.end().map_err(|error| describe(body, key, None, None, &error))?;
    Ok(value)
}

/// `code` is what is known of the cause beyond the place.
fn describe(
    body: &[u8],
    key: &'static str,
    path: Option<&Path>,
    code: Option<Code>,
    error: &serde_json::Error,
) -> Unreadable {
    use serde_json::error::Category;
    let why = cut(&error.to_string());
    match (error.classify(), path.filter(|path| path.iter().next().is_some())) {
        (Category::Eof, _) => {
            Unreadable::new(Code::AnswerCut, format!("the answer is cut off after {} bytes: {why}", body.len()))
        }
        (Category::Syntax | Category::Io, _) => {
            Unreadable::new(Code::AnswerNoJson, format!("the answer is not JSON: {why}"))
        }
        (Category::Data, None) => Unreadable {
            code: code.unwrap_or(Code::AnswerUnexpected),
            ..Unreadable::unexpected().map(|words| format!("{words}: {why}"))
        },
        (Category::Data, Some(path)) => {
            // Behind the key of the list or object, it leads into an object.
            let found = if path.iter().nth(1).is_some() { Code::AnswerObject } else { Code::AnswerUnexpected };
            let place = places::with_id(body, key, &path.to_string());
            Unreadable::new(code.unwrap_or(found), format!("{PLACE}{place}: {why}"))
        }
    }
}

struct Envelope<'c, T> {
    key: &'static str,
    /// Gets what is known of the cause where it cannot be read: an error of serde has words alone.
    code: &'c Cell<Option<Code>>,
    inner: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Envelope<'_, T> {
    type Value = Opened<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the key {}", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Opened<T>, A::Error> {
        let mut found = None;
        let mut pagination = Pagination::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == self.key {
                if found.is_some() {
                    return Err(Error::custom(format_args!("the key {key} stands in it twice")));
                }
                found = Some(map.next_value()?);
            } else if pagination::concerns(&key, self.key) {
                pagination.add(&key, &map.next_value::<Value>()?).map_err(|unreadable| {
                    self.code.set(Some(unreadable.code));
                    Error::custom(unreadable.reason)
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        let value = found.ok_or_else(|| Error::custom(format_args!("the key {} is missing", self.key)))?;
        Ok(Opened { value, pagination })
    }
}

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
