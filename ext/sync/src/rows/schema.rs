//! ManageIQ's tables as far as a refresh keeps them: each is declared once, in its file, and all else is derived from that.

use std::ops::Range;
use std::sync::LazyLock;

use super::{Cell, Context};
use super::{
    addresses, firewall_rules, floating_ips, network_ports, network_routers, networks, security_groups, subnets,
    tenants,
};
use crate::resource::Resource;
use crate::wire::network::{Port, Router};

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
    /// A row of that join table for each element.
    Join(&'static str),
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
    /// The inventory's columns; none where the rows come of another table's column ([`Storage::Join`]).
    pub columns: Vec<Column>,
    /// The stored columns.
    pub stored: Vec<StoredColumn>,
    /// How many stored columns, from the first, tell a row from others: the `ems_ref`, or all of a join table.
    pub key: usize,
    /// Of a join table, the table whose rows its rows come and go with, and the stored column that says with which.
    pub owner: Option<(&'static str, usize)>,
}

/// A column with how its cell is made of an object.
pub(super) struct Field<T> {
    name: &'static str,
    storage: Storage,
    pub(super) cell: for<'a> fn(&'a T, &mut Context<'a>) -> Cell<'a>,
}

impl<T> Field<T> {
    pub(super) const fn new(
        name: &'static str,
        storage: Storage,
        cell: for<'a> fn(&'a T, &mut Context<'a>) -> Cell<'a>,
    ) -> Self {
        Self { name, storage, cell }
    }

    /// A column that is stored as it is.
    pub(super) const fn value(name: &'static str, cell: for<'a> fn(&'a T, &mut Context<'a>) -> Cell<'a>) -> Self {
        Self::new(name, Storage::Value, cell)
    }

    /// A column with the id of a row of the table of `To`.
    pub(super) const fn reference<To: Resource>(
        name: &'static str,
        cell: for<'a> fn(&'a T, &mut Context<'a>) -> Cell<'a>,
    ) -> Self {
        Self::new(name, Storage::Reference(To::TABLE), cell)
    }

    /// The class, where all rows of the table have the same.
    pub(super) const fn class() -> Self {
        Self::new("type", Storage::Class, |_, _| Cell::Null)
    }
}

/// All tables, each after those it refers to, but for ports and subnets of routers.
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    vec![
        Table::of(tenants::FIELDS),
        Table::of(networks::FIELDS),
        Table::of(network_routers::FIELDS),
        Table::of(subnets::FIELDS),
        Table::of(security_groups::FIELDS),
        Table::of(firewall_rules::FIELDS),
        Table::of(network_ports::FIELDS),
        Table::of_links(network_ports::GROUPS, &[], network_ports::GROUPS_COLUMNS, Port::TABLE),
        Table::of_links(addresses::NAME, addresses::COLUMNS, addresses::COLUMNS, Port::TABLE),
        Table::of(floating_ips::FIELDS),
    ]
});

/// All tables that a refresh writes, each after those it refers to, but for ports and subnets of routers.
pub fn tables() -> &'static [Table] {
    &TABLES
}

/// The table of that name; `None` where no refresh writes it.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Table {
    fn of<T: Resource>(fields: &[Field<T>]) -> Self {
        Self::new(T::TABLE, fields.iter().map(|field| (field.name, field.storage)))
    }

    /// A join table with `columns` of the inventory, whose rows come and go with those of `owner`.
    fn of_links(
        name: &'static str,
        columns: &[(&'static str, Storage)],
        stored: &[(&'static str, Storage)],
        owner: &'static str,
    ) -> Self {
        let mut table = Self::new(name, stored.iter().copied());
        table.columns.truncate(columns.len());
        table.key = table.stored.len();
        table.owner = table.stored.iter().position(|column| column.to == Some(owner)).map(|column| (owner, column));
        table
    }

    pub(crate) fn new(name: &'static str, fields: impl Iterator<Item = (&'static str, Storage)>) -> Self {
        let mut table = Self { name, columns: Vec::new(), stored: Vec::new(), key: 1, owner: None };
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
            Self::Reference(to) | Self::Polymorphic(to, _) => Some(to),
            Self::Device => Some(Router::TABLE),
            Self::Join(table) => {
                let other = |(_, storage): &(_, Self)| storage.to().filter(|to| *to != Port::TABLE);
                (table == network_ports::GROUPS).then(|| network_ports::GROUPS_COLUMNS.iter().find_map(other)).flatten()
            }
        }
    }

    fn columns(self, name: &'static str) -> Vec<StoredColumn> {
        let plain = |name: String| StoredColumn { name, to: None };
        let id = StoredColumn { name: format!("{name}_id"), to: self.to() };
        match self {
            Self::Value | Self::Class => vec![plain(name.to_owned())],
            Self::Reference(_) => vec![id],
            Self::Polymorphic(..) | Self::Device => vec![id, plain(format!("{name}_type"))],
            Self::Join(_) => Vec::new(),
        }
    }
}
