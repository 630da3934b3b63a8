//! Inventories of any size, made up from a seed: the same numbers give the same bytes.

use crate::clock::Moment;
use crate::network::AddressRange;
use crate::options::Generate;
use crate::rng::Rng;
use crate::store::{Collection, Object, Store, TENANT};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, Ipv6Addr};

/// 2026-01-01, the birthday of all that is generated.
const BIRTHDAY: u64 = 1_767_225_600;

/// Replaces the inventory.
pub(crate) fn generate(store: &mut Store, wanted: &Generate) {
    let mut maker = Maker::new(wanted);
    maker.groups();
    maker.networks();
    maker.routers();
    maker.ports();
    let mut fresh = Store::new(maker.rng.next());
    fresh.dynamic_ips = store.dynamic_ips;
    fresh.networks = Collection::from_values(maker.made_networks);
    fresh.subnets = Collection::from_values(maker.made_subnets);
    fresh.ports = Collection::from_values(maker.made_ports);
    fresh.routers = Collection::from_values(maker.made_routers);
    fresh.rules = Collection::from_values(maker.made_rules);
    fresh.groups = Collection::from_values(maker.made_groups);
    fresh.derive();
    *store = fresh;
}

/// What the ports need to know of a network.
struct Place {
    network: String,
    subnet: Option<(String, AddressRange)>,
    gateway: Option<String>,
    secured: bool,
    localnet: bool,
    /// Ports of routers: router id, owner and address.
    routers: Vec<(String, &'static str, String)>,
}

struct Maker<'a> {
    wanted: &'a Generate,
    rng: Rng,
    places: Vec<Place>,
    group_ids: Vec<String>,
    made_networks: Vec<Value>,
    made_subnets: Vec<Value>,
    made_ports: Vec<Value>,
    made_routers: Vec<Value>,
    made_groups: Vec<Value>,
    made_rules: Vec<Value>,
}

impl<'a> Maker<'a> {
    fn new(wanted: &'a Generate) -> Self {
        Self {
            wanted,
            rng: Rng::new(wanted.seed),
            places: Vec::with_capacity(wanted.networks),
            group_ids: Vec::new(),
            made_networks: Vec::with_capacity(wanted.networks),
            made_subnets: Vec::with_capacity(wanted.networks),
            made_ports: Vec::with_capacity(wanted.ports + wanted.networks),
            made_routers: Vec::with_capacity(wanted.routers),
            made_groups: Vec::with_capacity(wanted.security_groups),
            made_rules: Vec::with_capacity(wanted.rules),
        }
    }

    fn networks(&mut self) {
        for index in 0..self.wanted.networks {
            let id = self.rng.uuid();
            let secured = index % 5 == 4 && !self.group_ids.is_empty();
            let mut network = json!({
                "id": id,
                "name": network_name(index),
                "tenant_id": TENANT,
                "status": "ACTIVE",
                "port_security_enabled": secured,
                "mtu": ([1442, 1500, 9000][index % 3]),
            });
            let localnet = matches!(index % 4, 1 | 2);
            if localnet {
                network["provider:physical_network"] = json!(format!("physnet{}", index % 7));
                if index % 4 == 2 {
                    network["provider:segmentation_id"] = json!(index % 4094 + 1);
                }
                network["provider:network_type"] = json!(if index % 4 == 2 { "vlan" } else { "flat" });
            }
            let mut place = Place { network: id, subnet: None, gateway: None, secured, localnet, routers: vec![] };
            if self.wanted.subnets && index % 10 != 9 {
                self.subnet(index, &mut place);
            }
            self.made_networks.push(network);
            self.places.push(place);
        }
    }

