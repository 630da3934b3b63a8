//! The requested attributes of a network, and whether the provider supports them.

use serde_json::{Map, Value, json};

use crate::Result;
use crate::changes::input::{Attributes, Input};
use crate::changes::refusal::{difference, invalid, missing};
use crate::wire::network::Network;

/// Names of the attributes that may be given.
pub(super) const ATTRIBUTES: [&str; 7] =
    ["name", "mtu", "port_security_enabled", "network_type", "physical_network", "segmentation_id", "tenant_id"];

/// Smallest and largest MTU of an Ethernet frame; the provider has a limit of its own (validation-max-allowed-mtu).
const MTU: std::ops::RangeInclusive<i64> = 68..=65_535;

/// What says where a network leaves OVN.
const PHYSICAL_FIELDS: [&str; 3] = ["network_type", "physical_network", "segmentation_id"];

/// Where a network leaves OVN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Physical {
    network: String,
    vlan: Option<i64>,
}

/// A network as it is to be; `None` is left as it is.
#[derive(Debug)]
pub(super) struct Desired {
    name: Option<String>,
    mtu: Option<i64>,
    port_security: Option<bool>,
    pub(super) physical: Option<Physical>,
    tenant: Option<String>,
}

/// The network in the words of a change.
pub(super) fn stored(network: &Network) -> Attributes {
    Map::from_iter([
        ("name".into(), json!(network.name)),
        ("mtu".into(), json!(network.mtu)),
        ("network_type".into(), json!(network.network_type)),
        ("physical_network".into(), json!(network.physical_network)),
        ("segmentation_id".into(), json!(network.segmentation_id)),
        ("tenant_id".into(), json!(network.tenant_id)),
    ])
}

impl Desired {
    pub(super) fn new(input: &Input<'_>, current: Option<&Network>) -> Result<Self> {
        Ok(Self {
            name: input.text("name")?,
            mtu: input.integer("mtu", MTU, "an MTU in bytes")?,
            port_security: input.flag("port_security_enabled")?,
            physical: physical(input, current)?,
            tenant: input.text("tenant_id")?,
        })
    }

    pub(super) fn body(&self, current: Option<&Network>) -> Value {
        let mut body = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                body.insert(key.to_owned(), value);
            }
        };
        put("name", self.name.clone().or_else(|| current?.name.clone()).map(Value::from));
        put("mtu", self.mtu.map(Value::from));
        put("port_security_enabled", self.port_security.map(Value::from));
        put("tenant_id", self.tenant.clone().filter(|_| current.is_none()).map(Value::from));
        // The provider takes the physical network away unless it is repeated.
        if let Some(Physical { network, vlan }) = &self.physical {
            put("provider:physical_network", Some(json!(network)));
            put("provider:network_type", Some(json!(if vlan.is_some() { "vlan" } else { "flat" })));
            put("provider:segmentation_id", vlan.map(Value::from));
        }
        Value::Object(body)
    }

    pub(super) fn differences(&self, network: &Network) -> Vec<String> {
        let physical = Physical::of(network);
        let described = |physical: Option<&Physical>| match physical {
            Some(Physical { network, vlan: Some(vlan) }) => format!("vlan {vlan} on {network}"),
            Some(Physical { network, vlan: None }) => format!("flat on {network}"),
            None => "inside OVN only".to_owned(),
        };
        [
            difference("name", self.name.as_deref(), network.name.as_deref()),
            difference("mtu", self.mtu, network.mtu),
            difference("port_security_enabled", self.port_security, network.port_security_enabled),
            difference("the network", Some(described(self.physical.as_ref())), Some(described(physical.as_ref()))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Physical {
    fn of(network: &Network) -> Option<Self> {
        let vlan = network.segmentation_id.as_deref().and_then(|vlan| vlan.parse().ok());
        network.physical_network.clone().map(|network| Self { network, vlan })
    }
}

/// Where the network is to leave OVN: as given, and where that says nothing, as it is.
fn physical(input: &Input<'_>, current: Option<&Network>) -> Result<Option<Physical>> {
    const PHYSICAL: &str = "give the name of a physical network, as in the hosts' bridge mappings";
    let stored = current.and_then(Physical::of);
    if current.is_some() && PHYSICAL_FIELDS.iter().all(|field| input.keeps(field)) {
        return Ok(stored);
    }
    let kind = match input.text("network_type")?.map(|kind| kind.to_lowercase()) {
        Some(kind) => Some(kind),
        None if input.names("network_type") => None,
        None => stored.as_ref().map(|physical| if physical.vlan.is_some() { "vlan" } else { "flat" }.to_owned()),
    };
    let network = input.text("physical_network")?;
    let vlan = input.integer("segmentation_id", 1..=4094, "a VLAN id")?;
    let network_or_stored = || match (&network, &stored) {
        (Some(network), _) => Ok(network.clone()),
        (None, Some(stored)) if !input.names("physical_network") => Ok(stored.network.clone()),
        _ => Err(missing("physical_network", PHYSICAL)),
    };
    // The provider leaves the tag where it is.
    if kind.as_deref() == Some("flat") && stored.as_ref().is_some_and(|stored| stored.vlan.is_some()) {
        let remedy = "remove its physical network first, with an empty network type, then make it flat";
        return Err(invalid("network_type", "flat", remedy));
    }
    match (kind.as_deref(), vlan) {
        (None, None) if network.is_none() => Ok(None),
        (None, _) => Err(missing("network_type", "give flat or vlan with a physical network")),
        (Some("flat"), None) => Ok(Some(Physical { network: network_or_stored()?, vlan: None })),
        (Some("flat"), Some(vlan)) => {
            Err(invalid("segmentation_id", vlan, "leave it empty for a flat network, or give the network type vlan"))
        }
        (Some("vlan"), vlan) => {
            let stored = stored.as_ref().and_then(|stored| stored.vlan).filter(|_| !input.names("segmentation_id"));
            let vlan = vlan.or(stored).ok_or_else(|| missing("segmentation_id", "give a VLAN id from 1 to 4094"))?;
            Ok(Some(Physical { network: network_or_stored()?, vlan: Some(vlan) }))
        }
        (Some(other), _) => {
            Err(invalid("network_type", other, "give flat or vlan, or leave it empty for a network inside OVN"))
        }
    }
}
