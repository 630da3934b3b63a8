//! Serialized columns' texts that this crate leaves to Ruby, whose YAML they are.

use std::collections::{BTreeMap, HashMap};

use super::yaml;
use crate::rows::Cell;

/// Texts of serialized cells, as Ruby's Psych writes them.
#[derive(Debug, Clone)]
pub struct Dumps {
    texts: HashMap<String, String>,
    quotes_octals: bool,
}

/// Cells whose text is missing, each once: odd values tend to be the same in many rows.
pub type Undumped = BTreeMap<String, Cell<'static>>;

impl Dumps {
    /// None yet, of a Psych that `quotes_octals` (`08:00:27:00:00:01`) or does not, by its version.
    pub fn new(quotes_octals: bool) -> Self {
        Self { texts: HashMap::new(), quotes_octals }
    }

    /// Takes the `text` of a cell of [`Undumped`], by the cell's key there.
    pub fn insert(&mut self, key: String, text: String) {
        self.texts.insert(key, text);
    }

    /// The text of a serialized cell; empty, and noted in `undumped`, where it is missing.
    pub(super) fn text(&self, cell: Cell<'_>, undumped: &mut Undumped) -> String {
        yaml::dump(&cell, self.quotes_octals).unwrap_or_else(|| {
            let key = format!("{cell:?}");
            match self.texts.get(&key) {
                Some(text) => text.clone(),
                None => {
                    undumped.insert(key, cell.into_owned());
                    String::new()
                }
            }
        })
    }
}
