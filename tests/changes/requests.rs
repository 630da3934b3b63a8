//! What each change asks of the provider: docs/changes.md has the same table.

use ovirt_net_simulator::Received;
use serde_json::json;

use super::world::{World, attributes};

/// An operation, what one sends for it who knows the ports, and what one sends instead who does not.
const SENT: [(&str, &str, &str); 23] = [
    ("create network", "GET networks?name, POST networks, GET networks/new, GET ports?network_id", ""),
    ("update network", "GET networks/blue, PUT networks/blue, GET networks/blue", ""),
    (
        "take off physical network",
        "GET networks/blue, GET ports/port, PUT networks/blue, GET networks/blue",
        "GET networks/blue, GET ports?network_id, PUT networks/blue, GET networks/blue",
    ),
    ("put on physical network", "GET networks/bare, PUT networks/bare, GET networks/bare, GET ports?network_id", ""),
    ("delete network", "GET networks/bare, GET subnets?network_id, DELETE networks/bare", ""),
    (
        "create subnet",
        "GET networks/bare, GET subnets?network_id, POST subnets, GET subnets/new",
        "GET networks/bare, GET subnets?network_id, POST subnets, GET subnets/new, GET ports?network_id",
    ),
    ("update subnet", "GET subnets/blue-sub, PUT subnets/blue-sub, GET subnets/blue-sub", ""),
    ("delete subnet", "GET subnets/outside-sub, GET routers, DELETE subnets/outside-sub", ""),
    (
        "create router",
        "GET subnets?network_id, GET ports?network_id, GET routers?name, POST routers, GET routers/new, GET ports?device_id",
        "",
    ),
    (
        "update router",
        "GET routers/r, GET subnets?network_id, GET ports?network_id, PUT routers/r, GET routers/r, GET ports?device_id",
        "",
    ),
    (
        "remove gateway",
        "GET routers/joined, GET ports/port, PUT routers/joined/remove_router_interface, GET routers/joined",
        "GET routers/joined, GET ports?device_id, PUT routers/joined/remove_router_interface, GET routers/joined",
    ),
    (
        "move gateway",
        "GET routers/joined, GET subnets?network_id, GET ports/port, PUT routers/joined, GET routers/joined, GET ports?device_id",
        "GET routers/joined, GET subnets?network_id, GET ports, PUT routers/joined, GET routers/joined, GET ports?device_id",
    ),
    ("delete router", "GET routers/r, DELETE routers/r", ""),
    (
        "delete joined router",
        "GET routers/joined, GET ports/port, DELETE routers/joined",
        "GET routers/joined, GET ports?device_id, DELETE routers/joined",
    ),
    ("add interface", "GET routers/r, GET subnets/blue-sub, PUT routers/r/add_router_interface, GET ports/new", ""),
    (
        "remove interface",
        "GET routers/joined, GET subnets/blue-sub, GET ports/port, PUT routers/joined/remove_router_interface, GET ports/port",
        "GET routers/joined, GET subnets/blue-sub, GET ports?network_id, PUT routers/joined/remove_router_interface, \
         GET ports/port",
    ),
    (
        "create group",
        "GET security-groups?name, POST security-groups, GET security-groups/new, GET security-group-rules?security_group_id",
        "",
    ),
    ("update group", "GET security-groups/web, PUT security-groups/web, GET security-groups/web", ""),
    ("delete group", "GET security-groups/web, GET security-group-rules, DELETE security-groups/web", ""),
    (
        "create rule",
        "GET security-groups/web, GET security-group-rules?security_group_id, POST security-group-rules, \
         GET security-group-rules/new",
        "",
    ),
    (
        "change rule",
        "GET security-group-rules/rule, GET security-groups/web, GET security-group-rules?security_group_id, \
         POST security-group-rules, GET security-group-rules/new, DELETE security-group-rules/rule",
        "",
    ),
    ("delete rule", "GET security-group-rules/rule, DELETE security-group-rules/rule", ""),
    ("change port", "GET ports/nic, GET security-groups, PUT ports/nic", ""),
];

#[tokio::test]
async fn every_change_asks_for_what_it_needs_and_no_more() {
    for (operation, knowing, otherwise) in SENT {
        for (is_known, expected) in [(true, knowing), (false, if otherwise.is_empty() { knowing } else { otherwise })] {
            let world = World::new().await;
            world.prepare(operation).await;
            let ports = world.ports();
            world.run_knowing(operation, is_known.then_some(ports.as_slice())).await.unwrap();
            assert_eq!(sent(&world, &ports), expected, "{operation}");
        }
    }
}

#[tokio::test]
async fn a_vlan_costs_one_list_and_its_removal_none() {
    let world = World::new().await;
    let id = world.run("create network").await.unwrap().id;
    let ports = world.ports();
    world.simulator.clear_requests();
    world.client.update_network(&id, &attributes(json!({"name": "x"})), Some(&ports)).await.unwrap();
    world.client.delete_network(&id, Some(&ports)).await.unwrap();
    assert_eq!(
        sent(&world, &ports),
        "GET networks/new, PUT networks/new, GET networks/new, GET networks/new, GET subnets?network_id, DELETE networks/new, \
         GET ports/port"
    );
}

#[tokio::test]
async fn an_address_that_is_given_is_not_looked_for() {
    let world = World::new().await;
    let router = json!({"name": "new", "gateway_subnet_id": world.blue_sub, "gateway_ip_address": "10.1.0.9"});
    world.client.create_router(&attributes(router), Some(&[])).await.unwrap();
    assert_eq!(
        sent(&world, &[]),
        "GET subnets/blue-sub, GET routers?name, POST routers, GET routers/new, GET ports?device_id"
    );
}

#[tokio::test]
async fn known_ports_that_are_not_what_they_were_are_looked_for() {
    let world = World::new().await;
    world.prepare("remove interface").await;
    let known = ["11111111-1111-1111-1111-111111111111".to_owned()];
    world.run_knowing("remove interface", Some(&known)).await.unwrap();
    assert!(sent(&world, &known).contains("GET ports/port, GET ports?network_id, PUT"));
}

#[tokio::test]
async fn many_known_ports_are_not_asked_for_one_by_one() {
    let world = World::new().await;
    let known: Vec<String> = (0..1_000).map(|number| format!("port-{number}")).collect();
    world.run_knowing("create subnet", Some(&known)).await.unwrap();
    assert!(sent(&world, &known).ends_with("GET subnets/new, GET ports?network_id"));
}

/// What was sent, without the version, with names in the place of ids.
fn sent(world: &World, ports: &[String]) -> String {
    let named = |id: &str| match world.names().into_iter().find(|(_, known)| *known == id) {
        Some((name, _)) => name.to_owned(),
        None if id.len() == 36 && ports.iter().any(|port| port == id) => "port".to_owned(),
        None if id.len() == 36 => "new".to_owned(),
        None => id.to_owned(),
    };
    let shown = |request: Received| {
        let line = request.line.replacen("/v2.0/", "", 1);
        let line = line.split_once('=').map_or(line.as_str(), |(before, _)| before);
        line.split('/').map(named).collect::<Vec<_>>().join("/")
    };
    world.simulator.requests().into_iter().map(shown).collect::<Vec<_>>().join(", ")
}
