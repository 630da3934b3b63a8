//! Networks.

use serde_json::{Map, Value, json};

use super::Change;
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::refusal::{difference, invalid, listed, missing, refused};
use crate::resource::title;
use crate::wire::network::{Network, Port, Router, Subnet};
use crate::{Client, Error, Result};

const ATTRIBUTES: [&str; 7] =
    ["name", "mtu", "port_security_enabled", "network_type", "physical_network", "segmentation_id", "tenant_id"];

/// Smallest and largest MTU of an Ethernet frame; the provider has a limit of its own (validation-max-allowed-mtu).
const MTU: std::ops::RangeInclusive<i64> = 68..=65_535;

/// What says where a network leaves OVN.
const PHYSICAL_FIELDS: [&str; 3] = ["network_type", "physical_network", "segmentation_id"];

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
    /// [`Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn create_network(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let name = input.required("name", "give the network a name")?;
        let wanted = Wanted::new(&input, None)?;
        let mut operation = Operation::new(self, format!("create {}", title::<Network>(Some(&name), "")));
        let query = ("name", name.as_str());
        let before = operation.list_where::<Network>(query).await?;
        let network =
            operation.create(wanted.body(None), query, &before, |network| wanted.differences(network)).await?;
        if wanted.physical.is_some() {
            operation.add_localnet(&network.id).await?;
        }
        done(operation, network).await
    }

    /// Changes a network; what is not given stays. `ports` are ids of ports of the network, as far as they are known; where
    /// it loses its physical network and none of them is its way there, the provider's list of ports is read.
    ///
    /// # Errors
    /// As for [`Client::create_network`].
    pub async fn update_network(&self, id: &str, attributes: &Attributes, ports: Option<&[String]>) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let mut operation = Operation::new(self, format!("update {}", title::<Network>(None, id)));
        let current: Network = operation.need(id).await?;
        operation.rename(format!("update {}", title::<Network>(current.name.as_deref(), id)));
        let input = input.over(stored(&current));
        let wanted = Wanted::new(&input, Some(&current))?;
        if wanted.differences(&current).is_empty() {
            return done(operation, current).await;
        }
        let had_physical = current.physical_network.is_some();
        let is_localnet = |port: &Port| port.is_localnet() && port.is_on(id);
        let mut localnet = None;
        if had_physical && wanted.physical.is_none() {
            let ports = operation.ports_with(ports, ("network_id", id), is_localnet).await?;
            localnet = ports.into_iter().find(is_localnet);
        }
        let body = wanted.body(Some(&current));
        let network = operation.update::<Network>(id, body, |network| wanted.differences(network)).await?;
        if let Some(localnet) = localnet {
            operation.part.remove::<Port>(localnet.id);
        }
        if wanted.physical.is_some() && !had_physical {
            operation.add_localnet(id).await?;
        }
        done(operation, network).await
    }

    /// Deletes a network with its subnet. `ports` are ids of ports of the network, as far as they are known; without them,
    /// the provider's list of ports is read where the network has a physical one.
    ///
    /// # Errors
    /// As for [`Client::create_network`].
    pub async fn delete_network(&self, id: &str, ports: Option<&[String]>) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<Network>(None, id)));
        let Some(network) = operation.show::<Network>(id).await? else {
            operation.note("it was gone already");
            operation.part.remove::<Network>(id);
            operation.find_gone(ports.unwrap_or_default()).await?;
            return operation.done(id.to_owned(), None).await;
        };
        operation.rename(format!("delete {}", title::<Network>(network.name.as_deref(), id)));
        let mut subnets = operation.list_where::<Subnet>(("network_id", id)).await?;
        subnets.retain(|subnet| subnet.network_id.as_deref() == Some(id));
        let mut known = ports.unwrap_or_default().to_vec();
        if ports.is_none() && network.physical_network.is_some() {
            let ports = operation.list_where::<Port>(("network_id", id)).await?;
            known.extend(ports.into_iter().filter(|port| port.is_on(id)).map(|port| port.id));
        }
        if let Err(error) = operation.delete::<Network>(id).await {
            return Err(operation.blocked(&network, error).await);
        }
        operation.part.remove::<Network>(id);
        subnets.into_iter().for_each(|subnet| operation.part.remove::<Subnet>(subnet.id));
        let gone = operation.find_gone(&known).await;
        operation.done_before(gone)?;
        operation.done(network.id, network.name).await
    }
}

async fn done(mut operation: Operation<'_>, network: Network) -> Result<Change> {
    let (id, name) = (network.id.clone(), network.name.clone());
    operation.part.add(network);
    operation.done(id, name).await
}

impl Operation<'_> {
    /// Adds the port by which a network leaves for its physical network: nothing but the list has its id.
    async fn add_localnet(&mut self, network: &str) -> Result<()> {
        let ports = self.list_where::<Port>(("network_id", network)).await;
        let ports = self.done_before(ports)?;
        ports.into_iter().filter(|port| port.is_localnet() && port.is_on(network)).for_each(|port| self.part.add(port));
        Ok(())
    }

    /// Why the network was not deleted: the ports that it has, where the provider refused because of them.
    async fn blocked(&mut self, network: &Network, error: Error) -> Error {
        if !matches!(error, Error::Response { status: 400 | 409, .. }) {
            return error;
        }
        let Ok(ports) = self.list_where::<Port>(("network_id", &network.id)).await else {
            return error;
        };
        let mut blocking = Vec::new();
        for port in ports.iter().filter(|port| port.is_on(&network.id) && !port.is_localnet()) {
            blocking.push(self.described(port).await);
        }
        if blocking.is_empty() {
            return error;
        }
        let problem = format!("cannot be deleted, it has {}", listed(&blocking));
        let remedy = "remove the vNICs in oVirt, and the interfaces and gateways of routers";
        refused(title::<Network>(network.name.as_deref(), &network.id), problem, remedy)
    }

    /// A port as its user knows it.
    async fn described(&mut self, port: &Port) -> String {
        let Some(id) = port.router() else {
            return title::<Port>(port.name.as_deref(), &port.id);
        };
        let router = self.title::<Router>(id).await.unwrap_or_else(|_| title::<Router>(None, id));
        format!("{} of {router}", if port.is_router_gateway() { "the gateway" } else { "an interface" })
    }
}

/// The network in the words of a change.
fn stored(network: &Network) -> Attributes {
    Map::from_iter([
        ("name".into(), json!(network.name)),
        ("mtu".into(), json!(network.mtu)),
        ("network_type".into(), json!(network.network_type)),
        ("physical_network".into(), json!(network.physical_network)),
        ("segmentation_id".into(), json!(network.segmentation_id)),
        ("tenant_id".into(), json!(network.tenant_id)),
    ])
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
