//! Subnets: one a network, always with DHCP.

use super::ip::Subnet;
use super::{ports, values};
use crate::python;
use crate::store::{Object, Refusal, Store, TENANT, string};
use serde_json::{Value, json};

const MODES: [&str; 4] = ["dhcpv6-stateful", "dhcpv6-stateless", "dhcpv6_stateful", "dhcpv6_stateless"];
const TAIL: [&str; 3] = ["name", "gateway_ip", "ipv6_address_mode"];

pub(super) fn missing(id: &str) -> Refusal {
    Refusal::missing(format!("Cannot find DHCP_Options with uuid={id}"))
}

pub(super) fn show(store: &Store, id: &str) -> Result<Value, Refusal> {
    store.subnets.get(id).map(|subnet| subnet.clone().into()).ok_or_else(|| missing(id))
}

pub(super) fn create(store: &mut Store, entity: &Object) -> Result<Value, Refusal> {
    validate(entity)?;
    let (version, cidr) = validate_addresses(entity)?;
    let network = match entity.get("network_id").map(python::text) {
        None => return Err(Refusal::failed("Exactly one parameter must be specified")),
        Some(network) if network.is_empty() => {
            return Err(Refusal::failed("'NoneType' object has no attribute 'external_ids'"));
        }
        Some(network) => network,
    };
    if !store.networks.contains(&network) {
        return Err(Refusal::bad(format!("Subnet can not be created, network {network} does not exist")));
    }
    if store.subnet_of(&network).is_some() {
        return Err(Refusal::bad(format!("Unable to create more than one subnet for network {network}")));
    }
    let id = store.rng.uuid();
    let range = Subnet::parse(&cidr)?;
    let pool = range.has_pool().then(|| json!({"start": range.address(2), "stop": range.last()}));
    let mut subnet = Object::new();
    let mut put = |key: &str, value: Value| subnet.insert(key.to_owned(), value);
    put("id", json!(id));
    put("cidr", json!(cidr));
    put("network_id", json!(network));
    put("ip_version", json!(version));
    put("tenant_id", json!(TENANT));
    put("enable_dhcp", json!(true));
    put("allocation_pools", json!([pool]));
    put("dns_nameservers", json!(dns(entity).map_or(vec![], |dns| vec![dns])));
    for key in ["name", "gateway_ip"] {
        if let Some(value) = values::text(entity, key) {
            put(key, value.into());
        }
    }
    if version == 6 {
        let mode = values::text(entity, "ipv6_address_mode").unwrap_or_else(|| "dhcpv6-stateful".to_owned());
        put("ipv6_address_mode", mode.replace('_', "-").into());
    }
    store.subnets.push(subnet);
    set_subnet_of_ports(store, &network, Some(&id));
    ports::allocate_all(store, &network);
    show(store, &id)
}

pub(super) fn update(store: &mut Store, id: &str, entity: &Object) -> Result<Value, Refusal> {
    values::keys(entity, &[], &["name", "enable_dhcp", "dns_nameservers", "allocation_pools", "gateway_ip"])?;
    validate(entity)?;
    let subnet = store.subnets.get_mut(id).ok_or_else(|| missing(id))?;
    // Empty values change nothing, and neither do allocation pools.
    for key in ["name", "gateway_ip"] {
        if let Some(value) = values::text(entity, key) {
            subnet.insert(key.to_owned(), value.into());
        }
    }
    values::order_tail(subnet, &TAIL);
    if let Some(dns) = dns(entity) {
        subnet.insert("dns_nameservers".to_owned(), json!([dns]));
    }
    show(store, id)
}

pub(super) fn delete(store: &mut Store, id: &str) -> Result<(), Refusal> {
    let subnet = store.subnets.get(id).ok_or_else(|| missing(id))?;
    let network = string(subnet, "network_id").to_owned();
    if let Some(router) = store.gateway_routers.get(id) {
        return Err(Refusal::bad(format!(
            "Unable to delete subnet {id} because it is connected to router {router}. \
             Please disconnect the subnet from the router first."
        )));
    }
    store.subnets.remove(id);
    set_subnet_of_ports(store, &network, None);
    Ok(())
}

