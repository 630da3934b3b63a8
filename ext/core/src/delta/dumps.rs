//! Serialized columns' texts that this crate leaves to Ruby, whose YAML they are.

use std::collections::{BTreeMap, HashMap};

use super::yaml;
use crate::rows::Cell;

/// Texts of serialized cells, as Ruby's Psych writes them.
#[derive(Debug, Clone, Default)]
pub struct Dumps(HashMap<String, String>);

/// Cells whose text is missing, each once: odd values tend to be the same in many rows.
pub type Undumped = BTreeMap<String, Cell<'static>>;

impl Dumps {
    /// Takes the `text` of a cell of [`Undumped`], by the cell's key there.
    pub fn insert(&mut self, key: String, text: String) {
        self.0.insert(key, text);
    }

    /// The text of a serialized cell; empty, and noted in `undumped`, where it is missing.
    pub(super) fn text(&self, cell: Cell<'_>, undumped: &mut Undumped) -> String {
        yaml::dump(&cell).unwrap_or_else(|| {
            let key = format!("{cell:?}");
            match self.0.get(&key) {
                Some(text) => text.clone(),
                None => {
                    undumped.insert(key, cell.into_owned());
                    String::new()
                }
            }
        })
    }
}
