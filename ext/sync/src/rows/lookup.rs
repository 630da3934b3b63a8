//! What rows need to know of the stored ones.

/// The stored rows, as far as rows that are made of an inventory depend on them.
pub trait Lookup {
    /// Whether `table` has a row with that `ems_ref`.
    fn has(&self, table: &str, ems_ref: &str) -> bool;

    /// Whether the row of `table` with that `ems_ref` has `text` in a column.
    fn has_text(&self, table: &str, ems_ref: &str, column: &str, text: &str) -> bool;

    /// The `ems_ref` of the only row of `table`; `None` where there are others.
    fn only_ref(&self, table: &str) -> Option<&str>;

    /// The `ems_ref` of the row of `table` that has the name.
    fn ref_by_name(&self, table: &str, name: &str) -> Option<&str>;

    /// The `ems_ref` of the only subnet of a network.
    fn only_subnet_of(&self, network: &str) -> Option<&str>;
}

/// What becomes of stored objects that an inventory does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// They are gone.
    Deleted,
    /// They are kept as they are, with what refers to them.
    Kept,
}