/// Ports keep their addresses when their subnet goes, and show the next one of their network. Gateways of routers do, too, but a router
/// whose gateway has no subnet cannot be shown.
fn set_subnet_of_ports(store: &mut Store, network: &str, subnet: Option<&str>) {
    for port in store.ports.objects_mut().filter(|port| string(port, "network_id") == network) {
        if let Some(address) = port.get_mut("fixed_ips").and_then(|addresses| addresses.get_mut(0)) {
            address["subnet_id"] = json!(subnet);
        }
    }
    let broken = &mut store.broken_routers;
    for router in store.routers.objects_mut() {
        let id = string(router, "id").to_owned();
        let gateway = router.get_mut("external_gateway_info").and_then(Value::as_object_mut);
        let Some(gateway) = gateway.filter(|gateway| string(gateway, "network_id") == network) else {
            continue;
        };
        match subnet {
            None => _ = broken.insert(id),
            Some(subnet) => {
                broken.remove(&id);
                if let Some(address) = gateway.get_mut("external_fixed_ips").and_then(|addresses| addresses.get_mut(0))
                {
                    address["subnet_id"] = json!(subnet);
                }
            }
        }
    }
}

/// Of several DNS servers, the first one is kept.
fn dns(entity: &Object) -> Option<Value> {
    entity.get("dns_nameservers")?.get(0).filter(|dns| python::truthy(Some(dns))).cloned()
}

fn validate(entity: &Object) -> Result<(), Refusal> {
    if entity.get("enable_dhcp").is_some_and(|dhcp| !python::truthy(Some(dhcp))) {
        return Err(Refusal::bad(""));
    }
    match entity.get("ipv6_address_mode") {
        Some(mode) if !mode.as_str().is_some_and(|mode| MODES.contains(&mode)) => Err(Refusal::bad(format!(
            "Setting ipv6_address_mode value to {} is not supported. Allowed values are: ['{}']",
            python::text(mode),
            MODES.join("', '")
        ))),
        _ => Ok(()),
    }
}

fn validate_addresses(entity: &Object) -> Result<(u64, String), Refusal> {
    let given = entity.get("ip_version").ok_or_else(|| Refusal::bad("Missing 'ip_version' attribute"))?;
    let version = given.as_u64().unwrap_or(0);
    let mode = entity.get("ipv6_address_mode").and_then(Value::as_str);
    if version != 6 && mode.is_some() {
        return Err(Refusal::bad("The 'ipv6_address_mode' parameter can only be used when 'ip_version' == 6"));
    }
    if version != 4 && version != 6 {
        return Err(Refusal::bad("'ip_version' must be either 4 or 6"));
    }
    let cidr = match entity.get("cidr").unwrap_or(&Value::Null) {
        Value::String(cidr) => cidr.clone(),
        other => {
            let name = python::type_name(other);
            return Err(Refusal::failed(format!("unexpected type <class '{name}'> for addr arg")));
        }
    };
    let range = Subnet::parse(&cidr)?;
    let gateway = values::text(entity, "gateway_ip");
    let gateway_version = gateway.as_deref().map(Subnet::parse).transpose()?.map(|gateway| gateway.version);
    let same = u64::from(range.version) == version && gateway_version.unwrap_or(range.version) == range.version;
    if !same {
        let gateway = gateway.unwrap_or_else(|| "None".to_owned());
        return Err(Refusal::bad(format!(
            "The provided ip_version [{version}] does not match the supplied cidr={cidr} or gateway={gateway}"
        )));
    }
    if version == 6 && mode.unwrap_or("dhcpv6-stateful") != "dhcpv6-stateful" && range.prefix() != 64 {
        return Err(Refusal::bad(format!(
            "Invalid CIDR {cidr} for IPv6 address mode. OVN uses the EUI-64 address format, \
             which requires the prefix to be /64"
        )));
    }
    Ok((version, cidr))
}
