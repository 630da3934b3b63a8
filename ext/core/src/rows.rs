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

/// The rows of one table.
#[derive(Debug, PartialEq)]
pub struct Table<'a> {
    /// Name of the table and of ManageIQ's inventory collection.
    pub name: &'static str,
    /// Names of the columns; a reference has the name of its association.
    pub columns: &'static [&'static str],
    /// The rows, each with one cell a column, in the provider's order.
    pub rows: Vec<Vec<Cell<'a>>>,
}

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
        let mut references = References::new(inventory);
        let mut tables = vec![
            tenants::table(&inventory.tenants, &mut references),
            networks::table(&inventory.networks, &mut references),
            network_routers::table(&inventory.routers, &mut references),
            subnets::table(inventory, &mut references),
        ];
        if let Some(groups) = &inventory.security_groups {
            tables.push(security_groups::table(groups, &mut references));
            if let Some(rules) = &inventory.security_group_rules {
                tables.push(firewall_rules::table(rules, &mut references));
            }
        }
        tables.push(network_ports::table(inventory, &mut references));
        tables.push(network_ports::addresses(inventory, &mut references));
        tables.push(floating_ips::table(&inventory.floating_ips, &mut references));
        let mut notes: Vec<String> = tables.iter_mut().filter_map(without_duplicates).collect();
        notes.extend(references.notes());
        Self { tables, notes }
    }

    /// The table of that name; `None` where the provider has no such thing.
    pub fn table(&self, name: &str) -> Option<&Table<'a>> {
        self.tables.iter().find(|table| table.name == name)
    }
}

/// Keeps the first of several rows with the same key, and says how many went.
fn without_duplicates(table: &mut Table<'_>) -> Option<String> {
    let key = if table.columns[0] == "ems_ref" { 1 } else { table.columns.len() };
    let before = table.rows.len();
    let mut seen = std::collections::HashSet::with_capacity(before);
    table.rows.retain(|row| seen.insert(format!("{:?}", &row[..key])));
    let gone = before - table.rows.len();
    (gone > 0).then(|| format!("{}: the provider lists {gone} objects twice; the first of each is kept", table.name))
}

#[cfg(test)]
mod tests;
