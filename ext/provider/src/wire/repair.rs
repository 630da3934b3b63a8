//! Texts that JSON can write and PostgreSQL cannot store: one of them in one object must not stop a refresh.

use std::borrow::Cow;

use memchr::memmem;
use serde_json::Value;

use super::places;

/// Stands where something was taken out, to find the place again: no text has it, as Unicode gives it no meaning.
const MARK: &str = "\u{fdd0}";
/// Unicode's sign for what cannot be read.
const UNREADABLE: &str = "\u{fffd}";
/// How many places a note names.
const NAMED: usize = 3;

/// `body` without the NUL characters in its texts.
pub(super) fn without_nul(body: &[u8]) -> Cow<'_, [u8]> {
    match memmem::find(body, b"\\u0000") {
        Some(_) => repaired(body, "", UNREADABLE),
        None => Cow::Borrowed(body),
    }
}

/// `body` without NUL, and with a sign for each half of a surrogate pair and for bytes that are no UTF-8.
pub(super) fn readable(body: &[u8]) -> Cow<'_, [u8]> {
    repaired(body, "", UNREADABLE)
}

/// What a note says of `body`, which had to be repaired.
pub(super) fn note(body: &[u8], key: &'static str) -> String {
    let marked = repaired(body, MARK, MARK);
    let mut found = 0;
    let mut named = Vec::new();
    places::each(&marked, key, &mut |place, value| {
        marked_texts(&value, String::new(), &mut |path| {
            found += 1;
            if named.len() < NAMED {
                named.push(place.named(path));
            }
        });
    });
    let more = if found > named.len() { format!(" and {} more", found - named.len()) } else { String::new() };
    format!(
        "{key}: characters that cannot be stored (NUL, halves of surrogate pairs, bytes that are no UTF-8) were left out of {}{more}",
        named.join(", ")
    )
}

fn marked_texts(value: &Value, path: String, found: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if text.contains(MARK) => found(&path),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                marked_texts(value, format!("{path}[{index}]"), found);
            }
        }
        Value::Object(object) => {
            for (key, value) in object {
                let path = format!("{path}.{}", key.replace(MARK, ""));
                if key.contains(MARK) {
                    found(&path);
                }
                marked_texts(value, path, found);
            }
        }
        _ => {}
    }
}

fn repaired<'b>(body: &'b [u8], nul: &str, unreadable: &str) -> Cow<'b, [u8]> {
    let mut out = Vec::with_capacity(body.len());
    let mut changed = false;
    let mut in_text = false;
    for chunk in body.utf8_chunks() {
        let mut rest = chunk.valid().as_bytes();
        while let [first, tail @ ..] = rest {
            let (taken, instead) = match first {
                b'"' => {
                    in_text = !in_text;
                    (1, None)
                }
                0 if in_text => (1, Some(nul)),
                b'\\' if in_text => match escaped(tail) {
                    Escape::Nul => (6, Some(nul)),
                    Escape::HalfPair => (6, Some(unreadable)),
                    Escape::Pair => (12, None),
                    Escape::Other => (2.min(rest.len()), None),
                },
                _ => (1, None),
            };
            match instead {
                Some(instead) => {
                    out.extend_from_slice(instead.as_bytes());
                    changed = true;
                }
                None => out.extend_from_slice(&rest[..taken]),
            }
            rest = &rest[taken..];
        }
        if !chunk.invalid().is_empty() {
            out.extend_from_slice(unreadable.as_bytes());
            changed = true;
        }
    }
    if changed { Cow::Owned(out) } else { Cow::Borrowed(body) }
}

enum Escape {
    Nul,
    HalfPair,
    Pair,
    Other,
}

/// What the backslash before `tail` begins.
fn escaped(tail: &[u8]) -> Escape {
    match unit(tail) {
        Some(0) => Escape::Nul,
        Some(0xd800..0xdc00) => match tail.get(5..) {
            Some([b'\\', second @ ..]) if matches!(unit(second), Some(0xdc00..0xe000)) => Escape::Pair,
            _ => Escape::HalfPair,
        },
        Some(0xdc00..0xe000) => Escape::HalfPair,
        _ => Escape::Other,
    }
}

/// The code of `uXXXX`.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"u")?.get(..4)?;
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_no_text_can_hold_and_nothing_else() {
        for (body, expected) in [
            (&br#"{"a": "x\u0000y"}"#[..], r#"{"a": "xy"}"#),
            (br#"{"a\u0000": "\u0000"}"#, r#"{"a": ""}"#),
            (b"{\"a\": \"x\0y\"}", r#"{"a": "xy"}"#),
            (br#"{"a": "\\u0000 \\\u0000"}"#, r#"{"a": "\\u0000 \\"}"#),
            (br#"{"a": "\ud800"}"#, "{\"a\": \"\u{fffd}\"}"),
            (br#"{"a": "\udcff\ud83d\ude00\ud83d"}"#, "{\"a\": \"\u{fffd}\\ud83d\\ude00\u{fffd}\"}"),
            (b"{\"a\": \"x\xff\"}", "{\"a\": \"x\u{fffd}\"}"),
            (br#"{"a": "\"\u0041"}"#, r#"{"a": "\"\u0041"}"#),
        ] {
            assert_eq!(String::from_utf8_lossy(&readable(body)), expected);
        }
        assert!(matches!(readable(br#"{"a": "\ud83d\ude00"#), Cow::Borrowed(_)));
    }

    #[test]
    fn a_note_names_few_places_of_many() {
        let body = br#"{"n": [{"id": "i", "name": "\u0000", "x": {"y\u0000": ["\u0000"]}}, {"name": "\u0000"}]}"#;
        let note = note(body, "n");
        assert!(
            note.ends_with("left out of n[0].name (id i), n[0].x.y (id i), n[0].x.y[0] (id i) and 1 more"),
            "{note}"
        );
    }
}
