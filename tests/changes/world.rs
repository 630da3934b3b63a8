//! What the changes are tried on, and one of each kind.

use std::time::Duration;

use ovirt_net_provider::changes::Attributes;
use ovirt_net_provider::{Change, Client, Result};
use ovirt_net_simulator::{Options, Simulator};
use ovirt_net_tests::options;
use serde_json::{Value, json};

/// A provider with a network, a network to lead outside, a router and two security groups.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    pub(crate) blue: String,
    pub(crate) blue_sub: String,
    pub(crate) bare: String,
    pub(crate) outside: String,
    pub(crate) outside_sub: String,
    pub(crate) router: String,
    pub(crate) joined: String,
    pub(crate) web: String,
    pub(crate) rule: String,
}

pub(crate) fn attributes(json: Value) -> Attributes {
    json.as_object().unwrap().clone()
}

impl World {
    pub(crate) async fn new() -> Self {
        let simulator = Simulator::start(Options::default()).unwrap();
        let mut options = options(&simulator);
        options.read_timeout = Duration::from_millis(500);
        let client = Client::new(options).unwrap();
        let network = async |name| client.create_network(&attributes(json!({ "name": name }))).await.unwrap().id;
        let (blue, bare, outside) = (network("blue").await, network("bare").await, network("outside").await);
        let subnet = async |network: &String, name: &str, cidr: &str, gateway: &str| {
            let given = json!({"network_id": network, "name": name, "cidr": cidr, "gateway_ip": gateway});
            client.create_subnet(&attributes(given), None).await.unwrap().id
        };
        let blue_sub = subnet(&blue, "blue-sub", "10.1.0.0/24", "10.1.0.1").await;
        let outside_sub = subnet(&outside, "outside-sub", "172.24.4.0/30", "172.24.4.1").await;
        let router = client.create_router(&attributes(json!({"name": "r"})), None).await.unwrap().id;
        let joined = client.create_router(&attributes(json!({"name": "joined"})), None).await.unwrap().id;
        let web = client.create_security_group(&attributes(json!({"name": "web"}))).await.unwrap().id;
        let rule = json!({"security_group_id": web, "direction": "ingress", "protocol": "tcp", "port_range_min": 22, "port_range_max": 22});
        let rule = client.create_security_group_rule(&attributes(rule)).await.unwrap().id;
        simulator.clear_requests();
        Self { simulator, client, blue, blue_sub, bare, outside, outside_sub, router, joined, web, rule }
    }

    /// What the provider has, without what is made up anew each time, so that two worlds can be compared.
    pub(crate) fn shape(&self) -> Vec<String> {
        let mut shape = Vec::new();
        for (list, objects) in self.simulator.dump().as_object().unwrap() {
            for object in objects.as_array().into_iter().flatten() {
                shape.push(format!("{list} {}", without_ids(object)));
            }
        }
        shape.sort();
        shape
    }

    /// Gives an object of the provider attributes that no change of ours would.
    pub(crate) fn change(&self, list: &str, id: &str, attributes: Value) {
        let mut dump = self.simulator.dump();
        let object = dump[list].as_array_mut().unwrap().iter_mut().find(|object| object["id"] == id).unwrap();
        object.as_object_mut().unwrap().extend(attributes.as_object().unwrap().clone());
        self.simulator.load(&dump).unwrap();
    }

    pub(crate) fn changes(&self) -> Vec<String> {
        let lines = self.simulator.requests().into_iter().map(|request| request.line);
        lines.filter(|line| !line.starts_with("GET") && !line.ends_with("/tokens")).collect()
    }

