//! The rows of an inventory: all of them, how many there are, and which stored rows they are to be compared with.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::BuildHasher;

use ovirt_net_provider::Inventory;

use super::cell::{Cell, Row};
use super::context::Context;
use super::names::VNICS;
use super::table::Table;
use super::tables::{each_table, table_of, tables};

/// The rows of one table.
#[derive(Debug)]
pub struct TableRows<'a> {
    /// The table; its columns have the names.
    pub table: &'static Table,
    /// The rows, each with one cell per column, in the provider's order.
    pub rows: Vec<Row<'a>>,
}

/// All rows of an inventory.
#[derive(Debug)]
pub struct Rows<'a> {
    /// In an order in which each table comes after those it refers to, but for ports and subnets of routers.
    pub tables: Vec<TableRows<'a>>,
    /// What the log should say about the rows, a sentence each.
    pub notes: Vec<String>,
}

impl<'a> Rows<'a> {
    /// The rows of `inventory`. The tables of lists that were not read are absent; a reference into one of them is
    /// [`Cell::Keep`].
    pub fn new(inventory: &'a Inventory) -> Self {
        Self::of(inventory, None)
    }

    /// As [`Rows::new`], of the table `only` alone where one is named.
    pub fn of(inventory: &'a Inventory, only: Option<&str>) -> Self {
        let mut tables = Vec::new();
        let mut context = Context::new(inventory, None);
        each_table(&mut context, |table, rows| {
            if only.is_some_and(|only| only != table.name) {
                return;
            }
            tables.push(TableRows { table, rows: rows.filter(|row| is_known(table, row)).collect() });
        });
        let mut notes: Vec<String> = tables.iter_mut().filter_map(without_duplicates).collect();
        notes.extend(context.notes());
        Self { tables, notes }
    }

    /// The table of that name; `None` where it was not read.
    pub fn table(&self, name: &str) -> Option<&TableRows<'a>> {
        self.tables.iter().find(|rows| rows.table.name == name)
    }
}

/// What there is of an inventory's rows, none of which is kept.
#[derive(Debug)]
pub struct Summary {
    /// Of the tables that were read, how many rows they have.
    pub counts: Vec<(&'static str, usize)>,
    /// As [`Rows::notes`].
    pub notes: Vec<String>,
}

impl Summary {
    /// That of `inventory`.
    pub fn new(inventory: &Inventory) -> Self {
        let mut counts = Vec::new();
        let mut notes = Vec::new();
        let mut context = Context::new(inventory, None);
        each_table(&mut context, |table, rows| {
            let mut seen = Seen::default();
            let mut found = 0;
            for row in rows.filter(|row| is_known(table, row)) {
                found += 1;
                seen.insert(table, &row);
            }
            notes.extend(duplicates_note(table.name, found - seen.keys.len()));
            counts.push((table.name, seen.keys.len()));
        });
        notes.extend(context.notes());
        Self { counts, notes }
    }
}

/// The names of the tables that were read, each after those it refers to.
pub fn read_tables(inventory: &Inventory) -> Vec<&'static str> {
    let mut names = Vec::new();
    each_table(&mut Context::new(inventory, None), |table, _| names.push(table.name));
    names
}

/// Whether more is told of the row than that what is stored of it stays.
fn is_known(table: &Table, row: &Row<'_>) -> bool {
    table.owner.is_none() || !row.contains(&Cell::Keep)
}

/// The keys of a table's rows.
#[derive(Default)]
struct Seen {
    keys: HashSet<u64, foldhash::quality::RandomState>,
    hasher: foldhash::quality::RandomState,
}

impl Seen {
    /// Whether no row before had the key.
    fn insert(&mut self, table: &Table, row: &Row<'_>) -> bool {
        let key = if table.owner.is_some() { table.columns.len() } else { 1 };
        self.keys.insert(self.hasher.hash_one(format!("{:?}", &row[..key])))
    }
}

/// By table, and of [`VNICS`], the ids that a part of an inventory has, refers to or says are gone: it is to be compared with
/// their stored rows; `None` for a table that all rows are needed of, such as one whose list was read as a whole. Nothing where
/// every list was: that is to be compared with all that is stored.
pub fn refs(inventory: &Inventory) -> Option<BTreeMap<&'static str, Option<BTreeSet<String>>>> {
    let gone = inventory.part.as_ref().map(|part| &part.gone);
    let mut context = Context::recording(inventory);
    let mut refs: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::from([(VNICS, BTreeSet::new())]);
    refs.extend(tables().iter().filter(|table| table.owner.is_none()).map(|table| (table.name, BTreeSet::new())));
    refs.extend(gone.into_iter().flatten().filter_map(|(path, gone)| Some((table_of(path)?, gone.clone()))));
    let mut needs_all = BTreeSet::new();
    each_table(&mut context, |table, rows| {
        if gone.is_none() {
            needs_all.insert(table.name);
        }
        for row in rows {
            if let (None, Some(Cell::Text(id))) = (table.owner, row.first()) {
                refs.entry(table.name).or_default().insert(id.clone().into_owned());
            }
            let vnics = row.iter().filter_map(|cell| if let Cell::Vnic(id) = cell { Some(id.as_ref()) } else { None });
            refs.entry(VNICS).or_default().extend(vnics.map(str::to_owned));
        }
    });
    if refs.keys().all(|table| *table == VNICS || needs_all.contains(table)) {
        return None;
    }
    needs_all.extend(context.needs_all());
    for (table, ids) in context.asked() {
        refs.entry(table).or_default().extend(ids);
    }
    let all = |(table, ids)| (table, (!needs_all.contains(&table)).then_some(ids));
    Some(refs.into_iter().map(all).collect())
}

/// What the log says of `gone` objects that a list had twice.
pub(crate) fn duplicates_note(table: &str, gone: usize) -> Option<String> {
    (gone > 0).then(|| format!("{table}: the provider lists {gone} objects twice; the first of each is kept"))
}

/// Keeps the first of several rows with the same key, and says how many went.
fn without_duplicates(table: &mut TableRows<'_>) -> Option<String> {
    let before = table.rows.len();
    let mut seen = Seen::default();
    table.rows.retain(|row| seen.insert(table.table, row));
    duplicates_note(table.table.name, before - table.rows.len())
}
