//! Networks, and the localnet port that a network with a physical network has.

use super::physical::{NETWORK_TYPE, PHYSICAL_NETWORK, SEGMENTATION_ID, clear_physical_network};
use super::{ports, values};
use crate::python;
use crate::store::{Object, Refusal, Store, TENANT, string};
use serde_json::{Value, json};

fn missing(id: &str) -> Refusal {
    Refusal::missing(format!("Cannot find Logical_Switch with name={id}"))
}

pub(super) fn show(store: &Store, id: &str) -> Result<Value, Refusal> {
    store.networks.get(id).map(|network| network.clone().into()).ok_or_else(|| missing(id))
}

pub(super) fn create(store: &mut Store, entity: &Object) -> Result<Value, Refusal> {
    if !entity.contains_key("name") {
        return Err(Refusal::bad("Network name is a required parameter"));
    }
    validate(entity)?;
    let id = store.rng.uuid();
    let name = entity.get("name").map(python::text).unwrap_or_default();
    // OVN's own name for the switch shows through where ours is empty.
    let name = if name.is_empty() { format!("ovirt--{}", store.rng.uuid()) } else { name };
    let network = json!({
        "id": id,
        "name": name,
        "tenant_id": TENANT,
        "status": "ACTIVE",
        "port_security_enabled": values::boolean(entity, "port_security_enabled")?.unwrap_or(false),
        "mtu": mtu(entity)?.unwrap_or(1442),
    });
    if let Value::Object(network) = network {
        store.networks.push(network);
    }
    set_physical_network(store, &id, entity);
    show(store, &id)
}

pub(super) fn update(store: &mut Store, id: &str, entity: &Object) -> Result<Value, Refusal> {
    validate(entity)?;
    let (name, mtu) = (values::text(entity, "name"), mtu(entity)?);
    let security = values::boolean(entity, "port_security_enabled")?;
    let network = store.networks.get_mut(id).ok_or_else(|| missing(id))?;
    if let Some(name) = name {
        network.insert("name".to_owned(), name.into());
    }
    if let Some(security) = security {
        network.insert("port_security_enabled".to_owned(), security.into());
    }
    if let Some(mtu) = mtu {
        network.insert("mtu".to_owned(), mtu.into());
    }
    // An update that does not repeat the physical network takes it away.
    set_physical_network(store, id, entity);
    show(store, id)
}

pub(super) fn delete(store: &mut Store, id: &str) -> Result<(), Refusal> {
    if !store.networks.contains(id) {
        return Err(missing(id));
    }
    let ports = store.ports.ids(|port| string(port, "network_id") == id);
    let localnet = |port: &String| store.ports.get(port).is_some_and(ports::is_localnet);
    if !ports.iter().all(localnet) {
        return Err(Refusal::bad(format!("Unable to delete network {id}. Ports exist for the network")));
    }
    ports.iter().for_each(|port| store.ports.remove(port));
    for subnet in store.subnets.ids(|subnet| string(subnet, "network_id") == id) {
        store.subnets.remove(&subnet);
    }
    store.networks.remove(id);
    Ok(())
}

fn set_physical_network(store: &mut Store, id: &str, entity: &Object) {
    let localnet = store.ports.ids(|port| string(port, "network_id") == id && ports::is_localnet(port));
    let physical = values::text(entity, PHYSICAL_NETWORK);
    match (&physical, localnet.first()) {
        (Some(_), None) => ports::add_localnet(store, id),
        (None, Some(port)) => store.ports.remove(port),
        _ => {}
    }
    let Some(network) = store.networks.get_mut(id) else {
        return;
    };
    clear_physical_network(network);
    if let Some(physical) = physical {
        network.insert(PHYSICAL_NETWORK.to_owned(), physical.into());
        // A VLAN sent as a string is lost, as is one that OVN has no room for, and the network is flat.
        let vlan = entity.get(SEGMENTATION_ID).and_then(Value::as_u64).filter(|vlan| (1..=4095).contains(vlan));
        if let Some(vlan) = vlan {
            network.insert(SEGMENTATION_ID.to_owned(), vlan.into());
        }
        network.insert(NETWORK_TYPE.to_owned(), if vlan.is_some() { "vlan" } else { "flat" }.into());
    }
}

/// The provider stores anything as MTU and fails whenever it shows it; here, it fails at once.
fn mtu(entity: &Object) -> Result<Option<i64>, Refusal> {
    entity.get("mtu").filter(|mtu| !mtu.is_null()).map(values::integer).transpose()
}

fn validate(entity: &Object) -> Result<(), Refusal> {
    values::boolean(entity, "port_security_enabled")?;
    let has = |key| entity.contains_key(key);
    let refused = match values::text(entity, NETWORK_TYPE).as_deref() {
        None if has(PHYSICAL_NETWORK) => {
            "provider:physical_network cannot be used without a specified provider:network_type"
        }
        None if has(SEGMENTATION_ID) => {
            "provider:segmentation_id cannot be used without a specified provider:network_type"
        }
        Some("flat") if !has(PHYSICAL_NETWORK) => "provider:physical_network is mandatory for network type flat",
        Some("flat") if has(SEGMENTATION_ID) => "provider:segmentation_id can only be used with network type vlan",
        Some("vlan") if !has(SEGMENTATION_ID) => "provider:segmentation_id is mandatory for network type vlan",
        Some("vlan") if !has(PHYSICAL_NETWORK) => "provider:physical_network is mandatory for network type vlan",
        None | Some("flat" | "vlan") => return Ok(()),
        Some(other) => return Err(Refusal::bad(format!("provider:network_type [{other}] is not supported"))),
    };
    Err(Refusal::bad(refused))
}
