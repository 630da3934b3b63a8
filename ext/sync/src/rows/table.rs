//! ManageIQ's tables as far as a refresh keeps them.

use std::ops::Range;

use ovirt_net_provider::wire::network::Router;

use super::names::InTable;

/// What is stored of an inventory's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// The value, under the column's name.
    Value,
    /// The row's class: the table's own, or what the cell names below it.
    Class,
    /// `<name>_id`, the id of a row of that table.
    Reference(&'static str),
    /// `<name>_id`, the id of a row of that table, and `<name>_type`, that class.
    Polymorphic(&'static str, &'static str),
    /// `<name>_id` and `<name>_type`, what a port is plugged into.
    Device,
    /// A row of that join table for each element, which leads to a row of the other table.
    Join(&'static str, &'static str),
}

/// A column of an inventory's table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, as ManageIQ's inventory collection has it; a reference has the name of its association.
    pub name: &'static str,
    /// What is stored of it.
    pub storage: Storage,
    /// The table that it refers to.
    pub to: Option<&'static str>,
    /// Which of the table's stored columns are its own.
    pub(crate) stored: Range<usize>,
}

/// A column in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredColumn {
    /// Its name.
    pub name: String,
    /// The table whose row's id it holds.
    pub to: Option<&'static str>,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name of the table and of ManageIQ's inventory collection.
    pub name: &'static str,
    /// Path of the provider's list of its objects; `None` of a join table.
    pub path: Option<&'static str>,
    /// The inventory's columns; none where the rows come of another table's column ([`Storage::Join`]).
    pub columns: Vec<Column>,
    /// The stored columns.
    pub stored: Vec<StoredColumn>,
    /// How many stored columns, from the first, tell a row from others: the `ems_ref`, or all of a join table.
    pub key: usize,
    /// Of a join table, the table whose rows its rows come and go with, and the stored column that says with which.
    pub owner: Option<(&'static str, usize)>,
}

impl Table {
    pub(crate) fn new(name: &'static str, fields: impl Iterator<Item = (&'static str, Storage)>) -> Self {
        let mut table = Self { name, path: None, columns: Vec::new(), stored: Vec::new(), key: 1, owner: None };
        for (name, storage) in fields {
            let start = table.stored.len();
            table.stored.extend(storage.columns(name));
            table.columns.push(Column { name, storage, to: storage.to(), stored: start..table.stored.len() });
        }
        table
    }
}

impl Storage {
    fn to(self) -> Option<&'static str> {
        match self {
            Self::Value | Self::Class => None,
            Self::Reference(to) | Self::Polymorphic(to, _) | Self::Join(_, to) => Some(to),
            Self::Device => Some(Router::TABLE),
        }
    }

    fn columns(self, name: &'static str) -> Vec<StoredColumn> {
        let plain = |name: String| StoredColumn { name, to: None };
        let id = StoredColumn { name: format!("{name}_id"), to: self.to() };
        match self {
            Self::Value | Self::Class => vec![plain(name.to_owned())],
            Self::Reference(_) => vec![id],
            Self::Polymorphic(..) | Self::Device => vec![id, plain(format!("{name}_type"))],
            Self::Join(..) => Vec::new(),
        }
    }
}
