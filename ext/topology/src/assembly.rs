//! Assembles a topology from its parts.

use std::collections::HashMap;

use super::model::{Device, Group, Kind, Link, Network, Object, State, Subnet, Topology};
use super::parts::{DevicePart, GroupPart, NetworkPart, Parts, PortPart, SubnetPart};

impl From<Parts> for Topology {
    fn from(parts: Parts) -> Self {
        let Parts { networks, subnets, routers, vms, ports, groups } = parts;
        let mut assembly = Assembly::new(networks, &routers, &vms, groups);
        ports.into_iter().for_each(|port| assembly.plug(port));
        routers.iter().for_each(|router| assembly.lead_out(router));
        subnets.into_iter().for_each(|subnet| assembly.connect(subnet));
        assembly.finish()
    }
}

/// What is there so far, with the places by key.
struct Assembly {
    networks: Vec<Network>,
    networks_by_key: HashMap<String, usize>,
    groups: Vec<Group>,
    groups_by_key: HashMap<String, usize>,
    devices: Vec<Device>,
    devices_by_key: HashMap<String, usize>,
}

impl Assembly {
    fn new(networks: Vec<NetworkPart>, routers: &[DevicePart], vms: &[DevicePart], groups: Vec<GroupPart>) -> Self {
        let mut networks: Vec<Network> = networks.into_iter().map(network).collect();
        let networks_by_key = sorted(&mut networks, |network| &network.object);
        let mut groups: Vec<Group> = groups.into_iter().map(group).collect();
        let groups_by_key = sorted(&mut groups, |group| &group.object);
        let routers = routers.iter().map(|part| device(Kind::Router, part));
        let devices: Vec<Device> = routers.chain(vms.iter().map(|part| device(Kind::Vm, part))).collect();
        let devices_by_key =
            devices.iter().enumerate().map(|(index, device)| (device.object.key.clone(), index)).collect();
        Self { networks, networks_by_key, groups, groups_by_key, devices, devices_by_key }
    }

    fn network(&self, id: Option<&str>) -> Option<usize> {
        self.networks_by_key.get(&key("network", id?)).copied()
    }

    fn router(&self, id: Option<&str>) -> Option<usize> {
        self.devices_by_key.get(&key("router", id?)).copied()
    }

    /// A port is a link of what it is plugged into; one that is plugged into nothing known is a device itself.
    fn plug(&mut self, part: PortPart) {
        let groups = part.groups.iter().filter_map(|id| self.groups_by_key.get(&key("group", id)).copied());
        let mut groups: Vec<usize> = groups.collect();
        groups.sort_unstable();
        groups.dedup();
        groups.iter().for_each(|group| self.groups[*group].ports += 1);
        let owner = part.device.as_ref().and_then(|(kind, id)| self.devices_by_key.get(&key(kind.prefix(), id)));
        let link = Link {
            network: self.network(part.network.as_deref()),
            port: object("port", part.id, part.name, part.state, part.page),
            addresses: part.addresses,
            is_of_router: matches!(part.device, Some((Kind::Router, _))),
            is_gateway: part.is_gateway,
            groups,
        };
        match owner {
            Some(owner) => self.devices[*owner].links.push(link),
            None => {
                let object = link.port.clone();
                self.devices.push(Device { object, kind: Kind::Port, links: vec![link] });
            }
        }
    }

    /// The gateway of a router, where only the router tells of it.
    fn lead_out(&mut self, part: &DevicePart) {
        let (Some(network), Some(router)) = (self.network(part.gateway.as_deref()), self.router(Some(&part.id))) else {
            return;
        };
        let links = &mut self.devices[router].links;
        match links.iter_mut().find(|link| link.network == Some(network)) {
            Some(link) => link.is_gateway = true,
            None => links.push(Link { network: Some(network), is_gateway: true, ..Link::default() }),
        }
    }

