//! Routers, with their way out.

use std::collections::HashSet;
use std::net::IpAddr;

use serde_json::{Map, Value, json};

use super::cidr::Range;
use super::input::{Attributes, Input, invalid, missing};
use super::operation::{Operation, Sent, difference, refused, undone};
use super::{Change, Scope};
use crate::resource::{path_of, title};
use crate::wire::network::{Port, Router, Subnet};
use crate::{Client, Error, Result};

const ATTRIBUTES: [&str; 7] = [
    "name",
    "admin_state_up",
    "gateway_network_id",
    "gateway_subnet_id",
    "gateway_ip_address",
    "enable_snat",
    "tenant_id",
];

/// A router's way out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gateway {
    network: String,
    subnet: String,
    address: IpAddr,
}

/// What a change says of the gateway.
#[derive(Debug)]
enum Asked {
    Nothing,
    None,
    Gateway(Gateway),
}

impl Client {
    /// Creates a router, with a gateway where `gateway_network_id` or `gateway_subnet_id` is given.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn create_router(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let name = input.required("name", "give the router a name")?;
        let enabled = input.flag("admin_state_up")?.unwrap_or(true);
        let mut operation = Operation::new(self, format!("create {}", title::<Router>(Some(&name), "")));
        let gateway = match asked(&mut operation, &input, None).await? {
            Asked::Gateway(gateway) => Some(gateway),
            _ => None,
        };
        let mut body = Map::from_iter([("name".into(), json!(name)), ("admin_state_up".into(), json!(enabled))]);
        if let Some(gateway) = &gateway {
            body.insert("external_gateway_info".into(), gateway.body());
        }
        if let Some(tenant) = input.text("tenant_id")? {
            body.insert("tenant_id".into(), tenant.into());
        }
        let differences = |router: &Router| differences(router, Some(&name), enabled, gateway.as_ref());
        let router: Router = operation.create(Value::Object(body), ("name", &name), differences).await?;
        let mut scope = Scope::router(&router.id);
        scope.networks.extend(gateway.map(|gateway| gateway.network));
        Ok(operation.done(router.id, router.name, scope))
    }

    /// Changes a router; what is not given stays. `gateway_network_id` as null takes the gateway away.
    ///
    /// # Errors
    /// As for [`Client::create_router`].
    pub async fn update_router(&self, id: &str, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let mut operation = Operation::new(self, format!("update {}", title::<Router>(None, id)));
        let mut router: Router = operation.need(id).await?;
        operation.rename(format!("update {}", title::<Router>(router.name.as_deref(), id)));
        let name = input.text("name")?;
        // The provider switches a router on unless it is told not to.
        let enabled = input.flag("admin_state_up")?.or(router.admin_state_up).unwrap_or(true);
        let current = Gateway::of(&router);
        let asked = asked(&mut operation, &input, Some(&router)).await?;
        let mut scope = Scope::router(id);
        if !matches!(asked, Asked::Nothing) {
            scope.networks.extend(current.as_ref().map(|gateway| gateway.network.clone()));
            scope.add_ports(
                operation.list::<Port>(("device_id", id)).await?.iter().filter(|port| port.is_gateway_of(id)),
            );
        }
        let gateway = match asked {
            Asked::Nothing => None,
            Asked::None => {
                router = remove_gateway(&mut operation, id).await?;
                None
            }
            Asked::Gateway(gateway) => Some(gateway),
        };
        if !differences(&router, name.as_deref(), enabled, gateway.as_ref()).is_empty() {
            let mut body = Map::from_iter([("admin_state_up".into(), json!(enabled))]);
            // Some versions lose a router that is named, even as before.
            if let Some(name) = name.as_deref().filter(|name| router.name.as_deref() != Some(name)) {
                body.insert("name".into(), name.into());
            }
            if let Some(gateway) = &gateway {
                body.insert("external_gateway_info".into(), gateway.body());
            }
            let differences = |router: &Router| differences(router, name.as_deref(), enabled, gateway.as_ref());
            router = operation.update::<Router>(id, Value::Object(body), differences).await?;
        }
        scope.networks.extend(gateway.map(|gateway| gateway.network));
        Ok(operation.done(router.id, router.name, scope))
    }

    /// Deletes a router with its gateway.
    ///
    /// # Errors
    /// As for [`Client::create_router`].
    pub async fn delete_router(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<Router>(None, id)));
        let mut scope = Scope::router(id);
        let Some(router) = operation.show::<Router>(id).await? else {
            operation.note("it was gone already");
            return Ok(operation.done(id.to_owned(), None, scope));
        };
        let object = title::<Router>(router.name.as_deref(), id);
        operation.rename(format!("delete {object}"));
        let mut ports = operation.list::<Port>(("device_id", id)).await?;
        ports.retain(|port| port.device_id.as_deref() == Some(id));
        // The provider would take the gateway away before it refuses because of the interfaces.
        let interfaces = ports.iter().filter(|port| port.is_on_router() && !port.is_gateway_of(id)).count();
        if interfaces > 0 {
            let problem = format!("cannot be deleted, it has interfaces ({interfaces})");
            return Err(refused(object, problem, "remove the interfaces first"));
        }
        scope.add_ports(&ports);
        operation.delete::<Router>(id).await?;
        Ok(operation.done(router.id, router.name, scope))
    }
}

