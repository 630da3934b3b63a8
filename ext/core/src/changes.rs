//! Changes: networks, subnets, routers with their interfaces, security groups with their rules.
//!
//! Every change goes the same way. What is given is checked, with what the provider has now, before anything is sent. It is
//! sent once: where the answer is lost, or is a 5xx (the provider answers so to some changes that it has done), the object
//! is read back and its state decides. What was done is compared with what was asked for, as the provider drops what it does
//! not understand. The result says which objects are touched, for [`Client::inventory_of`](crate::Client::inventory_of).

mod cidr;
mod input;
mod interfaces;
mod networks;
mod operation;
mod routers;
mod rules;
mod scope;
mod security_groups;
mod subnets;

pub use input::Attributes;
pub use scope::Scope;

/// A change that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Id of what was created, changed or deleted.
    pub id: String,
    /// Its name; `None` where it has none.
    pub name: Option<String>,
    /// What the provider may show differently now.
    pub scope: Scope,
    /// What the log should say, a sentence each.
    pub notes: Vec<String>,
}
