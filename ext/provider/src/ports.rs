//! Which device a port belongs to.

use crate::wire::network::Port;

/// Whether a port with that `device_owner` is where a subnet meets a router.
pub fn is_of_router_interface(owner: Option<&str>) -> bool {
    matches!(
        owner,
        Some(
            "network:router_interface"
                | "network:router_ha_interface"
                | "network:ha_router_replicated_interface"
                | "network:router_interface_distributed"
        )
    )
}

/// What the provider calls the address of a port that has none, or takes any.
pub const NO_ADDRESS: &str = "unknown";

/// What it calls the address of a port whose router has it.
pub const ADDRESS_OF_ROUTER: &str = "router";

impl Port {
    /// Its MAC address; `None` where it has none.
    pub fn mac(&self) -> Option<&str> {
        self.mac_address.as_deref().filter(|address| ![NO_ADDRESS, ADDRESS_OF_ROUTER].contains(address))
    }

    /// Whether the port is its network's own way to a physical network.
    pub fn is_localnet(&self) -> bool {
        self.mac_address.as_deref() == Some(NO_ADDRESS) && self.device_id.is_none()
    }

    /// Whether the port is where a subnet meets a router.
    pub fn is_router_interface(&self) -> bool {
        is_of_router_interface(self.device_owner.as_deref())
    }

    /// Whether the port is a router's way out.
    pub fn is_router_gateway(&self) -> bool {
        self.device_owner.as_deref() == Some("network:router_gateway")
    }

    /// The router that the port belongs to.
    pub fn router(&self) -> Option<&str> {
        self.device_id.as_deref().filter(|_| self.is_router_gateway() || self.is_router_interface())
    }

    /// Whether the port is the way out of that router.
    pub fn is_gateway_of(&self, router: &str) -> bool {
        self.is_router_gateway() && self.router() == Some(router)
    }

    /// Whether the port is where a subnet meets that router.
    pub fn is_interface_of(&self, router: &str) -> bool {
        self.is_router_interface() && self.router() == Some(router)
    }

    /// Whether the port is on that network.
    pub fn is_on(&self, network: &str) -> bool {
        self.network_id.as_deref() == Some(network)
    }

    /// oVirt's id of the vNIC that uses the port.
    pub fn vnic(&self) -> Option<&str> {
        let is_ovirt = self.device_owner.as_deref().is_some_and(|owner| owner.eq_ignore_ascii_case("ovirt"));
        self.device_id.as_deref().filter(|_| is_ovirt)
    }
}