impl Gateway {
    fn of(router: &Router) -> Option<Self> {
        let info = router.external_gateway_info.as_ref()?;
        let address = info.raw.get("external_fixed_ips")?.get(0)?;
        Some(Self {
            network: info.network_id.clone()?,
            subnet: address.get("subnet_id")?.as_str()?.to_owned(),
            address: address.get("ip_address")?.as_str()?.parse().ok()?,
        })
    }

    fn body(&self) -> Value {
        json!({
            "network_id": self.network,
            "enable_snat": false,
            "external_fixed_ips": [{"subnet_id": self.subnet, "ip_address": self.address.to_string()}],
        })
    }
}

impl Port {
    /// Whether the port belongs to a router.
    pub(super) fn is_on_router(&self) -> bool {
        self.device_owner.as_deref().is_some_and(|owner| owner.starts_with("network:"))
    }

    /// Whether the port is the way out of that router.
    pub(super) fn is_gateway_of(&self, router: &str) -> bool {
        self.device_owner.as_deref() == Some("network:router_gateway") && self.device_id.as_deref() == Some(router)
    }
}

fn differences(router: &Router, name: Option<&str>, enabled: bool, gateway: Option<&Gateway>) -> Vec<String> {
    let described = |gateway: &Gateway| format!("{} of subnet {}", gateway.address, gateway.subnet);
    let there = Gateway::of(router);
    [
        difference("name", name, router.name.as_deref()),
        difference("admin_state_up", Some(enabled), router.admin_state_up),
        difference("the gateway", gateway.map(described), there.as_ref().map(described)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is asked of the gateway. The subnet is derived where there is one, an address is taken where none is given.
async fn asked(operation: &mut Operation<'_>, input: &Input<'_>, router: Option<&Router>) -> Result<Asked> {
    if input.flag("enable_snat")? == Some(true) {
        return Err(invalid("enable_snat", true, "switch it off, the provider has no source NAT"));
    }
    let current = router.and_then(Gateway::of);
    let (network, subnet) = (input.text("gateway_network_id")?, input.text("gateway_subnet_id")?);
    let address = input.address("gateway_ip_address")?;
    let network = match (network, &subnet, &current) {
        (Some(network), _, _) => network,
        (None, Some(subnet), _) => operation.need::<Subnet>(subnet).await?.network_id.unwrap_or_default(),
        (None, None, Some(current)) if address.is_some() => current.network.clone(),
        (None, None, None) if address.is_some() => {
            return Err(missing("gateway_network_id", "give the network that the gateway's address is on"));
        }
        (None, None, Some(_)) if input.names("gateway_network_id") => return Ok(Asked::None),
        (None, None, _) => return Ok(Asked::Nothing),
    };
    let subnet = subnet_of(operation, &network, subnet.as_deref()).await?;
    let is_as_asked = |current: &Gateway| {
        let there = address.is_none_or(|address| address == current.address);
        there && current.network == network && current.subnet == subnet.id
    };
    if current.as_ref().is_some_and(is_as_asked) {
        return Ok(Asked::Nothing);
    }
    let ports = operation.list::<Port>(("network_id", &network)).await?;
    let is_interface = |port: &Port| {
        let id = router.map(|router| router.id.as_str());
        id.is_some()
            && port.device_id.as_deref() == id
            && port.is_on_router()
            && !port.is_gateway_of(id.unwrap_or_default())
    };
    if ports.iter().any(is_interface) {
        let problem = "is a network that the router has an interface on";
        return Err(refused("gateway_network_id", problem, "take another network, or remove the interface first"));
    }
    let address = free_address(&ports, &network, &subnet, address)?;
    Ok(Asked::Gateway(Gateway { network, subnet: subnet.id, address }))
}

/// The subnet that a gateway can be on.
async fn subnet_of(operation: &mut Operation<'_>, network: &str, wanted: Option<&str>) -> Result<Subnet> {
    let mut subnets = operation.list::<Subnet>(("network_id", network)).await?;
    subnets.retain(|subnet| {
        subnet.network_id.as_deref() == Some(network) && wanted.is_none_or(|wanted| wanted == subnet.id)
    });
    if subnets.len() > 1 {
        return Err(missing("gateway_subnet_id", "give one, the network has several subnets"));
    }
    let problem = match (subnets.pop(), wanted) {
        (Some(subnet), _) if subnet.gateway_ip.is_some() => return Ok(subnet),
        (Some(_), _) => "is on a network whose subnet has no gateway of its own",
        (None, Some(_)) => "is on a network that does not have this subnet",
        (None, None) => "is a network without a subnet",
    };
    Err(refused("gateway_network_id", problem, "take a network whose subnet has a gateway, or give that one such"))
}

/// The gateway's address: the one that is asked for, if it can be had, or the first that is free.
fn free_address(ports: &[Port], network: &str, subnet: &Subnet, wanted: Option<IpAddr>) -> Result<IpAddr> {
    const FIELD: &str = "gateway_ip_address";
    let range = Range::parse("cidr", subnet.cidr.as_deref().unwrap_or_default())?;
    let taken: HashSet<IpAddr> = ports
        .iter()
        .filter(|port| port.network_id.as_deref() == Some(network))
        .flat_map(|port| &port.fixed_ips)
        .filter_map(|fixed| fixed.ip_address.as_deref())
        .chain(subnet.gateway_ip.as_deref())
        .filter_map(|address| address.parse().ok())
        .collect();
    match (wanted, range.hosts().find(|address| !taken.contains(address))) {
        (Some(address), _) if !range.has_host(address) => {
            Err(invalid(FIELD, address, format!("give an address that a host in {range} may have")))
        }
        (Some(address), first) if taken.contains(&address) => {
            let problem = format!("is {address}, which is taken");
            Err(refused(
                FIELD,
                problem,
                first.map_or("take another network".into(), |free| format!("give a free one, such as {free}")),
            ))
        }
        (Some(address), _) => Ok(address),
        (None, None) => {
            Err(refused(FIELD, format!("cannot be found, {range} has no free address"), "take another network"))
        }
        (None, Some(free)) => Ok(free),
    }
}

/// Takes the gateway away: the provider does that for the gateway's port alone.
async fn remove_gateway(operation: &mut Operation<'_>, id: &str) -> Result<Router> {
    let ports = operation.list::<Port>(("device_id", id)).await?;
    let port = ports.iter().find(|port| port.is_gateway_of(id));
    let port = port.ok_or_else(|| {
        refused(title::<Router>(None, id), "has a gateway without a port", "look at the router at the provider")
    })?;
    let path = format!("{}/remove_router_interface", path_of::<Router>(id));
    let (request, error) = match operation.send("PUT", &path, Some(json!({"port_id": port.id}))).await? {
        Sent::Done(_, request) => (request, None),
        Sent::Unsure(error) => (operation.request(&error), Some(error)),
    };
    let router: Router = operation.read_back(&request, id, error.as_ref()).await?;
    match (Gateway::of(&router), error) {
        (None, _) => Ok(router),
        (Some(_), Some(error)) => Err(undone(error)),
        (Some(_), None) => Err(Error::ChangeNotApplied { request, reason: "the gateway is still there".into() }),
    }
}
