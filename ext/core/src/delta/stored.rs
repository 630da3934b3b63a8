//! The stored rows, as fingerprints: what was read of 100,000 rows takes some ten megabytes, whatever their texts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hasher};

use foldhash::quality::RandomState;

use super::columns::{columns, key, tables};
use super::records::{Field, each_record};

/// The engine's vNICs, which are stored as well.
pub const VNICS: &str = "vnics";

/// What a vNIC's port is plugged into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// The VM of that id.
    Vm(i64),
    /// The vNIC itself, a guest device of that id: it has no VM.
    GuestDevice(i64),
}

/// What is stored. A cell is a keyed fingerprint of 64 bits with a key of its own each time: that two texts of a column
/// look alike is as likely as a broken bit, and no two refreshes in a row could miss it.
#[derive(Debug)]
pub struct Stored {
    tables: HashMap<&'static str, Rows>,
    /// By fingerprint of oVirt's id, with the guest device's id.
    vnics: HashMap<u64, (i64, Device), RandomState>,
    hasher: RandomState,
}

/// The stored rows of one table.
#[derive(Debug, Default)]
pub(super) struct Rows {
    ids: Vec<i64>,
    /// Fingerprints of all cells, row after row.
    cells: Vec<u64>,
    /// Place of the row with that key.
    places: HashMap<u64, u32, RandomState>,
    /// Rows whose key an older row has.
    doubled: Vec<i64>,
}

impl Rows {
    pub(super) fn ids(&self) -> &[i64] {
        &self.ids
    }

    pub(super) fn doubled(&self) -> &[i64] {
        &self.doubled
    }

    pub(super) fn place(&self, key: u64) -> Option<usize> {
        self.places.get(&key).map(|place| *place as usize)
    }

    pub(super) fn cells(&self, place: usize) -> &[u64] {
        let width = self.cells.len() / self.ids.len();
        &self.cells[place * width..][..width]
    }

    /// The oldest row of a key is kept, as inventory_refresh does.
    fn add(&mut self, id: i64, key: u64, cells: &[u64]) {
        match self.places.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(self.ids.len() as u32);
                self.ids.push(id);
                self.cells.extend_from_slice(cells);
            }
            Entry::Occupied(place) => {
                let place = *place.get() as usize;
                let kept = &mut self.ids[place];
                self.doubled.push(id.max(*kept));
                if id < *kept {
                    *kept = id;
                    self.cells[place * cells.len()..][..cells.len()].copy_from_slice(cells);
                }
            }
        }
    }
}

impl Default for Stored {
    fn default() -> Self {
        let tables = tables().map(|table| (table, Rows::default())).collect();
        Self { tables, vnics: HashMap::default(), hasher: RandomState::default() }
    }
}

impl Stored {
    /// Adds rows of `table`, records with `id` and the table's [`columns`]; or [`VNICS`], records with oVirt's id, the guest
    /// device's and the VM's or null. Of rows with the same key the oldest counts, of vNICs the youngest.
    ///
    /// # Errors
    /// Words for a table or a record that is not as it should be.
    pub fn add(&mut self, table: &str, records: &[u8]) -> Result<(), String> {
        if table == VNICS {
            return self.add_vnics(records);
        }
        let rows = self.tables.get_mut(table).ok_or_else(|| format!("no refresh writes a table {table}"))?;
        let columns = columns(table).unwrap_or_default();
        let key = key(&columns);
        let mut cells = Vec::with_capacity(columns.len());
        each_record(records, |fields| {
            let Some((Field::Number(id), values)) = fields.split_first().filter(|_| fields.len() == columns.len() + 1)
            else {
                return Err(format!("a record of {table} is not an id and {} columns", columns.len()));
            };
            cells.clear();
            cells.extend(values.iter().map(|value| fingerprint(&self.hasher, value)));
            rows.add(*id, hash_of(&self.hasher, cells[..key].iter().copied()), &cells);
            Ok(())
        })
    }

