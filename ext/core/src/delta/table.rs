//! The rows of one table, wanted against stored.

use std::collections::{BTreeMap, HashSet};

use foldhash::quality::RandomState;

use super::columns::{Column, columns, key};
use super::stored::{Rows, Stored};
use super::wanted::Value;
use super::writes::{Batches, Writes};

/// One table's comparison: it is told every wanted row, and gives what to write.
#[derive(Debug)]
pub(super) struct Comparison<'s> {
    table: &'static str,
    columns: Vec<Column>,
    key: usize,
    stored: &'s Stored,
    rows: Option<&'s Rows>,
    /// Which stored rows are wanted, by place.
    found: Vec<bool>,
    wanted: HashSet<u64, RandomState>,
    duplicates: usize,
    inserts: Batches,
    /// New rows that refer to rows of this table which are new themselves and come later.
    waiting: Vec<Vec<Option<String>>>,
    /// By the changed columns, a bit each.
    updates: BTreeMap<u32, Batches>,
    fingerprints: Vec<Option<u64>>,
}

impl<'s> Comparison<'s> {
    pub(super) fn new(table: &'static str, stored: &'s Stored) -> Self {
        let columns = columns(table).unwrap_or_default();
        let rows = stored.rows(table);
        Self {
            table,
            key: key(&columns),
            columns,
            stored,
            rows,
            found: vec![false; rows.map_or(0, |rows| rows.ids().len())],
            wanted: HashSet::default(),
            duplicates: 0,
            inserts: Batches::default(),
            waiting: Vec::new(),
            updates: BTreeMap::new(),
            fingerprints: Vec::new(),
        }
    }

    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many wanted rows had the key of one before them.
    pub(super) fn duplicates(&self) -> usize {
        self.duplicates
    }

    /// Takes a wanted row, with a value for each column.
    pub(super) fn want(&mut self, values: &[Value<'_>]) {
        let texts = values[..self.key].iter().map(|value| self.stored.fingerprint(value.as_text()));
        if !self.wanted.insert(self.stored.key(texts)) {
            self.duplicates += 1;
            return;
        }
        let mut fingerprints = std::mem::take(&mut self.fingerprints);
        fingerprints.clear();
        fingerprints.extend(values.iter().zip(&self.columns).map(|(value, column)| self.fingerprint(value, *column)));
        self.fingerprints = fingerprints;
        match self.place() {
            Some((rows, place)) => self.compare(rows, place, values),
            None => self.insert(values),
        }
    }

    /// The fingerprint that the stored cell has if it is as wanted; `None` for a reference to a row that is not stored.
    fn fingerprint(&self, value: &Value<'_>, column: Column) -> Option<u64> {
        match (value, column.to) {
            (Value::Reference(ems_ref), Some(to)) => {
                let id = self.stored.id(to, ems_ref)?;
                Some(self.stored.fingerprint(Some(&id.to_string())))
            }
            _ => Some(self.stored.fingerprint(value.as_text())),
        }
    }

    fn place(&self) -> Option<(&'s Rows, usize)> {
        let key = &self.fingerprints[..self.key];
        let rows = self.rows.filter(|_| key.iter().all(Option::is_some))?;
        rows.place(self.stored.key(key.iter().flatten().copied())).map(|place| (rows, place))
    }

    fn compare(&mut self, rows: &Rows, place: usize, values: &[Value<'_>]) {
        self.found[place] = true;
        let cells = rows.cells(place);
        let mut changed = 0_u32;
        for (index, cell) in cells.iter().enumerate() {
            if self.fingerprints[index] != Some(*cell) {
                changed |= self.unit(index);
            }
        }
        if changed != 0 {
            let id = rows.ids()[place].to_string();
            let changes = values.iter().enumerate().filter(|(index, _)| changed & (1 << index) != 0);
            let row = std::iter::once(Some(id.as_str())).chain(changes.map(|(_, value)| value.as_text()));
            self.updates.entry(changed).or_default().push(row);
        }
    }

    /// The columns that are written when one of them changes: an id means nothing without its type.
    fn unit(&self, index: usize) -> u32 {
        match self.columns[index].name {
            "device_id" => 0b11 << index,
            "device_type" => 0b11 << (index - 1),
            _ => 1 << index,
        }
    }

    fn insert(&mut self, values: &[Value<'_>]) {
        let waits = values
            .iter()
            .zip(&self.columns)
            .zip(&self.fingerprints)
            .any(|((_, column), fingerprint)| column.to == Some(self.table) && fingerprint.is_none());
        if waits {
            self.waiting.push(values.iter().map(|value| value.as_text().map(str::to_owned)).collect());
        } else {
            self.inserts.push(values.iter().map(Value::as_text));
        }
    }

    /// Rows go after the new rows they refer to, each generation in a batch of its own; what is left are circles.
    fn insert_waiting(&mut self) {
        let Some(own) = self.columns.iter().position(|column| column.to == Some(self.table)) else {
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

    pub(super) fn finish(mut self) -> Writes {
        self.insert_waiting();
        let names = |bits: u32| {
            let changed = self.columns.iter().enumerate().filter(move |(index, _)| bits & (1 << index) != 0);
            changed.map(|(_, column)| column.name).collect()
        };
        let updates = self.updates.into_iter().map(|(bits, batches)| (names(bits), batches.finish())).collect();
        let unwanted = self.found.iter().zip(self.rows.map_or(&[][..], Rows::ids)).filter(|(found, _)| !**found);
        let mut deletes: Vec<i64> = unwanted.map(|(_, id)| *id).collect();
        deletes.extend(self.rows.map_or(&[][..], Rows::doubled));
        deletes.sort_unstable();
        Writes {
            table: self.table,
            wanted: self.wanted.len(),
            inserts: self.inserts.finish(),
            updates,
            deletes,
            columns: self.columns,
        }
    }
}
