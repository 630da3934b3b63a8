//! Ports: their security groups and port security, and the address that they keep.

use ovirt_net_provider::changes::KnownGroups;
use ovirt_net_provider::wire::network::{Port, SecurityGroup, SecurityGroupRule};
use ovirt_net_provider::{Change, Error, Result};
use ovirt_net_simulator::{Action, Fault, Release, When};
use serde_json::{Value, json};

use super::world::{World, attributes};

const FIXED: &str = "10.1.0.5";
const DYNAMIC: &str = "10.1.0.77";

/// With OVN's addresses and two vNICs: one whose address somebody gave it, one whose address OVN chose.
async fn with_ports() -> World {
    let world = World::new().await;
    let mut settings = world.simulator.settings();
    settings.dynamic_ips = true;
    world.simulator.set_settings(settings);
    for (id, address, owner) in [("fixed", FIXED, "api"), ("dynamic", DYNAMIC, "oVirt")] {
        let fixed_ips = json!([{"ip_address": address, "subnet_id": world.blue_sub}]);
        add(&world, json!({"id": id, "name": id, "fixed_ips": fixed_ips, "device_owner": owner}));
    }
    world.simulator.clear_requests();
    world
}

fn add(world: &World, given: Value) {
    let mut port = json!({
        "id": "nic", "name": "nic", "network_id": world.blue, "security_groups": [], "port_security_enabled": false,
        "fixed_ips": [], "device_id": "vnic", "device_owner": "oVirt", "mac_address": "02:00:00:00:00:01",
    });
    port.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    let mut dump = world.simulator.dump();
    dump["ports"].as_array_mut().unwrap().push(port);
    world.simulator.load(&dump).unwrap();
}

/// What of a client's requests is to be seen: methods, and what is asked for.
fn asked(world: &World) -> Vec<String> {
    let lines = world.simulator.requests().into_iter().map(|request| request.line);
    lines.map(|line| line.replace("/v2.0/", "").replace(" HTTP/1.1", "")).collect()
}

async fn update_knowing(world: &World, port: &str, given: Value, known: &KnownGroups) -> Result<Change> {
    world.simulator.clear_requests();
    world.client.update_port(port, &attributes(given), Some(known)).await
}

async fn update(world: &World, port: &str, given: Value) -> Result<Change> {
    world.client.update_port(port, &attributes(given), None).await
}

fn port(world: &World, id: &str) -> Value {
    let dump = world.simulator.dump();
    dump["ports"].as_array().unwrap().iter().find(|port| port["id"] == id).unwrap().clone()
}

fn address(world: &World, id: &str) -> Option<String> {
    Some(port(world, id)["fixed_ips"][0]["ip_address"].as_str()?.to_owned())
}

fn groups_of(port: &Port) -> Value {
    port.security_groups.iter().map(|group| Value::from(&**group)).collect()
}

async fn group(world: &World, name: &str) -> String {
    world.client.create_security_group(&attributes(json!({ "name": name }))).await.unwrap().id
}

