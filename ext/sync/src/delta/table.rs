//! Comparing the rows of one table: inventory and database.

use std::collections::{BTreeMap, HashSet};

use foldhash::quality::RandomState;

use super::desired::Value;
use super::stored::Stored;
use super::stored_table::Rows;
use super::writes::{Batches, Writes};
use crate::rows::{Cell, Column, Storage, Table};

/// Which stored rows go because they are not desired.
#[derive(Debug)]
pub(super) enum DeletePolicy {
    /// All.
    All,
    /// Those with these `ems_ref`s, by fingerprint.
    Gone(HashSet<u64, RandomState>),
    /// Of a join table, those of the owners (see [`Table::owner`]) with these ids, by fingerprint.
    OfOwners(HashSet<u64, RandomState>),
}

/// One table's comparison: it is told every desired row, and gives what to write.
#[derive(Debug)]
pub(super) struct Comparison<'s> {
    table: &'static Table,
    stored: &'s Stored,
    rows: Option<&'s Rows>,
    policy: DeletePolicy,
    /// Fingerprints of the ids of the owners whose rows are kept.
    kept: HashSet<u64, RandomState>,
    /// Which stored rows are desired, by place.
    found: Vec<bool>,
    /// Keys of the desired rows that are not stored.
    missing: HashSet<u64, RandomState>,
    duplicates: usize,
    inserts: Batches,
    /// New rows that refer to rows of this table which are new themselves and come later.
    waiting: Vec<Vec<Option<String>>>,
    /// By the stored columns that changed.
    updates: BTreeMap<Vec<usize>, Batches>,
    /// Of a join table, fingerprints of the ids of the stored owners whose rows come or go.
    owners: HashSet<u64, RandomState>,
    fingerprints: Vec<Option<u64>>,
}

impl<'s> Comparison<'s> {
    pub(super) fn new(table: &'static Table, stored: &'s Stored, policy: DeletePolicy) -> Self {
        let rows = stored.rows(table.name);
        Self {
            table,
            stored,
            rows,
            policy,
            kept: HashSet::default(),
            found: vec![false; rows.map_or(0, |rows| rows.ids().len())],
            missing: HashSet::default(),
            duplicates: 0,
            inserts: Batches::default(),
            waiting: Vec::new(),
            updates: BTreeMap::new(),
            owners: HashSet::default(),
            fingerprints: Vec::new(),
        }
    }

    /// How many desired rows had the key of one before them.
    pub(super) fn duplicates(&self) -> usize {
        self.duplicates
    }

    /// Of a join table: leaves all rows of an owner alone.
    pub(super) fn keep(&mut self, owner: &Cell<'_>) {
        if let (Some((table, _)), Cell::Text(ems_ref)) = (self.table.owner, owner) {
            let id = self.stored.id(table, ems_ref);
            self.kept.extend(id.map(|id| self.stored.id_fingerprint(id)));
        }
    }

