//! Every change that the real provider was recorded to refuse: either it is not sent, and what is said instead is better, or
//! the provider's words, its status and the object's name are what the user reads.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

use std::collections::BTreeSet;

use ovirt_net_core::changes::Attributes;
use ovirt_net_core::{Change, Client, Result};
use ovirt_net_simulator::{Action, Fault, Options, Service, Simulator, When};
use ovirt_net_tests::client;
use serde_json::{Value, json};

const RECORDINGS: &str = include_str!("recordings/ovirt-provider-ovn.jsonl");

/// Nothing has this id.
const MISSING: &str = "11111111-1111-1111-1111-111111111111";

/// Requests that no change of ours makes: other envelopes and methods, ports, floating IPs, interfaces by port.
const NEVER_SENT: [&str; 16] = [
    "create network broken json",
    "create network wrong envelope",
    "create router wrong envelope",
    "method not allowed",
    "patch",
    "add router interface by port",
    "add router interface both",
    "create floating ip",
    "create port two ips",
    "create port bad mac",
    "create port no network",
    "create port missing network",
    "create port bad ip",
    "create port admin state not bool",
    "create port missing security group",
    "delete port missing",
];

/// What the provider alone decides, for a port may get a group at any moment.
const SENT: [&str; 2] = ["delete security group in use", "delete security group"];

/// Where the recorded request succeeds with us.
const DONE: &str = "";

/// A recorded refusal: its label, what we are asked for in its place, and how what we say begins.
fn asked_of_us() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let gone = "404: ";
    vec![
        ("create network no name", "create network", json!({}), "name is missing; give the network a name"),
        (
            "create network vxlan",
            "create network",
            json!({"name": "vx", "network_type": "vxlan", "segmentation_id": 7}),
            "network_type is \"vxlan\"; give flat or vlan",
        ),
        (
            "create network geneve",
            "create network",
            json!({"name": "ge", "network_type": "geneve", "segmentation_id": 7}),
            "network_type is \"geneve\"; give flat or vlan",
        ),
        (
            "create network vlan without physnet",
            "create network",
            json!({"name": "bad", "network_type": "vlan", "segmentation_id": 7}),
            "physical_network is missing; give",
        ),
        (
            "create network physnet without type",
            "create network",
            json!({"name": "bad", "physical_network": "p"}),
            "network_type is missing; give flat or vlan",
        ),
        (
            "create network bad port security",
            "create network",
            json!({"name": "bad", "port_security_enabled": "yes"}),
            "port_security_enabled is \"yes\"; give true or false",
        ),
        ("update network missing", "update network", json!({"id": MISSING, "name": "x"}), gone),
        (
            "create subnet second on same network",
            "create subnet",
            json!({"network_id": "blue", "cidr": "10.3.0.0/24"}),
            "network \"blue\" has a subnet already",
        ),
        (
            "create subnet dhcp off",
            "create subnet",
            json!({"enable_dhcp": false}),
            "enable_dhcp is \"false\"; leave DHCP on",
        ),
        (
            "create subnet bad cidr",
            "create subnet",
            json!({"cidr": "not-a-cidr"}),
            "cidr is \"not-a-cidr\"; give a range such as",
        ),
        (
            "create subnet no network",
            "create subnet",
            json!({"network_id": null}),
            "network_id is missing; give the network",
        ),
        ("create subnet missing network", "create subnet", json!({"network_id": MISSING}), gone),
        (
            "create subnet gateway of the other family",
            "create subnet",
            json!({"gateway_ip": "fd00::1"}),
            "gateway_ip is \"fd00::1\"; give an address that a host",
        ),
        (
            "create subnet v6 address mode on v4",
            "create subnet",
            json!({"ipv6_address_mode": "dhcpv6-stateful"}),
            "ipv6_address_mode is \"dhcpv6-stateful\"; leave it empty for IPv4",
        ),
        (
            "create subnet v6 ra mode",
            "create subnet",
            json!({"cidr": "fd01::/64", "ipv6_address_mode": "slaac"}),
            "ipv6_address_mode is \"slaac\"; give dhcpv6-stateful",
        ),
        ("create subnet no ip_version", "create subnet", json!({}), DONE),
        ("update subnet with host_routes", "update subnet", json!({"name": "x", "host_routes": []}), DONE),
        (
            "update subnet cidr",
            "update subnet",
            json!({"cidr": "10.99.0.0/24"}),
            "cidr is \"10.99.0.0/24\"; leave it at 10.1.0.0/24",
        ),
        ("create security group no name", "create group", json!({}), "name is missing; give the security group a name"),
        (
            "create security group unknown attribute",
            "create group",
            json!({"name": "x", "colour": "red"}),
            "colour is not an attribute that the provider takes here",
        ),
        (
            "create rule egress",
            "create rule",
            json!({"direction": "egress", "ethertype": "IPv6"}),
            "security group \"web\" has such a rule already",
        ),
        (
            "create rule no direction",
            "create rule",
            json!({"direction": null}),
            "direction is missing; give ingress or egress",
        ),
        (
            "create rule bad protocol",
            "create rule",
            json!({"protocol": "bogus"}),
            "protocol is \"bogus\"; give a number",
        ),
        ("create rule missing group", "create rule", json!({"security_group_id": MISSING}), gone),
        (
            "create router snat",
            "create router",
            json!({"name": "bad", "gateway_network_id": "blue", "enable_snat": true}),
            "enable_snat is \"true\"; switch it off",
        ),
        (
            "create router gateway without fixed ip",
            "create router",
            json!({"name": "bad", "gateway_network_id": "blue", "enable_snat": false}),
            "gateway_ip_address is missing, and there are several",
        ),
        (
            "create router gateway by network only",
            "create router",
            json!({"name": "bad", "gateway_network_id": "blue"}),
            "gateway_ip_address is missing, and there are several",
        ),
        (
            "add router interface again",
            "add interface",
            json!("blue-sub"),
            "router \"hub\" is connected to this subnet already",
        ),
        (
            "add router interface no gateway subnet",
            "add interface",
            json!("plain-sub"),
            "subnet \"plain-sub\" has no gateway",
        ),
        ("add router interface missing subnet", "add interface", json!(MISSING), gone),
        (
            "delete network with ports",
            "delete network",
            json!("blue"),
            "network \"blue\" cannot be deleted, it has an interface of router \"hub\"",
        ),
        (
            "delete subnet in use",
            "delete subnet",
            json!("blue-sub"),
            "subnet \"x\" cannot be deleted, it is connected to router \"hub\"",
        ),
        (
            "delete router with interfaces",
            "delete router",
            json!("hub"),
            "router \"hub\" cannot be deleted, it has interfaces (1)",
        ),
        ("remove router interface by subnet", "remove interface", json!("blue-sub"), DONE),
        (
            "remove router interface again",
            "remove interface",
            json!("blue-sub"),
            "router \"hub\" is not connected to this subnet",
        ),
        ("delete rule missing", "delete rule", json!(MISSING), DONE),
        ("delete subnet", "delete subnet", json!(MISSING), DONE),
        ("delete network missing", "delete network", json!(MISSING), DONE),
    ]
}

