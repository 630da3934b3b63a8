//! Every change against the simulator: what it does, what it refuses, and what becomes of it when something breaks.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

use ovirt_net_core::changes::Attributes;
use ovirt_net_core::{Change, Client, Error, Result};
use ovirt_net_simulator::{Action, Fault, Options, Simulator, When};
use ovirt_net_tests::{client, options};
use serde_json::{Value, json};
use std::time::Duration;

/// A provider with a network, a network to lead outside, a router and two security groups.
struct World {
    simulator: Simulator,
    client: Client,
    blue: String,
    blue_sub: String,
    bare: String,
    outside: String,
    outside_sub: String,
    router: String,
    joined: String,
    web: String,
    rule: String,
}

fn attributes(json: Value) -> Attributes {
    json.as_object().unwrap().clone()
}

impl World {
    async fn new() -> Self {
        let simulator = Simulator::start(Options::default()).unwrap();
        let mut options = options(&simulator);
        options.read_timeout = Duration::from_millis(500);
        let client = Client::new(options).unwrap();
        let network = async |name| client.create_network(&attributes(json!({ "name": name }))).await.unwrap().id;
        let (blue, bare, outside) = (network("blue").await, network("bare").await, network("outside").await);
        let subnet = async |network: &String, name: &str, cidr: &str, gateway: &str| {
            let given = json!({"network_id": network, "name": name, "cidr": cidr, "gateway_ip": gateway});
            client.create_subnet(&attributes(given)).await.unwrap().id
        };
        let blue_sub = subnet(&blue, "blue-sub", "10.1.0.0/24", "10.1.0.1").await;
        let outside_sub = subnet(&outside, "outside-sub", "172.24.4.0/30", "172.24.4.1").await;
        let router = client.create_router(&attributes(json!({"name": "r"}))).await.unwrap().id;
        let joined = client.create_router(&attributes(json!({"name": "joined"}))).await.unwrap().id;
        let web = client.create_security_group(&attributes(json!({"name": "web"}))).await.unwrap().id;
        let rule = json!({"security_group_id": web, "direction": "ingress", "protocol": "tcp", "port_range_min": 22, "port_range_max": 22});
        let rule = client.create_security_group_rule(&attributes(rule)).await.unwrap().id;
        simulator.clear_requests();
        Self { simulator, client, blue, blue_sub, bare, outside, outside_sub, router, joined, web, rule }
    }

    /// What the provider has, without what is made up anew each time, so that two worlds can be compared.
    fn shape(&self) -> Vec<String> {
        let mut shape = Vec::new();
        for (list, objects) in self.simulator.dump().as_object().unwrap() {
            for object in objects.as_array().into_iter().flatten() {
                shape.push(format!("{list} {}", without_ids(object)));
            }
        }
        shape.sort();
        shape
    }

    fn changes(&self) -> Vec<String> {
        let lines = self.simulator.requests().into_iter().map(|request| request.line);
        lines.filter(|line| !line.starts_with("GET") && !line.ends_with("/tokens")).collect()
    }

