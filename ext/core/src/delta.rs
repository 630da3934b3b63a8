//! What a refresh has to write: the rows that an inventory wants, against the rows that are stored.
//!
//! Both sides are compared in the form that PostgreSQL has: a text or null a column, a row's id where the inventory has
//! an `ems_ref`. Nothing is kept between refreshes; a row that was edited, lost or doubled by hand differs and heals.

mod columns;
mod records;
mod stored;
mod table;
mod wanted;
mod writes;
mod yaml;

use std::collections::HashMap;

use crate::Inventory;
use crate::rows::{Cell, duplicates_note, each_table};
use table::Comparison;
use wanted::Wanted;

pub use columns::{Column, GROUPS, columns, tables};
pub use stored::{Device, Stored, VNICS};
pub use writes::{Batch, Writes};

/// The difference between an inventory and the stored rows.
#[derive(Debug)]
pub struct Delta {
    /// What to write of each table that the provider has, each after those it refers to; to be deleted from in reverse.
    pub tables: Vec<Writes>,
    /// What the log should say about the inventory and its rows, a sentence each.
    pub notes: Vec<String>,
}

impl Delta {
    /// Compares `inventory` with what is `stored`.
    ///
    /// `types` are the stored classes' names by table. `dump` gives a serialized column's text for the few values whose
    /// YAML this crate leaves to Ruby.
    pub fn new(
        inventory: &Inventory,
        stored: &Stored,
        types: &HashMap<String, String>,
        dump: &mut dyn FnMut(&Cell<'_>) -> String,
    ) -> Self {
        let mut tables = Vec::new();
        let mut duplicates = Vec::new();
        let mut wanted = Wanted { stored, types, dump, dumped: HashMap::new() };
        let notes = each_table(inventory, |name, _, rows| {
            let mut table = Comparison::new(name, stored);
            let with_groups = name == "network_ports" && inventory.security_groups.is_some();
            let mut groups = with_groups.then(|| Comparison::new(GROUPS, stored));
            for row in rows {
                if let Some(groups) = &mut groups {
                    wanted::groups(&row).for_each(|link| groups.want(&link));
                }
                let values = wanted.values(name, table.columns(), row);
                table.want(&values);
            }
            duplicates.extend(duplicates_note(name, table.duplicates()));
            tables.push(table.finish());
            tables.extend(groups.map(Comparison::finish));
        });
        let notes = inventory.notes.iter().cloned().chain(duplicates).chain(notes).collect();
        Self { tables, notes }
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(Writes::is_empty)
    }
}

#[cfg(test)]
mod tests;
