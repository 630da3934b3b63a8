//! What the integration tests share.

use std::time::Duration;

use ovirt_net_provider::{Client, Options, Secret};
use ovirt_net_simulator::Simulator;

/// The lists of one refresh below `/v2.0/`, in the order in which they are read.
pub const LISTS: [&str; 8] =
    ["floatingips", "ports", "security-group-rules", "security-groups", "routers", "subnets", "networks", "tenants"];

/// Options for a client of `simulator` that does not wait long.
pub fn options(simulator: &Simulator) -> Options {
    let mut options = Options::new(simulator.identity_url(), "admin@internal", Secret::new("123456"));
    options.connect_timeout = Duration::from_secs(5);
    options.read_timeout = Duration::from_secs(5);
    options.retry_wait = Duration::from_millis(1);
    options
}

/// A client of `simulator`.
///
/// # Errors
/// Those of [`Client::new`].
pub fn client(simulator: &Simulator) -> ovirt_net_provider::Result<Client> {
    Client::new(options(simulator))
}
