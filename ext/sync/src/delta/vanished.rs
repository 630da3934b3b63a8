//! Stored objects that an inventory does not list any more, counted: whether that many are believed at once is for the caller to
//! say.

use ovirt_net_provider::Inventory;
use ovirt_net_provider::wire::network::Network;

use super::stored::Stored;
use super::writes::Writes;
use crate::rows::InTable;

/// How many stored objects of one table an inventory does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vanished {
    /// The table.
    pub table: &'static str,
    /// How many it does not list.
    pub gone: usize,
    /// How many are stored, these with them.
    pub stored: usize,
    /// How many objects are listed, new ones with them.
    pub listed: usize,
    /// How many of those that are gone are still in use, by objects that are listed.
    pub referenced: usize,
}

/// Counts them, by table.
pub(super) fn count(inventory: &Inventory, stored: &Stored, tables: &[Writes]) -> Vec<Vanished> {
    let objects = tables.iter().filter(|writes| writes.table.owner.is_none() && writes.stored > 0);
    let count = |writes: &Writes| {
        let is_network = writes.table.name == Network::TABLE && writes.vanished > 0;
        Vanished {
            table: writes.table.name,
            gone: writes.vanished,
            stored: writes.stored,
            listed: writes.desired,
            referenced: if is_network { networks_in_use(inventory, stored) } else { 0 },
        }
    };
    objects.map(count).collect()
}

/// How many stored networks are not listed and have subnets or ports that are.
fn networks_in_use(inventory: &Inventory, stored: &Stored) -> usize {
    inventory.unlisted_networks().into_iter().filter(|id| stored.id(Network::TABLE, id).is_some()).count()
}
