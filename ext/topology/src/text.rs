//! A topology as a tree of lines, for terminals.

use super::model::Topology;
use super::outline::{Entry, outline};

impl Topology {
    /// A line per object, each below what it is connected to.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for entry in outline(self) {
            line(&mut text, &entry, "", "");
            below(&mut text, &entry.below, "");
        }
        if text.is_empty() {
            text.push_str("There are no networks.\n");
        }
        text
    }
}

fn below(text: &mut String, entries: &[Entry], indent: &str) {
    for (index, entry) in entries.iter().enumerate() {
        let is_last = index + 1 == entries.len();
        line(text, entry, indent, if is_last { "└─ " } else { "├─ " });
        below(text, &entry.below, &format!("{indent}{}", if is_last { "   " } else { "│  " }));
    }
}

fn line(text: &mut String, entry: &Entry, indent: &str, branch: &str) {
    let noun = entry.noun.to_lowercase();
    // "VM" is no word.
    let noun = if entry.noun == "VM" { "VM" } else { &noun };
    let about = if entry.about.is_empty() { String::new() } else { format!(": {}", entry.about) };
    let words = [noun, &entry.name].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    text.push_str(&format!("{indent}{branch}{words}{about}\n"));
}
