//! What is there after a change.

use ovirt_net_provider::wire::network::{Network, Port, Router};
use serde_json::json;

use super::world::{World, attributes};

#[tokio::test]
async fn nothing_is_sent_where_nothing_differs() {
    let world = World::new().await;
    let World { client, .. } = &world;
    client.update_network(&world.blue, &attributes(json!({"name": "blue", "mtu": "1442"})), None).await.unwrap();
    let subnet = json!({
        "name": "blue-sub", "cidr": "10.1.0.0/24", "network_id": world.blue, "ip_version": "4", "gateway_ip": "10.1.0.1",
        "enable_dhcp": true, "dns_nameservers": [], "host_routes": null,
        "allocation_pools": [{"start": "10.1.0.2", "stop": "10.1.0.255"}],
    });
    client.update_subnet(&world.blue_sub, &attributes(subnet)).await.unwrap();
    client
        .update_router(&world.router, &attributes(json!({"name": "r", "gateway_network_id": ""})), None)
        .await
        .unwrap();
    client.update_security_group(&world.web, &attributes(json!({"name": "web", "description": ""}))).await.unwrap();
    assert_eq!(world.changes(), Vec::<String>::new());
}

#[tokio::test]
async fn an_update_keeps_what_the_provider_would_drop() {
    let world = World::new().await;
    let created = world.run("create network").await.unwrap();
    world.client.update_network(&created.id, &attributes(json!({"name": "renamed"})), None).await.unwrap();
    let part = &created.part;
    assert_eq!(part.all::<Network>()[0].segmentation_id.as_deref(), Some("12"));
    assert_eq!(part.all::<Port>().len(), 1);

    let off = attributes(json!({"admin_state_up": false}));
    world.client.update_router(&world.router, &off, None).await.unwrap();
    let renamed =
        world.client.update_router(&world.router, &attributes(json!({"name": "renamed"})), None).await.unwrap();
    let part = &renamed.part;
    assert_eq!(
        (part.all::<Router>()[0].name.as_deref(), part.all::<Router>()[0].admin_state_up),
        (Some("renamed"), Some(false))
    );
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
        let change = world.client.update_network(&id, &attributes(given), None).await.unwrap();
        let part = &change.part;
        let network = &part.all::<Network>()[0];
        assert_eq!((network.segmentation_id.as_deref(), network.physical_network.is_some()), (vlan, physical));
    }
    let vlan = world.run("create network").await.unwrap().id;
    let error =
        world.client.update_network(&vlan, &attributes(json!({"network_type": "flat"})), None).await.unwrap_err();
    assert!(error.to_string().starts_with("network_type is \"flat\"; remove its physical network first"), "{error}");
}

#[tokio::test]
async fn what_is_gone_already_counts_as_deleted_and_cannot_be_changed() {
    let world = World::new().await;
    let World { client, .. } = &world;
    let id = "11111111-1111-1111-1111-111111111111";
    for change in [
        client.delete_network(id, None).await,
        client.delete_subnet(id).await,
        client.delete_router(id, None).await,
        client.delete_security_group(id).await,
        client.delete_security_group_rule(id).await,
    ] {
        assert!(change.unwrap().notes[0].ends_with("it did not exist any more"));
    }
    let name = attributes(json!({"name": "x"}));
    for error in [
        client.update_network(id, &name, None).await,
        client.update_subnet(id, &name).await,
        client.update_router(id, &name, None).await,
        client.update_security_group(id, &name).await,
        client.add_router_interface(id, &world.blue_sub).await,
        client.add_router_interface(&world.router, id).await,
        client.create_subnet(&attributes(json!({"name": "x", "network_id": id, "cidr": "10.4.0.0/24"})), None).await,
        client.create_security_group_rule(&attributes(json!({"security_group_id": id, "direction": "egress"}))).await,
    ] {
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains(id) && error.contains("404: ") && error.contains("no longer exists: refresh"),
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
    let subnet = client.create_subnet(&attributes(subnet), None).await.unwrap().id;
    let router = world.run("create router").await.unwrap().id;
    client.add_router_interface(&router, &subnet).await.unwrap();
    for (error, words) in [
        (client.delete_router(&router, None).await, "router \"new\" cannot be deleted, it has interfaces (1)"),
        (client.delete_subnet(&subnet).await, "subnet \"s\" cannot be deleted, it is connected to router \"new\""),
        (client.delete_subnet(&world.outside_sub).await, "subnet \"outside-sub\" cannot be deleted, it is connected"),
        (
            client.delete_network(&network, None).await,
            "network \"new\" cannot be deleted, it has an interface of router \"new\"",
        ),
    ] {
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with(words), "{error}");
    }
    let again = client.add_router_interface(&router, &subnet).await.unwrap_err().to_string();
    assert!(
        again.starts_with("cannot connect subnet \"s\" to router \"new\": ")
            && again.ends_with("already connected to this router"),
        "{again}"
    );
    client.remove_router_interface(&router, &subnet, None).await.unwrap();
    let again = client.remove_router_interface(&router, &subnet, None).await.unwrap_err().to_string();
    assert!(again.starts_with("router \"new\" is not connected to this subnet"), "{again}");
    client.delete_router(&router, None).await.unwrap();
    client.delete_network(&network, None).await.unwrap();
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
    assert!(error.starts_with("security group \"new\" already has this rule"), "{error}");
}
