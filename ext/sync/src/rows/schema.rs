//! The tables that a refresh keeps: each is declared once, in its file, and all else is derived from that.

use std::sync::LazyLock;

use ovirt_net_provider::wire::network::Port;

use super::field::Field;
use super::names::{ADDRESSES, GROUPS, InTable};
use super::table::{Storage, Table};
use super::{
    addresses, firewall_rules, floating_ips, network_ports, network_routers, networks, security_groups, subnets,
    tenants,
};

/// All tables, each after those it refers to, but for ports and subnets of routers.
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    vec![
        table_with(tenants::FIELDS),
        table_with(networks::FIELDS),
        table_with(network_routers::FIELDS),
        table_with(subnets::FIELDS),
        table_with(security_groups::FIELDS),
        table_with(firewall_rules::FIELDS),
        table_with(network_ports::FIELDS),
        join_table(GROUPS, &[], network_ports::GROUPS_COLUMNS, Port::TABLE),
        join_table(ADDRESSES, addresses::COLUMNS, addresses::COLUMNS, Port::TABLE),
        table_with(floating_ips::FIELDS),
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

fn table_with<T: InTable>(fields: &[Field<T>]) -> Table {
    Table::new(T::TABLE, fields.iter().map(|field| (field.name, field.storage)))
}

/// A join table with `columns` of the inventory, whose rows come and go with those of `owner`.
fn join_table(
    name: &'static str,
    columns: &[(&'static str, Storage)],
    stored: &[(&'static str, Storage)],
    owner: &'static str,
) -> Table {
    let mut table = Table::new(name, stored.iter().copied());
    table.columns.truncate(columns.len());
    table.key = table.stored.len();
    table.owner = table.stored.iter().position(|column| column.to == Some(owner)).map(|column| (owner, column));
    table
}
