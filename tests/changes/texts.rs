//! Texts that the provider cannot take, or takes for something else.

use ovirt_net_provider::{Change, Error, Result};
use serde_json::json;

use super::world::{World, attributes};

#[tokio::test]
async fn a_nul_is_refused_before_it_is_sent() {
    let world = World::new().await;
    let World { client, .. } = &world;
    let rule = json!({"security_group_id": world.web, "direction": "in\0gress"});
    let nested =
        json!({"name": "s", "network_id": world.bare, "cidr": "10.4.0.0/24", "allocation_pools": [{"start": "\0"}]});
    for (field, result) in [
        ("name", client.create_network(&attributes(json!({"name": "a\0b"}))).await),
        ("physical_network", client.create_network(&attributes(json!({"name": "a", "physical_network": "\0"}))).await),
        ("tenant_id", client.create_network(&attributes(json!({"name": "a", "tenant_id": "\u{0}t"}))).await),
        ("name", client.update_network(&world.blue, &attributes(json!({"name": "\0"})), None).await),
        ("allocation_pools", client.create_subnet(&attributes(nested), None).await),
        ("name", client.update_subnet(&world.blue_sub, &attributes(json!({"name": "sub\0"}))).await),
        ("name", client.create_router(&attributes(json!({"name": "r\0"})), None).await),
        (
            "gateway_network_id",
            client.update_router(&world.router, &attributes(json!({"gateway_network_id": "\0"})), None).await,
        ),
        ("description", client.create_security_group(&attributes(json!({"name": "g", "description": "\0"}))).await),
        ("description", client.update_security_group(&world.web, &attributes(json!({"description": "a\0"}))).await),
        ("direction", client.create_security_group_rule(&attributes(rule)).await),
    ] {
        let error = refusal(result);
        assert_eq!(error, format!("{field} holds the character U+0000; remove it, the provider's database refuses it"));
    }
    assert_eq!(world.simulator.requests().len(), 0);
}

#[tokio::test]
async fn a_text_that_is_too_long_gets_a_short_refusal() {
    let world = World::new().await;
    let World { client, .. } = &world;
    let long = "n".repeat(70_000);
    let rule = json!({"security_group_id": world.web, "direction": long});
    for (words, result) in [
        (
            "name has 70000 characters; give 255 at most",
            client.create_network(&attributes(json!({"name": long}))).await,
        ),
        ("name has 256 characters", client.create_network(&attributes(json!({"name": "é".repeat(256)}))).await),
        (
            "name has 70000 characters",
            client.update_network(&world.blue, &attributes(json!({"name": long})), None).await,
        ),
        ("name has 70000 characters", client.update_subnet(&world.blue_sub, &attributes(json!({"name": long}))).await),
        ("name has 70000 characters", client.create_router(&attributes(json!({"name": long})), None).await),
        (
            "description has 70000 characters",
            client.update_security_group(&world.web, &attributes(json!({"description": long}))).await,
        ),
        ("direction has 70000 characters", client.create_security_group_rule(&attributes(rule)).await),
        ("mtu is \"nnn", client.create_network(&attributes(json!({"name": "x", "mtu": long}))).await),
        ("nnnnn", client.create_network(&attributes(json!({ &long: 1 }))).await),
        (
            "dns_nameservers is \"nnn",
            client.update_subnet(&world.blue_sub, &attributes(json!({"dns_nameservers": [long]}))).await,
        ),
        (
            "allocation_pools is [\"nnn",
            client.update_subnet(&world.blue_sub, &attributes(json!({"allocation_pools": [[long]]}))).await,
        ),
        ("physical_network has 70000", {
            let given = json!({"name": "x", "network_type": "flat", "physical_network": long});
            client.create_network(&attributes(given)).await
        }),
    ] {
        let error = refusal(result);
        assert!(error.starts_with(words) && error.chars().count() < 400, "{error}");
    }
    assert_eq!(world.changes(), Vec::<String>::new());
    let name = "é".repeat(255);
    assert_eq!(client.create_network(&attributes(json!({ "name": name }))).await.unwrap().name, Some(name));
}

