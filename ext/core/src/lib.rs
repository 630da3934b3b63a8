//! The core of manageiq-providers-ovirt-net: everything that needs neither Ruby nor ManageIQ.
//!
//! How data flows, one module a step:
//!
//! ```text
//! authentication_url ─ endpoint ─ identity (token, tenants) ─ catalog ─ client ─ inventory ─ rows ─ delta
//! ```
//!
//! [`changes`] creates, changes and deletes; [`events`] compares two snapshots; [`topology`] draws what is
//! connected to what.
//!
//! An [`Inventory`] is everything the provider has, or an [`Error`]; nothing turns a failure into an empty list.

#![forbid(unsafe_code)]

mod address_usage;
pub mod catalog;
pub mod changes;
pub mod client;
pub mod code;
pub mod delta;
pub mod endpoint;
pub mod error;
pub mod events;
mod explanation;
pub mod identity;
pub mod inventory;
pub mod options;
mod pages;
mod ports;
mod quote;
mod reachability;
mod recognition;
pub mod refused;
pub mod resource;
pub mod rows;
mod rule_meaning;
pub mod secret;
mod tls;
pub mod topology;
mod transport;
pub mod wire;

pub use address_usage::{AddressUsage, address_usage};
pub use changes::Change;
pub use client::Client;
pub use code::Code;
pub use endpoint::Endpoint;
pub use error::{Error, Request, Result};
pub use inventory::{Inventory, LISTS, Took};
pub use options::Options;
pub use recognition::of_sdk;
pub use secret::Secret;
/// JSON that is handed on as it came, such as `binding:profile`.
pub use serde_json::Value as Json;
pub use topology::Topology;
pub use transport::{Unreached, reach};
