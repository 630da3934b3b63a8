//! The stored rows of one table, as fingerprints.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use foldhash::quality::RandomState;
use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{SecurityGroup, Subnet};

use crate::rows::{InTable, Table};

/// Tables whose `ems_ref`s are needed as texts. They are small.
pub(super) const NAMED: [&str; 3] = [Tenant::TABLE, Subnet::TABLE, SecurityGroup::TABLE];

/// The stored rows of one table.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) columns: Vec<&'static str>,
    pub(super) key: usize,
    ids: Vec<i64>,
    /// Fingerprints of all cells, row after row.
    cells: Vec<u64>,
    /// Place of the row with that key.
    places: HashMap<u64, u32, RandomState>,
    /// Rows whose key an older row has, with the key.
    doubled: Vec<(i64, u64)>,
    /// The `ems_ref`s of [`NAMED`] tables.
    pub(super) refs: Option<Vec<Box<str>>>,
    /// Fingerprints of `ids`, once somebody asks for them.
    pub(super) id_fingerprints: OnceLock<HashSet<u64, RandomState>>,
}

impl Rows {
    pub(super) fn new(table: &'static Table) -> Self {
        Self {
            columns: table.stored.iter().map(|column| column.name.as_str()).collect(),
            key: table.key,
            ids: Vec::new(),
            cells: Vec::new(),
            places: HashMap::default(),
            doubled: Vec::new(),
            refs: NAMED.contains(&table.name).then(Vec::new),
            id_fingerprints: OnceLock::new(),
        }
    }

    pub(super) fn ids(&self) -> &[i64] {
        &self.ids
    }

    pub(super) fn doubled(&self) -> &[(i64, u64)] {
        &self.doubled
    }

    pub(super) fn place(&self, key: u64) -> Option<usize> {
        self.places.get(&key).map(|place| *place as usize)
    }

    pub(super) fn cells(&self, place: usize) -> &[u64] {
        let width = self.columns.len();
        &self.cells[place * width..][..width]
    }

    /// The cells of a column, with their places.
    pub(super) fn column(&self, name: &str) -> impl Iterator<Item = (usize, u64)> {
        let column = self.columns.iter().position(|column| *column == name);
        let places = 0..if column.is_some() { self.ids.len() } else { 0 };
        places.map(move |place| (place, self.cells(place)[column.unwrap_or_default()]))
    }

    /// The oldest row of a key is kept, as inventory_refresh does.
    pub(super) fn add(&mut self, id: i64, key: u64, cells: &[u64]) {
        match self.places.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(self.ids.len() as u32);
                self.ids.push(id);
                self.cells.extend_from_slice(cells);
            }
            Entry::Occupied(place) => {
                let place = *place.get() as usize;
                let kept = &mut self.ids[place];
                self.doubled.push((id.max(*kept), key));
                if id < *kept {
                    *kept = id;
                    self.cells[place * cells.len()..][..cells.len()].copy_from_slice(cells);
                }
            }
        }
    }
}
