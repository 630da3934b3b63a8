//! What a change gives.

use crate::Inventory;

/// A change that was done.
#[derive(Debug, Clone)]
pub struct Change {
    /// Id of what was created, changed or deleted.
    pub id: String,
    /// Its name; `None` where it has none.
    pub name: Option<String>,
    /// The objects that it touched as they are now, and the ids of those that are gone.
    pub part: Inventory,
    /// What the log should say, a sentence each.
    pub notes: Vec<String>,
}
