//! The stored rows, as fingerprints: what was read of 100,000 rows takes some ten megabytes, whatever their texts.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

use foldhash::quality::RandomState;
use ovirt_net_provider::wire::network::{Network, Subnet};

use super::records::{Field, each_record};
use super::stored_table::Rows;
use crate::rows::{InTable, Lookup, Table, VNICS, tables};

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
    /// By fingerprint of the network's id, the place of the only subnet.
    only_subnets: OnceLock<HashMap<u64, Option<usize>, RandomState>>,
}

impl Default for Stored {
    fn default() -> Self {
        Self::new(tables())
    }
}

impl Stored {
    pub(super) fn new(tables: &'static [Table]) -> Self {
        Self {
            tables: tables.iter().map(|table| (table.name, Rows::new(table))).collect(),
            vnics: HashMap::default(),
            hasher: RandomState::default(),
            only_subnets: OnceLock::new(),
        }
    }

    /// Adds rows of `table`, records with `id` and the table's stored columns; or [`VNICS`], records with oVirt's id, the
    /// guest device's and the VM's or null. Of rows with the same key the oldest counts, of vNICs the youngest.
    ///
    /// # Errors
    /// Words for a table or a record that is not as it should be.
    pub fn add(&mut self, table: &str, records: &[u8]) -> Result<(), String> {
        if table == VNICS {
            return self.add_vnics(records);
        }
        let rows = self.tables.get_mut(table).ok_or_else(|| format!("no refresh writes a table {table}"))?;
        let width = rows.columns.len();
        let mut cells = Vec::with_capacity(width);
        let columns = rows.columns.clone();
        each_record(records, &columns, |fields| {
            let Some((Field::Number(id), values)) = fields.split_first().filter(|_| fields.len() == width + 1) else {
                return Err(format!("a record is not an id and {width} columns"));
            };
            cells.clear();
            cells.extend(values.iter().map(|value| fingerprint(&self.hasher, value)));
            let before = rows.ids().len();
            rows.add(*id, hash_of(&self.hasher, cells[..rows.key].iter().copied()), &cells);
            let is_new = rows.ids().len() > before;
            if let (Some(refs), true, Some(value)) = (&mut rows.refs, is_new, values.first()) {
                refs.push(value.to_text().into());
            }
            Ok(())
        })
        .map_err(|problem| format!("{table}: {problem}"))
    }

