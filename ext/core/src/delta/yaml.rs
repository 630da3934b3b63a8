//! Serialized columns as Ruby's Psych writes them, for the values that providers send. The rules that decide how Psych
//! quotes a text are long; what is not plainly plain, a plain number or empty is left to Psych itself (`None`).

use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::rows::Cell;

/// Longest key that YAML writes on one line.
const LENGTH: usize = 120;

/// Words that YAML takes for something else than texts, or that Psych quotes.
const RESERVED: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// The text of a serialized column.
pub(super) fn dump(cell: &Cell<'_>) -> Option<String> {
    let mut yaml = String::with_capacity(160);
    yaml.push_str("---");
    match cell {
        Cell::Texts(texts) if texts.is_empty() => yaml.push_str(" []\n"),
        Cell::Texts(texts) => {
            yaml.push('\n');
            for text in texts {
                yaml.push_str("- ");
                scalar(&mut yaml, text)?;
            }
        }
        Cell::Attributes(pairs) if !pairs.is_empty() => {
            yaml.push('\n');
            for (name, value) in pairs {
                yaml.extend([":", name, ":"]);
                after(&mut yaml, value, 0)?;
            }
        }
        _ => return None,
    }
    Some(yaml)
}

/// A value after its key's colon.
fn after(yaml: &mut String, value: &Value, indent: usize) -> Option<()> {
    match value {
        Value::Null => yaml.push('\n'),
        Value::Array(elements) if !elements.is_empty() => {
            yaml.push('\n');
            sequence(yaml, elements, indent, indent)?;
        }
        Value::Object(members) if !members.is_empty() => {
            yaml.push('\n');
            mapping(yaml, members, indent + 2, indent + 2)?;
        }
        _ => {
            yaml.push(' ');
            leaf(yaml, value)?;
        }
    }
    Some(())
}

/// Elements, the first of which is indented by `first` and all others by `indent`.
fn sequence(yaml: &mut String, elements: &[Value], first: usize, indent: usize) -> Option<()> {
    for (index, element) in elements.iter().enumerate() {
        spaces(yaml, if index == 0 { first } else { indent });
        yaml.push('-');
        match element {
            Value::Null => yaml.push('\n'),
            Value::Array(elements) if !elements.is_empty() => {
                sequence(yaml, elements, 1, indent + 2)?;
            }
            Value::Object(members) if !members.is_empty() => mapping(yaml, members, 1, indent + 2)?,
            _ => {
                yaml.push(' ');
                leaf(yaml, element)?;
            }
        }
    }
    Some(())
}

/// Members, the first of which is indented by `first` and all others by `indent`.
fn mapping(yaml: &mut String, members: &Map<String, Value>, first: usize, indent: usize) -> Option<()> {
    for (index, (key, value)) in members.iter().enumerate() {
        spaces(yaml, if index == 0 { first } else { indent });
        scalar(yaml, key)?;
        yaml.pop();
        yaml.push(':');
        after(yaml, value, indent)?;
    }
    Some(())
}

fn leaf(yaml: &mut String, value: &Value) -> Option<()> {
    match value {
        Value::Bool(flag) => yaml.push_str(if *flag { "true\n" } else { "false\n" }),
        Value::Number(number) => yaml.push_str(&format!("{}\n", number.as_i64()?)),
        Value::String(text) => scalar(yaml, text)?,
        Value::Array(_) => yaml.push_str("[]\n"),
        Value::Object(_) => yaml.push_str("{}\n"),
        Value::Null => return None,
    }
    Some(())
}

fn scalar(yaml: &mut String, text: &str) -> Option<()> {
    let quote = if is_plain(text) { "" } else { "'" };
    let is_number = text == "0" || text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if !quote.is_empty() && !is_number {
        return None;
    }
    yaml.push_str(quote);
    yaml.push_str(text);
    yaml.push_str(quote);
    yaml.push('\n');
    Some(())
}

/// Whether a text is written as it is: words, ids, MAC and IP addresses, ranges.
fn is_plain(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/-".contains(&byte);
    let ends = [text.bytes().next(), text.bytes().last()];
    if text.len() > LENGTH
        || !text.bytes().all(is_inner)
        || !ends.iter().all(|end| end.is_some_and(|end| end.is_ascii_alphanumeric()))
    {
        return false;
    }
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return !RESERVED.contains(&text.to_ascii_lowercase().as_str());
    }
    if is_octal_lookalike(text) {
        return false;
    }
    is_uuid(text) || is_mac(text) || text.split('/').next().is_some_and(|address| address.parse::<IpAddr>().is_ok())
}

/// What starts like `08` or `0.` is quoted by some versions of Psych and not by others.
fn is_octal_lookalike(text: &str) -> bool {
    text.strip_prefix('0').is_some_and(|rest| {
        rest.trim_start_matches(|digit: char| ('0'..='7').contains(&digit)).starts_with(['8', '9', '.'])
    })
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(group.len()));
    groups.eq([8, 4, 4, 4, 12].map(Some))
}

fn is_mac(text: &str) -> bool {
    let groups = text.split(':').map(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(group.len()));
    groups.eq([Some(2); 6])
}

fn spaces(yaml: &mut String, count: usize) {
    yaml.extend(std::iter::repeat_n(' ', count));
}