#[tokio::test]
async fn a_long_name_that_the_provider_has_is_shown_by_its_ends() {
    let world = World::new().await;
    let long = "n".repeat(3_000);
    world.change("networks", &world.bare, json!({ "name": long }));
    let error = refusal(world.client.update_network(&world.bare, &attributes(json!({"mtu": 1})), None).await);
    assert!(error.starts_with("mtu is"), "{error}");
    world.change("subnets", &world.blue_sub, json!({ "network_id": world.bare, "name": long }));
    let subnet = json!({"name": "s", "network_id": world.bare, "cidr": "10.4.0.0/24"});
    let error = refusal(world.client.create_subnet(&attributes(subnet), None).await);
    assert!(error.contains(" … nnn") && error.contains("\" already has the subnet nnn"), "{error}");
    assert!(error.chars().count() < 400, "{error}");
}

#[tokio::test]
async fn an_id_is_one_segment_of_a_path() {
    let world = World::new().await;
    for (id, path) in [
        ("a/b", Some("a%2Fb")),
        ("../ports", Some("..%2Fports")),
        (r"\..\x", Some("%5C..%5Cx")),
        ("%2e%2e", Some("%252e%252e")),
        ("x?y#z", Some("x%3Fy%23z")),
        ("..", None),
        (".", None),
        ("", None),
        ("a\nb", None),
        ("a\0", None),
    ] {
        world.simulator.clear_requests();
        let result = world.client.update_network(id, &attributes(json!({"name": "x"})), None).await;
        let lines: Vec<String> = world.simulator.requests().into_iter().map(|request| request.line).collect();
        match path {
            Some(path) => assert_eq!(lines, [format!("GET /v2.0/networks/{path}")]),
            None => {
                assert!(matches!(result, Err(Error::InvalidChange { .. })), "{id}: {result:?}");
                assert_eq!(lines, Vec::<String>::new(), "{id}");
            }
        }
    }
}

#[tokio::test]
async fn no_group_gets_a_name_of_the_providers_own() {
    let world = World::new().await;
    let World { client, .. } = &world;
    for name in ["Default", "DropAll", " DropAll ", "Default\n"] {
        let given = attributes(json!({ "name": name }));
        for result in
            [client.create_security_group(&given).await, client.update_security_group(&world.web, &given).await]
        {
            let expected = format!("name is \"{}\"; give another name, this is the provider's own group", name.trim());
            assert_eq!(refusal(result), expected);
        }
    }
    assert_eq!(world.changes(), Vec::<String>::new());
    // It knows its own letter by letter.
    for name in ["default", "DROPALL", "dropall", "Default group"] {
        client.create_security_group(&attributes(json!({ "name": name }))).await.unwrap();
    }
}

#[tokio::test]
async fn the_providers_own_group_is_told_by_the_provider() {
    let world = World::new().await;
    let World { client, .. } = &world;
    let name = attributes(json!({"name": "renamed"}));
    // Made elsewhere, while the provider has no group of its own.
    world.change("security_groups", &world.web, json!({"name": "DropAll"}));
    client.update_security_group(&world.web, &name).await.unwrap();

    let other = client.create_security_group(&attributes(json!({"name": "other"}))).await.unwrap().id;
    let mut dump = world.simulator.dump();
    for group in dump["security_groups"].as_array_mut().unwrap() {
        group["name"] = "Default".into();
    }
    world.simulator.load(&dump).unwrap();
    // The first of the list is the provider's to the simulator.
    let own = dump["security_groups"][0]["id"].as_str().unwrap();
    let users = if own == world.web { &other } else { &world.web };
    let error = refusal(client.update_security_group(own, &name).await);
    assert_eq!(
        error,
        "security group \"Default\" cannot be changed, it is the provider's own; change its rules instead"
    );
    assert!(refusal(client.delete_security_group(own).await).contains("cannot be deleted, it is the provider's own"));
    let described = attributes(json!({"name": "Default", "description": "of a user"}));
    client.update_security_group(users, &described).await.unwrap();
    client.update_security_group(users, &name).await.unwrap();
    client.delete_security_group(users).await.unwrap();
}

fn refusal(result: Result<Change>) -> String {
    match result {
        Err(error @ Error::InvalidChange { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}