    fn subnet(&mut self, index: usize, place: &mut Place) {
        let cidr = self.cidr(index);
        let Ok(range) = AddressRange::parse(&cidr) else {
            return;
        };
        let id = self.rng.uuid();
        let dns = if index % 3 == 0 { json!(["8.8.8.8"]) } else { json!([]) };
        let mut subnet = json!({
            "id": id,
            "cidr": cidr,
            "network_id": place.network,
            "ip_version": range.version,
            "tenant_id": TENANT,
            "enable_dhcp": true,
            "allocation_pools": [{"start": range.address(2), "stop": range.last()}],
            "dns_nameservers": dns,
        });
        if index % 11 != 10 {
            subnet["name"] = json!(format!("subnet-{index}"));
        }
        if index % 6 != 5 {
            let gateway = range.address(1);
            subnet["gateway_ip"] = json!(gateway);
            place.gateway = Some(gateway);
        }
        if range.version == 6 {
            subnet["ipv6_address_mode"] = json!("dhcpv6-stateful");
        }
        self.made_subnets.push(subnet);
        place.subnet = Some((id, range));
    }

    /// A range for all ports of a network, with some room; one network of eight has IPv6.
    fn cidr(&self, index: usize) -> String {
        if index % 8 == 7 {
            let prefix = (0xfd00_u128 << 112) | (index as u128) << 64;
            return format!("{}/64", Ipv6Addr::from_bits(prefix));
        }
        let ports = self.wanted.ports / self.wanted.networks.max(1) + 1;
        let host_bits = usize::BITS - (ports + 64).leading_zeros();
        let host_bits = host_bits.clamp(8, 24);
        let offset = ((index as u64) << host_bits) % (1 << 24);
        let address = (10 << 24) | offset as u32;
        format!("{}/{}", Ipv4Addr::from_bits(address), 32 - host_bits)
    }

    fn routers(&mut self) {
        let usable: Vec<usize> = (0..self.places.len())
            .filter(|index| self.places[*index].subnet.is_some() && self.places[*index].gateway.is_some())
            .collect();
        for index in 0..self.wanted.routers {
            let id = self.rng.uuid();
            let interfaces = usable.get(index * 2..).unwrap_or_default().iter().take(2).copied();
            let interfaces: Vec<usize> = interfaces.collect();
            for place in &interfaces {
                let place = &mut self.places[*place];
                let address = place.gateway.clone().unwrap_or_default();
                place.routers.push((id.clone(), "network:router_interface", address));
            }
            let gateway = usable.get((index * 7 + 3) % usable.len().max(1)).copied();
            let gateway = gateway.filter(|place| index % 2 == 0 && !interfaces.contains(place));
            let gateway = gateway.and_then(|place| self.gateway(&id, place));
            let (info, routes) = gateway.unwrap_or((Value::Null, json!([])));
            self.made_routers.push(json!({
                "id": id,
                "name": format!("router-{index}"),
                "admin_state_up": index % 9 != 8,
                "status": "ACTIVE",
                "tenant_id": TENANT,
                "external_gateway_info": info,
                "routes": routes,
            }));
        }
    }

    /// Addresses of gateways are taken from the end of the range, those of VMs from its start.
    fn gateway(&mut self, router: &str, place: usize) -> Option<(Value, Value)> {
        let place = &mut self.places[place];
        let (subnet, range) = place.subnet.as_ref()?;
        let size = 1_u128 << (if range.version == 4 { 32 } else { 128 } - range.prefix());
        let address = range.address(size - 2 - place.routers.len() as u128);
        let info = json!({
            "network_id": place.network,
            "enable_snat": false,
            "external_fixed_ips": [{"subnet_id": subnet, "ip_address": address}],
        });
        let destination = if range.version == 4 { "0.0.0.0/0" } else { "::/0" };
        let routes = json!([{"destination": destination, "nexthop": place.gateway}]);
        place.routers.push((router.to_owned(), "network:router_gateway", address));
        Some((info, routes))
    }