    /// Takes a desired row, with a value for each stored column.
    pub(super) fn want(&mut self, values: &[Value<'_>]) {
        let mut fingerprints = std::mem::take(&mut self.fingerprints);
        fingerprints.clear();
        let columns = values.iter().zip(&self.table.stored);
        fingerprints.extend(columns.map(|(value, column)| self.fingerprint(value, column.to)));
        self.fingerprints = fingerprints;
        match self.place() {
            Some((_, place)) if self.found[place] => self.duplicates += 1,
            Some((rows, place)) => self.compare(rows, place, values),
            None => {
                let texts = values[..self.table.key].iter().map(|value| self.stored.fingerprint(value.as_text()));
                if self.missing.insert(self.stored.key(texts)) {
                    self.insert(values);
                } else {
                    self.duplicates += 1;
                }
            }
        }
    }

    /// The fingerprint that the stored cell has if it is as desired; `None` for a reference to a row that is not stored.
    fn fingerprint(&self, value: &Value<'_>, to: Option<&str>) -> Option<u64> {
        match (value, to) {
            (Value::Reference(ems_ref), Some(to)) => {
                self.stored.id(to, ems_ref).map(|id| self.stored.id_fingerprint(id))
            }
            _ => Some(self.stored.fingerprint(value.as_text())),
        }
    }

    fn place(&self) -> Option<(&'s Rows, usize)> {
        let key = &self.fingerprints[..self.table.key];
        let rows = self.rows.filter(|_| key.iter().all(Option::is_some))?;
        rows.place(self.stored.key(key.iter().flatten().copied())).map(|place| (rows, place))
    }

    fn compare(&mut self, rows: &Rows, place: usize, values: &[Value<'_>]) {
        self.found[place] = true;
        let cells = rows.cells(place);
        let is_same = |index: usize| match &values[index] {
            Value::Keep => !self.dangles(index, cells[index]),
            _ => self.fingerprints[index] == Some(cells[index]),
        };
        if (0..cells.len()).all(is_same) {
            return;
        }
        // The stored columns of one column are written together: an id means nothing without its type.
        let mut changed: Vec<usize> = Vec::new();
        for column in &self.table.columns {
            if !column.stored.clone().all(is_same) {
                changed.extend(column.stored.clone());
            }
        }
        let id = rows.ids()[place].to_string();
        let row = std::iter::once(Some(id.as_str())).chain(changed.iter().map(|index| values[*index].as_text()));
        match self.updates.get_mut(&changed) {
            Some(batches) => batches.push(row),
            None => {
                let mut batches = Batches::default();
                batches.push(row);
                self.updates.insert(changed, batches);
            }
        }
    }

    /// Whether what is kept leads to a row that is gone, as rows do that were removed by hand. A part of an inventory knows
    /// too few of the stored rows to tell.
    fn dangles(&self, index: usize, cell: u64) -> bool {
        let is_reference = |column: &&Column| matches!(column.storage, Storage::Reference(_));
        let column = self.table.columns.iter().filter(is_reference).find(|column| column.stored.contains(&index));
        matches!(self.policy, DeletePolicy::All)
            && column.and_then(|column| column.to).is_some_and(|to| self.stored.dangles(to, cell))
    }

    fn insert(&mut self, values: &[Value<'_>]) {
        self.owners.extend(self.table.owner.and_then(|(_, column)| self.fingerprints[column]));
        let waits = self
            .table
            .stored
            .iter()
            .zip(&self.fingerprints)
            .any(|(column, fingerprint)| column.to == Some(self.table.name) && fingerprint.is_none());
        if waits {
            self.waiting.push(values.iter().map(|value| value.as_text().map(str::to_owned)).collect());
        } else {
            self.inserts.push(values.iter().map(Value::as_text));
        }
    }

    /// Rows go after the new rows they refer to, each generation in a batch of its own; what is left are circles.
    fn insert_waiting(&mut self) {
        let Some(own) = self.table.stored.iter().position(|column| column.to == Some(self.table.name)) else {
            return;
        };
        let mut waiting = std::mem::take(&mut self.waiting);
        while !waiting.is_empty() {
            let unborn: HashSet<Option<String>> = waiting.iter().map(|row| row[0].clone()).collect();
            let (mut late, mut ready): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|row| unborn.contains(&row[own]));
            if ready.is_empty() {
                std::mem::swap(&mut late, &mut ready);
            }
            self.inserts.close();
            ready.iter().for_each(|row| self.inserts.push(row.iter().map(Option::as_deref)));
            waiting = late;
        }
    }

    /// Ids of the stored rows that go, and how many of them go because the inventory does not have them.
    fn deletes(&mut self) -> (Vec<i64>, usize) {
        let Some(rows) = self.rows else {
            return (Vec::new(), 0);
        };
        let unwanted = (0..self.found.len()).filter(|place| !self.found[*place] && self.goes(rows.cells(*place)));
        let unwanted: Vec<usize> = unwanted.collect();
        if let Some((_, column)) = self.table.owner {
            self.owners.extend(unwanted.iter().map(|place| rows.cells(*place)[column]));
        }
        let vanished = unwanted.len();
        let mut deletes: Vec<i64> = unwanted.into_iter().map(|place| rows.ids()[place]).collect();
        let twins = rows.doubled().iter().filter(|(_, key)| match rows.place(*key) {
            Some(place) => self.found[place] || self.goes(rows.cells(place)),
            None => true,
        });
        deletes.extend(twins.map(|(id, _)| *id));
        deletes.sort_unstable();
        (deletes, vanished)
    }

    fn goes(&self, cells: &[u64]) -> bool {
        let owner = self.table.owner.map(|(_, column)| cells[column]);
        if owner.is_some_and(|owner| self.kept.contains(&owner)) {
            return false;
        }
        match &self.policy {
            DeletePolicy::All => true,
            DeletePolicy::Gone(gone) => gone.contains(&cells[0]),
            DeletePolicy::OfOwners(owners) => owner.is_some_and(|owner| owners.contains(&owner)),
        }
    }

    pub(super) fn finish(mut self) -> Writes {
        self.insert_waiting();
        let (deletes, vanished) = self.deletes();
        let owners = self.owners();
        let names = |changed: Vec<usize>| changed.iter().map(|index| self.table.stored[*index].name.as_str()).collect();
        let updates = self.updates.into_iter().map(|(changed, batches)| (names(changed), batches.finish())).collect();
        Writes {
            table: self.table,
            desired: self.missing.len() + self.found.iter().filter(|found| **found).count(),
            stored: self.rows.map_or(0, |rows| rows.ids().len()),
            vanished,
            inserts: self.inserts.finish(),
            updates,
            deletes,
            owners,
        }
    }

    /// Ids of the stored owners whose rows come or go.
    fn owners(&self) -> Vec<i64> {
        let rows = self.table.owner.filter(|_| !self.owners.is_empty()).and_then(|(table, _)| self.stored.rows(table));
        let ids = rows.map(Rows::ids).unwrap_or_default().iter().copied();
        ids.filter(|id| self.owners.contains(&self.stored.id_fingerprint(*id))).collect()
    }
}
