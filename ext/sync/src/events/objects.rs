//! Which objects a delta changes, as events count them: addresses and links to groups are part of their port.

use std::collections::BTreeSet;

use super::columns::tells;
use super::event::Kind;
use crate::delta::{Batch, Delta, Writes};

/// The objects of a table that a delta changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objects {
    /// The table.
    pub table: &'static str,
    /// How many are new.
    pub created: usize,
    /// Ids of the stored rows that change in what is told of them.
    pub updated: BTreeSet<i64>,
    /// Ids of the stored rows that go.
    pub deleted: BTreeSet<i64>,
}

impl Objects {
    /// The objects of each table of objects that a delta changes, without those whose changes no event tells.
    pub fn of(delta: &Delta) -> Vec<Self> {
        let tables = delta.tables.iter().filter(|writes| writes.table.owner.is_none());
        tables.map(|writes| Self::of_table(writes, delta)).filter(|objects| objects.total() > 0).collect()
    }

    fn of_table(writes: &Writes, delta: &Delta) -> Self {
        let table = writes.table.name;
        let deleted: BTreeSet<i64> = writes.deletes.iter().copied().collect();
        let mut updated = BTreeSet::new();
        for (columns, batches) in &writes.updates {
            if columns.iter().any(|column| tells(table, column)) {
                updated.extend(batches.iter().flat_map(ids));
            }
        }
        let links = delta.tables.iter().filter(|links| links.table.owner.is_some_and(|(owner, _)| owner == table));
        updated.extend(links.flat_map(|links| &links.owners).filter(|id| !deleted.contains(id)));
        Self { table, created: writes.inserted(), updated, deleted }
    }

    /// How many of a kind.
    pub fn number(&self, kind: Kind) -> usize {
        match kind {
            Kind::Created => self.created,
            Kind::Updated => self.updated.len(),
            Kind::Deleted => self.deleted.len(),
        }
    }

    /// How many.
    pub fn total(&self) -> usize {
        self.created + self.updated.len() + self.deleted.len()
    }
}

/// The ids of the rows of an update, its first column.
fn ids(batch: &Batch) -> impl Iterator<Item = i64> {
    let ids = batch.arrays.first().map_or("", String::as_str);
    ids.split(|character: char| !character.is_ascii_digit() && character != '-').filter_map(|id| id.parse().ok())
}
