//! How a network says which physical network it is.

use crate::store::Object;

pub(super) const PHYSICAL_NETWORK: &str = "provider:physical_network";
pub(super) const NETWORK_TYPE: &str = "provider:network_type";
pub(super) const SEGMENTATION_ID: &str = "provider:segmentation_id";

/// Forgets the physical network of a network whose localnet port is gone.
pub(super) fn clear_physical_network(network: &mut Object) {
    for key in [PHYSICAL_NETWORK, SEGMENTATION_ID, NETWORK_TYPE] {
        network.shift_remove(key);
    }
}
