//! What a picture consists of, in pixels: boxes, lanes, cards and the connections between them.

use super::contents::Content;
use super::words::{fold, width};

/// Height of the font of all but names, in pixels.
pub(super) const TEXT: i32 = 12;
pub(super) const MARGIN: i32 = 16;
pub(super) const LANE: i32 = 34;
/// Beside what stands in a box
pub(super) const INSET: i32 = 14;
pub(super) const LINE: i32 = 17;

/// A box, a lane or a card.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) shape: Shape,
    pub(super) content: Content,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text begins at this x.
    Lane(i32),
    Card,
    Box,
}

/// A connection: horizontal and vertical lines from point to point, and where it is fixed to lanes.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire {
    pub(super) lines: Vec<Vec<(i32, i32)>>,
    pub(super) dots: Vec<(i32, i32)>,
    pub(super) is_down: bool,
    pub(super) is_on_way: bool,
}

/// All of a picture.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) width: i32,
    pub(super) height: i32,
    /// In the order in which they are read.
    pub(super) places: Vec<Place>,
    pub(super) wires: Vec<Wire>,
    /// Baseline and text.
    pub(super) headings: Vec<(i32, String)>,
    pub(super) notes: Vec<(i32, String)>,
}

/// The same with lines that are too long for a box folded between addresses and names.
pub(super) fn folded(content: Content, wide: i32) -> Content {
    let room = wide - 2 * INSET;
    let mut lines = Vec::with_capacity(content.lines.len());
    for (number, line) in content.lines.iter().enumerate() {
        let word = content.state_line().filter(|_| number == 0).map_or(0, beside);
        let mut parts = fold(line, room - word, TEXT);
        // Beside the word there is no room for an address.
        if word > 0 && parts.first().is_some_and(|part| width(part, TEXT) > room - word) {
            lines.push(String::new());
            parts = fold(line, room, TEXT);
        }
        lines.extend(parts);
    }
    Content { lines, ..content }
}

pub(super) fn height(content: &Content) -> i32 {
    let lines = content.lines.len().max(usize::from(content.state_line().is_some()));
    34 + LINE * i32::try_from(lines).unwrap_or_default()
}

/// Where the first line of a box begins that has a word about the state before it, in pixels.
pub(super) fn beside(word: &str) -> i32 {
    width(word, TEXT) + 24
}