    async fn run(&self, operation: &str) -> Result<Change> {
        let Self { client, .. } = self;
        let given = |json: Value| attributes(json);
        match operation {
            "create network" => {
                let vlan =
                    json!({"name": "new", "network_type": "vlan", "physical_network": "phys", "segmentation_id": "12"});
                client.create_network(&given(vlan)).await
            }
            "update network" => client.update_network(&self.blue, &given(json!({"name": "azure", "mtu": 1300}))).await,
            "delete network" => client.delete_network(&self.bare).await,
            "create subnet" => {
                let subnet =
                    json!({"name": "new", "network_id": self.bare, "cidr": "fd00:1::/64", "gateway_ip": "fd00:1::1"});
                client.create_subnet(&given(subnet)).await
            }
            "update subnet" => {
                client.update_subnet(&self.blue_sub, &given(json!({"dns_nameservers": ["9.9.9.9"]}))).await
            }
            "delete subnet" => client.delete_subnet(&self.outside_sub).await,
            "create router" => {
                client.create_router(&given(json!({"name": "new", "gateway_network_id": self.outside}))).await
            }
            "update router" => {
                let router = json!({"name": "renamed", "admin_state_up": "false", "gateway_network_id": self.outside});
                client.update_router(&self.router, &given(router)).await
            }
            "remove gateway" => client.update_router(&self.joined, &given(json!({"gateway_network_id": null}))).await,
            "delete router" => client.delete_router(&self.router).await,
            "add interface" => client.add_router_interface(&self.router, &self.blue_sub).await,
            "remove interface" => client.remove_router_interface(&self.joined, &self.blue_sub).await,
            "create group" => client.create_security_group(&given(json!({"name": "new", "description": "d"}))).await,
            "update group" => {
                client.update_security_group(&self.web, &given(json!({"description": "for the web"}))).await
            }
            "delete group" => client.delete_security_group(&self.web).await,
            "create rule" => {
                let rule = json!({"security_group_id": self.web, "direction": "ingress", "protocol": "icmp", "port_range_min": "8"});
                client.create_security_group_rule(&given(rule)).await
            }
            "delete rule" => client.delete_security_group_rule(&self.rule).await,
            other => panic!("{other}"),
        }
    }

    /// What an operation needs besides.
    async fn prepare(&self, operation: &str) {
        match operation {
            "remove gateway" => {
                let gateway = attributes(json!({"gateway_network_id": self.outside}));
                self.client.update_router(&self.joined, &gateway).await.unwrap();
            }
            "remove interface" => {
                self.client.add_router_interface(&self.joined, &self.blue_sub).await.unwrap();
            }
            _ => {}
        }
        self.simulator.clear_requests();
    }
}

