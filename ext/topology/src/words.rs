//! Escapes names for a picture or a page: any text of the provider stays a text.

use std::borrow::Cow;
use std::fmt::Write;

/// A name on one line. Control characters, and those that turn the direction of what follows, are shown as what they are:
/// characters that cannot be shown. Text from right to left is isolated, so that nothing beside it moves; texts that are put
/// together of names are not to be made plain again.
pub(crate) fn plain(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return Cow::Borrowed(name);
    }
    let shown: String =
        name.chars().map(|character| if is_shown(character) { character } else { '\u{fffd}' }).collect();
    if shown.chars().any(is_right_to_left) {
        return Cow::Owned(format!("\u{2068}{shown}\u{2069}"));
    }
    Cow::Owned(shown)
}

/// A text that can be shown, at most so many pixels wide where `size` pixels is the height of the font.
pub(crate) fn cut(text: &str, pixels: i32, size: i32) -> Cow<'_, str> {
    if width(text, size) <= pixels {
        return Cow::Borrowed(text);
    }
    let room = pixels - width("…", size);
    let mut taken = String::new();
    let (mut wide, mut isolated) = (0, 0);
    for character in text.chars() {
        wide += advance(character);
        if wide * size > room * 100 {
            break;
        }
        isolated += match character {
            '\u{2068}' => 1,
            '\u{2069}' => -1,
            _ => 0,
        };
        taken.push(character);
    }
    taken.truncate(taken.trim_end().len());
    taken.push('…');
    // What was isolated ends with what was taken of it.
    taken.extend((0..isolated).map(|_| '\u{2069}'));
    Cow::Owned(taken)
}

/// A text on as many lines as it needs to be at most so many pixels wide, folded after commas and dots between its parts. What is
/// isolated stays together.
pub(crate) fn fold(text: &str, pixels: i32, size: i32) -> Vec<String> {
    if width(text, size) <= pixels {
        return vec![text.to_owned()];
    }
    let (mut lines, mut begin, mut isolated) = (vec![String::new()], 0, 0);
    let ends = text.char_indices().filter_map(|(place, character)| {
        isolated += match character {
            '\u{2068}' => 1,
            '\u{2069}' => -1,
            _ => 0,
        };
        let end = place + character.len_utf8();
        (isolated == 0 && matches!(character, ',' | '·') && text[end..].starts_with(' ')).then_some(end)
    });
    for end in ends.chain([text.len()]).collect::<Vec<_>>() {
        let part = &text[begin..end];
        begin = end;
        match lines.last_mut() {
            Some(line) if line.is_empty() || width(&format!("{line}{part}"), size) <= pixels => line.push_str(part),
            _ => lines.push(part.trim_start().to_owned()),
        }
    }
    lines.iter().map(|line| line.trim_matches([' ', '·']).to_owned()).collect()
}

/// How many pixels wide a text is at most, in the fonts that browsers have for interfaces.
pub(crate) fn width(text: &str, size: i32) -> i32 {
    (text.chars().map(advance).sum::<i32>() * size + 99) / 100
}

/// Escapes a text for XML and HTML, in elements and in attributes with double quotes.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// A name, escaped as [`escape`] does.
pub(crate) fn escape_name(name: &str) -> String {
    escape(&plain(name)).into_owned()
}

/// A text as a part of a URL's query.
pub(crate) fn query(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            // Writing to a text does not fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

/// In hundredths of the font's height.
fn advance(character: char) -> i32 {
    match character {
        '\u{2068}' | '\u{2069}' | '\u{300}'..='\u{36f}' => 0,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '·' | '(' | ')' | '[' | ']' | 'I' => 36,
        'f' | 'r' | 't' | '-' | '/' | '"' => 44,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 98,
        'A'..='Z' | '+' | '<' | '>' | '=' | '~' | '&' => 74,
        '…' => 100,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 105,
        '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{fffd}' | '\u{1f000}'..='\u{3ffff}' => 130,
        _ => 64,
    }
}

/// What XML 1.0 can hold, and does not move its neighbours.
fn is_shown(character: char) -> bool {
    let breaks = matches!(character, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}');
    !(character.is_control() || turns_direction(character) || breaks)
}

/// Whether a character that is not seen turns the direction of what follows.
fn turns_direction(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_on_one_line_and_turn_nothing() {
        assert_eq!(plain("a\tb\u{0}c\u{202e}d\u{fffe}"), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}");
        assert_eq!(plain("שלום"), "\u{2068}שלום\u{2069}");
        assert_eq!(plain("grün"), "grün");
    }

    #[test]
    fn long_names_are_cut_to_the_room_there_is() {
        for name in ["x".repeat(255), "W".repeat(255), "漢".repeat(255), "שלום".repeat(60)] {
            let name = plain(&name);
            let cut = cut(&name, 120, 12);
            assert!(width(&cut, 12) <= 120 && width(&cut, 12) > 90, "{cut}");
            assert!(cut.contains('…'));
            assert_eq!(cut.matches('\u{2068}').count(), cut.matches('\u{2069}').count());
        }
        assert_eq!(cut("blue", 120, 12), "blue");
    }

    #[test]
    fn markup_and_queries_are_escaped() {
        assert_eq!(escape("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
        assert_eq!(query("network:a/b c&d=é"), "network%3Aa%2Fb%20c%26d%3D%C3%A9");
    }
}
