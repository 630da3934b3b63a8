//! What ManageIQ calls its tables.

use ovirt_net_provider::inventory::Listed;
use ovirt_net_provider::resource::Resource;
use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};

/// The engine's vNICs, whose stored rows are needed as well; no refresh writes them.
pub const VNICS: &str = "vnics";

/// The join of ports and security groups.
pub const GROUPS: &str = "network_ports_security_groups";

/// The join of ports and subnets, with the address.
pub(super) const ADDRESSES: &str = "cloud_subnet_network_ports";

/// Objects of the provider that ManageIQ has a table of.
pub trait InTable: Listed {
    /// The table.
    const TABLE: &'static str;
}

macro_rules! tables {
    ($($kind:ty: $table:literal,)+) => {
        $(impl InTable for $kind {
            const TABLE: &'static str = $table;
        })+

        /// The table of the objects that the provider lists at that path; `None` where ManageIQ has none.
        pub fn table_of(path: &str) -> Option<&'static str> {
            [$((<$kind>::PATH, $table),)+].into_iter().find(|(of, _)| *of == path).map(|(_, table)| table)
        }
    };
}

tables! {
    Tenant: "cloud_tenants",
    Network: "cloud_networks",
    Subnet: "cloud_subnets",
    Port: "network_ports",
    Router: "network_routers",
    FloatingIp: "floating_ips",
    SecurityGroup: "security_groups",
    SecurityGroupRule: "firewall_rules",
}