const OPERATIONS: [&str; 17] = [
    "create network",
    "update network",
    "delete network",
    "create subnet",
    "update subnet",
    "delete subnet",
    "create router",
    "update router",
    "remove gateway",
    "delete router",
    "add interface",
    "remove interface",
    "create group",
    "update group",
    "delete group",
    "create rule",
    "delete rule",
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

fn faults() -> Vec<(&'static str, Action)> {
    let status = |status, when| Action::Status { status, message: "broken".into(), when };
    vec![
        ("reset before", Action::Reset { when: When::Before }),
        ("reset after", Action::Reset { when: When::After }),
        ("closed before", Action::Close { when: When::Before }),
        ("closed after", Action::Close { when: When::After }),
        ("500 before", status(500, When::Before)),
        ("500 after", status(500, When::After)),
        ("503 before", status(503, When::Before)),
        ("502 after", status(502, When::After)),
        ("cut", Action::Cut { fraction: Some(0.5), bytes: None }),
        ("empty", Action::Empty),
        ("HTML", Action::Html),
        ("silent after", Action::Hang { seconds: 1.0, when: When::After }),
        ("expired", Action::ExpireToken),
        ("403 before", status(403, When::Before)),
        ("401 before", status(401, When::Before)),
        ("400", status(400, When::Before)),
    ]
}

#[tokio::test]
async fn every_operation_survives_every_fault_and_is_never_done_twice() {
    let mut failures = Vec::new();
    for operation in OPERATIONS {
        failures.extend(failures_of(operation).await);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

async fn failures_of(operation: &str) -> Vec<String> {
    let mut failures = Vec::new();
    let world = World::new().await;
    world.prepare(operation).await;
    let (before, start) = (world.shape(), world.simulator.dump());
    world.run(operation).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
    let after = world.shape();
    assert_ne!(before, after, "{operation}");
    let sent = world.changes();
    assert_eq!(sent.len(), 1, "{operation}: {sent:?}");
    let (method, _) = sent[0].split_once(' ').unwrap();
    for (fault, action) in faults() {
        world.simulator.load(&start).unwrap();
        world.simulator.clear_requests();
        // No operation sends a method twice; but the login is a POST as well, and is over.
        world.simulator.set_faults(vec![Fault::new(method, "/v2.0/*", action).times(1)]);
        let result = world.run(operation).await;
        world.simulator.clear_faults();
        let shape = world.shape();
        let is_told = match &result {
            Ok(_) => shape == after,
            Err(Error::UnknownChange { .. }) => false,
            Err(error) => shape == before && error.to_string().starts_with("cannot "),
        };
        if !is_told {
            let error = result.err().map(|error| error.to_string());
            failures.push(format!("{operation}, {fault}: {error:?}, {}", difference(&before, &after, &shape)));
        }
        // What is refused for its token was not done, and is sent again with another.
        let allowed = if matches!(fault, "expired" | "403 before" | "401 before") { 2 } else { 1 };
        if world.changes().len() > allowed {
            failures.push(format!("{operation}, {fault}: sent {:?}", world.changes()));
        }
    }
    failures
}

fn difference(before: &[String], after: &[String], shape: &[String]) -> &'static str {
    match shape {
        shape if shape == before => "nothing was done",
        shape if shape == after => "it was done",
        _ => "something else was done",
    }
}

#[tokio::test]
async fn what_cannot_be_read_back_is_said_to_be_unknown() {
    for (operation, method) in [("create network", "POST"), ("update subnet", "PUT"), ("delete router", "DELETE")] {
        for when in [When::Before, When::After] {
            let world = World::new().await;
            let gone = Action::Reset { when };
            world.simulator.set_faults(vec![
                Fault::new(method, "/v2.0/*", gone),
                Fault::new("GET", "/v2.0/*", Action::Close { when: When::Before }).after(reads_before(operation)),
            ]);
            let error = world.run(operation).await.unwrap_err();
            assert!(matches!(error, Error::UnknownChange { .. }), "{operation}: {error}");
            assert!(error.to_string().contains("look before doing it once more"), "{error}");
        }
    }
}

/// How often an operation reads before it changes something.
fn reads_before(operation: &str) -> u64 {
    match operation {
        "delete router" => 2,
        _ => 1,
    }
}

#[tokio::test]
async fn nothing_is_said_of_a_provider_that_was_never_reached() {
    let world = World::new().await;
    let url = world.simulator.identity_url();
    drop(world.simulator);
    let mut options = ovirt_net_core::Options::new(url, "admin@internal", ovirt_net_core::Secret::new("123456"));
    options.retry_wait = Duration::from_millis(1);
    let error = Client::new(options).unwrap().create_network(&attributes(json!({"name": "x"}))).await.unwrap_err();
    assert!(matches!(error, Error::Connection { sent: false, .. }), "{error}");
}

#[tokio::test]
async fn what_the_provider_makes_differently_is_removed_again() {
    let world = World::new().await;
    let before = world.shape();
    let flat = json!({"network": {"id": "0", "name": "new", "provider:physical_network": "phys", "provider:network_type": "flat"}});
    let fault = Fault::new("GET", "/v2.0/networks/*", Action::Body { body: flat, status: None }).times(1);
    world.simulator.set_faults(vec![fault]);
    let error = world.run("create network").await.unwrap_err();
    assert!(matches!(error, Error::UnmetChange { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "cannot create network \"new\": POST /v2.0/networks: the provider made something else of it: the network is flat on \
         phys instead of vlan 12 on phys; it was removed again"
    );
    assert_eq!(world.shape(), before);
}

#[tokio::test]
async fn what_may_have_been_made_differently_is_not_said_to_be_undone() {
    let world = World::new().await;
    let lost = Fault::new("POST", "/v2.0/networks", Action::Close { when: When::After });
    let flat = json!({"networks": [{"id": "0", "name": "new", "provider:physical_network": "phys", "provider:network_type": "flat"}]});
    let flat = Fault::new("GET", "/v2.0/networks", Action::Body { body: flat, status: None }).after(1);
    world.simulator.set_faults(vec![lost, flat]);
    let error = world.run("create network").await.unwrap_err();
    assert!(matches!(error, Error::UnknownChange { .. }), "{error}");
    assert!(error.to_string().contains("cannot be told: network 0; refresh, and remove what is too many"), "{error}");
}

#[tokio::test]
async fn an_update_that_the_provider_ignores_is_an_error() {
    let world = World::new().await;
    let blue = json!({"network": {"id": world.blue, "name": "blue", "mtu": 1442}});
    let fault = Fault::new("GET", "/v2.0/networks/*", Action::Body { body: blue, status: None });
    world.simulator.set_faults(vec![fault]);
    let error = world.run("update network").await.unwrap_err();
    assert!(error.to_string().ends_with("name is blue instead of azure, mtu is 1442 instead of 1300"), "{error}");
}

#[tokio::test]
async fn a_router_that_vanishes_with_its_name_is_told() {
    let world = World::new().await;
    let missing = Action::Status { status: 404, message: "gone".into(), when: When::Before };
    world.simulator.set_faults(vec![Fault::new("GET", "/v2.0/routers/*", missing).after(1)]);
    let error = world.client.update_router(&world.router, &attributes(json!({"name": "x"}))).await.unwrap_err();
    assert!(error.to_string().contains("until ovirt-provider-ovn is restarted"), "{error}");
}

#[tokio::test]
async fn nothing_is_sent_where_nothing_differs() {
    let world = World::new().await;
    let World { client, .. } = &world;
    client.update_network(&world.blue, &attributes(json!({"name": "blue", "mtu": "1442"}))).await.unwrap();
    let subnet = json!({
        "name": "blue-sub", "cidr": "10.1.0.0/24", "network_id": world.blue, "ip_version": "4", "gateway_ip": "10.1.0.1",
        "enable_dhcp": true, "dns_nameservers": [], "host_routes": null,
        "allocation_pools": [{"start": "10.1.0.2", "stop": "10.1.0.255"}],
    });
    client.update_subnet(&world.blue_sub, &attributes(subnet)).await.unwrap();
    client.update_router(&world.router, &attributes(json!({"name": "r", "gateway_network_id": ""}))).await.unwrap();
    client.update_security_group(&world.web, &attributes(json!({"name": "web", "description": ""}))).await.unwrap();
    assert_eq!(world.changes(), Vec::<String>::new());
}

#[tokio::test]
async fn an_update_keeps_what_the_provider_would_drop() {
    let world = World::new().await;
    let created = world.run("create network").await.unwrap();
    world.client.update_network(&created.id, &attributes(json!({"name": "renamed"}))).await.unwrap();
    let part = world.client.inventory_of(&created.scope).await.unwrap();
    assert_eq!(part.networks[0].segmentation_id.as_deref(), Some("12"));
    assert_eq!(part.ports.len(), 1);

    let off = attributes(json!({"admin_state_up": false}));
    world.client.update_router(&world.router, &off).await.unwrap();
    let renamed = world.client.update_router(&world.router, &attributes(json!({"name": "renamed"}))).await.unwrap();
    let part = world.client.inventory_of(&renamed.scope).await.unwrap();
    assert_eq!((part.routers[0].name.as_deref(), part.routers[0].admin_state_up), (Some("renamed"), Some(false)));
}

#[tokio::test]
async fn a_network_can_change_where_it_leaves() {
    let world = World::new().await;
    let id = world.run("create network").await.unwrap().id;
    let steps = [
        (json!({"segmentation_id": 13}), Some("13"), true),
        (json!({"network_type": null}), None, false),
        (json!({"network_type": "flat", "physical_network": "other"}), None, true),
    ];
    for (given, vlan, physical) in steps {
        let change = world.client.update_network(&id, &attributes(given)).await.unwrap();
        let part = world.client.inventory_of(&change.scope).await.unwrap();
        let network = &part.networks[0];
        assert_eq!((network.segmentation_id.as_deref(), network.physical_network.is_some()), (vlan, physical));
    }
    let vlan = world.run("create network").await.unwrap().id;
    let error = world.client.update_network(&vlan, &attributes(json!({"network_type": "flat"}))).await.unwrap_err();
    assert!(error.to_string().starts_with("network_type is \"flat\"; take its physical network away first"), "{error}");
}

#[tokio::test]
async fn what_is_gone_already_counts_as_deleted_and_cannot_be_changed() {
    let world = World::new().await;
    let World { client, .. } = &world;
    let id = "11111111-1111-1111-1111-111111111111";
    for change in [
        client.delete_network(id).await,
        client.delete_subnet(id).await,
        client.delete_router(id).await,
        client.delete_security_group(id).await,
        client.delete_security_group_rule(id).await,
    ] {
        assert!(change.unwrap().notes[0].ends_with("it was gone already"));
    }
    let name = attributes(json!({"name": "x"}));
    for error in [
        client.update_network(id, &name).await,
        client.update_subnet(id, &name).await,
        client.update_router(id, &name).await,
        client.update_security_group(id, &name).await,
        client.add_router_interface(id, &world.blue_sub).await,
        client.add_router_interface(&world.router, id).await,
        client.create_subnet(&attributes(json!({"name": "x", "network_id": id, "cidr": "10.4.0.0/24"}))).await,
        client.create_security_group_rule(&attributes(json!({"security_group_id": id, "direction": "egress"}))).await,
    ] {
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains(id) && error.contains("404: ") && error.contains("not there any more: refresh"),
            "{error}"
        );
    }
    assert_eq!(world.changes(), Vec::<String>::new());
}

#[tokio::test]
async fn a_whole_life_leaves_nothing_behind() {
    let world = World::new().await;
    let before = world.shape();
    let World { client, .. } = &world;
    let network = world.run("create network").await.unwrap().id;
    let subnet = json!({"name": "s", "network_id": network, "cidr": "10.7.0.0/24", "gateway_ip": "10.7.0.1"});
    let subnet = client.create_subnet(&attributes(subnet)).await.unwrap().id;
    let router = world.run("create router").await.unwrap().id;
    client.add_router_interface(&router, &subnet).await.unwrap();
    for (error, words) in [
        (client.delete_router(&router).await, "router \"new\" cannot be deleted, it has interfaces (1)"),
        (client.delete_subnet(&subnet).await, "subnet \"s\" cannot be deleted, it is connected to router \"new\""),
        (client.delete_subnet(&world.outside_sub).await, "subnet \"outside-sub\" cannot be deleted, it is connected"),
        (
            client.delete_network(&network).await,
            "network \"new\" cannot be deleted, it has an interface of router \"new\"",
        ),
        (client.add_router_interface(&router, &subnet).await, "router \"new\" is connected to this subnet already"),
    ] {
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with(words), "{error}");
    }
    client.remove_router_interface(&router, &subnet).await.unwrap();
    let again = client.remove_router_interface(&router, &subnet).await.unwrap_err().to_string();
    assert!(again.starts_with("router \"new\" is not connected to this subnet"), "{again}");
    client.delete_router(&router).await.unwrap();
    client.delete_network(&network).await.unwrap();
    assert_eq!(world.shape(), before);
}

#[tokio::test]
async fn a_group_that_others_refer_to_cannot_be_deleted() {
    let world = World::new().await;
    let other = world.run("create group").await.unwrap().id;
    let rule = json!({"security_group_id": other, "direction": "ingress", "remote_group_id": world.web});
    world.client.create_security_group_rule(&attributes(rule.clone())).await.unwrap();
    let error = world.client.delete_security_group(&world.web).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "security group \"web\" cannot be deleted, rules of security group \"new\" refer to it; remove those rules first"
    );
    let error = world.client.create_security_group_rule(&attributes(rule)).await.unwrap_err().to_string();
    assert!(error.starts_with("security group \"new\" has such a rule already"), "{error}");
}

#[tokio::test]
async fn a_gateway_is_derived_where_there_is_one_choice_and_asked_for_where_there_are_several() {
    let world = World::new().await;
    let World { client, .. } = &world;
    let of = |given: Value| attributes(json!({"name": "g", "gateway_network_id": given}));
    let router = client.create_router(&of(json!(world.outside))).await.unwrap();
    let part = client.inventory_of(&router.scope).await.unwrap();
    let gateway = &part.routers[0].external_gateway_info.as_ref().unwrap().raw;
    assert_eq!(gateway["external_fixed_ips"], json!([{"subnet_id": world.outside_sub, "ip_address": "172.24.4.2"}]));
    for (given, words) in [
        (
            of(json!(world.outside)),
            "gateway_ip_address cannot be found, 172.24.4.0/30 has no free address; take another",
        ),
        (
            of(json!(world.blue)),
            "gateway_ip_address is missing, and there are several to choose from in 10.1.0.0/24; give one, such as 10.1.0.2",
        ),
        (of(json!(world.bare)), "gateway_network_id is a network without a subnet; take"),
        (
            attributes(json!({"name": "g", "gateway_ip_address": "10.1.0.2"})),
            "gateway_network_id is missing; give the network",
        ),
        (
            attributes(json!({"name": "g", "gateway_subnet_id": world.blue_sub, "gateway_ip_address": "10.1.0.1"})),
            "gateway_ip_address is 10.1.0.1, which is taken; give a free one, such as 10.1.0.2",
        ),
        (
            attributes(json!({"name": "g", "gateway_subnet_id": world.blue_sub, "gateway_ip_address": "10.2.0.1"})),
            "gateway_ip_address is \"10.2.0.1\"; give an address that a host in 10.1.0.0/24 may have",
        ),
        (
            attributes(json!({"name": "g", "gateway_network_id": world.outside, "enable_snat": "true"})),
            "enable_snat is \"true\"; switch it off",
        ),
    ] {
        let error = client.create_router(&given).await.unwrap_err().to_string();
        assert!(error.starts_with(words), "{error}");
    }
    assert_eq!(world.changes().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_before_anything_is_sent() {
    let world = World::new().await;
    let World { client, blue, bare, blue_sub, web, .. } = &world;
    let mut errors = Vec::new();
    for (given, words) in [
        (json!({}), "name is missing; give the network a name"),
        (json!({"name": " "}), "name is missing"),
        (json!({"name": {}}), "name is {}; give a text"),
        (
            json!({"name": "x", "colour": "red"}),
            "colour is not an attribute that the provider takes here; give name, mtu",
        ),
        (json!({"name": "x", "mtu": "big"}), "mtu is \"big\"; give an MTU in bytes from 68 to 65535"),
        (json!({"name": "x", "mtu": 0}), "mtu is \"0\"; give an MTU"),
        (json!({"name": "x", "port_security_enabled": "yes"}), "port_security_enabled is \"yes\"; give true or false"),
        (
            json!({"name": "x", "network_type": "vxlan"}),
            "network_type is \"vxlan\"; give flat or vlan, or leave it empty",
        ),
        (
            json!({"name": "x", "network_type": "gre", "segmentation_id": 7}),
            "network_type is \"gre\"; give flat or vlan",
        ),
        (json!({"name": "x", "physical_network": "p"}), "network_type is missing; give flat or vlan"),
        (json!({"name": "x", "segmentation_id": 7}), "network_type is missing"),
        (
            json!({"name": "x", "network_type": "flat"}),
            "physical_network is missing; give the name of a physical network",
        ),
        (
            json!({"name": "x", "network_type": "flat", "physical_network": "p", "segmentation_id": "7"}),
            "segmentation_id is \"7\"; leave it empty for a flat network",
        ),
        (
            json!({"name": "x", "network_type": "vlan", "physical_network": "p"}),
            "segmentation_id is missing; give a VLAN id",
        ),
        (json!({"name": "x", "network_type": "vlan", "segmentation_id": 7}), "physical_network is missing"),
        (
            json!({"name": "x", "network_type": "vlan", "physical_network": "p", "segmentation_id": "4095"}),
            "segmentation_id is \"4095\"; give a VLAN id from 1 to 4094",
        ),
        (
            json!({"name": "x", "network_type": "vlan", "physical_network": "p", "segmentation_id": 0}),
            "segmentation_id is \"0\"; give a VLAN id",
        ),
    ] {
        check(&mut errors, client.create_network(&attributes(given.clone())).await, &given, words);
    }
    for (given, words) in [
        (json!({"network_id": null}), "network_id is missing; give the network"),
        (json!({"network_id": blue}), "network \"blue\" has a subnet already, blue-sub, and can have one only"),
        (json!({"cidr": "not-a-cidr"}), "cidr is \"not-a-cidr\"; give a range such as"),
        (json!({"cidr": "10.4.0.1/24"}), "cidr is \"10.4.0.1/24\"; give the range by its first address, 10.4.0.0/24"),
        (json!({"ip_version": "6"}), "ip_version is \"6\"; 10.4.0.0/24 is IPv4"),
        (json!({"enable_dhcp": "false"}), "enable_dhcp is \"false\"; leave DHCP on"),
        (
            json!({"gateway_ip": "fd00::1"}),
            "gateway_ip is \"fd00::1\"; give an address that a host in 10.4.0.0/24 may have",
        ),
        (json!({"gateway_ip": "10.4.0.255"}), "gateway_ip is \"10.4.0.255\"; give"),
        (json!({"gateway_ip": "10.4.0.0"}), "gateway_ip is \"10.4.0.0\"; give"),
        (json!({"gateway_ip": "here"}), "gateway_ip is \"here\"; give an address such as"),
        (json!({"dns_nameservers": ["8.8.8.8", "9.9.9.9"]}), "dns_nameservers is \"8.8.8.8, 9.9.9.9\"; give one"),
        (json!({"dns_nameservers": ["fd00::1"]}), "dns_nameservers is \"fd00::1\"; give an IPv4 address"),
        (
            json!({"allocation_pools": [{"start": "10.4.0.10", "end": "10.4.0.20"}]}),
            "allocation_pools is {\"start\":\"10.4.0.10\"",
        ),
        (json!({"host_routes": [{"destination": "10.5.0.0/16"}]}), "host_routes cannot be set; leave them out"),
        (json!({"ipv6_address_mode": "slaac"}), "ipv6_address_mode is \"slaac\"; leave it empty for IPv4"),
        (
            json!({"cidr": "fd00::/64", "ipv6_address_mode": "slaac"}),
            "ipv6_address_mode is \"slaac\"; give dhcpv6-stateful or",
        ),
        (json!({"cidr": "fd00::/96", "ipv6_address_mode": "dhcpv6_stateless"}), "cidr is \"fd00::/96\"; give a /64"),
    ] {
        let mut subnet = attributes(json!({"name": "x", "network_id": bare, "cidr": "10.4.0.0/24"}));
        subnet.extend(attributes(given.clone()));
        check(&mut errors, client.create_subnet(&subnet).await, &given, words);
    }
    for (given, words) in [
        (json!({"cidr": "10.2.0.0/24"}), "cidr is \"10.2.0.0/24\"; leave it at 10.1.0.0/24, or make the subnet anew"),
        (json!({"network_id": bare}), "network_id is \""),
        (json!({"gateway_ip": null}), "gateway_ip cannot be emptied, the provider keeps 10.1.0.1; give another"),
        (json!({"enable_dhcp": false}), "enable_dhcp is \"false\"; leave DHCP on"),
        (json!({"host_routes": [1]}), "host_routes cannot be set"),
    ] {
        check(&mut errors, client.update_subnet(blue_sub, &attributes(given.clone())).await, &given, words);
    }
    for (given, words) in [
        (json!({"direction": null}), "direction is missing; give ingress or egress"),
        (json!({"direction": "up"}), "direction is \"up\"; give ingress or egress"),
        (json!({"ethertype": "ipx"}), "ethertype is \"ipx\"; give IPv4 or IPv6"),
        (
            json!({"protocol": "carrier-pigeon"}),
            "protocol is \"carrier-pigeon\"; give a number from 0 to 255, or one of ah",
        ),
        (json!({"protocol": "256"}), "protocol is \"256\"; give a number"),
        (json!({"port_range_min": 22}), "port_range_min is \"22\"; leave it empty, or give the protocol"),
        (json!({"protocol": "tcp", "port_range_min": 22}), "port_range_max is missing; give the first and the last"),
        (json!({"protocol": "tcp", "port_range_max": 22}), "port_range_min is missing"),
        (
            json!({"protocol": "tcp", "port_range_min": 23, "port_range_max": "22"}),
            "port_range_max is \"22\"; give a port that is not below",
        ),
        (
            json!({"protocol": "udp", "port_range_min": 65_536, "port_range_max": 1}),
            "port_range_min is \"65536\"; give a port from 1",
        ),
        (
            json!({"protocol": "icmp", "port_range_min": 0}),
            "port_range_min is \"0\"; give an ICMP type or code other than 0",
        ),
        (
            json!({"remote_ip_prefix": "10.0.0.7/24"}),
            "remote_ip_prefix is \"10.0.0.7/24\"; give the range by its first",
        ),
        (
            json!({"remote_ip_prefix": "fd00::/64", "ethertype": "IPv4"}),
            "remote_ip_prefix is \"fd00::/64\"; give an IPv4 range",
        ),
        (
            json!({"remote_ip_prefix": "10.0.0.0/24", "remote_group_id": web}),
            "remote_ip_prefix is \"10.0.0.0/24\"; give either",
        ),
        (json!({"direction": "egress"}), "security group \"web\" has such a rule already"),
    ] {
        let mut rule = attributes(json!({"security_group_id": web, "direction": "ingress"}));
        rule.extend(attributes(given.clone()));
        check(&mut errors, client.create_security_group_rule(&rule).await, &given, words);
    }
    let default = json!({"name": "Default"});
    check(
        &mut errors,
        client.create_security_group(&attributes(default.clone())).await,
        &default,
        "name is \"Default\"; give another",
    );
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!(world.changes(), Vec::<String>::new());
}

fn check(errors: &mut Vec<String>, result: Result<Change>, given: &Value, words: &str) {
    match result {
        Err(error @ Error::InvalidChange { .. }) if error.to_string().starts_with(words) => {}
        Err(error) => errors.push(format!("{given}: {error}")),
        Ok(_) => errors.push(format!("{given}: was done")),
    }
}

#[tokio::test]
async fn the_part_that_a_change_touches_has_the_rows_of_the_whole() {
    use ovirt_net_core::rows::Rows;
    for operation in OPERATIONS {
        let world = World::new().await;
        world.prepare(operation).await;
        let change = world.run(operation).await.unwrap();
        let part = world.client.inventory_of(&change.scope).await.unwrap();
        let whole = client(&world.simulator).unwrap().inventory().await.unwrap();
        let (part, whole) = (Rows::new(&part), Rows::new(&whole));
        assert_eq!(part.notes, Vec::<String>::new(), "{operation}");
        for table in &part.tables {
            let rows = &whole.table(table.name).unwrap().rows;
            for row in &table.rows {
                assert!(rows.contains(row), "{operation}: {} {row:?}", table.name);
            }
        }
        let gone = operation.starts_with("delete");
        let is_there =
            part.tables.iter().any(|table| table.rows.iter().any(|row| format!("{row:?}").contains(&change.id)));
        assert_eq!(is_there, !gone, "{operation}");
    }
}
