//! Subnets.

use serde::Deserialize;
use serde_json::Value;

/// A subnet; `name` and `gateway_ip` may be absent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Subnet {
    /// Id.
    #[serde(deserialize_with = "crate::wire::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: Option<String>,
    /// Its network.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub network_id: Option<String>,
    /// Its tenant.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub tenant_id: Option<String>,
    /// Range, such as `10.0.0.0/24`.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub cidr: Option<String>,
    /// 4 or 6.
    #[serde(default, deserialize_with = "crate::wire::integer")]
    pub ip_version: Option<i64>,
    /// Gateway.
    #[serde(default, deserialize_with = "crate::wire::reference")]
    pub gateway_ip: Option<String>,
    /// Whether OVN's DHCP serves it.
    #[serde(default, deserialize_with = "crate::wire::flag")]
    pub enable_dhcp: Option<bool>,
    /// DNS servers; the provider keeps only the first that it is given, and lists what others gave OVN.
    #[serde(default, deserialize_with = "crate::wire::addresses")]
    pub dns_nameservers: Vec<String>,
    /// Ranges that addresses are taken from.
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub allocation_pools: Vec<AllocationPool>,
    /// Routes that DHCP hands out.
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub host_routes: Vec<Value>,
    /// Router advertisement of IPv6.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub ipv6_ra_mode: Option<String>,
    /// Address assignment of IPv6.
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub ipv6_address_mode: Option<String>,
}

/// A range of addresses of a subnet. The provider says `stop` where Neutron says `end`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "SentPool")]
pub struct AllocationPool {
    /// First address.
    pub start: Option<String>,
    /// Last address.
    pub end: Option<String>,
}

#[derive(Deserialize)]
struct SentPool {
    #[serde(default, deserialize_with = "crate::wire::text")]
    start: Option<String>,
    #[serde(default, deserialize_with = "crate::wire::text")]
    end: Option<String>,
    #[serde(default, deserialize_with = "crate::wire::text")]
    stop: Option<String>,
}

impl From<SentPool> for AllocationPool {
    fn from(pool: SentPool) -> Self {
        Self { start: pool.start, end: pool.end.or(pool.stop) }
    }
}
