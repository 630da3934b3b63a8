//! ManageIQ's words for a network's status, which its subnets share.

use ovirt_net_provider::wire::network::Network;

pub(super) const ACTIVE: &str = "active";
pub(super) const INACTIVE: &str = "inactive";

/// The word for the status of a network.
pub(super) fn status(network: &Network) -> &'static str {
    if network.status.as_deref().is_some_and(|status| status.eq_ignore_ascii_case("active")) {
        ACTIVE
    } else {
        INACTIVE
    }
}