    fn add_vnics(&mut self, records: &[u8]) -> Result<(), String> {
        each_record(records, |fields| {
            let [Field::Text(vnic), Field::Number(id), vm @ (Field::Number(_) | Field::Null)] = fields else {
                return Err("a record of a vNIC is not a text and two ids".into());
            };
            let device = if let Field::Number(vm) = vm { Device::Vm(*vm) } else { Device::GuestDevice(*id) };
            let slot = self.vnics.entry(self.hasher.hash_one(vnic)).or_insert((*id, device));
            if *id >= slot.0 {
                *slot = (*id, device);
            }
            Ok(())
        })
    }

    pub(super) fn rows(&self, table: &str) -> Option<&Rows> {
        self.tables.get(table)
    }

    pub(super) fn device(&self, vnic: &str) -> Option<Device> {
        self.vnics.get(&self.hasher.hash_one(vnic.as_bytes())).map(|(_, device)| *device)
    }

    /// The id of the row of `table` with that `ems_ref`.
    pub(super) fn id(&self, table: &str, ems_ref: &str) -> Option<i64> {
        let rows = self.rows(table)?;
        let place = rows.place(self.key(std::iter::once(self.fingerprint(Some(ems_ref)))))?;
        rows.ids.get(place).copied()
    }

    pub(super) fn fingerprint(&self, text: Option<&str>) -> u64 {
        self.hasher.hash_one(text.map(str::as_bytes))
    }

    pub(super) fn key(&self, cells: impl Iterator<Item = u64>) -> u64 {
        hash_of(&self.hasher, cells)
    }
}

/// That of the text that PostgreSQL would give.
fn fingerprint(hasher: &RandomState, field: &Field<'_>) -> u64 {
    match field {
        Field::Null => hasher.hash_one(None::<&[u8]>),
        Field::Flag(flag) => hasher.hash_one(Some(if *flag { &b"t"[..] } else { b"f" })),
        Field::Number(number) => hasher.hash_one(Some(number.to_string().as_bytes())),
        Field::Text(text) => hasher.hash_one(Some(text)),
    }
}

fn hash_of(hasher: &RandomState, cells: impl Iterator<Item = u64>) -> u64 {
    let mut key = hasher.build_hasher();
    cells.for_each(|cell| key.write_u64(cell));
    key.finish()
}

#[cfg(test)]
mod tests {
    use super::super::GROUPS;
    use super::super::records::tests::record;
    use super::*;

    fn numbers(rows: &[[i64; 3]]) -> Vec<u8> {
        rows.iter().flat_map(|row| record(&row.map(Field::Number))).collect()
    }

    #[test]
    fn keeps_the_oldest_row_of_a_key_and_the_youngest_vnic() {
        let mut stored = Stored::default();
        stored.add(GROUPS, &numbers(&[[7, 1, 2], [5, 1, 2], [9, 1, 2], [8, 1, 3]])).unwrap();
        let rows = stored.rows(GROUPS).unwrap();
        assert_eq!((rows.ids(), rows.doubled()), (&[5, 8][..], &[7, 9][..]));
        let vnic = |id, vm| record(&[Field::Text(b"nic"), Field::Number(id), vm]);
        let records = [vnic(3, Field::Number(30)), vnic(4, Field::Null), vnic(2, Field::Number(20))].concat();
        stored.add(VNICS, &records).unwrap();
        assert_eq!(stored.device("nic"), Some(Device::GuestDevice(4)));
    }

    #[test]
    fn refuses_what_is_no_stored_row() {
        let pair = record(&[Field::Number(1), Field::Number(2)]);
        let text = record(&[Field::Text(b"1"), Field::Number(2), Field::Number(3)]);
        for (table, records) in [("vms", &pair), (GROUPS, &pair), (GROUPS, &text), (VNICS, &pair)] {
            Stored::default().add(table, records).unwrap_err();
        }
    }
}
