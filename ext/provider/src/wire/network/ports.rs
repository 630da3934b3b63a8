//! Ports.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

/// A port: a vNIC's, a router's or a network's way out.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Port {
    /// Id.
    #[serde(deserialize_with = "crate::wire::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: Option<String>,
    /// Its network.
    #[serde(default, deserialize_with = "crate::wire::interned_reference")]
    pub network_id: Option<Arc<str>>,
    /// Its tenant.
    #[serde(default, deserialize_with = "crate::wire::interned_reference")]
    pub tenant_id: Option<Arc<str>>,
    /// MAC address, `unknown` or `router`.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub mac_address: Option<String>,
    /// Status; the provider sends none.
    #[serde(default, deserialize_with = "crate::wire::interned")]
    pub status: Option<Arc<str>>,
    /// False until the port is up.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub admin_state_up: Option<bool>,
    /// The vNIC's id in oVirt where `device_owner` is `oVirt`, the router's for a router's port.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub device_id: Option<String>,
    /// Who uses it.
    #[serde(default, deserialize_with = "crate::wire::interned_reference")]
    pub device_owner: Option<Arc<str>>,
    /// Whether only what the rules of its security groups allow passes.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub port_security_enabled: Option<bool>,
    /// Ids of its security groups.
    #[serde(default, deserialize_with = "crate::wire::interned_list")]
    pub security_groups: Vec<Arc<str>>,
    /// Its addresses.
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub fixed_ips: Vec<FixedIp>,
    /// Host it is bound to.
    #[serde(rename = "binding:host_id", default, deserialize_with = "crate::wire::interned")]
    pub host_id: Option<Arc<str>>,
    /// Kind of virtual interface.
    #[serde(rename = "binding:vif_type", default, deserialize_with = "crate::wire::interned")]
    pub vif_type: Option<Arc<str>>,
    /// Details of the virtual interface.
    #[serde(rename = "binding:vif_details", default)]
    pub vif_details: Option<Box<Value>>,
    /// Kind of vNIC.
    #[serde(rename = "binding:vnic_type", default, deserialize_with = "crate::wire::interned")]
    pub vnic_type: Option<Arc<str>>,
    /// Binding profile.
    #[serde(rename = "binding:profile", default)]
    pub profile: Option<Box<Value>>,
    /// DHCP options.
    #[serde(default)]
    pub extra_dhcp_opts: Option<Box<Value>>,
    /// Further addresses it may send from.
    #[serde(default)]
    pub allowed_address_pairs: Option<Box<Value>>,
}

/// An address of a port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FixedIp {
    /// The address.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub ip_address: Option<String>,
    /// Its subnet; may be `null`.
    #[serde(default, deserialize_with = "crate::wire::interned_reference")]
    pub subnet_id: Option<Arc<str>>,
}
