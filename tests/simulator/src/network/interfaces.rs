//! Interfaces of routers: `add_router_interface` and `remove_router_interface`.

use super::{ports, routers, subnets, values};
use crate::rng::uuid_of;
use crate::store::{Object, Refusal, Store, TENANT, string};
use serde_json::{Value, json};

fn answer(router: &str, network: &str, port: &str, subnet: &str) -> Value {
    json!({
        "id": router,
        "network_id": network,
        "port_id": port,
        "subnet_id": subnet,
        "subnet_ids": [subnet],
        "tenant_id": TENANT,
    })
}

fn wanted(content: &Object) -> Result<(Option<String>, Option<String>), Refusal> {
    match (values::text(content, "subnet_id"), values::text(content, "port_id")) {
        (None, None) => Err(Refusal::bad("Either subnet_id or port_id must be specified.")),
        wanted => Ok(wanted),
    }
}

pub(super) fn add(store: &mut Store, router: &str, content: &Object) -> Result<Value, Refusal> {
    let wanted = wanted(content)?;
    if wanted.0.is_some() && wanted.1.is_some() {
        return Err(Refusal::bad("Subnet and port can not both be set at the same time"));
    }
    if !store.routers.contains(router) {
        return Err(routers::missing(router));
    }
    match wanted {
        (Some(subnet), _) => add_by_subnet(store, router, &subnet),
        (None, port) => add_by_port(store, router, &port.unwrap_or_default()),
    }
}

fn add_by_subnet(store: &mut Store, router: &str, id: &str) -> Result<Value, Refusal> {
    let subnet = store.subnets.get(id).ok_or_else(|| subnets::missing(id))?;
    let network = string(subnet, "network_id").to_owned();
    let refuse =
        |reason: &str| Err(Refusal::bad(format!("Can not add subnet {id} to router {router}. Subnet is {reason}")));
    match store.gateway_routers.get(id) {
        Some(existing) if existing == router => return refuse("already connected to this router"),
        Some(existing) => return refuse(&format!("already connected to router {existing}")),
        None => {}
    }
    if !ports_of(store, router, &network).is_empty() {
        return Err(Refusal::bad(format!("Bad router request: Router already has a port on subnet {id}")));
    }
    let Some(ip) = values::text(subnet, "gateway_ip") else {
        return Err(Refusal::missing(format!(
            "Unable to attach network {network} to router {router} by subnet {id}.\
             Attaching by subnet requires the subnet to have a default gateway specified."
        )));
    };
    let port = ports::add_router_port(store, &network, id, &ip, router, ports::INTERFACE);
    store.gateway_routers.insert(id.to_owned(), router.to_owned());
    Ok(answer(router, &network, &port, id))
}

fn add_by_port(store: &mut Store, router: &str, id: &str) -> Result<Value, Refusal> {
    let port = store.ports.get(id).ok_or_else(|| ports::missing(id))?;
    if ports::is_router(port) {
        return Err(Refusal::bad(format!("Can not add {id} to router. Port is already connected to a router")));
    }
    let network = string(port, "network_id").to_owned();
    let Some(subnet) = store.subnet_of(&network).map(|subnet| string(subnet, "id").to_owned()) else {
        return Err(Refusal::failed("'NoneType' object has no attribute 'uuid'"));
    };
    if ports::ip_of(port).is_none() {
        return Err(Refusal::missing(format!(
            "Unable to attach port {} to router {router}. Attaching by port requires the port to have an ip from subnet assigned.",
            uuid_of(id)
        )));
    }
    if let Some(port) = store.ports.get_mut(id) {
        port.insert("device_id".to_owned(), router.into());
        port.insert("device_owner".to_owned(), ports::INTERFACE.into());
        port.insert("mac_address".to_owned(), "router".into());
        values::order_tail(port, &["device_id", "device_owner", "mac_address"]);
    }
    Ok(answer(router, &network, id, &subnet))
}

pub(super) fn remove(store: &mut Store, router: &str, content: &Object) -> Result<Value, Refusal> {
    match wanted(content)? {
        (Some(subnet), None) => remove_by_subnet(store, router, &subnet),
        (subnet, port) => remove_by_port(store, router, subnet.as_deref(), &port.unwrap_or_default()),
    }
}

fn remove_by_subnet(store: &mut Store, router: &str, id: &str) -> Result<Value, Refusal> {
    if !store.routers.contains(router) {
        return Err(routers::missing(router));
    }
    let subnet = store.subnets.get(id).ok_or_else(|| subnets::missing(id))?;
    let ports = ports_of(store, router, string(subnet, "network_id"));
    if store.gateway_routers.get(id).is_some_and(|existing| existing == router) {
        store.gateway_routers.remove(id);
    }
    if ports.is_empty() {
        return Err(Refusal::bad(format!("Subnet {id} is not connected to router {router}")));
    }
    ports.iter().for_each(|port| detach(store, router, port));
    // By now it is done; the provider then trips over its own answer.
    Err(Refusal::failed("Object of type UUID is not JSON serializable"))
}

fn remove_by_port(store: &mut Store, router: &str, subnet: Option<&str>, id: &str) -> Result<Value, Refusal> {
    let subnet = match subnet {
        Some(subnet) => Some(store.subnets.get(subnet).ok_or_else(|| subnets::missing(subnet))?),
        None => None,
    };
    let port = store.ports.get(id).ok_or_else(|| ports::missing(id))?;
    let network = string(port, "network_id").to_owned();
    if let Some(subnet) = subnet.filter(|subnet| string(subnet, "network_id") != network) {
        let (row, subnet) = (uuid_of(id), string(subnet, "id"));
        return Err(Refusal::new(409, format!("Port {row} does not belong to subnet {subnet}.")));
    }
    if !ports::is_router(port) {
        return Err(Refusal::bad(format!("Port {} is not connected to a router", uuid_of(id))));
    }
    let Some(subnet) = store.subnet_of(&network) else {
        return Err(Refusal::failed("'NoneType' object has no attribute 'uuid'"));
    };
    if !store.routers.contains(router) {
        return Err(routers::missing(router));
    }
    if string(port, "device_id") != router {
        return Err(Refusal::bad(format!("Port {id} is not connected to router {router}")));
    }
    let is_gateway = ports::ip_of(port) == Some(string(subnet, "gateway_ip"));
    let subnet = string(subnet, "id").to_owned();
    detach(store, router, id);
    if is_gateway {
        store.gateway_routers.remove(&subnet);
    }
    Ok(answer(router, &network, id, &subnet))
}

/// The router's ports on a network.
fn ports_of(store: &Store, router: &str, network: &str) -> Vec<String> {
    store.ports.ids(|port| {
        ports::is_router(port) && string(port, "device_id") == router && string(port, "network_id") == network
    })
}

fn detach(store: &mut Store, router: &str, port: &str) {
    if store.ports.get(port).is_some_and(|port| string(port, "device_owner") == ports::GATEWAY) {
        routers::remove_gateway(store, router);
    }
    store.ports.remove(port);
}
