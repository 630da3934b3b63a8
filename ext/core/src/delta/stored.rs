//! The stored rows, as fingerprints: what was read of 100,000 rows takes some ten megabytes, whatever their texts.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

use super::columns::{columns, key, tables};

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
    vnics: HashMap<u64, (i64, Device)>,
    hasher: RandomState,
}

/// The stored rows of one table.
#[derive(Debug, Default)]
pub(super) struct Rows {
    ids: Vec<i64>,
    /// Fingerprints of all cells, row after row.
    cells: Vec<u64>,
    /// Place of the row with that key.
    places: HashMap<u64, u32>,
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
        Self { tables, vnics: HashMap::new(), hasher: RandomState::new() }
    }
}

impl Stored {
    /// Adds rows of `table`: PostgreSQL's texts of records with `id` and the table's [`columns`], one after the other.
    ///
    /// # Errors
    /// Words for a table or a record that is not as it should be.
    pub fn add(&mut self, table: &str, records: &str) -> Result<(), String> {
        let rows = self.tables.get_mut(table).ok_or_else(|| format!("no refresh writes a table {table}"))?;
        let columns = columns(table).unwrap_or_default();
        let key = key(&columns);
        let mut cells = Vec::with_capacity(columns.len());
        each_record(records, |fields| {
            let (id, values) = fields.split_first().ok_or("a record without columns")?;
            if values.len() != columns.len() {
                return Err(format!("{} columns of {table} where {} are due", values.len(), columns.len()));
            }
            cells.clear();
            cells.extend(values.iter().map(|value| self.hasher.hash_one(value.as_deref())));
            rows.add(number(id)?, self.hasher.hash_one(&cells[..key]), &cells);
            Ok(())
        })
    }

    /// Adds vNICs: records with oVirt's id, the guest device's and the VM's (or null). The youngest of an id counts.
    ///
    /// # Errors
    /// Words for a record that is not as it should be.
    pub fn add_vnics(&mut self, records: &str) -> Result<(), String> {
        each_record(records, |fields| {
            let [vnic, id, vm] = fields else {
                return Err(format!("{} columns of a vNIC where 3 are due", fields.len()));
            };
            let id = number(id)?;
            let device = if vm.is_some() { Device::Vm(number(vm)?) } else { Device::GuestDevice(id) };
            let slot = self.vnics.entry(self.fingerprint(vnic.as_deref())).or_insert((id, device));
            if id >= slot.0 {
                *slot = (id, device);
            }
            Ok(())
        })
    }

    pub(super) fn rows(&self, table: &str) -> Option<&Rows> {
        self.tables.get(table)
    }

    pub(super) fn device(&self, vnic: &str) -> Option<Device> {
        self.vnics.get(&self.fingerprint(Some(vnic))).map(|(_, device)| *device)
    }

    /// The id of the row of `table` with that `ems_ref`.
    pub(super) fn id(&self, table: &str, ems_ref: &str) -> Option<i64> {
        let rows = self.rows(table)?;
        let place = rows.place(self.key(&[self.fingerprint(Some(ems_ref))]))?;
        rows.ids.get(place).copied()
    }

    pub(super) fn fingerprint(&self, text: Option<&str>) -> u64 {
        self.hasher.hash_one(text)
    }

    pub(super) fn key(&self, cells: &[u64]) -> u64 {
        self.hasher.hash_one(cells)
    }
}

fn number(field: &Option<Cow<'_, str>>) -> Result<i64, String> {
    let text = field.as_deref().unwrap_or_default();
    text.parse().map_err(|_| format!("an id that is no number: {text:?}"))
}

/// Reads `(1,plain,,"quoted ""text""")(2,…)`: nothing between commas is null, quotes and backslashes are doubled.
fn each_record<'t>(
    mut text: &'t str,
    mut record: impl FnMut(&[Option<Cow<'t, str>>]) -> Result<(), String>,
) -> Result<(), String> {
    let broken = |text: &str| format!("a record breaks off at {:?}", text.chars().take(40).collect::<String>());
    let mut fields = Vec::new();
    while !text.is_empty() {
        text = text.strip_prefix('(').ok_or_else(|| broken(text))?;
        fields.clear();
        loop {
            let (field, rest) = field(text).ok_or_else(|| broken(text))?;
            fields.push(field);
            let more = rest.starts_with(',');
            text = rest.get(1..).ok_or_else(|| broken(rest))?;
            if !more {
                break;
            }
        }
        record(&fields)?;
    }
    Ok(())
}

/// The next field, and the text from the comma or parenthesis after it.
fn field(text: &str) -> Option<(Option<Cow<'_, str>>, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ')'])?;
        return Some(((end > 0).then(|| Cow::Borrowed(&text[..end])), &text[end..]));
    };
    let mut end = 0;
    let mut value = String::new();
    loop {
        let run = quoted[end..].find(['"', '\\'])?;
        let special = end + run;
        value.push_str(&quoted[end..special]);
        let mark = quoted[special..].chars().next()?;
        if !quoted[special + 1..].starts_with(mark) {
            return (mark == '"').then(|| (Some(Cow::Owned(value)), &quoted[special + 1..]));
        }
        value.push(mark);
        end = special + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_records_as_postgresql_writes_them() {
        let mut read = Vec::new();
        each_record(r#"(1,plain,,"")(2,"a ""b"" \\ (c), d",t,"é "#, |_| Ok(())).unwrap_err();
        each_record("(1,plain,,\"\")(2,\"a \"\"b\"\" \\\\ (c), d\",t,\"\né \")", |fields| {
            read.push(fields.iter().map(|field| field.as_deref().map(str::to_owned)).collect::<Vec<_>>());
            Ok(())
        })
        .unwrap();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(read[0], [text("1"), text("plain"), None, text("")]);
        assert_eq!(read[1], [text("2"), text("a \"b\" \\ (c), d"), text("t"), text("\né ")]);
    }

    #[test]
    fn keeps_the_oldest_row_of_a_key_and_the_youngest_vnic() {
        let mut stored = Stored::default();
        stored.add(super::super::GROUPS, "(7,1,2)(5,1,2)(9,1,2)(8,1,3)").unwrap();
        let rows = stored.rows(super::super::GROUPS).unwrap();
        assert_eq!((rows.ids(), rows.doubled()), (&[5, 8][..], &[7, 9][..]));
        stored.add_vnics("(nic,3,30)(nic,4,)(nic,2,20)").unwrap();
        assert_eq!(stored.device("nic"), Some(Device::GuestDevice(4)));
    }

    #[test]
    fn refuses_what_is_no_stored_row() {
        let mut stored = Stored::default();
        for (table, records) in [("vms", "(1)"), (super::super::GROUPS, "(1,2)"), (super::super::GROUPS, "(x,2,3)")] {
            stored.add(table, records).unwrap_err();
        }
    }
}
