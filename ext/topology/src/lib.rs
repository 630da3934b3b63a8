//! Draws connections between objects: networks are lanes, with routers and VMs between them.
//!
//! ```text
//! inventory or ManageIQ's rows ─ parts ─ Topology ─ selection ─ nodes (folded) ─ layout ─ svg
//!                                                             └───────────── outline ─ text, list
//! ```
//!
//! Nothing here knows a provider, a database or a browser. What is drawn depends on the objects alone, not on their order:
//! the same objects give the same bytes.

#![forbid(unsafe_code)]

mod assembly;
mod contents;
mod grouping;
mod html;
mod icons;
mod lanes;
mod layout;
mod links;
mod model;
mod nodes;
mod outline;
mod parts;
mod rails;
mod selection;
mod shapes;
mod svg;
mod text;
mod words;

pub use layout::MOST_NETWORKS;
pub use links::Links;
pub use model::{Device, Group, Kind, Link, Network, Object, State, Subnet, Topology};
pub use parts::{DevicePart, GroupPart, NetworkPart, Parts, PortPart, SubnetPart};
pub use selection::Selection;
pub use svg::Zoom;
