//! The tables that a refresh keeps, a file for each: its columns, and how the cells are made of the provider's objects.

mod addresses;
mod firewall_rules;
mod floating_ips;
mod network_ports;
mod network_routers;
mod networks;
mod security_groups;
mod subnets;
mod tenants;

use std::sync::LazyLock;

use ovirt_net_provider::wire::network::{Port, SecurityGroup, Subnet};

use super::cell::Row;
use super::context::Context;
use super::field::Field;
use super::names::{ADDRESSES, GROUPS, InTable};
use super::table::{Storage, Table};

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

/// The table of the objects that the provider lists at that path; `None` where ManageIQ has none.
pub fn table_of(path: &str) -> Option<&'static str> {
    TABLES.iter().find(|table| table.path == Some(path)).map(|table| table.name)
}

/// The table of that name; `None` where no refresh writes it.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

fn table_with<T: InTable>(fields: &[Field<T>]) -> Table {
    let columns = fields.iter().map(|field| (field.name, field.storage));
    Table { path: Some(T::PATH), ..Table::new(T::TABLE, columns) }
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

/// Hands each table's rows to `take`, one row at a time: a big inventory need not exist twice.
pub(crate) fn each_table<'a>(context: &mut Context<'a>, mut take: impl FnMut(&'static Table, Each<'_, 'a>)) {
    let take: Take<'_, 'a> = &mut take;
    objects(context, tenants::FIELDS, |_, _| true, take);
    objects(context, networks::FIELDS, |_, _| true, take);
    objects(context, network_routers::FIELDS, |_, _| true, take);
    objects(context, subnets::FIELDS, |_, _| true, take);
    objects(context, security_groups::FIELDS, |_, _| true, take);
    if context.knows::<SecurityGroup>() {
        objects(context, firewall_rules::FIELDS, firewall_rules::is_reachable, take);
    }
    objects(context, network_ports::FIELDS, |_, _| true, take);
    if context.inventory.ports.is_some() && context.knows::<Subnet>() {
        context.table = ADDRESSES;
        if let Some(table) = table(ADDRESSES) {
            take(table, &mut addresses::rows(context));
        }
    }
    objects(context, floating_ips::FIELDS, |_, _| true, take);
}

/// The rows of a table.
type Each<'r, 'a> = &'r mut dyn Iterator<Item = Row<'a>>;
type Take<'t, 'a> = &'t mut dyn FnMut(&'static Table, Each<'_, 'a>);

/// The rows of the objects that are to be `kept`, if their list was read.
fn objects<'a, T: InTable>(
    context: &mut Context<'a>,
    fields: &'static [Field<T>],
    kept: fn(&T, &mut Context<'a>) -> bool,
    take: Take<'_, 'a>,
) {
    let (Some(list), Some(table)) = (T::list(context.inventory), table(T::TABLE)) else {
        return;
    };
    context.table = T::TABLE;
    let mut rows = list.iter().filter_map(|object| {
        if !kept(object, context) {
            return None;
        }
        Some(fields.iter().map(|field| (field.cell)(object, context)).collect())
    });
    take(table, &mut rows);
}
