//! The requested attributes of a subnet, and whether the provider supports them.

use std::net::IpAddr;

use serde_json::{Map, Value, json};

use crate::Result;
use crate::changes::input::{Attributes, Input};
use crate::changes::range::Range;
use crate::changes::refusal::{difference, invalid, refused};
use crate::quote::cut;
use crate::wire::network::{AllocationPool, Subnet};

/// A subnet as it is to be; `None` is left as it is.
pub(super) struct Desired {
    name: Option<String>,
    gateway: Option<IpAddr>,
    dns: Option<IpAddr>,
}

/// The subnet in the words of a change.
pub(super) fn stored(subnet: &Subnet) -> Attributes {
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

impl Desired {
    /// `range` is the subnet's, as far as it can be told.
    pub(super) fn new(input: &Input<'_>, range: Option<&Range>) -> Result<Self> {
        if !input.keeps("enable_dhcp") && input.flag("enable_dhcp")? == Some(false) {
            return Err(invalid("enable_dhcp", false, "leave DHCP on, the provider has no subnets without it"));
        }
        if !input.keeps("host_routes")
            && input.list("host_routes", "leave it empty")?.is_some_and(|routes| !routes.is_empty())
        {
            return Err(refused(
                "host_routes",
                "cannot be set",
                "leave them out, the provider's DHCP does not send any",
            ));
        }
        Ok(Self { name: input.text("name")?, gateway: gateway(input, range)?, dns: dns(input, range)? })
    }

    pub(super) fn body(&self) -> Map<String, Value> {
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

    pub(super) fn differences(&self, subnet: &Subnet) -> Vec<String> {
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
pub(super) fn address_mode(input: &Input<'_>, range: &Range) -> Result<Option<String>> {
    let Some(mode) = input.text("ipv6_address_mode")?.map(|mode| mode.replace('_', "-")) else {
        return Ok(None);
    };
    match mode.as_str() {
        _ if range.version() == 4 => Err(invalid("ipv6_address_mode", mode, "leave it empty for IPv4")),
        "dhcpv6-stateless" if range.prefix() != 64 => {
            Err(invalid("cidr", range, "give a /64, which guests need to form their addresses"))
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
pub(super) fn check_emptied(input: &Input<'_>, current: &Subnet) -> Result<()> {
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
            let problem = format!("cannot be emptied, the provider keeps {}", cut(there));
            return Err(refused(field, problem, "give another one, or create the subnet again"));
        }
    }
    Ok(())
}

/// The provider hands out all addresses of a range but the first two, whatever it is told: only that may be said, and what it
/// says itself.
pub(super) fn check_pools(input: &Input<'_>, range: Option<&Range>, stored: &[AllocationPool]) -> Result<()> {
    const FIELD: &str = "allocation_pools";
    const REMEDY: &str = "leave it empty, the provider uses the whole range from its third address on";
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
pub(super) fn check_fixed(input: &Input<'_>, current: &Subnet, range: Option<&Range>) -> Result<()> {
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
                Some(there) => format!("leave it at {}, or create the subnet again", cut(&there)),
                None => "leave it empty, or create the subnet again".to_owned(),
            };
            return Err(invalid(field, asked, remedy));
        }
    }
    Ok(())
}
