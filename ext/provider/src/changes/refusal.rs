//! Refusals of changes, in terms that an administrator knows.

use std::borrow::Cow;
use std::fmt::Display;

use crate::Error;
use crate::quote::cut;

/// That `field` has a `value` that cannot be.
pub(super) fn invalid(field: &'static str, value: impl Display, remedy: impl Into<Cow<'static, str>>) -> Error {
    let value = value.to_string();
    let shown = cut(&value);
    let shown = if shown.starts_with(['"', '[', '{']) { shown } else { format!("\"{shown}\"") };
    Error::InvalidChange { field: field.into(), problem: format!("is {shown}"), remedy: remedy.into() }
}

/// That `field` is not given.
pub(super) fn missing(field: &'static str, remedy: &'static str) -> Error {
    Error::InvalidChange { field: field.into(), problem: "is missing".into(), remedy: remedy.into() }
}

/// That the state of an object forbids a change; nothing was changed.
pub(super) fn refused(
    object: impl Into<Cow<'static, str>>,
    problem: impl Into<String>,
    remedy: impl Into<Cow<'static, str>>,
) -> Error {
    Error::InvalidChange { field: object.into(), problem: problem.into(), remedy: remedy.into() }
}

/// The first three, and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        names => names.join(", "),
    }
}

/// A sentence for an attribute that is not as asked for.
pub(super) fn difference<T: Display>(field: &str, asked: Option<T>, there: Option<T>) -> Option<String> {
    let asked = asked?.to_string();
    let there = there.map(|there| there.to_string());
    match there {
        Some(there) if there == asked => None,
        Some(there) => Some(format!("{field} is {} instead of {}", cut(&there), cut(&asked))),
        None => Some(format!("{field} is missing instead of {}", cut(&asked))),
    }
}
