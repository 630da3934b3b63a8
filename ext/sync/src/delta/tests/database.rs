//! A toy database: it gives records and takes arrays as PostgreSQL does, and resolves references as the plugin's SQL does.

use std::collections::{BTreeMap, BTreeSet};

use ovirt_net_provider::Inventory;
use ovirt_net_provider::wire::network::Port;

use super::Vnic;
use super::random::Random;
use crate::delta::records::{Field, tests::record};
use crate::delta::{Batch, Delta, Stored};
use crate::rows::{StoredColumn as Column, Table, VNICS, refs, table, tables};

type Cells = Vec<Option<String>>;

#[derive(Clone, Default)]
pub(super) struct Database {
    rows: BTreeMap<&'static str, BTreeMap<i64, Cells>>,
    last_id: i64,
}

impl Database {
    pub(super) fn stored(&self, vnics: &[Vnic]) -> Stored {
        let mut stored = Stored::default();
        for (table, rows) in &self.rows {
            let records: Vec<u8> = rows.iter().rev().flat_map(|(id, cells)| row(*id, cells)).collect();
            stored.add(table, &records).unwrap();
        }
        let vnic = |(vnic, id, vm): &Vnic| {
            record(&[Field::Text(vnic.as_bytes()), Field::Number(*id), vm.map_or(Field::Null, Field::Number)])
        };
        stored.add(VNICS, &vnics.iter().flat_map(vnic).collect::<Vec<_>>()).unwrap();
        stored
    }

    pub(super) fn write(&mut self, delta: &Delta) {
        for writes in &delta.tables {
            for batch in &writes.inserts {
                let rows = self.resolved(&writes.table.stored, batch, 0);
                rows.into_iter().for_each(|cells| self.insert(writes.table.name, cells));
            }
            for (names, batches) in &writes.updates {
                let changed = |column: &&Column| names.contains(&column.name.as_str());
                let changed: Vec<Column> = writes.table.stored.iter().filter(changed).cloned().collect();
                for batch in batches {
                    let ids = elements(&batch.arrays[0]);
                    for (id, cells) in ids.into_iter().zip(self.resolved(&changed, batch, 1)) {
                        let id = id.unwrap().parse().unwrap();
                        let row = self.rows.get_mut(writes.table.name).unwrap().get_mut(&id).unwrap();
                        for (cell, column) in cells.into_iter().zip(&changed) {
                            let place = writes.table.stored.iter().position(|other| other == column).unwrap();
                            row[place] = cell;
                        }
                    }
                }
            }
        }
        for writes in delta.tables.iter().rev() {
            for id in &writes.deletes {
                self.rows.get_mut(writes.table.name).unwrap().remove(id).unwrap();
                self.leave(writes.table.name, *id);
            }
        }
    }

    /// What led to a row that is gone leads nowhere; what is nothing without it is gone as well.
    fn leave(&mut self, name: &str, id: i64) {
        let id = Some(id.to_string());
        for table in tables() {
            for (place, column) in table.stored.iter().enumerate().filter(|(_, column)| column.to == Some(name)) {
                let Some(rows) = self.rows.get_mut(table.name) else {
                    continue;
                };
                if table.owner.is_some() || column.name == "resource_id" {
                    rows.retain(|_, cells| cells[place] != id);
                } else if column.name != "device_id" {
                    rows.values_mut().filter(|cells| cells[place] == id).for_each(|cells| cells[place] = None);
                } else {
                    let of_router =
                        |cells: &&mut Cells| cells[place] == id && cells[place + 1].as_deref() == Some("NetworkRouter");
                    rows.values_mut().filter(of_router).for_each(|cells| cells[place..place + 2].fill(None));
                }
            }
        }
    }

