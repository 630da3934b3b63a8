//! Gateways of routers: which network and address they use.

mod moves;

use std::collections::HashSet;
use std::fmt;
use std::net::IpAddr;

use serde_json::{Value, json};

use super::input::{Attributes, Input};
use super::operation::Operation;
use super::range::Range;
use super::refusal::{invalid, missing, refused};
use crate::Result;
use crate::wire::network::{Port, Router, Subnet};

const FIELD: &str = "gateway_ip_address";

/// Where a router leads outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gateway {
    network: String,
    subnet: String,
    address: IpAddr,
}

/// What a change says of the gateway.
#[derive(Debug)]
pub(super) enum Asked {
    /// It stays, or there is none.
    Nothing,
    /// It goes.
    None,
    /// It is to be this one. With it, the ports that were looked at.
    Gateway(Gateway, Vec<Port>),
}

impl Gateway {
    pub(super) fn of(router: &Router) -> Option<Self> {
        let info = router.external_gateway_info.as_ref()?;
        let address = info.raw.get("external_fixed_ips")?.get(0)?;
        Some(Self {
            network: info.network_id.clone()?,
            subnet: address.get("subnet_id")?.as_str()?.to_owned(),
            address: address.get("ip_address")?.as_str()?.parse().ok()?,
        })
    }

    pub(super) fn body(&self) -> Value {
        json!({
            "network_id": self.network,
            "enable_snat": false,
            "external_fixed_ips": [{"subnet_id": self.subnet, "ip_address": self.address.to_string()}],
        })
    }
}

impl fmt::Display for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of subnet {}", self.address, self.subnet)
    }
}

/// What is asked of the gateway: the only subnet of the network, and a free address, where none is given. `known` are ids
/// of ports of the router and of routers on the network.
pub(super) async fn asked(
    operation: &mut Operation<'_>,
    input: &Input<'_>,
    router: Option<&Router>,
    known: Option<&[String]>,
) -> Result<Asked> {
    if !input.keeps("enable_snat") && input.flag("enable_snat")? == Some(true) {
        return Err(invalid("enable_snat", true, "switch it off, the provider has no source NAT"));
    }
    let info = router.and_then(|router| router.external_gateway_info.as_ref());
    let current_network = info.and_then(|info| info.network_id.as_deref());
    let (network, subnet) = (input.text("gateway_network_id")?, input.text("gateway_subnet_id")?);
    let address = input.address("gateway_ip_address")?;
    if is_as_asked(router, current_network, network.as_deref(), subnet.as_deref(), address) {
        return Ok(Asked::Nothing);
    }
    let subnet = match subnet {
        Some(subnet) => Some(operation.need::<Subnet>(&subnet).await?),
        None => None,
    };
    let network = match (network, &subnet, current_network) {
        (Some(network), _, _) => network,
        (None, Some(subnet), _) => subnet.network_id.clone().unwrap_or_default(),
        (None, None, Some(current)) if address.is_some() => current.to_owned(),
        (None, None, None) if address.is_some() => {
            return Err(missing("gateway_network_id", "give the network that the gateway's address is on"));
        }
        (None, None, Some(_)) if input.names("gateway_network_id") => return Ok(Asked::None),
        (None, None, _) => return Ok(Asked::Nothing),
    };
    let subnet = subnet_of(operation, &network, subnet).await?;
    // The provider sees to it that no port has the address, but for those of routers: these are looked at here.
    let known = match address {
        Some(_) => operation.known_ports(known).await?,
        None => None,
    };
    let ports = match known {
        Some(ports) => ports,
        None if current_network.is_none() => operation.list_where(("network_id", &network)).await?,
        // The port of the present gateway may be on any network.
        None => operation.list().await?,
    };
    let on_network: Vec<&Port> = ports.iter().filter(|port| port.is_on(&network)).collect();
    if router.is_some_and(|router| on_network.iter().any(|port| port.is_interface_of(&router.id))) {
        let problem = "is a network that the router has an interface on";
        return Err(refused("gateway_network_id", problem, "choose another network, or remove the interface first"));
    }
    let address = free_address(&on_network, &subnet, address)?;
    Ok(Asked::Gateway(Gateway { network, subnet: subnet.id, address }, ports))
}

