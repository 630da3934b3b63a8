//! Ports of VMs, of routers and of physical networks.

use super::physical::clear_physical_network;
use super::{ip, security_groups, values};
use crate::python;
use crate::rng::uuid_of;
use crate::store::{Object, Refusal, Store, TENANT, string};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::net::IpAddr;

const TAIL: [&str; 3] = ["device_id", "device_owner", "mac_address"];
pub(super) const INTERFACE: &str = "network:router_interface";
pub(super) const GATEWAY: &str = "network:router_gateway";

pub(super) fn missing(id: &str) -> Refusal {
    Refusal::missing(format!("Cannot find Logical_Switch_Port with name={id}"))
}

pub(super) fn show(store: &Store, id: &str) -> Result<Value, Refusal> {
    store.ports.get(id).map(|port| port.clone().into()).ok_or_else(|| missing(id))
}

/// Whether the port leads to a physical network.
pub(super) fn is_localnet(port: &Object) -> bool {
    string(port, "mac_address") == "unknown"
}

/// Whether the port is a router's.
pub(super) fn is_router(port: &Object) -> bool {
    string(port, "mac_address") == "router"
}

/// A new port's attributes, without device and MAC.
fn plain(id: &str, name: &str, network: &str) -> Object {
    let mut port = Object::new();
    let mut put = |key: &str, value: Value| port.insert(key.to_owned(), value);
    put("id", id.into());
    put("name", name.into());
    put("network_id", network.into());
    put("security_groups", json!([]));
    put("port_security_enabled", false.into());
    put("tenant_id", TENANT.into());
    put("fixed_ips", json!([]));
    put("admin_state_up", false.into());
    port
}

pub(super) fn add_localnet(store: &mut Store, network: &str) {
    let mut port = plain(&store.rng.uuid(), "localnet_port", network);
    port.insert("mac_address".to_owned(), "unknown".into());
    store.ports.push(port);
}

/// Adds a router's port and returns its id.
pub(super) fn add_router_port(
    store: &mut Store,
    network: &str,
    subnet: &str,
    ip: &str,
    router: &str,
    owner: &str,
) -> String {
    let id = store.rng.uuid();
    let mut port = plain(&id, "router_port", network);
    port.insert("fixed_ips".to_owned(), json!([{"ip_address": ip, "subnet_id": subnet}]));
    port.insert("device_id".to_owned(), router.into());
    port.insert("device_owner".to_owned(), owner.into());
    port.insert("mac_address".to_owned(), "router".into());
    store.ports.push(port);
    id
}

pub(super) fn create(store: &mut Store, entity: &Object) -> Result<Value, Refusal> {
    let Some(network) = entity.get("network_id").map(python::text) else {
        return Err(Refusal::bad("Network_id is a required parameter"));
    };
    validate(entity)?;
    let addresses = addresses(store, &network, entity);
    // Whatever else is wrong, the failing transaction speaks last.
    let Some(parent) = store.networks.get(&network) else {
        return Err(Refusal::failed(format!("Cannot find Logical_Switch with name={network}")));
    };
    let inherited = parent.get("port_security_enabled").and_then(Value::as_bool).unwrap_or(false);
    let security = values::boolean(entity, "port_security_enabled")?.unwrap_or(inherited);
    let groups = match (groups(entity), security) {
        (Some(groups), _) => groups,
        (None, true) => vec!["Default".to_owned()],
        (None, false) => vec![],
    };
    if addresses.is_ok() {
        security_groups::check_known(store, &groups, security)?;
    }
    let id = store.rng.uuid();
    let mut port = plain(&id, &values::text(entity, "name").unwrap_or_default(), &network);
    set_device(&mut port, entity);
    match addresses {
        Ok(addresses) => {
            if addresses.as_array().is_some_and(Vec::is_empty) {
                store.dynamic.insert(id.clone());
            }
            port.insert("fixed_ips".to_owned(), addresses)
        }
        Err(refusal) => {
            // The provider commits what it has so far: the port stays behind, without a MAC.
            store.ports.push(port);
            return Err(refusal);
        }
    };
    if security {
        security_groups::ensure_default(store);
    }
    port.insert("security_groups".to_owned(), json!(groups));
    port.insert("port_security_enabled".to_owned(), security.into());
    let mac = values::text(entity, "mac_address").unwrap_or_else(|| store.rng.mac("02"));
    port.insert("mac_address".to_owned(), mac.into());
    store.ports.push(port);
    let answer = show(store, &id);
    allocate(store, &id);
    answer
}