    /// What the plugin reads of the stored rows for a part of an inventory.
    pub(super) fn stored_of(&self, part: &Inventory, vnics: &[Vnic]) -> Stored {
        let refs = refs(part).unwrap();
        let ports: BTreeSet<&str> = part.all::<Port>().iter().map(|port| port.id.as_str()).collect();
        let mut few = Self::default();
        for table in tables() {
            let is_read = |cells: &Cells| match table.owner {
                None => {
                    refs[table.name].as_ref().is_none_or(|ids| cells[0].as_ref().is_some_and(|id| ids.contains(id)))
                }
                Some((owner, place)) => {
                    let port = cells[place].as_ref().and_then(|id| self.rows[owner].get(&id.parse().unwrap()));
                    port.and_then(|port| port[0].as_deref()).is_some_and(|id| ports.contains(id))
                }
            };
            let rows = self.rows.get(table.name).into_iter().flatten().filter(|(_, cells)| is_read(cells));
            few.rows.insert(table.name, rows.map(|(id, cells)| (*id, cells.clone())).collect());
        }
        let is_asked = |(vnic, ..): &&Vnic| refs[VNICS].as_ref().is_none_or(|ids| ids.contains(*vnic));
        few.stored(&vnics.iter().filter(is_asked).copied().collect::<Vec<_>>())
    }

    /// The rows of a batch with ids for references.
    fn resolved(&self, columns: &[Column], batch: &Batch, skip: usize) -> Vec<Cells> {
        let arrays: Vec<Cells> = batch.arrays[skip..].iter().map(|array| elements(array)).collect();
        let kind = columns.iter().position(|column| column.name == "device_type");
        let row = |row: usize| {
            let is_router = kind.is_some_and(|kind| arrays[kind][row].as_deref() == Some("NetworkRouter"));
            let cell = |(column, array): (&Column, &Cells)| match column.to {
                Some(to) if column.name != "device_id" || is_router => {
                    array[row].as_deref().and_then(|r| self.id(to, r))
                }
                _ => array[row].clone(),
            };
            columns.iter().zip(&arrays).map(cell).collect()
        };
        (0..batch.rows).map(row).collect()
    }

    fn id(&self, table: &str, ems_ref: &str) -> Option<String> {
        let rows = self.rows.get(table)?;
        rows.iter().find(|(_, cells)| cells[0].as_deref() == Some(ems_ref)).map(|(id, _)| id.to_string())
    }

    /// The `ems_ref`s of a table's rows.
    pub(super) fn refs(&self, table: &str) -> BTreeSet<String> {
        self.rows.get(table).into_iter().flat_map(BTreeMap::values).filter_map(|cells| cells[0].clone()).collect()
    }

    /// The `ems_ref`s of the rows with those ids.
    pub(super) fn refs_of(&self, table: &str, ids: &BTreeSet<i64>) -> BTreeSet<String> {
        ids.iter().filter_map(|id| self.rows[table][id][0].clone()).collect()
    }

    /// A table's rows, sorted, with `ems_ref`s for ids.
    pub(super) fn rows(&self, name: &str) -> Vec<Cells> {
        let columns = &table(name).unwrap().stored;
        let mut rows: Vec<Cells> = self.rows.get(name).into_iter().flat_map(BTreeMap::values).cloned().collect();
        for row in &mut rows {
            let is_vnic = row.iter().flatten().any(|cell| cell == "VmOrTemplate" || cell == "GuestDevice");
            for (cell, column) in row.iter_mut().zip(columns) {
                let to = column.to.filter(|_| column.name != "device_id" || !is_vnic);
                if let (Some(to), Some(id)) = (to, cell.as_deref()) {
                    *cell = Some(self.rows[to][&id.parse().unwrap()][0].clone().unwrap());
                }
            }
        }
        rows.sort();
        rows
    }

    /// A column of a table, by `ems_ref`.
    pub(super) fn cells(&self, table: &'static str, column: &str) -> Vec<Option<String>> {
        let place = crate::rows::table(table).unwrap().stored.iter().position(|other| other.name == column).unwrap();
        self.rows(table).into_iter().map(|row| row[place].clone()).collect()
    }

    /// Removes a row as a hand does: what leads to it leads to nothing.
    pub(super) fn lose(&mut self, table: &'static str, ems_ref: &str) {
        self.rows.get_mut(table).unwrap().retain(|_, cells| cells[0].as_deref() != Some(ems_ref));
    }

