//! Serialized columns as Ruby's Psych writes them, for the values that providers send. The rules that decide how Psych
//! quotes a text are long; what is not plainly plain, a plain number or empty is left to Psych itself (`None`).

use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::rows::Cell;

/// Longest key that YAML writes on one line.
const LENGTH: usize = 120;

/// Words that YAML takes for something else than texts, or that Psych quotes.
const RESERVED: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Which texts that look like numbers and are none are quoted: that differs by version of Psych.
#[derive(Debug, Clone, Copy)]
pub struct Quoting {
    /// Those that start like an octal number: `08:00:27:00:00:01`.
    pub octals: bool,
    /// Those that start like a fraction: `0.0.0.0/0`.
    pub fractions: bool,
}

/// A text in the making.
struct Yaml {
    text: String,
    quoting: Quoting,
}

/// The text of a serialized column.
pub(super) fn dump(cell: &Cell<'_>, quoting: Quoting) -> Option<String> {
    let mut yaml = Yaml { text: String::with_capacity(160), quoting };
    yaml.text.push_str("---");
    match cell {
        Cell::Texts(texts) if texts.is_empty() => yaml.text.push_str(" []\n"),
        Cell::Texts(texts) => {
            yaml.text.push('\n');
            for text in texts {
                yaml.text.push_str("- ");
                scalar(&mut yaml, text)?;
            }
        }
        Cell::Attributes(pairs) if !pairs.is_empty() => {
            yaml.text.push('\n');
            for (name, value) in pairs {
                yaml.text.extend([":", name, ":"]);
                after(&mut yaml, value, 0)?;
            }
        }
        _ => return None,
    }
    Some(yaml.text)
}

/// A value after its key's colon.
fn after(yaml: &mut Yaml, value: &Value, indent: usize) -> Option<()> {
    match value {
        Value::Null => yaml.text.push('\n'),
        Value::Array(elements) if !elements.is_empty() => {
            yaml.text.push('\n');
            sequence(yaml, elements, indent, indent)?;
        }
        Value::Object(members) if !members.is_empty() => {
            yaml.text.push('\n');
            mapping(yaml, members, indent + 2, indent + 2)?;
        }
        _ => {
            yaml.text.push(' ');
            leaf(yaml, value)?;
        }
    }
    Some(())
}

/// Elements, the first of which is indented by `first` and all others by `indent`.
fn sequence(yaml: &mut Yaml, elements: &[Value], first: usize, indent: usize) -> Option<()> {
    for (index, element) in elements.iter().enumerate() {
        spaces(yaml, if index == 0 { first } else { indent });
        yaml.text.push('-');
        match element {
            Value::Null => yaml.text.push('\n'),
            Value::Array(elements) if !elements.is_empty() => {
                sequence(yaml, elements, 1, indent + 2)?;
            }
            Value::Object(members) if !members.is_empty() => mapping(yaml, members, 1, indent + 2)?,
            _ => {
                yaml.text.push(' ');
                leaf(yaml, element)?;
            }
        }
    }
    Some(())
}

/// Members, the first of which is indented by `first` and all others by `indent`.
fn mapping(yaml: &mut Yaml, members: &Map<String, Value>, first: usize, indent: usize) -> Option<()> {
    for (index, (key, value)) in members.iter().enumerate() {
        spaces(yaml, if index == 0 { first } else { indent });
        scalar(yaml, key)?;
        yaml.text.pop();
        yaml.text.push(':');
        after(yaml, value, indent)?;
    }
    Some(())
}

fn leaf(yaml: &mut Yaml, value: &Value) -> Option<()> {
    match value {
        Value::Bool(flag) => yaml.text.push_str(if *flag { "true\n" } else { "false\n" }),
        Value::Number(number) => yaml.text.push_str(&format!("{}\n", number.as_i64()?)),
        Value::String(text) => scalar(yaml, text)?,
        Value::Array(_) => yaml.text.push_str("[]\n"),
        Value::Object(_) => yaml.text.push_str("{}\n"),
        Value::Null => return None,
    }
    Some(())
}

fn scalar(yaml: &mut Yaml, text: &str) -> Option<()> {
    let is_number = text == "0" || text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    let quote = match is_plain(text) {
        true if looks_octal(text) && yaml.quoting.octals => "'",
        true if looks_fractional(text) && yaml.quoting.fractions => "'",
        true => "",
        false if is_number => "'",
        false => return None,
    };
    yaml.text.extend([quote, text, quote, "\n"]);
    Some(())
}

/// Whether a text is written as it is, or is quoted by [`Quoting`] alone: words, ids, MAC and IP addresses, ranges.
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
    is_uuid(text) || is_mac(text) || text.split('/').next().is_some_and(|address| address.parse::<IpAddr>().is_ok())
}

fn looks_octal(text: &str) -> bool {
    let rest = text.strip_prefix('0').map(|rest| rest.trim_start_matches(|digit: char| ('0'..='7').contains(&digit)));
    rest.is_some_and(|rest| rest.starts_with(['8', '9']))
}

fn looks_fractional(text: &str) -> bool {
    text.starts_with("0.")
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(group.len()));
    groups.eq([8, 4, 4, 4, 12].map(Some))
}

fn is_mac(text: &str) -> bool {
    let groups = text.split(':').map(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(group.len()));
    groups.eq([Some(2); 6])
}

fn spaces(yaml: &mut Yaml, count: usize) {
    yaml.text.extend(std::iter::repeat_n(' ', count));
}