/// Whether the router's gateway is what is asked for, as far as it is.
fn is_as_asked(
    router: Option<&Router>,
    current_network: Option<&str>,
    network: Option<&str>,
    subnet: Option<&str>,
    address: Option<IpAddr>,
) -> bool {
    let current = router.and_then(Gateway::of);
    let same_subnet = subnet.is_none_or(|subnet| current.as_ref().is_some_and(|current| current.subnet == subnet));
    let same_address = address.is_none_or(|address| current.as_ref().is_some_and(|current| current.address == address));
    let is_asked = network.is_some() || subnet.is_some() || address.is_some();
    is_asked
        && current_network.is_some()
        && network.is_none_or(|network| current_network == Some(network))
        && same_subnet
        && same_address
}

/// The subnet that a gateway can be on: the `desired` one, or the only one of the network.
async fn subnet_of(operation: &mut Operation<'_>, network: &str, desired: Option<Subnet>) -> Result<Subnet> {
    let is_wanted = desired.is_some();
    let mut subnets = match desired {
        Some(subnet) => vec![subnet],
        None => operation.list_where::<Subnet>(("network_id", network)).await?,
    };
    subnets.retain(|subnet| subnet.network_id.as_deref() == Some(network));
    if subnets.len() > 1 {
        return Err(missing("gateway_subnet_id", "give one, the network has several subnets"));
    }
    let problem = match subnets.pop() {
        Some(subnet) if subnet.gateway_ip.is_some() => return Ok(subnet),
        Some(_) => "is on a network whose subnet has no gateway of its own",
        None if is_wanted => "is on a network that does not have this subnet",
        None => "is a network without a subnet",
    };
    Err(refused("gateway_network_id", problem, "choose a network whose subnet has a gateway, or give this subnet one"))
}

/// The gateway's address: the one that is asked for, if it can be had, or the first that is free.
fn free_address(ports: &[&Port], subnet: &Subnet, desired: Option<IpAddr>) -> Result<IpAddr> {
    let of_ports = ports.iter().flat_map(|port| &port.fixed_ips).filter_map(|fixed| fixed.ip_address.as_deref());
    free(subnet.cidr.as_deref(), of_ports.chain(subnet.gateway_ip.as_deref()), desired)
}

/// Checks the address that a router is to have on its gateway's subnet, as far as that can be told without the provider:
/// `range` is the subnet's, and `taken` are the addresses on it that are known to be in use.
///
/// # Errors
/// [`crate::Error::InvalidChange`], as [`crate::Client::create_router`] would return it.
pub fn check_gateway_address(attributes: &Attributes, range: Option<&str>, taken: &[String]) -> Result<()> {
    let input = Input::new(attributes, &[FIELD])?;
    free(range, taken.iter().map(String::as_str), input.address(FIELD)?).map(|_| ())
}

fn free<'a>(range: Option<&str>, taken: impl Iterator<Item = &'a str>, desired: Option<IpAddr>) -> Result<IpAddr> {
    let Some(range) = range.and_then(Range::stored) else {
        // What the provider has cannot be read: what is asked for is for it to judge.
        return desired.ok_or_else(|| missing(FIELD, "give one, the range of the subnet is not known"));
    };
    let taken: HashSet<IpAddr> = taken.filter_map(|address| address.parse().ok()).collect();
    match (desired, range.hosts().find(|address| !taken.contains(address))) {
        (Some(address), _) if !range.has_host(address) => {
            Err(invalid(FIELD, address, format!("give an address that a host in {range} may have")))
        }
        (Some(address), first) if taken.contains(&address) => {
            let problem = format!("is {address}, which is in use");
            Err(refused(
                FIELD,
                problem,
                first.map_or("choose another network".into(), |free| format!("give a free one, such as {free}")),
            ))
        }
        (Some(address), _) => Ok(address),
        (None, None) => {
            Err(refused(FIELD, format!("cannot be found, {range} has no free address"), "choose another network"))
        }
        (None, Some(free)) => Ok(free),
    }
}