    /// A subnet belongs to its network, and is an interface of its router, where only the subnet tells of that.
    fn connect(&mut self, part: SubnetPart) {
        let Some(network) = self.network(part.network.as_deref()) else { return };
        if let Some(router) = self.router(part.router.as_deref()) {
            let links = &mut self.devices[router].links;
            if !links.iter().any(|link| link.network == Some(network)) {
                let addresses = part.gateway.iter().cloned().collect();
                links.push(Link { network: Some(network), addresses, ..Link::default() });
            }
        }
        self.networks[network].subnets.push(subnet(part));
    }

    /// Everything in its order; what only all links together tell.
    fn finish(mut self) -> Topology {
        let routers = self.devices.iter().filter(|device| device.kind == Kind::Router);
        for link in routers.flat_map(|router| &router.links).filter(|link| link.is_gateway) {
            if let Some(network) = link.network {
                self.networks[network].is_external = true;
            }
        }
        for network in &mut self.networks {
            network.subnets.sort_by(|a, b| (&a.range, &a.object.key).cmp(&(&b.range, &b.object.key)));
        }
        for device in &mut self.devices {
            device.links.sort_by(|a, b| {
                let place = |link: &Link| (!link.is_gateway, link.network.unwrap_or(usize::MAX));
                place(a).cmp(&place(b)).then_with(|| (&a.addresses, &a.port.key).cmp(&(&b.addresses, &b.port.key)))
            });
            // A VM whose ports are all down has no network, whatever its power state.
            let best = device.links.iter().map(|link| link.port.state).min();
            if let (Kind::Vm, State::Up, Some(best)) = (device.kind, device.object.state, best) {
                device.object.state = best;
                device.object.is_of_ports = best != State::Up;
            }
        }
        self.devices.sort_by_cached_key(|device| (device.kind, order(&device.object)));
        Topology { networks: self.networks, devices: self.devices, groups: self.groups }
    }
}

/// By name, in which numbers count as such: net-2 comes before net-10.
fn order(object: &Object) -> (Vec<(String, u64)>, String, String) {
    let mut parts = Vec::new();
    let mut rest = object.name.as_str();
    while !rest.is_empty() {
        let (text, digits) =
            rest.split_at(rest.find(|character: char| character.is_ascii_digit()).unwrap_or(rest.len()));
        let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
        parts.push((text.to_owned(), digits[..end].parse().unwrap_or(u64::MAX)));
        rest = &digits[end..];
    }
    (parts, object.name.clone(), object.key.clone())
}

/// Sorts by name, drops what has a key that comes later again, and gives the places by key.
fn sorted<T>(objects: &mut Vec<T>, object: fn(&T) -> &Object) -> HashMap<String, usize> {
    objects.sort_by_cached_key(|found| order(object(found)));
    objects.dedup_by(|a, b| object(a).key == object(b).key);
    objects.iter().enumerate().map(|(index, found)| (object(found).key.clone(), index)).collect()
}

fn key(prefix: &str, id: &str) -> String {
    format!("{prefix}:{id}")
}

fn object(prefix: &str, id: String, name: Option<String>, state: State, page: Option<String>) -> Object {
    let key = key(prefix, &id);
    let name = name.filter(|name| !name.trim().is_empty()).unwrap_or(id);
    Object { key, name, state, page, ..Object::default() }
}

fn network(part: NetworkPart) -> Network {
    Network {
        object: object("network", part.id, part.name, part.state, part.page),
        subnets: Vec::new(),
        is_external: part.is_external,
        way_out: part.way_out,
        mtu: part.mtu,
        members: 0,
    }
}

fn subnet(part: SubnetPart) -> Subnet {
    Subnet {
        object: object("subnet", part.id, part.name, State::Up, part.page),
        range: part.range.unwrap_or_default(),
        gateway: part.gateway,
    }
}

fn device(kind: Kind, part: &DevicePart) -> Device {
    let object = object(kind.prefix(), part.id.clone(), part.name.clone(), part.state, part.page.clone());
    Device { object, kind, links: Vec::new() }
}

fn group(part: GroupPart) -> Group {
    Group { object: object("group", part.id, part.name, State::Up, part.page), ports: 0 }
}