    fn add_vnics(&mut self, records: &[u8]) -> Result<(), String> {
        each_record(records, &[], |fields| {
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
        self.find(table, ems_ref).and_then(|(rows, place)| rows.ids().get(place)).copied()
    }

    /// Whether a stored cell, which holds a row's id, leads to a row of `table` that is not there.
    pub(super) fn dangles(&self, table: &str, cell: u64) -> bool {
        cell != self.fingerprint(None)
            && self.rows(table).is_some_and(|rows| {
                let ids = || rows.ids().iter().map(|id| self.id_fingerprint(*id)).collect();
                !rows.id_fingerprints.get_or_init(ids).contains(&cell)
            })
    }

    fn find(&self, table: &str, ems_ref: &str) -> Option<(&Rows, usize)> {
        let rows = self.rows(table)?;
        rows.place(self.key(std::iter::once(self.fingerprint(Some(ems_ref))))).map(|place| (rows, place))
    }

    pub(super) fn fingerprint(&self, text: Option<&str>) -> u64 {
        self.hasher.hash_one(text.map(str::as_bytes))
    }

    /// That of a column with a row's id.
    pub(super) fn id_fingerprint(&self, id: i64) -> u64 {
        fingerprint(&self.hasher, &Field::Number(id))
    }

    pub(super) fn key(&self, cells: impl Iterator<Item = u64>) -> u64 {
        hash_of(&self.hasher, cells)
    }
}

impl Lookup for Stored {
    fn has(&self, table: &str, ems_ref: &str) -> bool {
        self.id(table, ems_ref).is_some()
    }

    fn has_text(&self, table: &str, ems_ref: &str, column: &str, text: &str) -> bool {
        self.find(table, ems_ref).is_some_and(|(rows, place)| {
            let cell = rows.columns.iter().zip(rows.cells(place)).find(|(name, _)| **name == column);
            cell.is_some_and(|(_, cell)| *cell == self.fingerprint(Some(text)))
        })
    }

    fn only_ref(&self, table: &str) -> Option<&str> {
        match self.rows(table)?.refs.as_deref()? {
            [only] => Some(only),
            _ => None,
        }
    }

    fn ref_by_name(&self, table: &str, name: &str) -> Option<&str> {
        let (rows, name) = (self.rows(table)?, self.fingerprint(Some(name)));
        let (place, _) = rows.column("name").find(|(_, cell)| *cell == name)?;
        rows.refs.as_ref()?.get(place).map(AsRef::as_ref)
    }

    fn only_subnet_of(&self, network: &str) -> Option<&str> {
        let subnets = self.rows(Subnet::TABLE)?;
        let only = self.only_subnets.get_or_init(|| {
            let mut only = HashMap::default();
            for (place, network) in subnets.column("cloud_network_id") {
                only.entry(network).and_modify(|only| *only = None).or_insert(Some(place));
            }
            only
        });
        let network = self.id(Network::TABLE, network)?;
        let place = (*only.get(&self.id_fingerprint(network))?)?;
        subnets.refs.as_ref()?.get(place).map(AsRef::as_ref)
    }
}

/// That of the text that PostgreSQL would give.
fn fingerprint(hasher: &RandomState, field: &Field<'_>) -> u64 {
    match field {
        Field::Null => hasher.hash_one(None::<&[u8]>),
        Field::Flag(flag) => hasher.hash_one(Some(if *flag { &b"t"[..] } else { b"f" })),
        Field::Number(number) => hasher.hash_one(Some(Decimal::of(*number).as_bytes())),
        Field::Text(text) => hasher.hash_one(Some(text)),
    }
}

/// A number as text, of which there are too many to have memory for each.
struct Decimal {
    text: [u8; 20],
    start: usize,
}

impl Decimal {
    fn of(number: i64) -> Self {
        let mut decimal = Self { text: [0; 20], start: 20 };
        let mut rest = number.unsigned_abs();
        loop {
            decimal.push((rest % 10) as u8 + b'0');
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            decimal.push(b'-');
        }
        decimal
    }

    fn push(&mut self, character: u8) {
        self.start -= 1;
        self.text[self.start] = character;
    }

    fn as_bytes(&self) -> &[u8] {
        &self.text[self.start..]
    }
}

fn hash_of(hasher: &RandomState, cells: impl Iterator<Item = u64>) -> u64 {
    let mut key = hasher.build_hasher();
    cells.for_each(|cell| key.write_u64(cell));
    key.finish()
}

#[cfg(test)]
mod tests {
    use super::super::records::tests::record;
    use super::*;
    use crate::rows::GROUPS;

    fn numbers(rows: &[[i64; 3]]) -> Vec<u8> {
        rows.iter().flat_map(|row| record(&row.map(Field::Number))).collect()
    }

    #[test]
    fn keeps_the_oldest_row_of_a_key_and_the_youngest_vnic() {
        let mut stored = Stored::default();
        stored.add(GROUPS, &numbers(&[[7, 1, 2], [5, 1, 2], [9, 1, 2], [8, 1, 3]])).unwrap();
        let rows = stored.rows(GROUPS).unwrap();
        let doubled: Vec<i64> = rows.doubled().iter().map(|(id, _)| *id).collect();
        assert_eq!((rows.ids(), &doubled[..]), (&[5, 8][..], &[7, 9][..]));
        let vnic = |id, vm| record(&[Field::Text(b"nic"), Field::Number(id), vm]);
        let records = [vnic(3, Field::Number(30)), vnic(4, Field::Null), vnic(2, Field::Number(20))].concat();
        stored.add(VNICS, &records).unwrap();
        assert_eq!(stored.device("nic"), Some(Device::GuestDevice(4)));
    }

    #[test]
    fn writes_numbers_as_postgresql_does() {
        for number in [0, 7, -7, 10, 1_000_000_000_042, i64::MAX, i64::MIN] {
            assert_eq!(Decimal::of(number).as_bytes(), number.to_string().as_bytes());
        }
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
