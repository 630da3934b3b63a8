//! Subnets: one a network, always with DHCP.

use std::net::IpAddr;

use serde_json::{Map, Value, json};

use super::cidr::Range;
use super::input::{Attributes, Input, invalid, missing};
use super::networks::listed;
use super::operation::{Operation, difference, refused};
use super::{Change, Scope};
use crate::resource::title;
use crate::wire::network::{Network, Port, Router, Subnet};
use crate::{Client, Result};

const ATTRIBUTES: [&str; 11] = [
    "name",
    "network_id",
    "cidr",
    "ip_version",
    "gateway_ip",
    "enable_dhcp",
    "dns_nameservers",
    "allocation_pools",
    "host_routes",
    "ipv6_address_mode",
    "tenant_id",
];

/// What a subnet is made with and keeps.
const FIXED: [&str; 4] = ["network_id", "cidr", "ip_version", "ipv6_address_mode"];

/// What may be said of a subnet's addresses: its range, or what is stored of it.
struct Wanted {
    name: Option<String>,
    gateway: Option<IpAddr>,
    dns: Option<IpAddr>,
}

impl Client {
    /// Creates the subnet of a network.
    ///
    /// # Errors
    /// [`Error::InvalidChange`](crate::Error::InvalidChange) before anything is sent; otherwise what became of it.
    pub async fn create_subnet(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let name = input.required("name", "give the subnet a name")?;
        let network_id = input.required("network_id", "give the network that the subnet belongs to")?;
        let range = input.range("cidr")?.ok_or_else(|| missing("cidr", "give a range such as 10.0.0.0/24"))?;
        let version = input.integer("ip_version", 4..=6, "4 or 6")?.unwrap_or(range.version());
        if version != range.version() {
            return Err(invalid(
                "ip_version",
                version,
                format!("{range} is IPv{}, give that or nothing", range.version()),
            ));
        }
        let mode = address_mode(&input, &range)?;
        let wanted = Wanted::new(&input, &range)?;
        check_pools(&input, &range)?;
        let mut operation = Operation::new(self, format!("create {}", title::<Subnet>(Some(&name), "")));
        let network: Network = operation.need(&network_id).await?;
        let mut body = wanted.body();
        body.insert("name".into(), name.into());
        body.insert("network_id".into(), network_id.clone().into());
        body.insert("cidr".into(), range.to_string().into());
        body.insert("ip_version".into(), version.into());
        body.insert("enable_dhcp".into(), true.into());
        for (key, value) in [("ipv6_address_mode", mode.clone()), ("tenant_id", input.text("tenant_id")?)] {
            if let Some(value) = value {
                body.insert(key.into(), value.into());
            }
        }
        let differences = |subnet: &Subnet| {
            let mut differences = wanted.differences(subnet);
            differences.extend(difference("network_id", Some(network_id.as_str()), subnet.network_id.as_deref()));
            differences.extend(difference("cidr", Some(range.to_string()), subnet.cidr.clone()));
            differences.extend(difference("ipv6_address_mode", mode.as_deref(), subnet.ipv6_address_mode.as_deref()));
            differences
        };
        for subnet in operation.list::<Subnet>(("network_id", &network_id)).await? {
            if subnet.network_id.as_ref() == Some(&network_id) {
                let name = title::<Network>(network.name.as_deref(), &network_id);
                let other = subnet.name.as_deref().or(subnet.cidr.as_deref()).unwrap_or(&subnet.id);
                let problem = format!("has a subnet already, {other}, and can have one only");
                return Err(refused(name, problem, "take another network, or delete that subnet first"));
            }
        }
        let subnet: Subnet = operation.create(Value::Object(body), ("network_id", &network_id), differences).await?;
        Ok(operation.done(subnet.id, subnet.name, Scope::network(network_id)))
    }

