//! Whether a packet gets from one port of OVN to another, and what stops it.
//!
//! It follows the packet as OVN's logical switches and routers do with what ovirt-provider-ovn puts into OVN: port security and
//! security groups at both ends, subnets, gateways, routers and their routes. It knows neither the provider's API nor ManageIQ:
//! whoever has a [`Site`] can ask.
//!
//! What nobody tells it, it does not consider: firewall and routes inside of VMs, hosts on physical networks, and what was changed
//! in OVN by other means than the provider.

mod answer;
mod filter;
mod forwarding;
mod index;
mod question;
mod report;
mod routing;
pub mod site;
mod trace;
mod words;

pub use answer::{Answer, Object, Remedy, RuleRef, Step, Verdict, Why};
pub use question::{End, Question, Traffic};
pub use report::{Advice, Cause, Line, Report};
pub use site::Site;
pub use trace::Reachability;
