//! An inventory of the provider, as other crates look at it: as [`Topology`](ovirt_net_topology::Topology), as
//! [`Site`](ovirt_net_reachability::Site) of packets, and by how many of its addresses are in use.
//!
//! Neither of these crates knows the provider, and the provider's client knows none of them.

#![forbid(unsafe_code)]

mod address_usage;
mod site;
mod topology;

pub use address_usage::{AddressUsage, Numbers, address_usage, numbers};
pub use site::{StoredGroup, StoredNetwork, StoredPort, StoredRouter, StoredRows, StoredRule, StoredSubnet, site};
pub use topology::topology;
