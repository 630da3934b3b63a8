//! A client of oVirt's OVN network provider, ovirt-provider-ovn. It knows neither Ruby nor ManageIQ.
//!
//! How an inventory is read, one module a step:
//!
//! ```text
//! authentication_url ─ endpoint ─ identity (token, tenants) ─ catalog ─ client ─ inventory
//! ```
//!
//! [`changes`] creates, changes and deletes.
//!
//! An [`Inventory`] is everything the provider has, or an [`Error`]; nothing turns a failure into an empty list.

#![forbid(unsafe_code)]

pub mod catalog;
pub mod changes;
pub mod client;
pub mod code;
pub mod endpoint;
pub mod error;
mod explanation;
pub mod identity;
pub mod inventory;
pub mod options;
mod pages;
pub mod ports;
pub mod quote;
mod recognition;
pub mod refused;
mod request;
pub mod resource;
pub mod rule_meaning;
pub mod secret;
mod tls;
mod transport;
pub mod wire;

pub use changes::Change;
pub use client::Client;
pub use code::Code;
pub use endpoint::Endpoint;
pub use error::{Error, Result};
pub use inventory::{Inventory, Timings};
pub use options::Options;
pub use recognition::of_sdk;
pub use request::Request;
pub use resource::LISTS;
pub use secret::Secret;
/// JSON that is handed on as it came, such as `binding:profile`.
pub use serde_json::Value as Json;
pub use transport::{Unreached, reach};