/// Id of the provider's own group of that name.
fn own(world: &World) -> String {
    let dump = world.simulator.dump();
    let groups = dump["security_groups"].as_array().unwrap();
    groups.iter().find(|group| group["name"] == "Default").unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn groups_are_set_added_and_removed_and_the_address_stays() {
    let world = with_ports().await;
    let db = group(&world, "db").await;
    for (id, has) in [("fixed", FIXED), ("dynamic", DYNAMIC)] {
        for (given, expected) in [
            (json!({"add_security_groups": [world.web]}), json!([world.web])),
            (json!({"add_security_groups": [db, world.web]}), json!([world.web, db])),
            (json!({"remove_security_groups": [world.web], "port_security_enabled": true}), json!([db])),
            (json!({"security_groups": [world.web]}), json!([world.web])),
            (json!({"security_groups": [world.web, db], "port_security_enabled": "false"}), json!([world.web, db])),
            (json!({"security_groups": []}), json!([])),
        ] {
            let change = update(&world, id, given.clone()).await.unwrap();
            assert_eq!(port(&world, id)["security_groups"], expected, "{id} {given}");
            assert_eq!(address(&world, id).as_deref(), Some(has), "{id} {given}");
            let stored = &change.part.all::<Port>()[0];
            assert_eq!(groups_of(stored), expected, "{id} {given}");
            assert_eq!(stored.fixed_ips[0].ip_address.as_deref(), Some(has), "{id} {given}");
        }
    }
}

#[tokio::test]
async fn a_port_takes_four_requests_at_most() {
    let world = with_ports().await;
    for (id, asked) in [("fixed", ["GET", "GET", "PUT", "PUT"].as_slice()), ("dynamic", &["GET", "GET", "PUT"])] {
        world.simulator.clear_requests();
        update(&world, id, json!({"add_security_groups": [world.web]})).await.unwrap();
        let lines: Vec<String> = world.simulator.requests().into_iter().map(|request| request.line).collect();
        assert!(lines.iter().map(|line| line.split(' ').next().unwrap()).eq(asked.iter().copied()), "{lines:?}");
        assert!(lines.iter().all(|line| !line.ends_with("/ports")), "{lines:?}");
        world.simulator.clear_requests();
        update(&world, id, json!({"add_security_groups": [world.web]})).await.unwrap();
        assert_eq!(world.changes(), [""; 0], "what is there already");
    }
}

#[tokio::test]
async fn groups_that_are_known_are_not_listed() {
    let world = with_ports().await;
    update(&world, "dynamic", json!({"port_security_enabled": true})).await.unwrap();
    let (db, own) = (group(&world, "db").await, own(&world));
    let known: KnownGroups = [(&world.web, "web"), (&db, "db"), (&own, "Default")]
        .map(|(id, name)| (id.clone(), Some(name.to_owned())))
        .into();
    let both = ["GET ports/fixed", "PUT ports/fixed", "PUT ports/fixed"].as_slice();
    let with_own = ["GET ports/fixed", "GET security-groups/Default", "PUT ports/fixed", "PUT ports/fixed"].as_slice();
    for (given, expected, requests) in [
        (json!({"add_security_groups": [world.web, db]}), json!([world.web, db]), both),
        (json!({"remove_security_groups": [db], "port_security_enabled": true}), json!([world.web]), both),
        (json!({"add_security_groups": [own]}), json!([world.web, "Default"]), with_own),
        (json!({"security_groups": [db, "Default"]}), json!(["Default", db]), with_own),
        (json!({"remove_security_groups": [own]}), json!([db]), with_own),
        (json!({"security_groups": []}), json!([]), both),
    ] {
        let change = update_knowing(&world, "fixed", given.clone(), &known).await.unwrap();
        assert_eq!(asked(&world), requests, "{given}");
        assert_eq!(port(&world, "fixed")["security_groups"], expected, "{given}");
        assert_eq!(address(&world, "fixed").as_deref(), Some(FIXED), "{given}");
        let stored = groups_of(&change.part.all::<Port>()[0]);
        assert_eq!(stored, serde_json::from_str::<Value>(&expected.to_string().replace("Default", &own)).unwrap());
    }
}

#[tokio::test]
async fn what_is_not_known_is_looked_up() {
    let world = with_ports().await;
    update(&world, "dynamic", json!({"port_security_enabled": true})).await.unwrap();
    let db = group(&world, "db").await;
    let known: KnownGroups = [(world.web.clone(), Some("web".to_owned()))].into();
    update_knowing(&world, "dynamic", json!({"add_security_groups": [db]}), &known).await.unwrap();
    assert_eq!(asked(&world)[1], "GET security-groups");
    for drops in ["DropAll", world.simulator.dump()["drop_all"]["id"].as_str().unwrap_or("DropAll")] {
        let error =
            update_knowing(&world, "dynamic", json!({"add_security_groups": [drops]}), &known).await.unwrap_err();
        assert!(matches!(error, Error::InvalidChange { .. }), "{error}");
    }
    // Another client has put it there: it is not taken away with the others.
    world.change("ports", "dynamic", json!({"security_groups": ["DropAll"]}));
    update_knowing(&world, "dynamic", json!({"security_groups": [world.web]}), &known).await.unwrap();
    assert_eq!(port(&world, "dynamic")["security_groups"], json!(["DropAll", world.web]));
}

#[tokio::test]
async fn a_known_group_that_is_gone_is_named() {
    let world = with_ports().await;
    let gone = "00000000-0000-4000-8000-000000000007";
    let known: KnownGroups =
        [(world.web.clone(), Some("web".to_owned())), (gone.to_owned(), Some("db".to_owned()))].into();
    for id in ["fixed", "dynamic"] {
        let error =
            update_knowing(&world, id, json!({"add_security_groups": [world.web, gone]}), &known).await.unwrap_err();
        let words = "security_groups has security group \"db\", which no longer exists; refresh, and choose another";
        assert!(matches!(error, Error::InvalidChange { .. }) && error.to_string().contains(words), "{error}");
        assert_eq!(port(&world, id)["security_groups"], json!([]));
    }
    assert_eq!(address(&world, "fixed").as_deref(), Some(FIXED));
}

#[tokio::test]
async fn another_group_that_got_the_name_of_the_providers_own_is_another() {
    let world = with_ports().await;
    update(&world, "dynamic", json!({"port_security_enabled": true})).await.unwrap();
    // It had this name when the groups were listed, and the provider's own did not exist.
    let known: KnownGroups = [(world.web.clone(), Some("Default".to_owned()))].into();
    update_knowing(&world, "fixed", json!({"add_security_groups": [world.web]}), &known).await.unwrap();
    assert_eq!(port(&world, "fixed")["security_groups"], json!([world.web]));
}

#[tokio::test]
async fn the_providers_own_group_is_one_by_its_name_and_its_id() {
    let world = with_ports().await;
    let error = update(&world, "dynamic", json!({"add_security_groups": ["Default"]})).await.unwrap_err();
    assert!(error.to_string().contains("or switch port_security_enabled on"), "{error}");
    let change = update(&world, "dynamic", json!({"port_security_enabled": true})).await.unwrap();
    assert_eq!(port(&world, "dynamic")["security_groups"], json!(["Default"]), "as the provider has it without groups");
    let own = own(&world);
    assert_eq!(change.part.all::<SecurityGroup>()[0].id, own, "it has come with the change");
    assert_eq!(change.part.all::<SecurityGroupRule>().len(), 4);
    assert_eq!(groups_of(&change.part.all::<Port>()[0]), json!([own]));
    world.simulator.clear_requests();
    update(&world, "dynamic", json!({"security_groups": [own]})).await.unwrap();
    assert_eq!(world.changes(), [""; 0]);
    update(&world, "dynamic", json!({"security_groups": [world.web, own]})).await.unwrap();
    assert_eq!(port(&world, "dynamic")["security_groups"], json!(["Default", world.web]));
    update(&world, "dynamic", json!({"remove_security_groups": [own]})).await.unwrap();
    assert_eq!(port(&world, "dynamic")["security_groups"], json!([world.web]));
    update(&world, "dynamic", json!({"add_security_groups": [own]})).await.unwrap();
    assert_eq!(port(&world, "dynamic")["security_groups"], json!([world.web, "Default"]));
    // As another client has written it, it stays.
    world.change("ports", "dynamic", json!({"security_groups": [own]}));
    update(&world, "dynamic", json!({"add_security_groups": [world.web, "Default"]})).await.unwrap();
    assert_eq!(port(&world, "dynamic")["security_groups"], json!([own, world.web]));
    update(&world, "dynamic", json!({"remove_security_groups": ["Default"]})).await.unwrap();
    assert_eq!(port(&world, "dynamic")["security_groups"], json!([world.web]));
}

#[tokio::test]
async fn what_drops_all_else_is_never_given_and_never_taken() {
    let world = with_ports().await;
    update(&world, "dynamic", json!({"port_security_enabled": true})).await.unwrap();
    world.simulator.clear_requests();
    for field in ["security_groups", "add_security_groups"] {
        let mut given = json!({});
        given[field] = json!(["DropAll"]);
        let error = update(&world, "dynamic", given).await.unwrap_err();
        assert!(error.to_string().contains("is \"DropAll\"; give another group; port_security_enabled"), "{error}");
    }
    let error = update(&world, "dynamic", json!({"security_groups": ["no-group"]})).await.unwrap_err();
    assert!(error.to_string().contains("security_groups is \"no-group\"; give the id of a security group"), "{error}");
    assert_eq!(world.changes(), [""; 0]);
    // Another client has given it.
    world.change("ports", "dynamic", json!({"security_groups": ["DropAll"]}));
    update(&world, "dynamic", json!({"security_groups": [world.web]})).await.unwrap();
    assert_eq!(port(&world, "dynamic")["security_groups"], json!(["DropAll", world.web]));
}

#[tokio::test]
async fn port_security_keeps_the_groups() {
    let world = with_ports().await;
    update(&world, "fixed", json!({"security_groups": [world.web], "port_security_enabled": true})).await.unwrap();
    for security in [false, true] {
        update(&world, "fixed", json!({ "port_security_enabled": security })).await.unwrap();
        let port = port(&world, "fixed");
        assert_eq!((&port["security_groups"], &port["port_security_enabled"]), (&json!([world.web]), &json!(security)));
    }
    let change = update(&world, "fixed", json!({"security_groups": null})).await.unwrap();
    assert!(
        change.notes[0].ends_with("no traffic passes the port now: port security is on, and it has no security group")
    );
    assert_eq!(address(&world, "fixed").as_deref(), Some(FIXED));
}

#[tokio::test]
async fn ports_that_have_no_groups_are_refused() {
    let world = with_ports().await;
    world.client.add_router_interface(&world.router, &world.blue_sub).await.unwrap();
    let flat = json!({"name": "flat", "network_type": "flat", "physical_network": "phys"});
    world.client.create_network(&attributes(flat)).await.unwrap();
    add(&world, json!({"id": "lost", "fixed_ips": [{"ip_address": "10.1.0.9", "subnet_id": null}]}));
    world.simulator.clear_requests();
    let dump = world.simulator.dump();
    let find = |name: &str| {
        let ports = dump["ports"].as_array().unwrap();
        ports.iter().find(|port| port["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    for (id, words) in [
        (find("router_port"), "is a router's: it has no security groups; choose the port of a vNIC"),
        (find("localnet_port"), "connects its network to a physical network: it has no security groups"),
        ("lost".into(), "has the address 10.1.0.9 of a deleted subnet, which any change of the port removes"),
    ] {
        let error = update(&world, &id, json!({"add_security_groups": [world.web]})).await.unwrap_err();
        assert!(matches!(error, Error::InvalidChange { .. }) && error.to_string().contains(words), "{error}");
    }
    for given in [json!({}), json!({"name": "x"}), json!({"security_groups": "x"}), json!({"security_groups": [1]})] {
        let error = update(&world, "fixed", given.clone()).await.unwrap_err();
        assert!(matches!(error, Error::InvalidChange { .. }), "{given} {error}");
    }
    let both = json!({"add_security_groups": [world.web], "remove_security_groups": [world.web]});
    let error = update(&world, "fixed", both).await.unwrap_err();
    assert!(
        error.to_string().contains("is both added and removed: security group \"web\"; do only one of them"),
        "{error}"
    );
    assert_eq!(world.changes(), [""; 0]);
    let error = update(&world, "gone", json!({"security_groups": []})).await.unwrap_err();
    assert!(matches!(error, Error::Response { status: 404, .. }), "{error}");
}

#[tokio::test]
async fn releases_without_groups_get_nothing_sent() {
    for release in [Release::V1_2_2, Release::V1_2_4, Release::V1_2_14] {
        let world = with_ports().await;
        let mut settings = world.simulator.settings();
        settings.release = release;
        world.simulator.set_settings(settings);
        for given in [
            json!({"add_security_groups": [world.web]}),
            json!({"security_groups": ["Default"]}),
            json!({"security_groups": []}),
            json!({"port_security_enabled": true}),
            json!({"port_security_enabled": false}),
        ] {
            let error = update(&world, "fixed", given.clone()).await.unwrap_err();
            let field =
                if given.get("port_security_enabled").is_some() { "port_security_enabled" } else { "security_groups" };
            let words = format!(
                "{field} cannot be changed: this release of the provider has no security groups; update ovirt-provider-ovn"
            );
            assert!(error.to_string().contains(&words), "{release:?} {given} {error}");
        }
        assert_eq!(world.changes(), [""; 0], "{release:?}");
    }
}

#[tokio::test]
async fn who_is_interrupted_in_between_can_give_the_address_back() {
    for action in
        [Action::Close { when: When::Before }, Action::Status { status: 500, message: "x".into(), when: When::Before }]
    {
        let world = with_ports().await;
        world.simulator.set_faults(vec![Fault::new("PUT", "/v2.0/ports/*", action).after(1)]);
        let planned =
            world.client.plan_port("fixed", &attributes(json!({"security_groups": [world.web]})), None).await.unwrap();
        assert_eq!(planned.address(), Some(FIXED));
        let error = world.client.change_port(planned).await.unwrap_err();
        assert!(error.to_string().contains("the port's address 10.1.0.5 could not be restored"), "{error}");
        assert!(error.to_string().contains("it has 10.1.0.2 instead"), "{error}");
        world.simulator.clear_faults();
        let change = world.client.restore_port_address("fixed", FIXED).await.unwrap();
        assert_eq!(change.part.all::<Port>()[0].fixed_ips[0].ip_address.as_deref(), Some(FIXED));
        assert_eq!(port(&world, "fixed")["security_groups"], json!([world.web]));
        world.simulator.clear_requests();
        world.client.restore_port_address("fixed", FIXED).await.unwrap();
        assert_eq!(world.changes(), [""; 0], "it has it");
        let change = world.client.restore_port_address("gone", FIXED).await.unwrap();
        assert!(change.part.part.unwrap().gone["ports"].contains("gone"));
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_costs_no_address() {
    for after in [0, 1] {
        for action in [
            Action::Close { when: When::Before },
            Action::Close { when: When::After },
            Action::Cut { fraction: Some(0.5), bytes: None },
            Action::Empty,
            Action::Status { status: 502, message: "x".into(), when: When::After },
            Action::Reset { when: When::After },
        ] {
            let world = with_ports().await;
            let name = format!("{action:?} {after}");
            world.simulator.set_faults(vec![Fault::new("PUT", "/v2.0/ports/*", action).after(after).times(1)]);
            let result = update(&world, "fixed", json!({"security_groups": [world.web]})).await;
            assert_eq!(address(&world, "fixed").as_deref(), Some(FIXED), "{name}");
            let groups = if result.is_ok() { json!([world.web]) } else { json!([]) };
            assert_eq!(port(&world, "fixed")["security_groups"], groups, "{name} {result:?}");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_taken_meanwhile_is_told() {
    let world = with_ports().await;
    let refusal = Action::Status { status: 400, message: "already in use".into(), when: When::Before };
    world.simulator.set_faults(vec![Fault::new("PUT", "/v2.0/ports/*", refusal).after(1)]);
    let error = update(&world, "fixed", json!({"security_groups": [world.web]})).await.unwrap_err();
    assert!(matches!(error, Error::ChangeNotApplied { .. }), "{error}");
    assert!(error.to_string().contains("could not be restored: the provider answered 400: already in use"), "{error}");
    assert_eq!(world.changes().len(), 2, "it is not asked for again and again");
}

#[tokio::test]
async fn one_does_not_undo_what_another_has_done_meanwhile() {
    let world = with_ports().await;
    let db = group(&world, "db").await;
    update(&world, "fixed", json!({"add_security_groups": [world.web]})).await.unwrap();
    world.change("ports", "fixed", json!({"security_groups": [world.web, db]}));
    update(&world, "fixed", json!({"remove_security_groups": [world.web]})).await.unwrap();
    assert_eq!(port(&world, "fixed")["security_groups"], json!([db]));
}