    fn ports(&mut self) {
        let places = std::mem::take(&mut self.places);
        for (index, place) in places.iter().enumerate() {
            if place.localnet {
                let mut port = self.port("localnet_port", place, None);
                port.insert("mac_address".to_owned(), "unknown".into());
                self.made_ports.push(port.into());
            }
            for (router, owner, address) in &place.routers {
                let mut port = self.port("router_port", place, Some(address.clone()));
                port.insert("device_id".to_owned(), router.as_str().into());
                port.insert("device_owner".to_owned(), (*owner).into());
                port.insert("mac_address".to_owned(), "router".into());
                self.made_ports.push(port.into());
            }
            let numbers = (index..self.wanted.ports).step_by(places.len());
            for (place_in_network, number) in numbers.enumerate() {
                self.vm_port(number, place_in_network, place);
            }
        }
    }

    fn vm_port(&mut self, number: usize, place_in_network: usize, place: &Place) {
        let range = place.subnet.as_ref().map(|(_, range)| range).filter(|_| number % 3 != 2);
        let address = range.map(|range| range.address(2 + place_in_network as u128));
        let name = if number % 50 == 49 { String::new() } else { format!("nic{number}") };
        let mut port = self.port(&name, place, address);
        if place.secured {
            let first = number % self.group_ids.len();
            let second = (number / 2) % self.group_ids.len();
            let mut groups = vec![&self.group_ids[first]];
            groups.extend((second != first).then(|| &self.group_ids[second]));
            port.insert("security_groups".to_owned(), json!(groups));
            port.insert("port_security_enabled".to_owned(), true.into());
        }
        port.insert("admin_state_up".to_owned(), (number % 4 != 3).into());
        if number % 100 != 99 {
            port.insert("device_id".to_owned(), self.rng.uuid().into());
            port.insert("device_owner".to_owned(), "oVirt".into());
        }
        port.insert("mac_address".to_owned(), self.rng.mac("56:6f").into());
        self.made_ports.push(port.into());
    }

    fn port(&mut self, name: &str, place: &Place, address: Option<String>) -> Object {
        let addresses = match (address, &place.subnet) {
            (Some(address), Some((subnet, _))) => json!([{"ip_address": address, "subnet_id": subnet}]),
            _ => json!([]),
        };
        let mut port = Object::new();
        let mut put = |key: &str, value: Value| port.insert(key.to_owned(), value);
        put("id", self.rng.uuid().into());
        put("name", name.into());
        put("network_id", place.network.as_str().into());
        put("security_groups", json!([]));
        put("port_security_enabled", false.into());
        put("tenant_id", TENANT.into());
        put("fixed_ips", addresses);
        put("admin_state_up", false.into());
        port
    }

    /// The groups; the first one is "Default", as port security is used.
    fn groups(&mut self) {
        let count = self.wanted.security_groups;
        self.group_ids = (0..count).map(|_| self.rng.uuid()).collect();
        for index in 0..count {
            let id = self.group_ids[index].clone();
            let mut rules = vec![
                self.rule(&id, "egress", "IPv4", [Value::Null, Value::Null, Value::Null, Value::Null, Value::Null]),
                self.rule(&id, "egress", "IPv6", [Value::Null, Value::Null, Value::Null, Value::Null, Value::Null]),
            ];
            for (number, _) in (index..self.wanted.rules).step_by(count).enumerate() {
                rules.push(self.further_rule(&id, number));
            }
            let name = if index == 0 { "Default".to_owned() } else { format!("group-{index}") };
            let now = Moment::at(BIRTHDAY).plus(index as u64).iso();
            self.made_groups.push(json!({
                "id": id,
                "security_group_rules": rules,
                "tags": [],
                "revision_number": rules.len() - 1,
                "created_at": now,
                "updated_at": now,
                "project_id": null,
                "tenant_id": if index % 2 == 1 { json!(TENANT) } else { Value::Null },
                "description": if index % 3 == 1 { json!(format!("group number {index}")) } else { Value::Null },
                "name": name,
            }));
            self.made_rules.extend(rules);
        }
    }

