//! Neutron: the objects of the seven lists. Which fields come when: the provider's recordings.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

/// A network. Absent: `router:external`, `shared` and `admin_state_up`, which only forks send.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Network {
    /// Id.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Name; not unique.
    #[serde(default, deserialize_with = "super::text")]
    pub name: Option<String>,
    /// `ACTIVE`.
    #[serde(default, deserialize_with = "super::text")]
    pub status: Option<String>,
    /// Its tenant.
    #[serde(default, deserialize_with = "super::reference")]
    pub tenant_id: Option<String>,
    /// Whether it is up.
    #[serde(default, deserialize_with = "super::flag")]
    pub admin_state_up: Option<bool>,
    /// Whether other tenants see it.
    #[serde(default, deserialize_with = "super::flag")]
    pub shared: Option<bool>,
    /// Whether it leads outside.
    #[serde(rename = "router:external", default, deserialize_with = "super::flag")]
    pub external: Option<bool>,
    /// Maximum transmission unit in bytes.
    #[serde(default, deserialize_with = "super::integer")]
    pub mtu: Option<i64>,
    /// Default of its ports.
    #[serde(default, deserialize_with = "super::flag")]
    pub port_security_enabled: Option<bool>,
    /// Where it leaves OVN, with `network_type`.
    #[serde(rename = "provider:physical_network", default, deserialize_with = "super::text")]
    pub physical_network: Option<String>,
    /// `flat` or `vlan`.
    #[serde(rename = "provider:network_type", default, deserialize_with = "super::text")]
    pub network_type: Option<String>,
    /// VLAN id.
    #[serde(rename = "provider:segmentation_id", default, deserialize_with = "super::text")]
    pub segmentation_id: Option<String>,
    /// QoS policy.
    #[serde(default, deserialize_with = "super::reference")]
    pub qos_policy_id: Option<String>,
    /// Whether guests may tag.
    #[serde(default, deserialize_with = "super::flag")]
    pub vlan_transparent: Option<bool>,
}

/// A subnet; `name` and `gateway_ip` may be absent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Subnet {
    /// Id.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "super::text")]
    pub name: Option<String>,
    /// Its network.
    #[serde(default, deserialize_with = "super::reference")]
    pub network_id: Option<String>,
    /// Its tenant.
    #[serde(default, deserialize_with = "super::reference")]
    pub tenant_id: Option<String>,
    /// Range, such as `10.0.0.0/24`.
    #[serde(default, deserialize_with = "super::text")]
    pub cidr: Option<String>,
    /// 4 or 6.
    #[serde(default, deserialize_with = "super::integer")]
    pub ip_version: Option<i64>,
    /// Gateway.
    #[serde(default, deserialize_with = "super::reference")]
    pub gateway_ip: Option<String>,
    /// Whether OVN's DHCP serves it.
    #[serde(default, deserialize_with = "super::flag")]
    pub enable_dhcp: Option<bool>,
    /// DNS servers; the provider keeps only the first that it is given, and lists what others gave OVN.
    #[serde(default, deserialize_with = "super::addresses")]
    pub dns_nameservers: Vec<String>,
    /// Ranges that addresses are taken from.
    #[serde(default, deserialize_with = "super::list")]
    pub allocation_pools: Vec<AllocationPool>,
    /// Routes that DHCP hands out.
    #[serde(default, deserialize_with = "super::list")]
    pub host_routes: Vec<Value>,
    /// Router advertisement of IPv6.
    #[serde(default, deserialize_with = "super::text")]
    pub ipv6_ra_mode: Option<String>,
    /// Address assignment of IPv6.
    #[serde(default, deserialize_with = "super::text")]
    pub ipv6_address_mode: Option<String>,
}

