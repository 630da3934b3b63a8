//! What the refused changes are tried on.

use ovirt_net_provider::changes::Attributes;
use ovirt_net_provider::{Change, Client, Result};
use ovirt_net_simulator::{Options, Simulator};
use ovirt_net_tests::client;
use serde_json::{Value, json};

/// A provider where the network blue is connected to the router hub, and plain to none.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    ids: Vec<(&'static str, String)>,
}

impl World {
    pub(crate) async fn new() -> Self {
        let simulator = Simulator::start(Options::default()).unwrap();
        let client = client(&simulator).unwrap();
        let mut world = Self { simulator, client, ids: Vec::new() };
        for name in ["blue", "plain", "free"] {
            world.create("create network", name, json!({ "name": name })).await;
        }
        world
            .create(
                "create subnet",
                "blue-sub",
                json!({"name": "blue-sub", "network_id": "blue", "cidr": "10.1.0.0/24", "gateway_ip": "10.1.0.1"}),
            )
            .await;
        world
            .create(
                "create subnet",
                "plain-sub",
                json!({"name": "plain-sub", "network_id": "plain", "cidr": "10.2.0.0/24"}),
            )
            .await;
        world.create("create router", "hub", json!({"name": "hub"})).await;
        world.create("create group", "web", json!({"name": "web"})).await;
        world.run("add interface", &json!("blue-sub")).await.unwrap();
        world
    }

    async fn create(&mut self, operation: &str, name: &'static str, given: Value) {
        let id = self.run(operation, &given).await.unwrap().id;
        self.ids.push((name, id));
    }

    /// The id of what we made under this name.
    pub(crate) fn id(&self, name: &str) -> String {
        self.ids.iter().find(|(known, _)| *known == name).map_or(name, |(_, id)| id).to_owned()
    }

    pub(crate) async fn run(&self, operation: &str, given: &Value) -> Result<Change> {
        let client = &self.client;
        let target = self.id(given.as_str().unwrap_or_default());
        let with = |defaults: Value| {
            let mut attributes = defaults.as_object().unwrap().clone();
            attributes.extend(given.as_object().cloned().unwrap_or_default());
            for key in ["network_id", "gateway_network_id", "security_group_id"] {
                if let Some(Value::String(name)) = attributes.get(key) {
                    attributes.insert(key.into(), self.id(name).into());
                }
            }
            attributes
        };
        let changed = |target: &str| -> (String, Attributes) {
            let mut attributes = with(json!({}));
            let id = attributes.remove("id").map_or_else(|| self.id(target), |id| id.as_str().unwrap().to_owned());
            (id, attributes)
        };
        match operation {
            "create network" => client.create_network(&with(json!({}))).await,
            "update network" => {
                let (id, attributes) = changed("blue");
                client.update_network(&id, &attributes, None).await
            }
            "delete network" => client.delete_network(&target, None).await,
            "create subnet" => {
                let defaults = json!({"name": "sub", "network_id": "free", "cidr": "10.4.0.0/24"});
                client.create_subnet(&with(defaults), None).await
            }
            "update subnet" => {
                let (id, attributes) = changed("blue-sub");
                client.update_subnet(&id, &attributes).await
            }
            "delete subnet" => client.delete_subnet(&target).await,
            "create router" => client.create_router(&with(json!({})), None).await,
            "delete router" => client.delete_router(&target, None).await,
            "add interface" => client.add_router_interface(&self.id("hub"), &target).await,
            "remove interface" => client.remove_router_interface(&self.id("hub"), &target, None).await,
            "create group" => client.create_security_group(&with(json!({}))).await,
            "delete group" => client.delete_security_group(&target).await,
            "create rule" => {
                let defaults = json!({"security_group_id": "web", "direction": "ingress"});
                client.create_security_group_rule(&with(defaults)).await
            }
            "delete rule" => client.delete_security_group_rule(&target).await,
            other => panic!("{other}"),
        }
    }
}
