//! Objects that refer to each other by id, and how they become a topology.

use std::collections::HashMap;

use super::model::{Device, Group, Kind, Link, Network, Object, State, Subnet, Topology};

/// A network.
#[derive(Debug, Clone, Default)]
pub struct NetworkPart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// State.
    pub state: State,
    /// Address of its page.
    pub page: Option<String>,
    /// Whether it leads outside.
    pub is_external: bool,
    /// How it leaves OVN, see [`NetworkPart::way_out`].
    pub way_out: Option<String>,
    /// Maximum transmission unit in bytes.
    pub mtu: Option<i64>,
}

impl NetworkPart {
    /// How a network leaves OVN in words, by its kind (`vlan`, `flat`), its VLAN id and the physical network.
    pub fn way_out(kind: Option<&str>, vlan: Option<&str>, physical: Option<&str>) -> Option<String> {
        let physical = physical.filter(|name| !name.is_empty())?;
        Some(match (kind, vlan) {
            (Some("vlan") | None, Some(id)) => format!("VLAN {id} on {physical}"),
            _ => format!("flat on {physical}"),
        })
    }
}

/// A subnet.
#[derive(Debug, Clone, Default)]
pub struct SubnetPart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Address of its page.
    pub page: Option<String>,
    /// Id of its network.
    pub network: Option<String>,
    /// Such as `10.0.0.0/24`.
    pub range: Option<String>,
    /// Address of the gateway.
    pub gateway: Option<String>,
    /// Id of the router that it is an interface of, where no port says so.
    pub router: Option<String>,
}

/// A router or a VM.
#[derive(Debug, Clone, Default)]
pub struct DevicePart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// State.
    pub state: State,
    /// Address of its page.
    pub page: Option<String>,
    /// Id of the network of its gateway, where no port says so.
    pub gateway: Option<String>,
}

/// A port.
#[derive(Debug, Clone, Default)]
pub struct PortPart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// State.
    pub state: State,
    /// Address of its page.
    pub page: Option<String>,
    /// Id of its network.
    pub network: Option<String>,
    /// What is plugged in: kind and id. One that is not among the parts is not named anywhere.
    pub device: Option<(Kind, String)>,
    /// Whether it is a router's way out.
    pub is_gateway: bool,
    /// Addresses.
    pub addresses: Vec<String>,
    /// Ids of its security groups.
    pub groups: Vec<String>,
}

/// A security group.
#[derive(Debug, Clone, Default)]
pub struct GroupPart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Address of its page.
    pub page: Option<String>,
}

/// All objects of a topology. Ids are unique by kind; of an id that comes twice, the last counts.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// Networks.
    pub networks: Vec<NetworkPart>,
    /// Subnets.
    pub subnets: Vec<SubnetPart>,
    /// Routers.
    pub routers: Vec<DevicePart>,
    /// VMs.
    pub vms: Vec<DevicePart>,
    /// Ports, without those that are their network's own way out.
    pub ports: Vec<PortPart>,
    /// Security groups.
    pub groups: Vec<GroupPart>,
}

impl From<Parts> for Topology {
    fn from(parts: Parts) -> Self {
        let mut networks: Vec<Network> = parts.networks.into_iter().map(network).collect();
        let networks_by_id = sorted(&mut networks, |network| &network.object);
        let find = |id: Option<&str>| id.and_then(|id| networks_by_id.get(&key("network", id)).copied());

        let mut groups: Vec<Group> = parts.groups.into_iter().map(group).collect();
        let groups_by_id = sorted(&mut groups, |group| &group.object);

        let routers = parts.routers.iter().map(|part| (Kind::Router, part));
        let vms = parts.vms.iter().map(|part| (Kind::Vm, part));
        let mut devices: Vec<Device> = routers.chain(vms).map(|(kind, part)| device(kind, part)).collect();
        let mut devices_by_id: HashMap<String, usize> =
            devices.iter().enumerate().map(|(index, device)| (device.object.key.clone(), index)).collect();

        for part in parts.ports {
            let mut member_of: Vec<usize> =
                part.groups.iter().filter_map(|id| groups_by_id.get(&key("group", id)).copied()).collect();
            member_of.sort_unstable();
            member_of.dedup();
            let owner = part.device.as_ref().and_then(|(kind, id)| devices_by_id.get(&key(kind.prefix(), id)).copied());
            let link = Link {
                network: find(part.network.as_deref()),
                port: object("port", part.id, part.name, part.state, part.page),
                addresses: part.addresses,
                is_of_router: matches!(part.device, Some((Kind::Router, _))),
                is_gateway: part.is_gateway,
                groups: member_of,
            };
            for group in &link.groups {
                groups[*group].ports += 1;
            }
            match owner {
                Some(owner) => devices[owner].links.push(link),
                None => {
                    let object = link.port.clone();
                    devices.push(Device { object, kind: Kind::Port, links: vec![link] });
                }
            }
        }

        // What only the router or the subnet tells.
        for part in &parts.routers {
            if let (Some(network), Some(index)) =
                (find(part.gateway.as_deref()), devices_by_id.get(&key("router", &part.id)))
            {
                let links = &mut devices[*index].links;
                match links.iter_mut().find(|link| link.network == Some(network)) {
                    Some(link) => link.is_gateway = true,
                    None => links.push(Link { network: Some(network), is_gateway: true, ..Link::default() }),
                }
            }
        }
        for part in parts.subnets {
            let Some(network) = find(part.network.as_deref()) else { continue };
            if let Some(index) = part.router.as_deref().and_then(|id| devices_by_id.get(&key("router", id))) {
                let links = &mut devices[*index].links;
                if !links.iter().any(|link| link.network == Some(network)) {
                    links.push(Link {
                        network: Some(network),
                        addresses: part.gateway.iter().cloned().collect(),
                        ..Link::default()
                    });
                }
            }
            networks[network].subnets.push(subnet(part));
        }
        devices_by_id.clear();

        for link in devices.iter_mut().filter(|device| device.kind == Kind::Router).flat_map(|router| &router.links) {
            if let (Some(network), true) = (link.network, link.is_gateway) {
                networks[network].is_external = true;
            }
        }
        for network in &mut networks {
            network.subnets.sort_by(|a, b| (&a.range, &a.object.key).cmp(&(&b.range, &b.object.key)));
        }
        for device in &mut devices {
            device.links.sort_by(|a, b| {
                let place = |link: &Link| (!link.is_gateway, link.network.unwrap_or(usize::MAX));
                place(a).cmp(&place(b)).then_with(|| (&a.addresses, &a.port.key).cmp(&(&b.addresses, &b.port.key)))
            });
            // A VM whose ports are all down has no network, whatever its power state.
            if let (Kind::Vm, State::Up, Some(best)) =
                (device.kind, device.object.state, device.links.iter().map(|link| link.port.state).min())
            {
                device.object.state = best;
            }
        }
        devices.sort_by_cached_key(|device| (device.kind, order(&device.object)));
        Self { networks, devices, groups }
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
    Object { key, name: name.filter(|name| !name.trim().is_empty()).unwrap_or(id), state, page, is_chosen: false }
}

fn network(part: NetworkPart) -> Network {
    Network {
        object: object("network", part.id, part.name, part.state, part.page),
        subnets: Vec::new(),
        is_external: part.is_external,
        way_out: part.way_out,
        mtu: part.mtu,
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
