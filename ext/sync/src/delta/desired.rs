//! A row of an inventory in the form that the database stores.

use std::borrow::Cow;
use std::collections::HashMap;

use super::stored::{Device, Stored};
use super::yaml::{self, Quoting};
use crate::rows::{Cell, Row, Storage, Table};

/// What a column is to hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    /// What it holds; null in a new row.
    Keep,
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
            Self::Null | Self::Keep => None,
            Self::Text(text) | Self::Reference(text) => Some(text),
        }
    }
}

/// What rows need besides themselves.
pub(super) struct Desired<'w> {
    pub(super) stored: &'w Stored,
    pub(super) types: &'w HashMap<String, String>,
    pub(super) quoting: Quoting,
    pub(super) dump: &'w mut dyn FnMut(Cell<'static>) -> String,
    /// What `dump` gave: odd values tend to be the same in many rows.
    pub(super) dumped: HashMap<String, String>,
}

impl<'w> Desired<'w> {
    /// Puts the values of a row of `table` in place of those in `values`, one for each of its stored columns.
    pub(super) fn fill<'a>(&mut self, values: &mut Vec<Value<'a>>, table: &Table, row: Row<'a>)
    where
        'w: 'a,
    {
        values.clear();
        for (cell, column) in row.into_iter().zip(&table.columns) {
            match column.storage {
                Storage::Value => values.push(self.value(cell)),
                Storage::Class => values.push(self.class(table.name, &cell)),
                Storage::Reference(_) => values.push(reference(cell)),
                Storage::Polymorphic(_, class) => values.extend([reference(cell), Value::text(class)]),
                Storage::Device => values.extend(self.device(cell)),
                Storage::Join(..) => {}
            }
        }
    }

    fn value<'a>(&mut self, cell: Cell<'a>) -> Value<'a> {
        match cell {
            Cell::Null => Value::Null,
            Cell::Keep => Value::Keep,
            Cell::Flag(flag) => Value::text(if flag { "t" } else { "f" }),
            Cell::Integer(number) => Value::Text(Cow::Owned(number.to_string())),
            Cell::Text(text) | Cell::Router(text) | Cell::Vnic(text) => Value::Text(text),
            Cell::Texts(_) | Cell::Attributes(_) => Value::Text(Cow::Owned(self.text(cell))),
        }
    }

    /// The text of a serialized cell.
    fn text(&mut self, cell: Cell<'_>) -> String {
        yaml::dump(&cell, self.quoting).unwrap_or_else(|| {
            self.dumped.entry(format!("{cell:?}")).or_insert_with(|| (self.dump)(cell.into_owned())).clone()
        })
    }

    fn class<'a>(&self, table: &str, cell: &Cell<'_>) -> Value<'a>
    where
        'w: 'a,
    {
        let class = self.types.get(table).map(String::as_str).unwrap_or_default();
        match cell {
            Cell::Text(kind) => Value::Text(Cow::Owned(format!("{class}::{kind}"))),
            _ => Value::text(class),
        }
    }

    /// The device's id and its type.
    fn device<'a>(&self, cell: Cell<'a>) -> [Value<'a>; 2] {
        let (id, kind) = match cell {
            Cell::Keep => return [Value::Keep, Value::Keep],
            Cell::Router(router) => return [Value::Reference(router), Value::text("NetworkRouter")],
            Cell::Vnic(vnic) => match self.stored.device(&vnic) {
                Some(Device::Vm(id)) => (id, "VmOrTemplate"),
                Some(Device::GuestDevice(id)) => (id, "GuestDevice"),
                None => return [Value::Null, Value::Null],
            },
            _ => return [Value::Null, Value::Null],
        };
        [Value::Text(Cow::Owned(id.to_string())), Value::text(kind)]
    }
}

fn reference(cell: Cell<'_>) -> Value<'_> {
    match cell {
        Cell::Text(ems_ref) => Value::Reference(ems_ref),
        Cell::Keep => Value::Keep,
        _ => Value::Null,
    }
}

/// The rows of a join table that come of a row's `cell`; `None` where they are kept as they are.
pub(super) fn links<'r>(row: &'r Row<'_>, cell: &'r Cell<'_>) -> Option<Vec<[Value<'r>; 2]>> {
    let to = |ems_ref: &'r str| Value::Reference(Cow::Borrowed(ems_ref));
    match (row.first(), cell) {
        (_, Cell::Keep) => None,
        (Some(Cell::Text(own)), Cell::Texts(refs)) => Some(refs.iter().map(|other| [to(own), to(other)]).collect()),
        _ => Some(Vec::new()),
    }
}
