//! Changes: networks, subnets, routers with their interfaces, security groups with their rules, and which ports have them.
//!
//! Every change takes the same steps. Its values are checked against the provider's current state before anything is sent. It is
//! sent once: where the answer is lost, or is a 5xx (the provider answers so to some changes that it has done), the object
//! is read back and its state decides. What was done is compared with what was asked for, as the provider drops what it does
//! not understand. The result has the objects that it touched, as they are now.
//!
//! What a change needs is asked for by id: the provider builds its whole list of ports, filtered or not, in seconds, and
//! answers nobody else meanwhile. So callers may pass ids of `ports` that they know; each is looked at before it is relied
//! on.

mod change;
mod gateways;
mod input;
mod interfaces;
mod networks;
mod operation;
mod outcome;
mod ports;
mod range;
mod reading;
mod refusal;
mod routers;
mod rules;
mod security_groups;
mod sending;
mod subnets;

pub use change::Change;
pub use gateways::check_gateway_address;
pub use input::Attributes;
pub use ports::{KnownGroups, PortChange};
pub use subnets::{check_subnet, check_subnet_change};
