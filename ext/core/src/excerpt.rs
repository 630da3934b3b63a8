//! Values in messages.

use std::borrow::Cow;

/// What a message shows of a value, in characters.
const LIMIT: usize = 100;

/// `value`, or its beginning where it is long; what cannot be shown is written by its number.
pub(crate) fn excerpt(value: &str) -> Cow<'_, str> {
    let shown: Cow<'_, str> = match value.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &value[..end]).into(),
        None => value.into(),
    };
    if !shown.contains(char::is_control) {
        return shown;
    }
    let escaped = shown.chars().map(|character| match character.is_control() {
        true => character.escape_unicode().to_string(),
        false => character.to_string(),
    });
    escaped.collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_what_is_long() {
        assert_eq!(excerpt("short"), "short");
        assert_eq!(excerpt("a\0b\n"), "a\\u{0}b\\u{a}");
        assert_eq!(excerpt(&"é".repeat(100)), "é".repeat(100));
        assert_eq!(excerpt(&"é".repeat(101)), format!("{}…", "é".repeat(100)));
    }
}
