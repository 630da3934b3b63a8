//! `cloud_subnet_network_ports`: the ports' addresses.

use ovirt_net_provider::wire::network::{Port, Subnet};

use crate::rows::cell::{Cell, Row};
use crate::rows::context::Context;
use crate::rows::names::InTable;
use crate::rows::table::Storage;

pub(super) const COLUMNS: &[(&str, Storage)] = &[
    ("address", Storage::Value),
    ("cloud_subnet", Storage::Reference(Subnet::TABLE)),
    ("network_port", Storage::Reference(Port::TABLE)),
];

/// A row of [`Cell::Keep`]s and the port stands for all addresses of a port that cannot be known.
pub(super) fn rows<'c, 'a>(context: &'c mut Context<'a>) -> impl Iterator<Item = Row<'a>> + use<'c, 'a> {
    context.inventory.all::<Port>().iter().flat_map(move |port| addresses(port, context))
}

/// An address without a subnet belongs to the only subnet of the port's network, if that is there.
fn addresses<'a>(port: &'a Port, context: &mut Context<'a>) -> Vec<Row<'a>> {
    let mut rows = Vec::with_capacity(port.fixed_ips.len());
    for fixed_ip in &port.fixed_ips {
        let Some(address) = fixed_ip.ip_address.as_deref() else {
            continue;
        };
        let given = fixed_ip.subnet_id.as_deref();
        let subnet = match given.map(|subnet| (subnet, context.find::<Subnet>(subnet))) {
            Some((subnet, Some(true))) => Some(subnet),
            Some((_, None)) => return kept(port),
            Some((_, Some(false))) | None => context.only_subnet(port.network_id.as_deref()),
        };
        match subnet {
            Some(subnet) => {
                rows.push(vec![Cell::text(Some(address)), Cell::text(Some(subnet)), Cell::text(Some(&port.id))])
            }
            // The join table's key needs a subnet; the address is counted as lost to it.
            None if given.is_some() || context.is_whole::<Subnet>() => context.miss::<Subnet>(),
            None => return kept(port),
        }
    }
    rows
}

fn kept(port: &Port) -> Vec<Row<'_>> {
    vec![vec![Cell::Keep, Cell::Keep, Cell::text(Some(&port.id))]]
}
