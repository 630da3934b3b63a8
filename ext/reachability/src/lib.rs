//! Whether a packet gets from one port of OVN to another, and what stops it.
//!
//! It follows the packet as OVN's logical switches and routers do with what ovirt-provider-ovn puts into OVN: port security and
//! security groups at both ends, subnets, gateways, routers and their routes. It knows neither the provider's API nor ManageIQ:
//! whoever has a [`Site`] can ask.
//!
//! What nobody tells it, it does not consider: firewall and routes inside of VMs, hosts on physical networks, and what was changed
//! in OVN by other means than the provider.
//!
//! Of the same objects, [`exposure()`] tells what the security groups of each port let in, and [`findings()`] what is misconfigured;
//! [`difference()`] tells what a port gains and loses with other security groups.

mod answer;
mod difference;
mod exposure;
mod filter;
mod findings;
mod forwarding;
mod index;
mod names;
mod protocol;
mod question;
mod report;
mod routing;
pub mod site;
mod trace;
mod words;

pub use answer::{Answer, Object, Remedy, RuleRef, Step, Verdict, Why};
pub use difference::{Excess, difference};
pub use exposure::{Exposure, Opening, Whom, exposure};
pub use findings::{Finding, Named, findings};
pub use protocol::protocol_name;
pub use question::{End, Question, Traffic};
pub use report::{Advice, Cause, Line, Report};
pub use site::Site;
pub use trace::Reachability;