/// A port: a vNIC's, a router's or a network's way out.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Port {
    /// Id.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "super::text")]
    pub name: Option<String>,
    /// Its network.
    #[serde(default, deserialize_with = "super::interned_reference")]
    pub network_id: Option<Arc<str>>,
    /// Its tenant.
    #[serde(default, deserialize_with = "super::interned_reference")]
    pub tenant_id: Option<Arc<str>>,
    /// MAC address, `unknown` or `router`.
    #[serde(default, deserialize_with = "super::text")]
    pub mac_address: Option<String>,
    /// Status; the provider sends none.
    #[serde(default, deserialize_with = "super::interned")]
    pub status: Option<Arc<str>>,
    /// False until the port is up.
    #[serde(default, deserialize_with = "super::flag")]
    pub admin_state_up: Option<bool>,
    /// The vNIC's id in oVirt where `device_owner` is `oVirt`, the router's for a router's port.
    #[serde(default, deserialize_with = "super::reference")]
    pub device_id: Option<String>,
    /// Who uses it.
    #[serde(default, deserialize_with = "super::interned_reference")]
    pub device_owner: Option<Arc<str>>,
    /// Whether only what the rules of its security groups allow passes.
    #[serde(default, deserialize_with = "super::flag")]
    pub port_security_enabled: Option<bool>,
    /// Ids of its security groups.
    #[serde(default, deserialize_with = "super::interned_list")]
    pub security_groups: Vec<Arc<str>>,
    /// Its addresses.
    #[serde(default, deserialize_with = "super::list")]
    pub fixed_ips: Vec<FixedIp>,
    /// Host it is bound to.
    #[serde(rename = "binding:host_id", default, deserialize_with = "super::interned")]
    pub host_id: Option<Arc<str>>,
    /// Kind of virtual interface.
    #[serde(rename = "binding:vif_type", default, deserialize_with = "super::interned")]
    pub vif_type: Option<Arc<str>>,
    /// Details of the virtual interface.
    #[serde(rename = "binding:vif_details", default)]
    pub vif_details: Option<Box<Value>>,
    /// Kind of vNIC.
    #[serde(rename = "binding:vnic_type", default, deserialize_with = "super::interned")]
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

/// A router.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Router {
    /// Id.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "super::text")]
    pub name: Option<String>,
    /// Its tenant.
    #[serde(default, deserialize_with = "super::reference")]
    pub tenant_id: Option<String>,
    /// `ACTIVE`.
    #[serde(default, deserialize_with = "super::text")]
    pub status: Option<String>,
    /// Whether it is up.
    #[serde(default, deserialize_with = "super::flag")]
    pub admin_state_up: Option<bool>,
    /// Its way out; `None` where it has none.
    #[serde(default)]
    pub external_gateway_info: Option<ExternalGateway>,
    /// Static routes: `destination`, `nexthop`.
    #[serde(default, deserialize_with = "super::list")]
    pub routes: Vec<Value>,
    /// Whether it is distributed.
    #[serde(default, deserialize_with = "super::flag")]
    pub distributed: Option<bool>,
    /// Whether it is highly available.
    #[serde(default, deserialize_with = "super::flag")]
    pub ha: Option<bool>,
}

/// A security group; its rules have a list of their own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SecurityGroup {
    /// Id.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "super::text")]
    pub name: Option<String>,
    /// Description.
    #[serde(default, deserialize_with = "super::text")]
    pub description: Option<String>,
    /// Its tenant; the provider sends `null`.
    #[serde(default, deserialize_with = "super::reference")]
    pub tenant_id: Option<String>,
}

/// A rule of a security group.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SecurityGroupRule {
    /// Id.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Its group.
    #[serde(default, deserialize_with = "super::reference")]
    pub security_group_id: Option<String>,
    /// The group whose addresses it matches.
    #[serde(default, deserialize_with = "super::reference")]
    pub remote_group_id: Option<String>,
    /// `ingress` or `egress`.
    #[serde(default, deserialize_with = "super::text")]
    pub direction: Option<String>,
    /// `IPv4` or `IPv6`.
    #[serde(default, deserialize_with = "super::text")]
    pub ethertype: Option<String>,
    /// Name or number; `None` for any.
    #[serde(default, deserialize_with = "super::text")]
    pub protocol: Option<String>,
    /// First port; the ICMP type. The provider sends a text.
    #[serde(default, deserialize_with = "super::bound")]
    pub port_range_min: Option<i64>,
    /// Last port; the ICMP code.
    #[serde(default, deserialize_with = "super::bound")]
    pub port_range_max: Option<i64>,
    /// Addresses it matches.
    #[serde(default, deserialize_with = "super::reference")]
    pub remote_ip_prefix: Option<String>,
}

