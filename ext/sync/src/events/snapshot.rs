//! Objects with the attributes that events mention, either stored or just read.

use std::collections::{BTreeMap, HashMap};

use ovirt_net_provider::Inventory;
use ovirt_net_provider::ports::is_of_router_interface;
use ovirt_net_provider::wire::network::Port;
use serde_json::{Map, Value, json};

use super::columns::TABLES;
use crate::rows::{Cell, InTable, Rows};

/// An object's values by column, those of `extra_attributes` among them; what is not known is not there. A reference is an
/// `ems_ref`. A port has `addresses` (`address`, `cloud_subnet`) and `security_groups`, and as its `device` one of `router`,
/// `vnic` (its id in oVirt) and `vm` (its name, with `vm_id`).
pub(super) type Object = Map<String, Value>;

/// Objects by `ems_ref`.
type Objects = BTreeMap<String, Object>;

/// The objects of a moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    tables: BTreeMap<&'static str, Objects>,
    /// Names of others that those refer to, by table and `ems_ref`.
    names: HashMap<(&'static str, String), String>,
}

impl Snapshot {
    /// All objects of an inventory.
    pub fn new(inventory: &Inventory) -> Self {
        let mut snapshot = Self::default();
        let mut addresses: HashMap<String, Vec<Value>> = HashMap::new();
        let rows = Rows::new(inventory);
        for rows in &rows.tables {
            let columns: Vec<&str> = rows.table.columns.iter().map(|column| column.name).collect();
            let objects = rows.rows.iter().map(|row| object(&columns, row));
            match TABLES.iter().find(|(table, _)| *table == rows.table.name) {
                Some((table, _)) => drop(snapshot.tables.insert(table, by_ref(objects))),
                None => objects.for_each(|mut row| {
                    if let Some(Value::String(port)) = row.shift_remove("network_port") {
                        addresses.entry(port).or_default().push(row.into());
                    }
                }),
            }
        }
        let knows_addresses = rows.table("cloud_subnet_network_ports").is_some();
        for (id, port) in snapshot.tables.get_mut(Port::TABLE).into_iter().flatten().filter(|_| knows_addresses) {
            port.insert("addresses".to_owned(), addresses.remove(id).unwrap_or_default().into());
        }
        snapshot
    }

    /// What is stored: by table, each with an array of [`Object`]s, and under `names` those of others by table and `ems_ref`.
    pub fn of_stored(stored: &Map<String, Value>) -> Self {
        let mut snapshot = Self::default();
        let given = |key: &str| stored.get(key).and_then(Value::as_array);
        let names = stored.get("names").and_then(Value::as_object);
        for (table, _) in TABLES {
            if let Some(objects) = given(table) {
                let objects = objects.iter().filter_map(|object| object.as_object().cloned());
                snapshot.tables.insert(table, by_ref(objects));
            }
            let of_table = names.and_then(|names| names.get(table)?.as_object()).into_iter().flatten();
            let texts = of_table.filter_map(|(id, name)| Some(((table, id.clone()), name.as_str()?.to_owned())));
            snapshot.names.extend(texts);
        }
        snapshot
    }

    /// The objects of a table; `None` where nothing is known of it.
    pub(super) fn rows(&self, table: &str) -> Option<&Objects> {
        self.tables.get(table)
    }

    pub(super) fn get(&self, table: &str, ems_ref: &str) -> Option<&Object> {
        self.tables.get(table)?.get(ems_ref)
    }

    pub(super) fn has(&self, table: &str, ems_ref: &str) -> bool {
        self.get(table, ems_ref).is_some()
    }

    /// Whether it is known that there is no such object.
    pub(super) fn lacks(&self, table: &str, ems_ref: &str) -> bool {
        self.tables.get(table).is_some_and(|objects| !objects.contains_key(ems_ref))
    }

    /// The name of an object; nothing where it has none or is not known.
    pub(super) fn name(&self, table: &'static str, ems_ref: &str) -> Option<&str> {
        let own = self.get(table, ems_ref).and_then(|object| object.get("name")?.as_str());
        own.or_else(|| self.names.get(&(table, ems_ref.to_owned())).map(String::as_str))
    }
}

/// Whether a port is where a subnet meets a router.
pub(super) fn is_router_interface(port: &Object) -> bool {
    is_of_router_interface(port.get("device_owner").and_then(Value::as_str))
}

/// The first of each, as the stored one is the oldest.
fn by_ref(objects: impl Iterator<Item = Object>) -> Objects {
    let mut all = Objects::new();
    for object in objects {
        if let Some(Value::String(ems_ref)) = object.get("ems_ref") {
            all.entry(ems_ref.clone()).or_insert(object);
        }
    }
    all
}

fn object(columns: &[&str], row: &[Cell<'_>]) -> Object {
    let mut object = Object::new();
    for (column, cell) in columns.iter().zip(row) {
        let value = match cell {
            Cell::Keep => continue,
            Cell::Attributes(pairs) => {
                object.extend(pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone().into_owned())));
                continue;
            }
            Cell::Null => Value::Null,
            Cell::Flag(flag) => Value::Bool(*flag),
            Cell::Integer(number) => Value::from(*number),
            Cell::Text(text) => Value::from(text.as_ref()),
            Cell::Texts(texts) => texts.iter().map(|text| Value::from(text.as_ref())).collect(),
            Cell::Router(router) => json!({"router": router}),
            Cell::Vnic(vnic) => json!({"vnic": vnic}),
        };
        object.insert((*column).to_owned(), value);
    }
    object
}