/// A provider where the network blue is connected to the router hub, and plain to none.
struct World {
    simulator: Simulator,
    client: Client,
    ids: Vec<(&'static str, String)>,
}

impl World {
    async fn new() -> Self {
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
    fn id(&self, name: &str) -> String {
        self.ids.iter().find(|(known, _)| *known == name).map_or(name, |(_, id)| id).to_owned()
    }

    async fn run(&self, operation: &str, given: &Value) -> Result<Change> {
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
                client.update_network(&id, &attributes).await
            }
            "delete network" => client.delete_network(&target).await,
            "create subnet" => {
                let defaults = json!({"name": "sub", "network_id": "free", "cidr": "10.4.0.0/24"});
                client.create_subnet(&with(defaults)).await
            }
            "update subnet" => {
                let (id, attributes) = changed("blue-sub");
                client.update_subnet(&id, &attributes).await
            }
            "delete subnet" => client.delete_subnet(&target).await,
            "create router" => client.create_router(&with(json!({}))).await,
            "delete router" => client.delete_router(&target).await,
            "add interface" => client.add_router_interface(&self.id("hub"), &target).await,
            "remove interface" => client.remove_router_interface(&self.id("hub"), &target).await,
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

/// Label, method, path, status and words of every refused change.
fn refusals() -> Vec<(String, String, String, u16, String)> {
    let exchanges = RECORDINGS.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    exchanges
        .filter(|exchange| exchange["service"] == "network" && exchange["request"]["method"] != "GET")
        .filter(|exchange| exchange["response"]["status"].as_u64().unwrap() >= 400)
        .map(|exchange| {
            let body: Value =
                serde_json::from_str(exchange["response"]["body"].as_str().unwrap_or_default()).unwrap_or_default();
            let words = body.pointer("/error/message").and_then(Value::as_str).unwrap_or_default().to_owned();
            let status = u16::try_from(exchange["response"]["status"].as_u64().unwrap()).unwrap();
            let request = &exchange["request"];
            (text(&exchange["label"]), text(&request["method"]), text(&request["path"]), status, words)
        })
        .collect()
}

#[tokio::test]
async fn every_recorded_refusal_is_prevented_or_told() {
    let recorded: BTreeSet<String> = refusals().into_iter().map(|(label, ..)| label).collect();
    let asked = asked_of_us();
    let known = asked.iter().map(|(label, ..)| *label).chain(NEVER_SENT).chain(SENT);
    assert_eq!(known.map(str::to_owned).collect::<BTreeSet<_>>(), recorded);

    let world = World::new().await;
    let mut failures = Vec::new();
    for (label, operation, given, words) in asked {
        let told = world.run(operation, &given).await.err().map(|error| error.to_string()).unwrap_or_default();
        println!("{label} | {told}");
        let is_met = if words.ends_with(": ") {
            told.contains(words) && told.contains("refresh")
        } else {
            told.starts_with(words)
        };
        if !is_met || (words == DONE && told != DONE) {
            failures.push(format!("{label}: {told}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn the_words_of_every_recorded_refusal_reach_the_user() {
    for (label, method, path, status, words) in refusals() {
        let kind = path.split('/').nth(2).unwrap_or_default();
        let (operation, given, name) = match (method.as_str(), kind, path.rsplit('/').next().unwrap_or_default()) {
            (_, _, "add_router_interface") => ("add interface", json!("plain-sub"), "hub"),
            (_, _, "remove_router_interface") => ("remove interface", json!("blue-sub"), "hub"),
            ("POST", "networks", "networks") => ("create network", json!({"name": "new"}), "new"),
            ("PUT", "networks", _) => ("update network", json!({"name": "new"}), "blue"),
            ("DELETE", "networks", _) => ("delete network", json!("plain"), "plain"),
            ("POST", "subnets", _) => ("create subnet", json!({"name": "new"}), "new"),
            ("PUT", "subnets", _) => ("update subnet", json!({"name": "new"}), "blue-sub"),
            ("DELETE", "subnets", _) => ("delete subnet", json!("plain-sub"), "plain-sub"),
            ("POST", "routers", _) => ("create router", json!({"name": "new"}), "new"),
            ("DELETE", "routers", _) => ("delete router", json!("hub"), "hub"),
            ("POST", "security-groups", _) => ("create group", json!({"name": "new"}), "new"),
            ("DELETE", "security-groups", _) => ("delete group", json!("web"), "web"),
            ("POST", "security-group-rules", _) => ("create rule", json!({}), "web"),
            _ => {
                assert!(NEVER_SENT.contains(&label.as_str()) || label == "delete rule missing", "{label}");
                continue;
            }
        };
        // Of what is gone, an update says so, and a deletion is content.
        if status == 404
            && matches!(method.as_str(), "DELETE" | "PUT")
            && !kind.is_empty()
            && !operation.ends_with("interface")
        {
            continue;
        }
        let world = World::new().await;
        match operation {
            "add interface" => drop(
                world
                    .client
                    .update_subnet(&world.id("plain-sub"), json!({"gateway_ip": "10.2.0.1"}).as_object().unwrap())
                    .await
                    .unwrap(),
            ),
            "delete router" => drop(world.run("remove interface", &json!("blue-sub")).await.unwrap()),
            _ => {}
        }
        let plain = words.replace("&amp;", "&");
        let refusal = Action::Status { status, message: plain.clone(), when: When::Before };
        world.simulator.set_faults(vec![
            Fault { service: Some(Service::Network), ..Fault::new(&method, "/v2.0/*", refusal) }.times(1),
        ]);
        let told = world.run(operation, &given).await.unwrap_err().to_string();
        let reason = if plain.is_empty() { "it gave no reason" } else { plain.as_str() };
        let answer =
            format!("the provider answered {status}: {}", reason.split_whitespace().collect::<Vec<_>>().join(" "));
        assert!(
            told.starts_with("cannot ") && told.contains(&format!("\"{name}\"")) && told.contains(&answer),
            "{label}: {told}"
        );
    }
}
