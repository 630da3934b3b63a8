//! Releases of the provider: its master, which most of this crate follows, and oVirt 4.2's (`old_answers`).

use crate::network;
use crate::store::Refusal;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A release of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Release {
    /// Neither floating IPs nor any path of security groups; routers have no gateway.
    #[serde(rename = "1.2.2")]
    V1_2_2,
    /// The first with paths of floating IPs and security groups, which list nothing.
    #[serde(rename = "1.2.4")]
    V1_2_4,
    /// The last of oVirt 4.2.
    #[serde(rename = "1.2.14")]
    V1_2_14,
    /// The newest.
    #[default]
    #[serde(rename = "master")]
    Master,
}

impl FromStr for Release {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        serde_json::from_value(name.into()).map_err(|_| "--release is 1.2.2, 1.2.4, 1.2.14 or master".to_owned())
    }
}

impl Release {
    /// Whether refusals are laid out as in oVirt 4.2.
    pub(crate) fn is_old(self) -> bool {
        self != Self::Master
    }

    /// Refuses what the release does not have.
    pub(crate) fn check_route(self, method: &str, target: &str) -> Result<(), Refusal> {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let missing = match network::parts(path).as_slice() {
            ["extensions" | "security-group-rules", ..] | ["security-groups", _] => true,
            ["security-groups" | "floatingips", ..] if self == Self::V1_2_2 => true,
            ["security-groups"] if self.is_old() && method != "GET" => {
                return Err(Refusal::new(405, format!("Method not allowed: {method}")));
            }
            _ => false,
        };
        if self.is_old() && missing { Err(Refusal::missing(format!("Incorrect path: {target}"))) } else { Ok(()) }
    }

    /// Refuses what Keystone does not have.
    pub(crate) fn check_identity(self, target: &str) -> Result<(), Refusal> {
        let is_root = network::parts(target).is_empty();
        if self.is_old() && is_root { Err(Refusal::missing(format!("Incorrect path: {target}"))) } else { Ok(()) }
    }
}
