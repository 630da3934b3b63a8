//! An inventory as rows of ManageIQ's tables, with the columns and the words that ManageIQ reads.
//!
//! A reference is the `ems_ref` of another row of the same inventory, or null: what the provider does not list cannot be
//! linked to, and is counted in [`Rows::notes`].

mod firewall_rules;
mod floating_ips;
mod network_ports;
mod network_routers;
mod networks;
mod references;
mod security_groups;
mod subnets;
mod tenants;

use std::borrow::Cow;

use serde_json::Value;

use crate::Inventory;
use references::References;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Null.
    Null,
    /// A boolean.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A text, or the `ems_ref` of a reference.
    Text(Cow<'a, str>),
    /// A list of texts or of `ems_ref`s.
    Texts(Vec<&'a str>),
    /// A serialized hash (`extra_attributes`) with symbols for keys, in this order.
    Attributes(Vec<(&'static str, Cow<'a, Value>)>),
}

impl<'a> Cell<'a> {
    fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(Cow::Borrowed(text)))
    }

    fn owned(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    fn flag(flag: Option<bool>) -> Self {
        flag.map_or(Self::Null, Self::Flag)
    }

    fn integer(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Integer)
    }
}

/// One cell a column.
pub type Row<'a> = Vec<Cell<'a>>;

/// The rows of one table.
#[derive(Debug, PartialEq)]
pub struct Table<'a> {
    /// Name of the table and of ManageIQ's inventory collection.
    pub name: &'static str,
    /// Names of the columns; a reference has the name of its association.
    pub columns: &'static [&'static str],
    /// The rows, each with one cell a column, in the provider's order.
    pub rows: Vec<Row<'a>>,
}

/// Every table with its columns, in an order in which each comes after those it refers to, but for ports and subnets of
/// routers.
pub const TABLES: [(&str, &[&str]); 9] = [
    (tenants::NAME, tenants::COLUMNS),
    (networks::NAME, networks::COLUMNS),
    (network_routers::NAME, network_routers::COLUMNS),
    (subnets::NAME, subnets::COLUMNS),
    (security_groups::NAME, security_groups::COLUMNS),
    (firewall_rules::NAME, firewall_rules::COLUMNS),
    (network_ports::NAME, network_ports::COLUMNS),
    (network_ports::ADDRESSES, network_ports::ADDRESSES_COLUMNS),
    (floating_ips::NAME, floating_ips::COLUMNS),
];

/// All tables of an inventory.
#[derive(Debug)]
pub struct Rows<'a> {
    /// In an order in which each table comes after those it refers to, but for ports and subnets of routers.
    pub tables: Vec<Table<'a>>,
    /// What the log should say about the rows, a sentence each.
    pub notes: Vec<String>,
}

impl<'a> Rows<'a> {
    /// The rows of `inventory`. The tables of security groups are absent where the provider has none.
    pub fn new(inventory: &'a Inventory) -> Self {
        let mut tables = Vec::with_capacity(TABLES.len());
        let notes = each_table(inventory, |name, columns, rows| {
            tables.push(Table { name, columns, rows: rows.collect() });
        });
        let mut duplicates: Vec<String> = tables.iter_mut().filter_map(without_duplicates).collect();
        duplicates.extend(notes);
        Self { tables, notes: duplicates }
    }

    /// The table of that name; `None` where the provider has no such thing.
    pub fn table(&self, name: &str) -> Option<&Table<'a>> {
        self.tables.iter().find(|table| table.name == name)
    }
}

/// Hands each table's rows to `table`, one row at a time, and gives the notes: a big inventory need not exist twice.
pub(crate) fn each_table<'a>(
    inventory: &'a Inventory,
    mut table: impl FnMut(&'static str, &'static [&'static str], &mut dyn Iterator<Item = Row<'a>>),
) -> Vec<String> {
    let mut references = References::new(inventory);
    let known = &mut references;
    if let Some(tenants) = &inventory.tenants {
        table(tenants::NAME, tenants::COLUMNS, &mut tenants::rows(tenants, known));
    }
    if let Some(networks) = &inventory.networks {
        table(networks::NAME, networks::COLUMNS, &mut networks::rows(networks, known));
    }
    if let Some(routers) = &inventory.routers {
        table(network_routers::NAME, network_routers::COLUMNS, &mut network_routers::rows(routers, known));
    }
    if inventory.subnets.is_some() {
        table(subnets::NAME, subnets::COLUMNS, &mut subnets::rows(inventory, known));
    }
    if let Some(groups) = &inventory.security_groups {
        table(security_groups::NAME, security_groups::COLUMNS, &mut security_groups::rows(groups, known));
        if let Some(rules) = &inventory.security_group_rules {
            table(firewall_rules::NAME, firewall_rules::COLUMNS, &mut firewall_rules::rows(rules, known));
        }
    }
    if inventory.ports.is_some() {
        table(network_ports::NAME, network_ports::COLUMNS, &mut network_ports::rows(inventory, known));
        let columns = network_ports::ADDRESSES_COLUMNS;
        table(network_ports::ADDRESSES, columns, &mut network_ports::addresses(inventory, known));
    }
    if let Some(floating_ips) = &inventory.floating_ips {
        table(floating_ips::NAME, floating_ips::COLUMNS, &mut floating_ips::rows(floating_ips, known));
    }
    let circles = inventory.tenants.as_deref().and_then(tenants::note);
    references.notes().chain(circles).collect()
}

/// What the log says of `gone` objects that a list had twice.
pub(crate) fn duplicates_note(table: &str, gone: usize) -> Option<String> {
    (gone > 0).then(|| format!("{table}: the provider lists {gone} objects twice; the first of each is kept"))
}

/// Keeps the first of several rows with the same key, and says how many went.
fn without_duplicates(table: &mut Table<'_>) -> Option<String> {
    let key = if table.columns[0] == "ems_ref" { 1 } else { table.columns.len() };
    let before = table.rows.len();
    let mut seen = std::collections::HashSet::with_capacity(before);
    table.rows.retain(|row| seen.insert(format!("{:?}", &row[..key])));
    let gone = before - table.rows.len();
    duplicates_note(table.name, gone)
}

#[cfg(test)]
pub(crate) mod tests;
