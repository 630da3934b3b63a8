//! What ManageIQ calls its tables.

use ovirt_net_provider::inventory::Listed;

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
