//! Neutron: the objects of its lists, a file for each. Which fields come when: the provider's recordings.

mod floating_ips;
mod networks;
mod ports;
mod routers;
mod security_groups;
mod subnets;

pub use floating_ips::FloatingIp;
pub use networks::Network;
pub use ports::{FixedIp, Port};
pub use routers::{ExternalGateway, Router};
pub use security_groups::{SecurityGroup, SecurityGroupRule};
pub use subnets::{AllocationPool, Subnet};