pub(super) fn update(store: &mut Store, id: &str, entity: &Object) -> Result<Value, Refusal> {
    validate(entity)?;
    let port = store.ports.get(id).ok_or_else(|| missing(id))?;
    let network = string(port, "network_id").to_owned();
    if values::text(entity, "network_id").is_some_and(|wanted| wanted != network) {
        return Err(Refusal::failed("Unable to change network of existing port"));
    }
    let router = is_router(port);
    let addresses = if router { Ok(Value::Null) } else { addresses(store, &network, entity) };
    let (security, groups) = (values::boolean(entity, "port_security_enabled")?, groups(entity));
    if !router && addresses.is_ok() {
        security_groups::check_known(store, groups.as_deref().unwrap_or_default(), security == Some(true))?;
    }
    let Some(port) = store.ports.get_mut(id) else {
        return Err(missing(id));
    };
    // The provider commits name and device even if the rest fails.
    if let Some(name) = values::text(entity, "name") {
        port.insert("name".to_owned(), name.into());
    }
    set_device(port, entity);
    if entity.get("admin_state_up") == Some(&Value::Bool(false)) {
        port.insert("admin_state_up".to_owned(), false.into());
    }
    if router {
        return Err(Refusal::failed("'NoneType' object has no attribute 'build_command'"));
    }
    // An update that gives no address takes a fixed one away; one that OVN has chosen stays.
    let addresses = addresses?;
    let is_fixed = addresses.as_array().is_some_and(|addresses| !addresses.is_empty());
    let is_kept = !is_fixed && store.dynamic_ips && store.dynamic.contains(id);
    if !is_kept {
        port.insert("fixed_ips".to_owned(), addresses);
    }
    match is_fixed {
        true => _ = store.dynamic.remove(id),
        false => _ = store.dynamic.insert(id.to_owned()),
    }
    if let Some(mac) = values::text(entity, "mac_address") {
        port.insert("mac_address".to_owned(), mac.into());
        values::order_tail(port, &TAIL);
    }
    if let Some(security) = security {
        port.insert("port_security_enabled".to_owned(), security.into());
    }
    let had_default = port["security_groups"].as_array().is_some_and(|groups| groups.contains(&json!("Default")));
    match (groups, security) {
        (Some(groups), _) => _ = port.insert("security_groups".to_owned(), json!(groups)),
        // Turning on what is on loses the default group.
        (None, Some(true)) => {
            let groups = if had_default { json!([]) } else { json!(["Default"]) };
            port.insert("security_groups".to_owned(), groups);
        }
        _ => {}
    }
    if security == Some(true) {
        security_groups::ensure_default(store);
    }
    allocate(store, id);
    show(store, id)
}

pub(super) fn delete(store: &mut Store, id: &str) -> Result<(), Refusal> {
    let port = store.ports.get(id).ok_or_else(|| missing(id))?;
    if [INTERFACE, GATEWAY].contains(&string(port, "device_owner")) {
        return Err(Refusal::new(
            409,
            format!(
                "Port {} cannot be deleted directly via the port API: has device owner network:router_interface",
                uuid_of(id)
            ),
        ));
    }
    let network = string(port, "network_id").to_owned();
    if let Some(network) = store.networks.get_mut(&network).filter(|_| is_localnet(port)) {
        clear_physical_network(network);
    }
    store.ports.remove(id);
    store.dynamic.remove(id);
    Ok(())
}

fn set_device(port: &mut Object, entity: &Object) {
    for key in ["device_id", "device_owner"] {
        if let Some(value) = values::text(entity, key) {
            port.insert(key.to_owned(), value.into());
        }
    }
    values::order_tail(port, &TAIL);
}

fn groups(entity: &Object) -> Option<Vec<String>> {
    entity.get("security_groups")?.as_array().map(|groups| groups.iter().map(python::text).collect())
}

/// The addresses that a port of this network may have, as asked for: at most one.
fn addresses(store: &Store, network: &str, entity: &Object) -> Result<Value, Refusal> {
    let Some(wanted) = entity.get("fixed_ips").and_then(|addresses| addresses.get(0)).and_then(Value::as_object) else {
        return Ok(json!([]));
    };
    let Some(subnet) = store.subnet_of(network) else {
        return Err(Refusal::bad(
            "Invalid paramter fixed_ips. fixed_ips can not be used if the network does not have a subnet attached.",
        ));
    };
    let subnet = string(subnet, "id");
    if values::text(wanted, "subnet_id").is_some_and(|wanted| wanted != subnet) {
        return Err(Refusal::bad(
            "subnet_id specified in fixed_ips is different from the subnet_id of the port's network",
        ));
    }
    let Some(ip) = values::text(wanted, "ip_address") else {
        return Ok(json!([]));
    };
    check_free(store, network, &ip)?;
    Ok(json!([{"ip_address": ip, "subnet_id": subnet}]))
}

