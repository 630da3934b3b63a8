//! Values as messages quote them.

/// Characters of a value that a message shows from its beginning, and from its end.
const SHOWN: (usize, usize) = (80, 40);

/// `text` in one line, without what it has in its middle where it is long: a message is to be read.
pub(crate) fn cut(text: &str) -> String {
    let plain = in_one_line(text);
    let characters = plain.chars().count();
    if characters <= SHOWN.0 + SHOWN.1 {
        return plain;
    }
    let head: String = plain.chars().take(SHOWN.0).collect();
    let tail: String = plain.chars().skip(characters - SHOWN.1).collect();
    format!("{head} … {tail}")
}

/// `text` with each row of spaces and line ends as one space; other control characters are written by their number.
pub(crate) fn in_one_line(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !plain.contains(char::is_control) {
        return plain;
    }
    let escaped = |character: char| match character.is_control() {
        true => character.escape_unicode().to_string(),
        false => character.to_string(),
    };
    plain.chars().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_lose_their_middle_and_short_ones_nothing() {
        assert_eq!(cut("a\n\tb\0c"), "a b\\u{0}c");
        let long = cut(&format!("begin{}end", "é".repeat(3_000)));
        assert!(long.starts_with("begin") && long.ends_with("end") && long.contains(" … "), "{long}");
        assert_eq!(long.chars().count(), SHOWN.0 + SHOWN.1 + 3);
    }
}
