//! Floating IPs.

use serde::Deserialize;

/// A floating IP; the provider never lists one, forks may.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct FloatingIp {
    /// Id.
    #[serde(deserialize_with = "crate::wire::id")]
    pub id: String,
    /// Address outside.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub floating_ip_address: Option<String>,
    /// Address inside.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub fixed_ip_address: Option<String>,
    /// Status.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: Option<String>,
    /// Its tenant.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub tenant_id: Option<String>,
    /// Network of the outer address.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub floating_network_id: Option<String>,
    /// Port of the inner address.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub port_id: Option<String>,
}
