//! Values as messages quote them.

/// `text` in one line, without what a value has in its middle where it is long: a message is to be read.
pub fn cut(text: &str) -> String {
    shown(text, 80, 40)
}

/// As [`cut`], of a sentence that holds such values: what must not be shown of them is to be taken out of the whole.
pub(crate) fn sentence(text: &str) -> String {
    shown(text, 300, 80)
}

fn shown(text: &str, begin: usize, end: usize) -> String {
    let plain = in_one_line(text);
    let characters = plain.chars().count();
    if characters <= begin + end {
        return plain;
    }
    let head: String = plain.chars().take(begin).collect();
    let tail: String = plain.chars().skip(characters - end).collect();
    format!("{head} … {tail}")
}

/// `text` with each row of spaces and line ends as one space; other control characters are written by their number, as are
/// those that turn the direction of what follows: a name must not change how the rest of a message reads.
pub(crate) fn in_one_line(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_unseen = |character: char| character.is_control() || turns_direction(character);
    if !plain.contains(is_unseen) {
        return plain;
    }
    let escaped = |character: char| match is_unseen(character) {
        true => character.escape_unicode().to_string(),
        false => character.to_string(),
    };
    plain.chars().map(escaped).collect()
}

/// Whether a character that is not seen turns the direction of what follows.
pub fn turns_direction(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_lose_their_middle_and_short_ones_nothing() {
        assert_eq!(cut("a\n\tb\0c"), "a b\\u{0}c");
        assert_eq!(cut("ab\u{202e}dc\u{2069} שלום"), "ab\\u{202e}dc\\u{2069} שלום");
        let long = cut(&format!("begin{}end", "é".repeat(3_000)));
        assert!(long.starts_with("begin") && long.ends_with("end") && long.contains(" … "), "{long}");
        assert_eq!(long.chars().count(), 80 + 40 + 3);
    }
}
