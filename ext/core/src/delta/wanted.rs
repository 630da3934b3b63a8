//! A row of an inventory as the database is to have it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::columns::Column;
use super::stored::{Device, Stored};
use super::yaml;
use crate::rows::{Cell, Row};

/// What a column is to hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    /// The text as PostgreSQL gives it.
    Text(Cow<'a, str>),
    /// The id of the row with that `ems_ref`.
    Reference(Cow<'a, str>),
}

impl<'a> Value<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Null => None,
            Self::Text(text) | Self::Reference(text) => Some(text),
        }
    }
}

/// What rows need besides themselves.
pub(super) struct Wanted<'w> {
    pub(super) stored: &'w Stored,
    pub(super) types: &'w HashMap<String, String>,
    pub(super) dump: &'w mut dyn FnMut(&Cell<'_>) -> String,
    /// What `dump` gave: odd values tend to be the same in many rows.
    pub(super) dumped: HashMap<String, String>,
}

impl<'w> Wanted<'w> {
    /// The values of a row of `table`, one for each of its stored `columns`.
    pub(super) fn values<'a>(&mut self, table: &str, columns: &[Column], mut row: Row<'a>) -> Vec<Value<'a>>
    where
        'w: 'a,
    {
        let class = self.types.get(table).map(String::as_str).unwrap_or_default();
        let mut values = Vec::with_capacity(columns.len());
        // Router, vNIC and groups of a port
        let plugs = if table == "network_ports" { row.len() - 3 } else { row.len() };
        values.extend(row.drain(..plugs).zip(columns).map(|(cell, column)| self.value(cell, column.to.is_some())));
        match table {
            "cloud_networks" => {
                if let Value::Text(kind) = &mut values[1] {
                    *kind = Cow::Owned(format!("{class}::{kind}"));
                }
            }
            "cloud_subnet_network_ports" => {}
            "firewall_rules" => values.push(Value::text("SecurityGroup")),
            _ => {
                if let [router, vnic, _] = &row[..] {
                    values.extend(self.device(router, vnic));
                }
                values.push(Value::text(class));
            }
        }
        values
    }

    fn value<'a>(&mut self, cell: Cell<'a>, is_reference: bool) -> Value<'a> {
        match cell {
            Cell::Null => Value::Null,
            Cell::Flag(flag) => Value::text(if flag { "t" } else { "f" }),
            Cell::Integer(number) => Value::Text(Cow::Owned(number.to_string())),
            Cell::Text(text) if is_reference => Value::Reference(text),
            Cell::Text(text) => Value::Text(text),
            Cell::Texts(_) | Cell::Attributes(_) => {
                Value::Text(Cow::Owned(yaml::dump(&cell).unwrap_or_else(|| self.dump(&cell))))
            }
        }
    }

    fn dump(&mut self, cell: &Cell<'_>) -> String {
        self.dumped.entry(format!("{cell:?}")).or_insert_with(|| (self.dump)(cell)).clone()
    }

    /// `device_id` and `device_type`.
    fn device<'a>(&self, router: &Cell<'a>, vnic: &Cell<'a>) -> [Value<'a>; 2] {
        let (kind, id) = match (router, vnic) {
            (Cell::Text(router), _) => return [Value::Reference(router.clone()), Value::text("NetworkRouter")],
            (_, Cell::Text(vnic)) => match self.stored.device(vnic) {
                Some(Device::Vm(id)) => ("VmOrTemplate", id),
                Some(Device::GuestDevice(id)) => ("GuestDevice", id),
                None => return [Value::Null, Value::Null],
            },
            _ => return [Value::Null, Value::Null],
        };
        [Value::Text(Cow::Owned(id.to_string())), Value::text(kind)]
    }
}

/// The links of a port to its security groups.
pub(super) fn groups<'a>(port: &Row<'a>) -> impl Iterator<Item = [Value<'a>; 2]> {
    let groups = match (port.first(), port.last()) {
        (Some(Cell::Text(port)), Some(Cell::Texts(groups))) => groups
            .iter()
            .map(|group| [Value::Reference(port.clone()), Value::Reference(Cow::Borrowed(*group))])
            .collect(),
        _ => Vec::new(),
    };
    groups.into_iter()
}
