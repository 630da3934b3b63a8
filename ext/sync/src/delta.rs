//! What a refresh or a change has to write: the differences between the rows of an inventory and the stored rows.
//!
//! Both sides are compared in the form that PostgreSQL has: a text or null per column, a row's id where the inventory has
//! an `ems_ref`. Nothing is kept between refreshes, so a row that was edited, lost or duplicated by hand is corrected.

mod desired;
mod records;
mod stored;
mod stored_table;
mod table;
mod vanished;
mod writes;
mod yaml;

use std::collections::HashMap;

use ovirt_net_provider::Inventory;

use crate::rows::{Cell, Column, Context, Storage, Table, Unlisted, duplicates_note, each_table, table, table_of};

use desired::Desired;
use table::{Comparison, DeletePolicy};

pub use stored::{Device, Stored};
pub use vanished::Vanished;
pub use writes::{Batch, Writes};
pub use yaml::Quoting;

/// The difference between an inventory and the stored rows.
#[derive(Debug)]
pub struct Delta {
    /// What to write of each table that was read, each after those it refers to; to be deleted from in reverse.
    pub tables: Vec<Writes>,
    /// What the log should say about the inventory and its rows, a sentence each.
    pub notes: Vec<String>,
    /// How many stored objects of each table with any are not listed any more; nothing of a part of an inventory.
    pub vanished: Vec<Vanished>,
}

impl Delta {
    /// Compares `inventory` with what is `stored`: of a part of an inventory, at least the rows of
    /// [`refs`](crate::rows::refs).
    ///
    /// `types` are the stored classes' names by table; `unlisted` says what becomes of stored objects that are not listed. `dump` gives a serialized column's text for the few values whose YAML
    /// this crate leaves to Ruby, whose `quoting` it knows.
    pub fn new(
        inventory: &Inventory,
        stored: &Stored,
        types: &HashMap<String, String>,
        unlisted: Unlisted,
        quoting: Quoting,
        dump: &mut dyn FnMut(Cell<'static>) -> String,
    ) -> Self {
        let mut tables = Vec::new();
        let mut duplicates = Vec::new();
        let mut desired = Desired { stored, types, quoting, dump, dumped: HashMap::new() };
        let mut context = Context::comparing(inventory, stored, unlisted);
        each_table(&mut context, |table, rows| {
            let mut comparison = Comparison::new(table, stored, delete_policy(table, inventory, stored, unlisted));
            let mut joins = joins(table, inventory, stored, unlisted);
            let mut values = Vec::with_capacity(table.stored.len());
            for row in rows {
                for (index, join) in &mut joins {
                    match desired::links(&row, &row[*index]) {
                        Some(links) => links.iter().for_each(|link| join.want(link)),
                        None => join.keep(&row[0]),
                    }
                }
                match (table.owner, &row[..]) {
                    (Some(_), [Cell::Keep, .., owner]) => comparison.keep(owner),
                    _ => {
                        desired.fill(&mut values, table, row);
                        comparison.want(&values);
                    }
                }
            }
            duplicates.extend(duplicates_note(table.name, comparison.duplicates()));
            tables.push(comparison.finish());
            tables.extend(joins.into_iter().map(|(_, join)| join.finish()));
        });
        let notes = inventory.notes.iter().cloned().chain(duplicates).chain(context.notes()).collect();
        let vanished = match inventory.part {
            Some(_) => Vec::new(),
            None => vanished::count(inventory, stored, &tables),
        };
        Self { tables, notes, vanished }
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(Writes::is_empty)
    }
}

/// Which stored rows go because they are not desired: of a part of an inventory, what it says is gone, and the links of its
/// ports; the latter alone where what is not listed is kept.
fn delete_policy(table: &Table, inventory: &Inventory, stored: &Stored, unlisted: Unlisted) -> DeletePolicy {
    if inventory.part.is_none() && unlisted == Unlisted::Deleted {
        return DeletePolicy::All;
    }
    match table.owner {
        None => {
            let gone = inventory.part.iter().flat_map(|part| &part.gone);
            let gone = gone.filter(|(path, _)| table_of(path) == Some(table.name)).flat_map(|(_, gone)| gone);
            DeletePolicy::Gone(gone.map(|ems_ref| stored.fingerprint(Some(ems_ref))).collect())
        }
        Some((owner, _)) => {
            let ports = inventory.ports.iter().flatten();
            let ids = ports.filter_map(|port| stored.id(owner, &port.id));
            DeletePolicy::OfOwners(ids.map(|id| stored.id_fingerprint(id)).collect())
        }
    }
}

/// The comparisons of the join tables whose rows come of columns of `joined`, with the places of the columns.
fn joins<'s>(
    joined: &Table,
    inventory: &Inventory,
    stored: &'s Stored,
    unlisted: Unlisted,
) -> Vec<(usize, Comparison<'s>)> {
    let join = |(index, column): (usize, &Column)| match column.storage {
        Storage::Join(name, _) => {
            let policy = |table| delete_policy(table, inventory, stored, unlisted);
            table(name).map(|table| (index, Comparison::new(table, stored, policy(table))))
        }
        _ => None,
    };
    joined.columns.iter().enumerate().filter_map(join).collect()
}

#[cfg(test)]
mod tests;