    /// Changes a subnet's name, gateway or DNS server; what is not given stays.
    ///
    /// # Errors
    /// As for [`Client::create_subnet`].
    pub async fn update_subnet(&self, id: &str, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let mut operation = Operation::new(self, format!("update {}", title::<Subnet>(None, id)));
        let current: Subnet = operation.need(id).await?;
        operation.rename(format!("update {}", title::<Subnet>(current.name.as_deref(), id)));
        check_fixed(&input, &current)?;
        let range = Range::parse("cidr", current.cidr.as_deref().unwrap_or_default())?;
        let wanted = Wanted::new(&input, &range)?;
        check_pools(&input, &range)?;
        for (field, there) in
            [("gateway_ip", current.gateway_ip.as_deref()), ("dns_nameservers", first(&current.dns_nameservers))]
        {
            let is_cleared = match field {
                "gateway_ip" => wanted.gateway.is_none(),
                _ => wanted.dns.is_none(),
            };
            if let Some(there) = there.filter(|_| input.names(field) && is_cleared) {
                let problem = format!("cannot be emptied, the provider keeps {there}");
                return Err(refused(field, problem, "give another one, or make the subnet anew"));
            }
        }
        let scope = current.network_id.as_deref().map(Scope::network).unwrap_or_default();
        if wanted.differences(&current).is_empty() {
            return Ok(operation.done(current.id, current.name, scope));
        }
        let body = Value::Object(wanted.body());
        let subnet = operation.update::<Subnet>(id, body, |subnet| wanted.differences(subnet)).await?;
        Ok(operation.done(subnet.id, subnet.name, scope))
    }

    /// Deletes a subnet. Its ports keep their addresses.
    ///
    /// # Errors
    /// As for [`Client::create_subnet`].
    pub async fn delete_subnet(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<Subnet>(None, id)));
        let Some(subnet) = operation.show::<Subnet>(id).await? else {
            operation.note("it was gone already");
            return Ok(operation.done(id.to_owned(), None, Scope::default()));
        };
        let object = title::<Subnet>(subnet.name.as_deref(), id);
        operation.rename(format!("delete {object}"));
        if let Some(network) = subnet.network_id.as_deref() {
            // Without this subnet a router's gateway cannot be shown, and with it no router at all.
            let ports = operation.list::<Port>(("network_id", network)).await?;
            let on_network = |port: &&Port| port.network_id.as_deref() == Some(network) && port.is_on_router();
            let mut routers = Vec::new();
            for router in ports.iter().filter(on_network).filter_map(|port| port.device_id.as_deref()) {
                routers.push(operation.title::<Router>(router).await?);
            }
            if !routers.is_empty() {
                let problem = format!("cannot be deleted, it is connected to {}", listed(&routers));
                return Err(refused(object, problem, "remove the router's interface or gateway first"));
            }
        }
        operation.delete::<Subnet>(id).await?;
        let scope = subnet.network_id.map(Scope::network).unwrap_or_default();
        Ok(operation.done(subnet.id, subnet.name, scope))
    }
}

impl Wanted {
    fn new(input: &Input<'_>, range: &Range) -> Result<Self> {
        if input.flag("enable_dhcp")? == Some(false) {
            return Err(invalid("enable_dhcp", false, "leave DHCP on, the provider has no subnets without it"));
        }
        if input.list("host_routes", "leave it empty")?.is_some_and(|routes| !routes.is_empty()) {
            return Err(refused("host_routes", "cannot be set", "leave them out, the provider's DHCP hands out none"));
        }
        let gateway = input.address("gateway_ip")?;
        if let Some(gateway) = gateway.filter(|gateway| !range.has_host(*gateway)) {
            return Err(invalid("gateway_ip", gateway, format!("give an address that a host in {range} may have")));
        }
        let servers = input.addresses("dns_nameservers")?.unwrap_or_default();
        if servers.len() > 1 {
            let servers: Vec<String> = servers.iter().map(ToString::to_string).collect();
            return Err(invalid("dns_nameservers", servers.join(", "), "give one, the provider keeps only the first"));
        }
        let dns = servers.first().copied();
        if let Some(dns) = dns.filter(|dns| dns.is_ipv4() != (range.version() == 4)) {
            return Err(invalid("dns_nameservers", dns, format!("give an IPv{} address", range.version())));
        }
        Ok(Self { name: input.text("name")?, gateway, dns })
    }

    fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        if let Some(name) = &self.name {
            body.insert("name".into(), name.as_str().into());
        }
        if let Some(gateway) = self.gateway {
            body.insert("gateway_ip".into(), gateway.to_string().into());
        }
        if let Some(dns) = self.dns {
            body.insert("dns_nameservers".into(), json!([dns.to_string()]));
        }
        body
    }

    fn differences(&self, subnet: &Subnet) -> Vec<String> {
        let address =
            |text: Option<&str>| text.map(|text| text.parse::<IpAddr>().map_or(text.to_owned(), |ip| ip.to_string()));
        let asked = |ip: Option<IpAddr>| ip.map(|ip| ip.to_string());
        [
            difference("name", self.name.as_deref(), subnet.name.as_deref()),
            difference("gateway_ip", asked(self.gateway), address(subnet.gateway_ip.as_deref())),
            difference("dns_nameservers", asked(self.dns), address(first(&subnet.dns_nameservers))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn first(servers: &[String]) -> Option<&str> {
    servers.first().map(String::as_str)
}

/// `dhcpv6-stateful` or `dhcpv6-stateless`.
fn address_mode(input: &Input<'_>, range: &Range) -> Result<Option<String>> {
    let Some(mode) = input.text("ipv6_address_mode")?.map(|mode| mode.replace('_', "-")) else {
        return Ok(None);
    };
    match mode.as_str() {
        _ if range.version() == 4 => Err(invalid("ipv6_address_mode", mode, "leave it empty for IPv4")),
        "dhcpv6-stateless" if range.prefix() != 64 => {
            Err(invalid("cidr", range, "give a /64, without which addresses are not made by the guests"))
        }
        "dhcpv6-stateful" | "dhcpv6-stateless" => Ok(Some(mode)),
        _ => Err(invalid("ipv6_address_mode", mode, "give dhcpv6-stateful or dhcpv6-stateless")),
    }
}

/// The provider hands out all addresses of a range but the first two, whatever it is told: only that may be said.
fn check_pools(input: &Input<'_>, range: &Range) -> Result<()> {
    const REMEDY: &str = "leave it empty, the provider hands out the whole range from its third address on";
    let third = range.hosts().nth(1).unwrap_or_else(|| range.last());
    for pool in input.list("allocation_pools", REMEDY)?.unwrap_or_default() {
        let bound =
            |keys: [&str; 2]| -> Option<IpAddr> { keys.iter().find_map(|key| pool.get(key)?.as_str()?.parse().ok()) };
        let is_whole = bound(["start", "start"]) == Some(third) && bound(["end", "stop"]) == Some(range.last());
        if !is_whole && !pool.is_null() {
            return Err(invalid("allocation_pools", pool, REMEDY));
        }
    }
    Ok(())
}

fn check_fixed(input: &Input<'_>, current: &Subnet) -> Result<()> {
    let version = current.ip_version.map(|version| version.to_string());
    let mode = current.ipv6_address_mode.as_deref();
    let there = [current.network_id.as_deref(), current.cidr.as_deref(), version.as_deref(), mode];
    for (field, there) in FIXED.into_iter().zip(there) {
        match input.text(field)? {
            Some(asked) if there.is_some_and(|there| asked.replace('_', "-") != there) => {
                let remedy = format!("leave it at {}, or make the subnet anew", there.unwrap_or_default());
                return Err(invalid(field, asked, remedy));
            }
            _ => {}
        }
    }
    Ok(())
}
