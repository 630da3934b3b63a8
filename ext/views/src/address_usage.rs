//! How many addresses of a subnet are in use, and how many are left, as OVN counts them.
//!
//! OVN gives ports the addresses from the second to the last but the broadcast address: the first one it keeps for a router, wherever the
//! gateway is. What a client has set outside of these takes none of them away.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr};

use ipnet::Ipv4Net;
use ovirt_net_provider::Inventory;
use ovirt_net_provider::rule_meaning::range_of;
use ovirt_net_provider::wire::network;

/// How many addresses an IPv4 range has. Those of IPv6 have no end: OVN makes them of MAC addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// How many OVN can give.
    pub total: u32,
    /// How many of these ports have, those of routers included.
    pub used: u32,
}

impl Numbers {
    /// How many OVN can still give.
    pub fn free(&self) -> u32 {
        self.total.saturating_sub(self.used)
    }
}

/// The addresses of an IPv4 subnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressUsage {
    /// Id of the subnet.
    pub subnet: String,
    /// How many.
    pub numbers: Numbers,
}

/// The usage of each IPv4 subnet; of none where the ports were not read.
pub fn address_usage(inventory: &Inventory) -> Vec<AddressUsage> {
    let Some(ports) = &inventory.ports else { return Vec::new() };
    let mut held: HashMap<&str, HashSet<Ipv4Addr>> = HashMap::new();
    for port in ports {
        let addresses =
            port.fixed_ips.iter().filter_map(|address| address.ip_address.as_deref()?.parse::<Ipv4Addr>().ok());
        held.entry(port.network_id.as_deref().unwrap_or_default()).or_default().extend(addresses);
    }
    let none = HashSet::new();
    let usage = |subnet: &network::Subnet| {
        let held = held.get(subnet.network_id.as_deref()?).unwrap_or(&none);
        Some(AddressUsage { subnet: subnet.id.clone(), numbers: count(subnet.cidr.as_deref()?, held)? })
    };
    inventory.all::<network::Subnet>().iter().filter_map(usage).collect()
}

/// The numbers of a range of which ports have these addresses; `None` for what is no range of IPv4.
pub fn numbers<'a>(range: &str, held: impl IntoIterator<Item = &'a str>) -> Option<Numbers> {
    count(range, &held.into_iter().filter_map(|address| address.parse().ok()).collect())
}

fn count(range: &str, held: &HashSet<Ipv4Addr>) -> Option<Numbers> {
    let (IpAddr::V4(address), length) = range_of(range)? else { return None };
    let range = Ipv4Net::new(address, length).ok()?;
    let (first, end) = (u32::from(range.network()).saturating_add(2), u32::from(range.broadcast()));
    let used = held.iter().filter(|address| (first..end).contains(&u32::from(**address))).count();
    Some(Numbers { total: end.saturating_sub(first), used: u32::try_from(used).unwrap_or(u32::MAX) })
}
