//! The columns that a refresh keeps of each stored table.

use crate::rows::TABLES;

/// The join of ports and security groups, which the inventory has as a column of its ports.
pub const GROUPS: &str = "network_ports_security_groups";

/// A column of a stored table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the database.
    pub name: &'static str,
    /// The table whose row's id it holds.
    pub to: Option<&'static str>,
}

/// The names of all stored tables, each after those it refers to.
pub fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|(name, _)| {
        let groups = (*name == "network_ports").then_some(GROUPS);
        std::iter::once(*name).chain(groups)
    })
}

/// The columns of a table, those of its key first; `None` for a table that no refresh writes.
pub fn columns(table: &str) -> Option<Vec<Column>> {
    if table == GROUPS {
        return Some(vec![
            Column { name: "network_port_id", to: Some("network_ports") },
            Column { name: "security_group_id", to: Some("security_groups") },
        ]);
    }
    let (_, names) = TABLES.iter().find(|(name, _)| *name == table)?;
    let mut columns: Vec<Column> = names.iter().filter_map(|name| stored(name)).collect();
    match table {
        "firewall_rules" => columns.push(Column { name: "resource_type", to: None }),
        "cloud_networks" | "cloud_subnet_network_ports" => {}
        _ => columns.push(Column { name: "type", to: None }),
    }
    Some(columns)
}

/// How many of a table's columns are its key: the `ems_ref`, or all columns of a join.
pub(super) fn key(columns: &[Column]) -> usize {
    if columns[0].name == "ems_ref" { 1 } else { columns.len() }
}

/// The stored column of an inventory's column. A port's device is told by its router or its vNIC.
fn stored(name: &'static str) -> Option<Column> {
    let (name, to) = match name {
        "cloud_network" => ("cloud_network_id", Some("cloud_networks")),
        "cloud_subnet" => ("cloud_subnet_id", Some("cloud_subnets")),
        "cloud_tenant" => ("cloud_tenant_id", Some("cloud_tenants")),
        "network_port" => ("network_port_id", Some("network_ports")),
        "network_router" => ("network_router_id", Some("network_routers")),
        "parent" => ("parent_id", Some("cloud_tenants")),
        "resource" => ("resource_id", Some("security_groups")),
        "source_security_group" => ("source_security_group_id", Some("security_groups")),
        "router" => ("device_id", Some("network_routers")),
        "vnic" => ("device_type", None),
        "security_groups" => return None,
        _ => (name, None),
    };
    Some(Column { name, to })
}
