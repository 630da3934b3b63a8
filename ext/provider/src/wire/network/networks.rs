//! Networks.

use serde::Deserialize;

/// A network. Absent: `router:external`, `shared` and `admin_state_up`, which only forks send.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Network {
    /// Id.
    #[serde(deserialize_with = "crate::wire::id")]
    pub id: String,
    /// Name; not unique.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: Option<String>,
    /// `ACTIVE`.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: Option<String>,
    /// Its tenant.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub tenant_id: Option<String>,
    /// Whether it is up.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub admin_state_up: Option<bool>,
    /// Whether other tenants see it.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub shared: Option<bool>,
    /// Whether it leads outside.
    #[serde(rename = "router:external", default, deserialize_with = "crate::wire::flag")]
    pub external: Option<bool>,
    /// Maximum transmission unit in bytes.
    #[serde(default, deserialize_with = "crate::wire::integer")]
    pub mtu: Option<i64>,
    /// Default of its ports.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub port_security_enabled: Option<bool>,
    /// Where it leaves OVN, with `network_type`.
    #[serde(rename = "provider:physical_network", default, deserialize_with = "crate::wire::text")]
    pub physical_network: Option<String>,
    /// `flat` or `vlan`.
    #[serde(rename = "provider:network_type", default, deserialize_with = "crate::wire::text")]
    pub network_type: Option<String>,
    /// VLAN id.
    #[serde(rename = "provider:segmentation_id", default, deserialize_with = "crate::wire::text")]
    pub segmentation_id: Option<String>,
    /// QoS policy.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub qos_policy_id: Option<String>,
    /// Whether guests may tag.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub vlan_transparent: Option<bool>,
}
