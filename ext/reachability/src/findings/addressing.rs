//! Findings about addresses, gateways, routers and sizes of packets.

use std::collections::BTreeMap;

use super::finding::{Finding, Named, listed};
use crate::names::Names;
use crate::site::{Port, Site, Subnet};

/// The smallest MTU that IPv6 works with (RFC 8200, section 5), in bytes.
const IPV6_MTU: u32 = 1280;

/// Ports of one network with the same IP or MAC address.
pub(super) fn duplicates(site: &Site, names: &Names<'_>, found: &mut Vec<Finding>) {
    let mut by_address: BTreeMap<(&str, String), Vec<&Port>> = BTreeMap::new();
    let mut by_mac: BTreeMap<(&str, String), Vec<&Port>> = BTreeMap::new();
    for port in &site.ports {
        for address in &port.addresses {
            by_address.entry((&port.network, address.to_string())).or_default().push(port);
        }
        // The provider has words in place of some, such as `router`.
        if let Some(mac) = port.mac.as_ref().filter(|mac| mac.contains(':')) {
            by_mac.entry((&port.network, mac.to_lowercase())).or_default().push(port);
        }
    }
    for (code, kind, shared) in [("duplicate_address", "address", by_address), ("duplicate_mac", "MAC address", by_mac)]
    {
        for ((network, value), ports) in shared {
            let ports: Vec<Named> = ports.iter().map(|port| names.named("port", &port.id)).collect();
            let [first, others @ ..] = &ports[..] else { continue };
            if others.iter().all(|other| other.id == first.id) {
                continue;
            }
            found.push(Finding {
                code,
                object: first.clone(),
                others: others.to_vec(),
                why: format!(
                    "{} ports of the network \"{}\" have the {kind} {value}: {}. Packets to it get to one of them only.",
                    ports.len(),
                    names.of("network", network),
                    listed(&ports)
                ),
                remedy: format!("Give all but one of them another {kind}."),
            });
        }
    }
}

/// Gateways that no VM of the subnet can reach.
pub(super) fn gateways(site: &Site, names: &Names<'_>, found: &mut Vec<Finding>) {
    for subnet in &site.subnets {
        let Some(gateway) = subnet.gateway.filter(|gateway| !subnet.range.contains(gateway)) else {
            continue;
        };
        found.push(Finding {
            code: "gateway_outside_subnet",
            object: names.named("subnet", &subnet.id),
            others: vec![names.named("network", &subnet.network)],
            why: format!(
                "The gateway {gateway} of the subnet \"{}\" is not in its range {}: no VM there can send packets to other networks.",
                subnet.name, subnet.range
            ),
            remedy: format!("Give the subnet a gateway in {}, or none.", subnet.range),
        });
    }
}

/// Subnets of each router: of which it has an interface.
fn subnets_by_router(site: &Site) -> BTreeMap<&str, Vec<&Subnet>> {
    let mut subnets_of: BTreeMap<&str, Vec<&Subnet>> = BTreeMap::new();
    for subnet in &site.subnets {
        subnets_of.entry(&subnet.network).or_default().push(subnet);
    }
    let mut routers: BTreeMap<&str, Vec<&Subnet>> = BTreeMap::new();
    for port in &site.ports {
        let Some(router) = &port.router else { continue };
        let subnets = subnets_of.get(port.network.as_str()).into_iter().flatten();
        let own = subnets.filter(|subnet| port.addresses.iter().any(|address| subnet.range.contains(address)));
        routers.entry(router).or_default().extend(own);
    }
    routers
}

/// Subnets of a router that have addresses in common, and networks of it whose packets do not fit into each other.
pub(super) fn routers(site: &Site, names: &Names<'_>, found: &mut Vec<Finding>) {
    for (router, subnets) in subnets_by_router(site) {
        for (at, subnet) in subnets.iter().enumerate() {
            let overlaps = |other: &&&Subnet| {
                other.id != subnet.id && (other.range.contains(&subnet.range) || subnet.range.contains(&other.range))
            };
            for other in subnets[at + 1..].iter().filter(overlaps) {
                found.push(Finding {
                    code: "overlapping_subnets",
                    object: names.named("router", router),
                    others: vec![names.named("subnet", &subnet.id), names.named("subnet", &other.id)],
                    why: format!(
                        "The router \"{}\" has interfaces on the subnets \"{}\" ({}) and \"{}\" ({}), which have addresses in common: \
                         packets to these get to one of them only.",
                        names.of("router", router),
                        subnet.name,
                        subnet.range,
                        other.name,
                        other.range
                    ),
                    remedy: "Remove one of the interfaces, or give one of the subnets another range.".into(),
                });
            }
        }
    }
}

/// MTUs that are too small for what is sent.
pub(super) fn packet_sizes(site: &Site, names: &Names<'_>, found: &mut Vec<Finding>) {
    let networks: BTreeMap<&str, (u32, bool)> = site
        .networks
        .iter()
        .filter_map(|network| Some((network.id.as_str(), (network.mtu?, network.is_physical))))
        .collect();
    for subnet in site.subnets.iter().filter(|subnet| subnet.range.network().is_ipv6()) {
        let Some((mtu, _)) = networks.get(subnet.network.as_str()).filter(|(mtu, _)| *mtu < IPV6_MTU) else {
            continue;
        };
        found.push(Finding {
            code: "mtu_too_small",
            object: names.named("network", &subnet.network),
            others: vec![names.named("subnet", &subnet.id)],
            why: format!(
                "The network \"{}\" has an MTU of {mtu} bytes and the IPv6 subnet \"{}\": IPv6 needs {IPV6_MTU}.",
                names.of("network", &subnet.network),
                subnet.name
            ),
            remedy: format!("Give the network an MTU of at least {IPV6_MTU}."),
        });
    }
    for (router, subnets) in subnets_by_router(site) {
        // What goes out to a physical network is larger as a rule, and TCP finds the smaller size.
        let sizes: BTreeMap<&str, u32> = subnets
            .iter()
            .filter_map(|subnet| {
                let (mtu, is_physical) = networks.get(subnet.network.as_str())?;
                (!is_physical).then_some((subnet.network.as_str(), *mtu))
            })
            .collect();
        let (Some((large, most)), Some((small, least))) =
            (sizes.iter().max_by_key(|(_, mtu)| **mtu), sizes.iter().min_by_key(|(_, mtu)| **mtu))
        else {
            continue;
        };
        if most == least {
            continue;
        }
        found.push(Finding {
            code: "mtu_differs",
            object: names.named("router", router),
            others: vec![names.named("network", large), names.named("network", small)],
            why: format!(
                "The router \"{}\" connects the network \"{}\" with an MTU of {most} bytes and \"{}\" with {least}: larger packets are \
                 lost on the way, and OVN does not tell their sender.",
                names.of("router", router),
                names.of("network", large),
                names.of("network", small)
            ),
            remedy: format!("Give both networks an MTU of {least}."),
        });
    }
}
