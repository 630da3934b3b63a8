//! Subnets: one a network, always with DHCP.

use std::net::IpAddr;

use serde_json::{Map, Value, json};

use super::Change;
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::range::Range;
use super::refusal::{difference, invalid, listed, missing, refused};
use crate::excerpt::excerpt;
use crate::resource::title;
use crate::wire::network::{AllocationPool, Network, Router, Subnet};
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

/// A subnet as it is to be; `None` is left as it is.
struct Wanted {
    name: Option<String>,
    gateway: Option<IpAddr>,
    dns: Option<IpAddr>,
}

impl Client {
    /// Creates the subnet of a network. `ports` are ids of the network's ports, as far as they are known: they get addresses.
    /// Without them, the provider's list of ports is read.
    ///
    /// # Errors
    /// [`crate::Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn create_subnet(&self, attributes: &Attributes, ports: Option<&[String]>) -> Result<Change> {
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
        let wanted = Wanted::new(&input, Some(&range))?;
        check_pools(&input, Some(&range), &[])?;
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
        let query = ("network_id", network_id.as_str());
        let before = operation.list_where::<Subnet>(query).await?;
        if let Some(other) = before.iter().find(|subnet| subnet.network_id.as_ref() == Some(&network_id)) {
            let object = title::<Network>(network.name.as_deref(), &network_id);
            let other = excerpt(other.name.as_deref().or(other.cidr.as_deref()).unwrap_or(&other.id));
            let problem = format!("has a subnet already, {other}, and can have one only");
            return Err(refused(object, problem, "take another network, or delete that subnet first"));
        }
        let subnet: Subnet = operation.create(Value::Object(body), query, &before, differences).await?;
        let known = operation.known_ports(ports).await;
        let ports = match operation.done_before(known)? {
            Some(ports) => ports,
            None => {
                let ports = operation.list_where(query).await;
                operation.done_before(ports)?
            }
        };
        ports.into_iter().filter(|port| port.is_on(&network_id)).for_each(|port| operation.part.add(port));
        operation.part.add(network);
        done(operation, subnet).await
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
        let input = input.over(stored(&current));
        let range = current.cidr.as_deref().and_then(Range::stored);
        check_fixed(&input, &current, range.as_ref())?;
        let wanted = Wanted::new(&input, range.as_ref())?;
        check_pools(&input, range.as_ref(), &current.allocation_pools)?;
        check_emptied(&input, &current)?;
        if wanted.differences(&current).is_empty() {
            return done(operation, current).await;
        }
        let body = Value::Object(wanted.body());
        let subnet = operation.update::<Subnet>(id, body, |subnet| wanted.differences(subnet)).await?;
        done(operation, subnet).await
    }

    /// Deletes a subnet. Its ports keep their addresses.
    ///
    /// # Errors
    /// As for [`Client::create_subnet`].
    pub async fn delete_subnet(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<Subnet>(None, id)));
        let subnet = operation.show::<Subnet>(id).await?;
        operation.part.remove::<Subnet>(id);
        let Some(subnet) = subnet else {
            operation.note("it was gone already");
            return operation.done(id.to_owned(), None).await;
        };
        operation.rename(format!("delete {}", title::<Subnet>(subnet.name.as_deref(), id)));
        // The provider looks at interfaces alone. Without its subnet, a gateway cannot be shown, and with it no router at all.
        let routers = operation.list::<Router>().await?;
        check_unused(&subnet, routers.iter().filter(|router| has_gateway_on(router, &subnet)))?;
        if let Err(error) = operation.delete::<Subnet>(id).await {
            // Its words have the ids of the routers.
            let words = error.words().unwrap_or_default();
            check_unused(&subnet, routers.iter().filter(|router| words.contains(&router.id)))?;
            return Err(error);
        }
        operation.done(subnet.id, subnet.name).await
    }
}

async fn done(mut operation: Operation<'_>, subnet: Subnet) -> Result<Change> {
    let (id, name) = (subnet.id.clone(), subnet.name.clone());
    operation.part.add(subnet);
    operation.done(id, name).await
}

/// Refuses to delete a subnet that `routers` use.
fn check_unused<'a>(subnet: &Subnet, routers: impl Iterator<Item = &'a Router>) -> Result<()> {
    let routers: Vec<String> = routers.map(|router| title::<Router>(router.name.as_deref(), &router.id)).collect();
    if routers.is_empty() {
        return Ok(());
    }
    let problem = format!("cannot be deleted, it is connected to {}", listed(&routers));
    let object = title::<Subnet>(subnet.name.as_deref(), &subnet.id);
    Err(refused(object, problem, "remove the router's interface or gateway first"))
}

fn has_gateway_on(router: &Router, subnet: &Subnet) -> bool {
    router.external_gateway_info.as_ref().is_some_and(|gateway| {
        let addresses = gateway.raw.get("external_fixed_ips").and_then(Value::as_array).into_iter().flatten();
        let mut subnets = addresses.filter_map(|address| address.get("subnet_id")?.as_str()).peekable();
        match subnets.peek() {
            Some(_) => subnets.any(|id| id == subnet.id),
            None => gateway.network_id.is_some() && gateway.network_id == subnet.network_id,
        }
    })
}

/// The subnet in the words of a change.
fn stored(subnet: &Subnet) -> Attributes {
    Map::from_iter([
        ("name".into(), json!(subnet.name)),
        ("network_id".into(), json!(subnet.network_id)),
        ("cidr".into(), json!(subnet.cidr)),
        ("ip_version".into(), json!(subnet.ip_version)),
        ("gateway_ip".into(), json!(subnet.gateway_ip)),
        ("enable_dhcp".into(), json!(subnet.enable_dhcp)),
        ("dns_nameservers".into(), json!(subnet.dns_nameservers)),
        ("host_routes".into(), json!(subnet.host_routes)),
        ("ipv6_address_mode".into(), json!(subnet.ipv6_address_mode)),
        ("tenant_id".into(), json!(subnet.tenant_id)),
    ])
}

