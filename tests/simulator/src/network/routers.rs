//! Routers, with their external gateways and static routes.

use super::{ip, ports, values};
use crate::python;
use crate::store::{Object, Refusal, Store, TENANT, string};
use serde_json::{Value, json};
use std::net::IpAddr;

pub(super) fn missing(id: &str) -> Refusal {
    Refusal::missing(format!("Router {id} does not exist"))
}

/// Where a router's gateway is to be.
struct Gateway {
    network: String,
    subnet: String,
    ip: String,
}

/// A router whose gateway lost its subnet spoils its own answer and the whole list.
pub(super) fn check_all(store: &Store) -> Result<(), Refusal> {
    if store.broken_routers.is_empty() { Ok(()) } else { Err(no_subnet("uuid")) }
}

fn no_subnet(attribute: &str) -> Refusal {
    Refusal::failed(format!("'NoneType' object has no attribute '{attribute}'"))
}

pub(super) fn show(store: &Store, id: &str) -> Result<Value, Refusal> {
    let router = store.routers.get(id).ok_or_else(|| missing(id))?;
    if store.broken_routers.contains(id) { Err(no_subnet("uuid")) } else { Ok(router.clone().into()) }
}

pub(super) fn create(store: &mut Store, entity: &Object) -> Result<Value, Refusal> {
    validate(entity)?;
    let (gateway, routes) = (gateway(entity), routes(entity));
    if let Some(gateway) = &gateway {
        validate_gateway(store, gateway)?;
    }
    validate_routes(gateway.is_some(), routes.as_deref())?;
    let id = store.rng.uuid();
    let router = json!({
        "id": id,
        "name": values::text(entity, "name").unwrap_or_default(),
        "admin_state_up": entity.get("admin_state_up").and_then(Value::as_bool).unwrap_or(true),
        "status": "ACTIVE",
        "tenant_id": TENANT,
        "external_gateway_info": null,
        "routes": [],
    });
    if let Value::Object(router) = router {
        store.routers.push(router);
    }
    if let Some(gateway) = gateway {
        add_gateway(store, &id, &gateway);
    }
    for (destination, nexthop) in routes.unwrap_or_default() {
        add_route(store, &id, &destination, &nexthop)?;
    }
    show(store, &id)
}

pub(super) fn update(store: &mut Store, id: &str, entity: &Object) -> Result<Value, Refusal> {
    validate(entity)?;
    let gateway = gateway(entity);
    if let Some(gateway) = &gateway {
        validate_gateway(store, gateway)?;
    }
    if !store.routers.contains(id) {
        return Err(missing(id));
    }
    if let Some(routes) = routes(entity) {
        validate_routes(gateway.is_some(), Some(&routes))?;
        replace_routes(store, id, &routes)?;
    }
    if let Some(router) = store.routers.get_mut(id) {
        if let Some(name) = values::text(entity, "name") {
            router.insert("name".to_owned(), name.into());
        }
        // An update that does not say otherwise switches the router on.
        let enabled = entity.get("admin_state_up").and_then(Value::as_bool).unwrap_or(true);
        router.insert("admin_state_up".to_owned(), enabled.into());
    }
    if let Some(gateway) = gateway {
        remove_gateway(store, id);
        add_gateway(store, id, &gateway);
    }
    show(store, id)
}

pub(super) fn delete(store: &mut Store, id: &str) -> Result<(), Refusal> {
    if !store.routers.contains(id) {
        return Err(missing(id));
    }
    if store.broken_routers.contains(id) {
        return Err(no_subnet("uuid"));
    }
    // The gateway goes even if the router then turns out to have interfaces.
    remove_gateway(store, id);
    if store.ports.objects().any(|port| ports::is_router(port) && string(port, "device_id") == id) {
        return Err(Refusal::new(409, format!("Router {id} still has ports")));
    }
    store.routers.remove(id);
    Ok(())
}

/// Takes a router's gateway away, with its port and the default route.
pub(super) fn remove_gateway(store: &mut Store, id: &str) {
    let is_gateway = |port: &Object| string(port, "device_owner") == ports::GATEWAY && string(port, "device_id") == id;
    for port in store.ports.ids(is_gateway) {
        store.ports.remove(&port);
    }
    store.broken_routers.remove(id);
    if let Some(router) = store.routers.get_mut(id) {
        let had_gateway =
            router.insert("external_gateway_info".to_owned(), Value::Null).is_some_and(|old| !old.is_null());
        if had_gateway {
            remove_routes(router, |destination| matches!(destination, "0.0.0.0/0" | "::/0"));
        }
    }
}

fn add_gateway(store: &mut Store, id: &str, gateway: &Gateway) {
    let Gateway { network, subnet, ip } = gateway;
    ports::add_router_port(store, network, subnet, ip, id, ports::GATEWAY);
    let Some(gateway_subnet) = store.subnets.get(subnet) else {
        return;
    };
    let destination = if gateway_subnet["ip_version"] == 6 { "::/0" } else { "0.0.0.0/0" };
    let route = json!({"destination": destination, "nexthop": string(gateway_subnet, "gateway_ip")});
    if let Some(router) = store.routers.get_mut(id) {
        let info = json!({
            "network_id": network,
            "enable_snat": false,
            "external_fixed_ips": [{"subnet_id": subnet, "ip_address": ip}],
        });
        router.insert("external_gateway_info".to_owned(), info);
        if let Some(routes) = router.get_mut("routes").and_then(Value::as_array_mut) {
            routes.push(route);
        }
    }
}

