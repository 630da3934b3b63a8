//! Converts an inventory for the analysis of packets.

mod objects;
mod stored;

use std::collections::HashSet;

use ovirt_net_provider::Inventory;
use ovirt_net_provider::wire::network;
use ovirt_net_reachability::site::{Group, Network, Port, Route, Router, Site};
use serde_json::Value;

use objects::{hidden_groups, name, own_group, range, rule, subnet};

pub use stored::{StoredGroup, StoredNetwork, StoredPort, StoredRouter, StoredRows, StoredRule, StoredSubnet};

/// What an inventory says of the way of packets.
pub fn site(inventory: &Inventory) -> Site {
    let ports = inventory.all::<network::Port>();
    let ways_out: HashSet<&str> =
        ports.iter().filter(|port| port.is_localnet()).filter_map(|port| port.network_id.as_deref()).collect();
    let is_physical =
        |network: &network::Network| network.physical_network.is_some() || ways_out.contains(network.id.as_str());
    let groups = inventory.all::<network::SecurityGroup>();
    let default = own_group(groups.iter().map(|group| (group.id.as_str(), group.name.as_deref())));
    Site {
        networks: inventory
            .all::<network::Network>()
            .iter()
            .map(|network| Network {
                id: network.id.clone(),
                name: name(network.name.as_ref(), &network.id),
                is_physical: is_physical(network),
                mtu: network.mtu.and_then(|mtu| u32::try_from(mtu).ok()).filter(|mtu| *mtu > 0),
            })
            .collect(),
        subnets: inventory.all::<network::Subnet>().iter().filter_map(subnet).collect(),
        ports: ports.iter().filter(|port| !port.is_localnet()).map(|found| port(found, default)).collect(),
        routers: inventory.all::<network::Router>().iter().map(router).collect(),
        groups: groups
            .iter()
            .map(|group| Group { id: group.id.clone(), name: name(group.name.as_ref(), &group.id) })
            .collect(),
        rules: inventory.all::<network::SecurityGroupRule>().iter().filter_map(rule).collect(),
    }
}

fn port(port: &network::Port, default: Option<&str>) -> Port {
    let router = port.router().map(str::to_owned);
    let has_port_security = port.port_security_enabled == Some(true);
    let groups: Vec<String> = port.security_groups.iter().map(|group| group.to_string()).collect();
    Port {
        id: port.id.clone(),
        name: name(port.name.as_ref(), &port.id),
        network: port.network_id.as_deref().unwrap_or_default().to_owned(),
        addresses: port.fixed_ips.iter().filter_map(|address| address.ip_address.as_deref()?.parse().ok()).collect(),
        is_up: port.admin_state_up != Some(false) || router.is_some(),
        mac: port.mac_address.clone(),
        router,
        has_port_security,
        hidden_groups: hidden_groups(has_port_security, &groups, default),
        groups,
    }
}

fn router(router: &network::Router) -> Router {
    Router {
        id: router.id.clone(),
        name: name(router.name.as_ref(), &router.id),
        is_up: router.admin_state_up != Some(false),
        routes: router.routes.iter().filter_map(route).collect(),
    }
}

fn route(route: &Value) -> Option<Route> {
    Some(Route {
        destination: range(route.get("destination")?.as_str()?)?.trunc(),
        next_hop: route.get("nexthop")?.as_str()?.parse().ok()?,
    })
}