/// Refuses an address that a port or a router's gateway has. A router's interface does not count.
pub(super) fn check_free(store: &Store, network: &str, ip: &str) -> Result<(), Refusal> {
    let mut ports = store.ports.objects().filter(|port| string(port, "network_id") == network);
    let uses = |port: &Object| string(port, "device_owner") != INTERFACE && ip_of(port) == Some(ip);
    if ports.any(uses) {
        return Err(Refusal::bad(format!("The ip {ip} specified is already in use on network {network}")));
    }
    Ok(())
}

/// The port's address, if it has one.
pub(super) fn ip_of(port: &Object) -> Option<&str> {
    port.get("fixed_ips")?.get(0)?.get("ip_address")?.as_str()
}

/// Gives the ports of a network addresses, when it gets a subnet.
pub(super) fn allocate_all(store: &mut Store, network: &str) {
    for id in store.ports.ids(|port| string(port, "network_id") == network && !is_router(port)) {
        allocate(store, &id);
    }
}

/// Gives a port the next free address, where that is switched on.
fn allocate(store: &mut Store, id: &str) {
    let Some(port) = store.ports.get(id).filter(|port| store.dynamic_ips && ip_of(port).is_none()) else {
        return;
    };
    let network = string(port, "network_id");
    let Some(subnet) = store.subnet_of(network).filter(|subnet| !is_localnet(port) && subnet["ip_version"] == 4) else {
        return;
    };
    let on_network = store.ports.objects().filter(|port| string(port, "network_id") == network);
    let mut used: HashSet<&str> = on_network.filter_map(ip_of).collect();
    used.insert(string(subnet, "gateway_ip"));
    let Ok(range) = ip::Subnet::parse(string(subnet, "cidr")) else {
        return;
    };
    let free = (2..u128::from(u32::MAX)).map(|index| range.address(index));
    let last = range.last();
    let free = free.take_while(|ip| *ip != last).find(|ip| !used.contains(ip.as_str()));
    let addresses = free.map(|ip| json!([{"ip_address": ip, "subnet_id": string(subnet, "id")}]));
    if let (Some(addresses), Some(port)) = (addresses, store.ports.get_mut(id)) {
        port.insert("fixed_ips".to_owned(), addresses);
    }
}

fn validate(entity: &Object) -> Result<(), Refusal> {
    values::boolean(entity, "admin_state_up")?;
    values::boolean(entity, "port_security_enabled")?;
    if let Some(mac) = values::text(entity, "mac_address").filter(|mac| !is_mac(mac)) {
        return Err(Refusal::bad(format!(
            "Invalid input for mac_address. Reason: '{mac}' is not a valid MAC address."
        )));
    }
    let Some(addresses) = entity.get("fixed_ips").filter(|addresses| python::truthy(Some(addresses))) else {
        return Ok(());
    };
    let refused = match addresses.as_array().map(Vec::as_slice) {
        None => "fixed_ips must be of type: list",
        Some([Value::Object(address)]) if !address.contains_key("ip_address") && !address.contains_key("subnet_id") => {
            "fixed_ips must contain at least the ip_address or the subnet_id element"
        }
        Some([Value::Object(address)]) => return validate_ip(address.get("ip_address")),
        Some([_]) => "fixed_ips must be a dictionary containing ip_address and subnet_id",
        Some(_) => "Specifying more then one fixed_ips value is not allowed",
    };
    Err(Refusal::bad(refused))
}

fn validate_ip(ip: Option<&Value>) -> Result<(), Refusal> {
    match ip {
        None | Some(Value::Null) => Ok(()),
        Some(ip) if python::text(ip).parse::<IpAddr>().is_ok() => Ok(()),
        Some(ip) => Err(Refusal::bad(format!("Invalid IP address: {}", python::text(ip)))),
    }
}

fn is_mac(text: &str) -> bool {
    let digits: Vec<char> = text.chars().filter(|character| !matches!(character, ':' | '-' | '.')).collect();
    matches!(digits.len(), 12 | 16) && digits.iter().all(char::is_ascii_hexdigit)
}