    /// The ids of what there is, by their names.
    pub(crate) fn names(&self) -> [(&'static str, &str); 9] {
        [
            ("blue", &self.blue),
            ("blue-sub", &self.blue_sub),
            ("bare", &self.bare),
            ("outside", &self.outside),
            ("outside-sub", &self.outside_sub),
            ("r", &self.router),
            ("joined", &self.joined),
            ("web", &self.web),
            ("rule", &self.rule),
        ]
    }

    /// Ids of all ports that there are, as ManageIQ would have stored them.
    pub(crate) fn ports(&self) -> Vec<String> {
        let dump = self.simulator.dump();
        dump["ports"].as_array().unwrap().iter().map(|port| port["id"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn run(&self, operation: &str) -> Result<Change> {
        self.run_knowing(operation, None).await
    }

    /// As one does who knows of these ports.
    pub(crate) async fn run_knowing(&self, operation: &str, ports: Option<&[String]>) -> Result<Change> {
        let Self { client, .. } = self;
        let given = |json: Value| attributes(json);
        match operation {
            "create network" => {
                let vlan =
                    json!({"name": "new", "network_type": "vlan", "physical_network": "phys", "segmentation_id": "12"});
                client.create_network(&given(vlan)).await
            }
            "update network" => {
                client.update_network(&self.blue, &given(json!({"name": "azure", "mtu": 1300})), ports).await
            }
            "delete network" => client.delete_network(&self.bare, ports).await,
            "create subnet" => {
                let subnet =
                    json!({"name": "new", "network_id": self.bare, "cidr": "fd00:1::/64", "gateway_ip": "fd00:1::1"});
                client.create_subnet(&given(subnet), ports).await
            }
            "update subnet" => {
                client.update_subnet(&self.blue_sub, &given(json!({"dns_nameservers": ["9.9.9.9"]}))).await
            }
            "delete subnet" => client.delete_subnet(&self.outside_sub).await,
            "create router" => {
                client.create_router(&given(json!({"name": "new", "gateway_network_id": self.outside})), ports).await
            }
            "update router" => {
                let router = json!({"name": "renamed", "admin_state_up": "false", "gateway_network_id": self.outside});
                client.update_router(&self.router, &given(router), ports).await
            }
            "remove gateway" => {
                client.update_router(&self.joined, &given(json!({"gateway_network_id": null})), ports).await
            }
            "delete router" => client.delete_router(&self.router, ports).await,
            "delete joined router" => client.delete_router(&self.joined, ports).await,
            "move gateway" => {
                let gateway = json!({"gateway_network_id": self.blue, "gateway_ip_address": "10.1.0.9"});
                client.update_router(&self.joined, &given(gateway), ports).await
            }
            "take off physical network" => {
                client.update_network(&self.blue, &given(json!({"network_type": ""})), ports).await
            }
            "put on physical network" => {
                let flat = json!({"network_type": "flat", "physical_network": "phys"});
                client.update_network(&self.bare, &given(flat), ports).await
            }
            "add interface" => client.add_router_interface(&self.router, &self.blue_sub).await,
            "remove interface" => client.remove_router_interface(&self.joined, &self.blue_sub, ports).await,
            "create group" => client.create_security_group(&given(json!({"name": "new", "description": "d"}))).await,
            "update group" => {
                client.update_security_group(&self.web, &given(json!({"description": "for the web"}))).await
            }
            "delete group" => client.delete_security_group(&self.web).await,
            "create rule" => {
                let rule = json!({"security_group_id": self.web, "direction": "ingress", "protocol": "icmp", "port_range_min": "8"});
                client.create_security_group_rule(&given(rule)).await
            }
            "change rule" => {
                let rule = json!({"security_group_id": self.web, "direction": "ingress", "protocol": "tcp", "port_range_min": 22, "port_range_max": 23});
                client.replace_security_group_rule(&self.rule, None, &given(rule), false).await
            }
            "delete rule" => client.delete_security_group_rule(&self.rule).await,
            "change port" => {
                client
                    .update_port(
                        "nic",
                        &given(json!({"add_security_groups": [self.web], "port_security_enabled": false})),
                        None,
                    )
                    .await
            }
            other => panic!("{other}"),
        }
    }

    /// What an operation needs besides.
    pub(crate) async fn prepare(&self, operation: &str) {
        match operation {
            "remove gateway" | "move gateway" | "delete joined router" => {
                let gateway = attributes(json!({"gateway_network_id": self.outside}));
                self.client.update_router(&self.joined, &gateway, None).await.unwrap();
            }
            "remove interface" => {
                self.client.add_router_interface(&self.joined, &self.blue_sub).await.unwrap();
            }
            "take off physical network" => {
                let flat = attributes(json!({"network_type": "flat", "physical_network": "phys"}));
                self.client.update_network(&self.blue, &flat, None).await.unwrap();
            }
            "change port" => {
                let mut dump = self.simulator.dump();
                dump["ports"].as_array_mut().unwrap().push(json!({
                    "id": "nic", "name": "nic", "network_id": self.blue, "security_groups": [], "port_security_enabled": true,
                    "tenant_id": "t", "fixed_ips": [], "device_id": "vnic", "device_owner": "oVirt",
                    "mac_address": "02:00:00:00:00:09",
                }));
                self.simulator.load(&dump).unwrap();
            }
            _ => {}
        }
        self.simulator.clear_requests();
    }
}

pub(crate) const OPERATIONS: [&str; 22] = [
    "create network",
    "update network",
    "delete network",
    "create subnet",
    "update subnet",
    "delete subnet",
    "create router",
    "update router",
    "remove gateway",
    "move gateway",
    "delete router",
    "delete joined router",
    "take off physical network",
    "put on physical network",
    "add interface",
    "remove interface",
    "create group",
    "update group",
    "delete group",
    "create rule",
    "delete rule",
    "change port",
];

/// An object with its ids and times blanked.
fn without_ids(value: &Value) -> Value {
    match value {
        Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => json!("id"),
        Value::Array(list) => {
            let mut list: Vec<Value> = list.iter().map(without_ids).collect();
            list.sort_by_key(Value::to_string);
            list.into()
        }
        Value::Object(object) => object
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "mac_address" | "revision_number" | "created_at" | "updated_at"))
            .map(|(key, value)| (key.clone(), without_ids(value)))
            .collect::<Attributes>()
            .into(),
        other => other.clone(),
    }
}