impl Wanted {
    /// `range` is the subnet's, as far as it can be told.
    fn new(input: &Input<'_>, range: Option<&Range>) -> Result<Self> {
        if !input.keeps("enable_dhcp") && input.flag("enable_dhcp")? == Some(false) {
            return Err(invalid("enable_dhcp", false, "leave DHCP on, the provider has no subnets without it"));
        }
        if !input.keeps("host_routes")
            && input.list("host_routes", "leave it empty")?.is_some_and(|routes| !routes.is_empty())
        {
            return Err(refused("host_routes", "cannot be set", "leave them out, the provider's DHCP hands out none"));
        }
        Ok(Self { name: input.text("name")?, gateway: gateway(input, range)?, dns: dns(input, range)? })
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

/// The gateway that is asked for.
fn gateway(input: &Input<'_>, range: Option<&Range>) -> Result<Option<IpAddr>> {
    if input.keeps("gateway_ip") {
        return Ok(None);
    }
    match (input.address("gateway_ip")?, range) {
        (Some(gateway), Some(range)) if !range.has_host(gateway) => {
            Err(invalid("gateway_ip", gateway, format!("give an address that a host in {range} may have")))
        }
        (gateway, _) => Ok(gateway),
    }
}

/// The DNS server that is asked for.
fn dns(input: &Input<'_>, range: Option<&Range>) -> Result<Option<IpAddr>> {
    if input.keeps("dns_nameservers") {
        return Ok(None);
    }
    let servers = input.addresses("dns_nameservers")?.unwrap_or_default();
    if servers.len() > 1 {
        let servers: Vec<String> = servers.iter().map(ToString::to_string).collect();
        return Err(invalid("dns_nameservers", servers.join(", "), "give one, the provider keeps only the first"));
    }
    match (servers.first(), range.map(Range::version)) {
        (Some(dns), Some(version)) if dns.is_ipv4() != (version == 4) => {
            Err(invalid("dns_nameservers", dns, format!("give an IPv{version} address")))
        }
        (dns, _) => Ok(dns.copied()),
    }
}

/// The provider keeps a gateway and a DNS server that are to be emptied.
fn check_emptied(input: &Input<'_>, current: &Subnet) -> Result<()> {
    let (gateway, dns) = (current.gateway_ip.as_deref(), first(&current.dns_nameservers));
    let is_emptied = [
        ("gateway_ip", gateway, input.address("gateway_ip").is_ok_and(|gateway| gateway.is_none())),
        (
            "dns_nameservers",
            dns,
            input.addresses("dns_nameservers").is_ok_and(|dns| dns.is_none_or(|dns| dns.is_empty())),
        ),
    ];
    for (field, there, is_emptied) in is_emptied {
        if let Some(there) = there.filter(|_| input.names(field) && is_emptied) {
            let problem = format!("cannot be emptied, the provider keeps {}", excerpt(there));
            return Err(refused(field, problem, "give another one, or make the subnet anew"));
        }
    }
    Ok(())
}

/// The provider hands out all addresses of a range but the first two, whatever it is told: only that may be said, and what it
/// says itself.
fn check_pools(input: &Input<'_>, range: Option<&Range>, stored: &[AllocationPool]) -> Result<()> {
    const FIELD: &str = "allocation_pools";
    const REMEDY: &str = "leave it empty, the provider hands out the whole range from its third address on";
    let whole = range.map(|range| (range.hosts().nth(1).unwrap_or_else(|| range.last()), range.last()));
    for pool in input.list(FIELD, REMEDY)?.unwrap_or_default() {
        let bound = |keys: [&str; 2]| keys.iter().find_map(|key| pool.get(key)?.as_str());
        let (start, end) = (bound(["start", "start"]), bound(["end", "stop"]));
        let address = |bound: Option<&str>| bound.and_then(|bound| bound.parse::<IpAddr>().ok());
        let is_whole = whole.is_some_and(|(first, last)| address(start) == Some(first) && address(end) == Some(last));
        let is_stored = || stored.iter().any(|pool| pool.start.as_deref() == start && pool.end.as_deref() == end);
        if !pool.is_null() && !is_whole && !is_stored() {
            return Err(invalid(FIELD, pool, REMEDY));
        }
    }
    Ok(())
}

/// What a subnet is made with stays.
fn check_fixed(input: &Input<'_>, current: &Subnet, range: Option<&Range>) -> Result<()> {
    let version = current.ip_version.or(range.map(Range::version)).map(|version| version.to_string());
    let there = [
        ("network_id", current.network_id.clone()),
        ("cidr", current.cidr.clone()),
        ("ip_version", version),
        ("ipv6_address_mode", current.ipv6_address_mode.clone()),
    ];
    for (field, there) in there {
        let Some(asked) = input.text(field)?.filter(|_| !input.keeps(field)) else {
            continue;
        };
        let is_same = there.as_deref().is_some_and(|there| match field {
            "cidr" => range.is_some() && Range::stored(&asked).as_ref() == range,
            // The provider takes and some of its releases keep both.
            "ipv6_address_mode" => asked.replace('_', "-") == there.replace('_', "-"),
            _ => asked == there,
        });
        if !is_same {
            let remedy = match there {
                Some(there) => format!("leave it at {}, or make the subnet anew", excerpt(&there)),
                None => "leave it empty, or make the subnet anew".to_owned(),
            };
            return Err(invalid(field, asked, remedy));
        }
    }
    Ok(())
}