fn add_route(store: &mut Store, id: &str, destination: &str, nexthop: &str) -> Result<(), Refusal> {
    ip::Subnet::parse(destination)?;
    if nexthop.parse::<IpAddr>().is_err() {
        return Err(Refusal::failed(format!("failed to detect a valid IP address from '{nexthop}'")));
    }
    if let Some(routes) = store.routers.get_mut(id).and_then(|router| router.get_mut("routes")?.as_array_mut()) {
        routes.push(json!({"destination": destination, "nexthop": nexthop}));
    }
    Ok(())
}

fn replace_routes(store: &mut Store, id: &str, wanted: &[(String, String)]) -> Result<(), Refusal> {
    let Some(router) = store.routers.get_mut(id) else {
        return Err(missing(id));
    };
    let old: Vec<(String, String)> = match router.get("routes").and_then(Value::as_array) {
        Some(routes) => routes.iter().filter_map(route).collect(),
        None => vec![],
    };
    // Whole destinations go, the default route of a gateway among them.
    let gone: Vec<_> = old.iter().filter(|route| !wanted.contains(route)).map(|(destination, _)| destination).collect();
    remove_routes(router, |destination| gone.iter().any(|gone| *gone == destination));
    for (destination, nexthop) in wanted.iter().filter(|route| !old.contains(route)) {
        add_route(store, id, destination, nexthop)?;
    }
    Ok(())
}

fn remove_routes(router: &mut Object, gone: impl Fn(&str) -> bool) {
    if let Some(routes) = router.get_mut("routes").and_then(Value::as_array_mut) {
        routes.retain(|route| !gone(route["destination"].as_str().unwrap_or_default()));
    }
}

fn route(route: &Value) -> Option<(String, String)> {
    Some((python::text(route.get("destination")?), python::text(route.get("nexthop")?)))
}

fn routes(entity: &Object) -> Option<Vec<(String, String)>> {
    Some(entity.get("routes")?.as_array()?.iter().filter_map(route).collect())
}

fn gateway(entity: &Object) -> Option<Gateway> {
    let info = entity.get("external_gateway_info").filter(|info| python::truthy(Some(info)))?;
    let address = info.get("external_fixed_ips")?.get(0)?;
    let text = |value: Option<&Value>| value.map(python::text).unwrap_or_default();
    Some(Gateway {
        network: text(info.get("network_id")),
        subnet: text(address.get("subnet_id")),
        ip: text(address.get("ip_address")),
    })
}

fn validate_gateway(store: &Store, gateway: &Gateway) -> Result<(), Refusal> {
    let Gateway { network, subnet, ip } = gateway;
    let existing = store.subnet_of(network).ok_or_else(|| no_subnet("external_ids"))?;
    if string(existing, "id") != subnet {
        return Err(Refusal::bad(format!("Subnet {subnet} does not belong to network {network}")));
    }
    if !existing.contains_key("gateway_ip") {
        return Err(Refusal::bad(format!(
            "Subnet {subnet} cannot be used as external gateway, since it does not have a default gateway defined"
        )));
    }
    // Sending an unchanged gateway again is refused, too: its own address is taken.
    ports::check_free(store, network, ip)
}

fn validate_routes(has_gateway: bool, routes: Option<&[(String, String)]>) -> Result<(), Refusal> {
    let default = |(destination, _): &(String, String)| destination == "0.0.0.0/0" || destination == "::/0";
    if has_gateway && routes.unwrap_or_default().iter().any(default) {
        return Err(Refusal::bad(
            "A default static route can not be added when an external  gateway is defined on a router.",
        ));
    }
    Ok(())
}

fn validate(entity: &Object) -> Result<(), Refusal> {
    let missing = |key: &str| Err(Refusal::bad(format!("{key} missing in the external gateway information.")));
    if let Some(info) = entity.get("external_gateway_info").filter(|info| python::truthy(Some(info))) {
        for key in ["network_id", "external_fixed_ips"] {
            if info.get(key).is_none() {
                return missing(key);
            }
        }
        let addresses = info["external_fixed_ips"].as_array().map(Vec::as_slice);
        let Some([address]) = addresses else {
            return Err(Refusal::bad("external_fixed_ips must have exactly one element"));
        };
        for key in ["subnet_id", "ip_address"] {
            if address.get(key).is_none() {
                return missing(key);
            }
        }
        if python::truthy(Some(info.get("enable_snat").unwrap_or(&Value::Bool(true)))) {
            return Err(Refusal::new(501, "enable_snat must set be false"));
        }
    }
    let routes = entity.get("routes").and_then(Value::as_array).into_iter().flatten();
    let complete = |route: &Value| {
        let has = |key| route.get(key).is_some_and(|value| !value.is_null());
        has("nexthop") && has("destination")
    };
    if !routes.into_iter().all(complete) {
        return Err(Refusal::bad("Static route must have destination and nexthop specified."));
    }
    Ok(())
}
