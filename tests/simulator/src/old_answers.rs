//! What releases of oVirt 4.2 answer otherwise than the provider's master. They have no security groups.

use crate::network;
use crate::python;
use crate::release::Release;
use crate::state::State;
use crate::store::{Object, Refusal, string};
use serde_json::{Value, json};
use std::sync::Arc;

impl Release {
    /// Answers a request to the network service whose route and token are good.
    pub(crate) fn handle(
        self,
        state: &mut State,
        method: &str,
        target: &str,
        content: &[u8],
    ) -> Result<(u16, Arc<Vec<u8>>), Refusal> {
        let root = state.network_root();
        if !self.is_old() {
            return network::handle(&mut state.store, &root, method, target, content);
        }
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let parts = network::parts(path);
        if parts == ["security-groups"] {
            return Ok((200, Arc::new(python::dumps(&json!({"security_groups": []})))));
        }
        if let Some(answer) = self.answer(state, method, &parts, content)? {
            return Ok((200, Arc::new(python::dumps(&answer))));
        }
        let content = without_state(method, &parts, content);
        let target = if self <= Self::V1_2_4 { path } else { target };
        // Of the query's keys, those that later ones ignore filter here.
        let limited = target.contains("limit=");
        match network::handle(&mut state.store, &root, method, target, &content) {
            Ok((status, body)) if body.is_empty() => Ok((status, body)),
            Ok((status, body)) => {
                let mut body: Value = serde_json::from_slice(&body).unwrap_or_default();
                for (key, value) in body.as_object_mut().into_iter().flatten() {
                    if limited && value.is_array() {
                        *value = json!([]);
                    }
                    self.adapt(key, value);
                }
                Ok((status, Arc::new(python::dumps(&body))))
            }
            Err(refusal) => self.refused(refusal, method, &parts),
        }
    }

