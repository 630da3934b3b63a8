//! Security groups and their rules.

use serde::Deserialize;

/// A security group; its rules have a list of their own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SecurityGroup {
    /// Id.
    #[serde(deserialize_with = "crate::wire::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: Option<String>,
    /// Description.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub description: Option<String>,
    /// Its tenant; the provider sends `null`.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub tenant_id: Option<String>,
}

/// A rule of a security group.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SecurityGroupRule {
    /// Id.
    #[serde(deserialize_with = "crate::wire::id")]
    pub id: String,
    /// Its group.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub security_group_id: Option<String>,
    /// The group whose addresses it matches.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub remote_group_id: Option<String>,
    /// `ingress` or `egress`.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub direction: Option<String>,
    /// `IPv4` or `IPv6`.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub ethertype: Option<String>,
    /// Name or number; `None` for any.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub protocol: Option<String>,
    /// First port; the ICMP type. The provider sends a text.
    #[serde(default, deserialize_with = "crate::wire::bound")]
    pub port_range_min: Option<i64>,
    /// Last port; the ICMP code.
    #[serde(default, deserialize_with = "crate::wire::bound")]
    pub port_range_max: Option<i64>,
    /// Addresses it matches.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub remote_ip_prefix: Option<String>,
}