    fn further_rule(&mut self, group: &str, number: usize) -> Value {
        let port = json!((number / 4 + 1).to_string());
        let remote = self.group_ids[self.rng.below(self.group_ids.len() as u64) as usize].clone();
        let (ethertype, attributes) = match number % 4 {
            0 => ("IPv4", [json!("0.0.0.0/0"), port.clone(), port, json!("tcp"), Value::Null]),
            1 => ("IPv4", [Value::Null, port.clone(), port, json!("udp"), json!(remote)]),
            2 => ("IPv6", [json!("::/0"), Value::Null, port, json!("tcp"), Value::Null]),
            _ => ("IPv4", [Value::Null, Value::Null, port, json!("icmp"), Value::Null]),
        };
        self.rule(group, "ingress", ethertype, attributes)
    }

    /// A rule with the given prefix, maximum, minimum, protocol and remote group.
    fn rule(&mut self, group: &str, direction: &str, ethertype: &str, attributes: [Value; 5]) -> Value {
        let [prefix, max, min, protocol, remote] = attributes;
        json!({
            "id": self.rng.uuid(),
            "direction": direction,
            "security_group_id": group,
            "description": null,
            "ethertype": ethertype,
            "remote_ip_prefix": prefix,
            "port_range_max": max,
            "port_range_min": min,
            "protocol": protocol,
            "remote_group_id": remote,
        })
    }
}

fn network_name(index: usize) -> String {
    match index % 10 {
        6 => format!("réseau-{index}"),
        8 => format!("网络-{index} \u{2603}"),
        _ => format!("net-{index}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::dumps;
    use std::collections::HashSet;

    fn made(wanted: &Generate) -> Value {
        let mut store = Store::new(0);
        generate(&mut store, wanted);
        store.dump()
    }

    const WANTED: Generate =
        Generate { networks: 20, subnets: true, ports: 300, routers: 6, security_groups: 5, rules: 40, seed: 3 };

    #[test]
    fn the_same_numbers_give_the_same_bytes() {
        assert_eq!(dumps(&made(&WANTED)), dumps(&made(&WANTED)));
        assert_ne!(dumps(&made(&WANTED)), dumps(&made(&Generate { seed: 4, ..WANTED })));
    }

    #[test]
    fn everything_that_is_wanted_is_made_and_fits_together() {
        let raw = made(&WANTED);
        let list = |key: &str| raw[key].as_array().unwrap().clone();
        let ids = |key: &str| list(key).iter().map(|o| o["id"].as_str().unwrap().to_owned()).collect::<HashSet<_>>();
        assert_eq!((list("networks").len(), list("subnets").len(), list("routers").len()), (20, 18, 6));
        assert_eq!((list("security_groups").len(), list("security_group_rules").len()), (5, 50));
        let (networks, subnets, groups, routers) =
            (ids("networks"), ids("subnets"), ids("security_groups"), ids("routers"));
        let mut owners = std::collections::HashMap::<String, usize>::new();
        let mut addresses = HashSet::new();
        for port in list("ports") {
            assert!(networks.contains(port["network_id"].as_str().unwrap()));
            for group in port["security_groups"].as_array().unwrap() {
                assert!(groups.contains(group.as_str().unwrap()));
            }
            for ip in port["fixed_ips"].as_array().unwrap() {
                assert!(subnets.contains(ip["subnet_id"].as_str().unwrap()));
                assert!(addresses.insert(ip.to_string()), "{ip} twice");
            }
            let owner = port["device_owner"].as_str().unwrap_or("none");
            if owner.starts_with("network:") {
                assert!(routers.contains(port["device_id"].as_str().unwrap()));
            }
            let owner = if port["mac_address"] == "unknown" { "localnet" } else { owner };
            *owners.entry(owner.to_owned()).or_default() += 1;
        }
        assert_eq!((owners["oVirt"], owners["none"], owners["localnet"]), (297, 3, 10));
        assert!(owners["network:router_interface"] > 0 && owners["network:router_gateway"] > 0);
        assert_eq!(ids("ports").len(), list("ports").len());
    }

    #[test]
    fn nothing_can_be_made_of_nothing() {
        let raw = made(&Generate { ports: 5, routers: 2, rules: 3, ..Generate::default() });
        assert_eq!((raw["ports"].as_array().unwrap().len(), raw["routers"].as_array().unwrap().len()), (0, 2));
    }
}