    /// What this release does in a way of its own; `None` for the rest.
    fn answer(self, state: &mut State, method: &str, parts: &[&str], content: &[u8]) -> Result<Option<Value>, Refusal> {
        let content: Value = serde_json::from_slice(content).unwrap_or_default();
        let store = &mut state.store;
        match (method, parts) {
            ("POST", ["subnets"]) if self <= Self::V1_2_4 && content["subnet"]["name"].is_null() => {
                let id = store.rng.uuid();
                Err(Refusal::missing(format!("Subnet {id} is not an ovirt manager subnet")))
            }
            ("POST", ["ports"]) if self <= Self::V1_2_4 && content["port"]["device_id"].is_null() => {
                Err(Refusal::bad("Port device id must be specified to create a port"))
            }
            // Its `PortMapper._validate_common`, which both creations and updates go through
            ("POST", ["ports"]) | ("PUT", ["ports", _])
                if content["port"]["security_groups"].as_array().is_some_and(|groups| !groups.is_empty()) =>
            {
                Err(Refusal::bad("Port security_groups are not supported"))
            }
            ("PUT", ["ports", _]) if content["port"]["port_security_enabled"] == true => {
                Err(Refusal::bad("Port port_security_enabled is not supported"))
            }
            ("POST", ["ports"]) if !content["port"]["port_security_enabled"].is_null() => {
                Err(Refusal::bad("Port port_security_enabled is not supported"))
            }
            ("POST", ["routers"]) if !content["router"]["external_gateway_info"].is_null() => match self {
                Self::V1_2_2 => Err(Refusal::failed("name")),
                Self::V1_2_4 => Err(Refusal::failed("'NoneType' object has no attribute 'split'")),
                _ => Ok(None),
            },
            ("PUT", ["routers", router, "remove_router_interface"]) => {
                let subnet = content["subnet_id"].as_str().unwrap_or_default().to_owned();
                let Some(port) = interface(store.ports.objects(), router, &subnet) else {
                    return Ok((self <= Self::V1_2_4).then(|| json!({"router": {}})));
                };
                let network = store.ports.get(&port).map(|port| string(port, "network_id").to_owned());
                store.touch();
                store.gateway_routers.remove(&subnet);
                if self <= Self::V1_2_4 {
                    let mac = store.rng.mac("00");
                    if let Some(port) = store.ports.get_mut(&port) {
                        release_port(port);
                        port.insert("name".to_owned(), "unassgined_port".into());
                        port.insert("mac_address".to_owned(), mac.into());
                    }
                    return Ok(Some(json!({"router": {}})));
                }
                store.ports.remove(&port);
                Ok(Some(json!({
                    "id": router, "network_id": network, "port_id": port, "subnet_id": subnet, "subnet_ids": [subnet],
                    "tenant_id": crate::store::TENANT,
                })))
            }
            ("DELETE", ["routers", router]) if self <= Self::V1_2_4 => {
                for port in store.ports.ids(|port| string(port, "device_id") == *router) {
                    if let Some(port) = store.ports.get_mut(&port) {
                        release_port(port);
                    }
                }
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn refused(self, refusal: Refusal, method: &str, parts: &[&str]) -> Result<(u16, Arc<Vec<u8>>), Refusal> {
        if self > Self::V1_2_4 || refusal.status != 404 {
            return Err(refusal);
        }
        match (method, parts) {
            ("DELETE", ["ports" | "routers", _]) => Ok((204, Arc::default())),
            ("DELETE", ["networks", id]) => Err(Refusal::bad(format!("Network {id} does not exist"))),
            (_, ["networks", id]) => Err(Refusal::missing(format!("Network {id} does not exist"))),
            (_, ["subnets", id]) => Err(Refusal::missing(format!("Subnet {id} does not exist"))),
            (_, ["ports", id]) => Err(Refusal::missing(format!("Port {id} does not exist"))),
            _ => Err(refusal),
        }
    }

    /// Objects as the release lists them.
    fn adapt(self, key: &str, value: &mut Value) {
        if let Value::Array(objects) = value {
            // Those of physical networks are not listed.
            objects.retain(|object| key != "ports" || object["name"] != "localnet_port");
            objects.iter_mut().for_each(|object| self.adapt(key.trim_end_matches('s'), object));
            return;
        }
        let Value::Object(object) = value else {
            return;
        };
        match key {
            "network" => {
                object.shift_remove("port_security_enabled");
                if object.get("provider:network_type").is_some_and(|kind| kind == "vlan") {
                    object.shift_remove("provider:segmentation_id");
                    object.insert("provider:network_type".to_owned(), "flat".into());
                }
                if self <= Self::V1_2_4 {
                    object.shift_remove("mtu");
                }
            }
            "subnet" if self <= Self::V1_2_4 => {
                only(object, &["id", "name", "cidr", "network_id", "ip_version", "tenant_id", "gateway_ip"]);
            }
            "port" if self <= Self::V1_2_4 && string(object, "device_owner").starts_with("network:") => {
                release_port(object);
            }
            "router" if self <= Self::V1_2_4 => {
                if let Some(up) = object.get_mut("admin_state_up") {
                    *up = json!([up.take()]);
                }
                only(object, &["id", "name", "admin_state_up", "status", "routes", "tenant_id"]);
            }
            _ => {}
        }
    }
}

/// Takes the switch out of an update of a router, which no old release looks at.
fn without_state(method: &str, parts: &[&str], content: &[u8]) -> Vec<u8> {
    if let (("PUT", ["routers", _]), Ok(mut json)) = ((method, parts), serde_json::from_slice::<Value>(content)) {
        if let Some(router) = json.get_mut("router").and_then(Value::as_object_mut) {
            router.shift_remove("admin_state_up");
        }
        return json.to_string().into_bytes();
    }
    content.to_vec()
}

fn interface<'a>(mut ports: impl Iterator<Item = &'a Object>, router: &str, subnet: &str) -> Option<String> {
    let port = ports.find(|port| {
        string(port, "device_id") == router
            && string(port, "device_owner") == "network:router_interface"
            && port.get("fixed_ips").is_some_and(|ips| ips[0]["subnet_id"] == subnet)
    });
    port.map(|port| string(port, "id").to_owned())
}

/// A router's port as releases before gateways show it.
fn release_port(port: &mut Object) {
    port.shift_remove("device_id");
    port.insert("device_owner".to_owned(), "oVirt".into());
    port.insert("fixed_ips".to_owned(), json!([]));
}

/// Keeps only these keys, in this order.
fn only(object: &mut Object, keys: &[&str]) {
    let pairs = keys.iter().filter_map(|key| object.shift_remove_entry(*key)).collect::<Vec<_>>();
    object.clear();
    object.extend(pairs);
}