/// A floating IP; the provider never lists one, forks may.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct FloatingIp {
    /// Id.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Address outside.
    #[serde(default, deserialize_with = "super::text")]
    pub floating_ip_address: Option<String>,
    /// Address inside.
    #[serde(default, deserialize_with = "super::text")]
    pub fixed_ip_address: Option<String>,
    /// Status.
    #[serde(default, deserialize_with = "super::text")]
    pub status: Option<String>,
    /// Its tenant.
    #[serde(default, deserialize_with = "super::reference")]
    pub tenant_id: Option<String>,
    /// Network of the outer address.
    #[serde(default, deserialize_with = "super::reference")]
    pub floating_network_id: Option<String>,
    /// Port of the inner address.
    #[serde(default, deserialize_with = "super::reference")]
    pub port_id: Option<String>,
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
    #[serde(default, deserialize_with = "super::text")]
    start: Option<String>,
    #[serde(default, deserialize_with = "super::text")]
    end: Option<String>,
    #[serde(default, deserialize_with = "super::text")]
    stop: Option<String>,
}

impl From<SentPool> for AllocationPool {
    fn from(pool: SentPool) -> Self {
        Self { start: pool.start, end: pool.end.or(pool.stop) }
    }
}

/// An address of a port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FixedIp {
    /// The address.
    #[serde(default, deserialize_with = "super::reference")]
    pub ip_address: Option<String>,
    /// Its subnet; may be `null`.
    #[serde(default, deserialize_with = "super::interned_reference")]
    pub subnet_id: Option<Arc<str>>,
}

/// A router's way out: kept as it came but for its ids and addresses, which are texts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Value")]
pub struct ExternalGateway {
    /// The outer network.
    pub network_id: Option<String>,
    /// All of it.
    pub raw: Value,
}

impl TryFrom<Value> for ExternalGateway {
    type Error = String;

    fn try_from(mut raw: Value) -> Result<Self, String> {
        // OVSDB's optional
        while let Value::Array(values) = &mut raw {
            match values.len() {
                0 | 1 => raw = values.pop().unwrap_or_default(),
                several => return Err(format!("a list of {several} gateways instead of one")),
            }
        }
        match &mut raw {
            Value::Null => {}
            Value::String(text) if text.is_empty() => raw = Value::Null,
            Value::Object(gateway) => {
                read_texts(gateway, &["network_id"])?;
                if let Some(alone @ Value::Object(_)) = gateway.get_mut("external_fixed_ips") {
                    *alone = Value::Array(vec![alone.take()]);
                }
                for address in gateway.get_mut("external_fixed_ips").and_then(Value::as_array_mut).into_iter().flatten()
                {
                    if let Value::Object(address) = address {
                        read_texts(address, &["subnet_id", "ip_address"])
                            .map_err(|problem| format!("external_fixed_ips: {problem}"))?;
                    }
                }
            }
            _ => return Err("neither an object nor null".into()),
        }
        let network_id = raw.get("network_id").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { network_id, raw })
    }
}

/// Makes the values of `keys` the texts that they are elsewhere.
fn read_texts(object: &mut serde_json::Map<String, Value>, keys: &[&str]) -> Result<(), String> {
    for key in keys {
        if let Some(value) = object.get_mut(*key) {
            let text = super::reference(&*value).map_err(|problem| format!("{key}: {problem}"))?;
            *value = text.into();
        }
    }
    Ok(())
}
