//! Networks.

use serde_json::{Map, Value, json};

use super::input::{Attributes, Input, invalid, missing};
use super::operation::{Operation, difference, refused};
use super::{Change, Scope};
use crate::resource::title;
use crate::wire::network::{Network, Port, Router};
use crate::{Client, Result};

const ATTRIBUTES: [&str; 7] =
    ["name", "mtu", "port_security_enabled", "network_type", "physical_network", "segmentation_id", "tenant_id"];

/// Smallest and largest MTU of an Ethernet frame; the provider has a limit of its own (validation-max-allowed-mtu).
const MTU: std::ops::RangeInclusive<i64> = 68..=65_535;

/// Where a network leaves OVN.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Physical {
    network: String,
    vlan: Option<i64>,
}

/// A network as it is to be; `None` is left as it is.
#[derive(Debug)]
struct Wanted {
    name: Option<String>,
    mtu: Option<i64>,
    port_security: Option<bool>,
    physical: Option<Physical>,
    tenant: Option<String>,
}

impl Client {
    /// Creates a network.
    ///
    /// # Errors
    /// [`Error::InvalidChange`](crate::Error::InvalidChange) before anything is sent; otherwise what became of it.
    pub async fn create_network(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let name = input.required("name", "give the network a name")?;
        let wanted = Wanted::new(&input, None)?;
        let mut operation = Operation::new(self, format!("create {}", title::<Network>(Some(&name), "")));
        let network: Network =
            operation.create(wanted.body(None), ("name", &name), |network| wanted.differences(network)).await?;
        Ok(operation.done(network.id.clone(), network.name, Scope::network(network.id)))
    }

    /// Changes a network; what is not given stays.
    ///
    /// # Errors
    /// As for [`Client::create_network`].
    pub async fn update_network(&self, id: &str, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let mut operation = Operation::new(self, format!("update {}", title::<Network>(None, id)));
        let current: Network = operation.need(id).await?;
        operation.rename(format!("update {}", title::<Network>(current.name.as_deref(), id)));
        let wanted = Wanted::new(&input, Some(&current))?;
        let mut scope = Scope::network(id);
        if wanted.differences(&current).is_empty() {
            return Ok(operation.done(current.id, current.name, scope));
        }
        // A network that gets, keeps or loses a physical network does so with a port.
        if current.physical_network.is_some() {
            scope.add_ports(&operation.list::<Port>(("network_id", id)).await?);
        }
        let body = wanted.body(Some(&current));
        let network = operation.update::<Network>(id, body, |network| wanted.differences(network)).await?;
        Ok(operation.done(network.id, network.name, scope))
    }

    /// Deletes a network with its subnet.
    ///
    /// # Errors
    /// As for [`Client::create_network`].
    pub async fn delete_network(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<Network>(None, id)));
        let mut scope = Scope::network(id);
        let Some(network) = operation.show::<Network>(id).await? else {
            operation.note("it was gone already");
            return Ok(operation.done(id.to_owned(), None, scope));
        };
        let object = title::<Network>(network.name.as_deref(), id);
        operation.rename(format!("delete {object}"));
        let mut ports = operation.list::<Port>(("network_id", id)).await?;
        ports.retain(|port| port.network_id.as_deref() == Some(id));
        let mut blocking = Vec::new();
        for port in ports.iter().filter(|port| !port.is_localnet()) {
            blocking.push(described(&mut operation, port).await?);
        }
        if !blocking.is_empty() {
            let problem = format!("cannot be deleted, it has {}", listed(&blocking));
            return Err(refused(
                object,
                problem,
                "remove the vNICs in oVirt, and the interfaces and gateways of routers",
            ));
        }
        scope.add_ports(&ports);
        operation.delete::<Network>(id).await?;
        Ok(operation.done(network.id, network.name, scope))
    }
}

impl Wanted {
    fn new(input: &Input<'_>, current: Option<&Network>) -> Result<Self> {
        Ok(Self {
            name: input.text("name")?,
            mtu: input.integer("mtu", MTU, "an MTU in bytes")?,
            port_security: input.flag("port_security_enabled")?,
            physical: physical(input, current)?,
            tenant: input.text("tenant_id")?,
        })
    }

    fn body(&self, current: Option<&Network>) -> Value {
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

    fn differences(&self, network: &Network) -> Vec<String> {
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
        let remedy = "take its physical network away first, with an empty network type, then make it flat";
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

impl Port {
    /// Whether the port is the network's own way to its physical network.
    pub(super) fn is_localnet(&self) -> bool {
        self.mac_address.as_deref() == Some("unknown") && self.device_id.is_none()
    }
}

/// A port as its user knows it.
async fn described(operation: &mut Operation<'_>, port: &Port) -> Result<String> {
    let name = port.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&port.id);
    Ok(match port.device_id.as_deref().filter(|_| port.is_on_router()) {
        Some(router) if port.is_gateway_of(router) => {
            format!("the gateway of {}", operation.title::<Router>(router).await?)
        }
        Some(router) => format!("an interface of {}", operation.title::<Router>(router).await?),
        None => format!("port {name}"),
    })
}

/// The first three, and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        names => names.join(", "),
    }
}