    /// Edits, loses, doubles and makes up rows, as hands and other programs do.
    pub(super) fn damage(&mut self, random: &mut Random) {
        for Table { name: table, stored: columns, owner, .. } in tables() {
            // The joins have unique keys.
            let is_join = owner.is_some();
            for id in self.ids(table) {
                match random.below(10) {
                    0 => drop(self.rows.get_mut(table).unwrap().remove(&id)),
                    1 if !is_join => self.insert(table, self.rows[table][&id].clone()),
                    1 | 2 => {
                        let place = random.below(columns.len());
                        let cell = self.any_cell(table, &columns[place], place, random);
                        let mut cells = self.rows[table][&id].clone();
                        cells[place] = cell;
                        if !is_join || !self.rows[table].values().any(|other| *other == cells) {
                            self.rows.get_mut(table).unwrap().insert(id, cells);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// A text, nothing, or what another row has: its reference, its id or its key.
    fn any_cell(&self, table: &str, column: &Column, place: usize, random: &mut Random) -> Option<String> {
        let ids = self.ids(column.to.unwrap_or(table));
        match random.below(3) {
            0 => None,
            1 if !ids.is_empty() => {
                let id = ids[random.below(ids.len())];
                if column.to.is_some() { Some(id.to_string()) } else { self.rows[table][&id][place].clone() }
            }
            // No row has or will have that.
            _ if column.to.is_some() => Some("-1".to_owned()),
            _ => Some(random.text()),
        }
    }

    fn ids(&self, table: &str) -> Vec<i64> {
        self.rows.get(table).into_iter().flat_map(BTreeMap::keys).copied().collect()
    }

    fn insert(&mut self, table: &'static str, cells: Cells) {
        self.last_id += 1;
        self.rows.entry(table).or_default().insert(self.last_id, cells);
    }

    /// Rows whose key is desired keep the id of the oldest of that key.
    pub(super) fn assert_same_ids(&self, after: &Self, delta: &Delta, context: &str) {
        for writes in &delta.tables {
            let key = |cells: &Cells| cells[..writes.table.key].to_vec();
            let mut oldest = BTreeMap::new();
            for (id, cells) in self.rows.get(writes.table.name).into_iter().flatten() {
                oldest.entry(key(cells)).or_insert(*id);
            }
            for (id, cells) in after.rows.get(writes.table.name).into_iter().flatten() {
                let kept = oldest.get(&key(cells)).unwrap_or(id);
                assert_eq!(id, kept, "{} of {context}", writes.table.name);
            }
        }
    }

    /// Updates name changed columns alone, but for both columns of a device or a resource.
    pub(super) fn assert_only_changes(&self, delta: &Delta, context: &str) {
        for writes in &delta.tables {
            for (names, batches) in &writes.updates {
                for (batch, name) in batches.iter().flat_map(|batch| names.iter().map(move |name| (batch, name))) {
                    let place = writes.table.stored.iter().position(|column| column.name == *name).unwrap();
                    let is_pair = name.starts_with("device_") || name.starts_with("resource_");
                    if is_pair || writes.table.stored[place].to.is_some() {
                        continue;
                    }
                    let index = names.iter().position(|other| other == name).unwrap() + 1;
                    for (id, cell) in elements(&batch.arrays[0]).into_iter().zip(elements(&batch.arrays[index])) {
                        let id: i64 = id.unwrap().parse().unwrap();
                        assert_ne!(
                            self.rows[writes.table.name][&id][place], cell,
                            "{}.{name} of {context}",
                            writes.table.name
                        );
                    }
                }
            }
            let ids: Vec<_> = writes
                .updates
                .iter()
                .flat_map(|(_, batches)| batches)
                .flat_map(|batch| elements(&batch.arrays[0]))
                .collect();
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "a row is written twice: {context}");
        }
    }
}

fn row(id: i64, cells: &Cells) -> Vec<u8> {
    let mut fields = vec![Field::Number(id)];
    for cell in cells {
        fields.push(cell.as_deref().map_or(Field::Null, |text| Field::Text(text.as_bytes())));
    }
    record(&fields)
}

/// The elements of an array literal.
fn elements(array: &str) -> Cells {
    let mut elements = Vec::new();
    let mut rest = array.strip_prefix('{').unwrap();
    while rest != "}" && !rest.is_empty() {
        rest = rest.strip_prefix(',').unwrap_or(rest);
        if let Some(after) = rest.strip_prefix("NULL") {
            elements.push(None);
            rest = after;
            continue;
        }
        let mut text = String::new();
        let mut chars = rest.char_indices().skip(1);
        rest = loop {
            match chars.next().unwrap() {
                (_, '\\') => text.push(chars.next().unwrap().1),
                (end, '"') => break &rest[end + 1..],
                (_, c) => text.push(c),
            }
        };
        elements.push(Some(text));
    }
    elements
}
