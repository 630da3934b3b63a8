//! What is peculiar to routers: gateways that go before a refusal, ports that go with others.

use ovirt_net_provider::Error;
use ovirt_net_provider::wire::network::Port;
use ovirt_net_simulator::{Action, Fault, When};
use serde_json::{Value, json};

use super::world::{World, attributes};

/// A world where a router has a gateway, and an interface that nobody knows of.
async fn connected() -> World {
    let world = World::new().await;
    world.prepare("remove gateway").await;
    world.client.add_router_interface(&world.joined, &world.blue_sub).await.unwrap();
    world.client.update_router(&world.joined, &attributes(json!({"admin_state_up": false})), None).await.unwrap();
    world.simulator.clear_requests();
    world
}

fn router(world: &World) -> Value {
    let dump = world.simulator.dump();
    dump["routers"].as_array().unwrap().iter().find(|router| router["id"] == world.joined).unwrap().clone()
}

#[tokio::test]
async fn a_gateway_that_goes_before_a_deletion_is_refused_is_put_back() {
    let world = connected().await;
    let before = router(&world);
    let error = world.client.delete_router(&world.joined, Some(&[])).await.unwrap_err();
    assert!(matches!(error, Error::ChangeNotApplied { .. }), "{error}");
    let told = format!(
        "cannot delete router \"joined\": DELETE /v2.0/routers/{id}: the provider answered 409: Router {id} still has ports; the \
         provider had removed the gateway 172.24.4.2 of subnet {subnet} before: it was restored",
        id = world.joined,
        subnet = world.outside_sub
    );
    assert_eq!(error.to_string(), told);
    assert_eq!(router(&world), before);
}

#[tokio::test]
async fn a_gateway_that_is_not_put_back_is_said_to_be_missing() {
    let refused = || Fault::new("PUT", "/v2.0/routers/*", status(400, "no"));
    let unread = || Fault::new("GET", "/v2.0/routers/*", Action::Reset { when: When::Before }).after(1);
    for (fault, words) in [
        (
            refused(),
            "before: it could not be restored (the provider answered 400: no): give the router its gateway again",
        ),
        (unread(), "it is not known whether the gateway 172.24.4.2 of subnet"),
    ] {
        let world = connected().await;
        world.simulator.set_faults(vec![fault]);
        let error = world.client.delete_router(&world.joined, Some(&[])).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(matches!(error, Error::ChangeNotApplied { .. } | Error::OutcomeUnknown { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_gateway_that_is_still_there_is_left_alone() {
    let world = connected().await;
    world.simulator.set_faults(vec![Fault::new("DELETE", "/v2.0/routers/*", status(409, "not now"))]);
    let error = world.client.delete_router(&world.joined, Some(&[])).await.unwrap_err().to_string();
    assert!(error.ends_with("the provider answered 409: not now"), "{error}");
    assert!(!world.changes().iter().any(|line| line.starts_with("PUT")));
}

/// As the provider's master does it: it looks the port of the present gateway up by an id that the port does not have.
#[tokio::test]
async fn a_gateway_that_cannot_be_replaced_at_once_is_taken_away_first() {
    let missing = || Fault::new("PUT", "/v2.0/routers/*", status(404, "Cannot find Logical_Switch_Port")).times(1);
    for again in [None, Some(Fault::new("PUT", "/v2.0/routers/*", status(400, "no")).after(2).times(1))] {
        let world = World::new().await;
        world.prepare("move gateway").await;
        let before = router(&world);
        world.simulator.set_faults([Some(missing()), again.clone()].into_iter().flatten().collect());
        let moved = attributes(json!({"gateway_network_id": world.blue, "gateway_ip_address": "10.1.0.9"}));
        let done = world.client.update_router(&world.joined, &moved, None).await;
        if again.is_some() {
            let error = done.unwrap_err().to_string();
            assert!(
                error.contains("the provider answered 400: no; the provider had removed the gateway 172.24.4.2"),
                "{error}"
            );
            assert!(error.ends_with("before: it was restored"), "{error}");
            assert_eq!(router(&world), before);
        } else {
            let done = done.unwrap();
            assert!(done.notes[0].contains("is removed first"), "{:?}", done.notes);
            assert_eq!(router(&world)["external_gateway_info"]["external_fixed_ips"][0]["ip_address"], "10.1.0.9");
        }
    }
}

#[tokio::test]
async fn interfaces_that_are_known_or_listed_are_told_before_anything_is_sent() {
    let world = connected().await;
    let ports = world.ports();
    for known in [None, Some(ports.as_slice())] {
        let error = world.client.delete_router(&world.joined, known).await.unwrap_err().to_string();
        assert_eq!(error, "router \"joined\" cannot be deleted, it has interfaces (1); remove the interfaces first");
    }
    assert_eq!(world.changes(), Vec::<String>::new());
    // Without a gateway there is nothing to lose: the provider refuses, and the list tells why.
    world.client.update_router(&world.joined, &attributes(json!({"gateway_network_id": null})), None).await.unwrap();
    let error = world.client.delete_router(&world.joined, Some(&[])).await.unwrap_err().to_string();
    assert_eq!(error, "router \"joined\" cannot be deleted, it has interfaces (1); remove the interfaces first");
}

#[tokio::test]
async fn an_interface_beside_a_gateway_on_its_network_is_removed_alone() {
    let world = connected().await;
    // Made elsewhere: the provider lets a gateway be where an interface is.
    let mut dump = world.simulator.dump();
    for port in dump["ports"].as_array_mut().unwrap() {
        if port["device_owner"] == "network:router_gateway" {
            (port["network_id"], port["fixed_ips"]) =
                (json!(world.blue), json!([{"ip_address": "10.1.0.9", "subnet_id": world.blue_sub}]));
        }
    }
    let info = json!({"network_id": world.blue, "external_fixed_ips": [{"subnet_id": world.blue_sub, "ip_address": "10.1.0.9"}]});
    world.simulator.load(&dump).unwrap();
    world.change("routers", &world.joined, json!({ "external_gateway_info": info }));
    let ports = world.ports();
    let change = world.run_knowing("remove interface", Some(&ports)).await.unwrap();
    assert_eq!(change.notes, Vec::<String>::new());
    assert_eq!(world.ports().len(), 1);
    assert!(router(&world)["external_gateway_info"].is_object());
}

#[tokio::test]
async fn a_subnet_that_another_router_is_on_stays_connected() {
    for is_known in [true, false] {
        let world = connected().await;
        let mut dump = world.simulator.dump();
        dump["ports"].as_array_mut().unwrap().push(json!({
            "id": "other", "name": "router_port", "network_id": world.blue, "device_id": world.router,
            "device_owner": "network:router_interface", "mac_address": "router",
            "fixed_ips": [{"ip_address": "10.1.0.8", "subnet_id": world.blue_sub}],
        }));
        world.simulator.load(&dump).unwrap();
        let ports = world.ports();
        let change = world.run_knowing("remove interface", is_known.then_some(ports.as_slice())).await.unwrap();
        assert!(change.part.part.as_ref().unwrap().disconnected_subnets.is_empty());
        assert_eq!(change.part.all::<Port>().iter().map(|port| port.id.as_str()).collect::<Vec<_>>(), ["other"]);
    }
}

#[tokio::test]
async fn an_address_that_only_a_router_has_is_taken() {
    let world = connected().await;
    let subnet = json!({"gateway_ip": "10.1.0.254"});
    world.client.update_subnet(&world.blue_sub, &attributes(subnet)).await.unwrap();
    // The interface still has the old one, which the provider does not look at.
    let ports = world.ports();
    let gateway = json!({"name": "g", "gateway_network_id": world.blue, "gateway_ip_address": "10.1.0.1"});
    for known in [None, Some(ports.as_slice())] {
        let error = world.client.create_router(&attributes(gateway.clone()), known).await.unwrap_err().to_string();
        assert!(error.starts_with("gateway_ip_address is 10.1.0.1, which is in use; give a free one"), "{error}");
    }
}

#[tokio::test]
async fn what_uses_a_subnet_is_named() {
    let world = connected().await;
    for (subnet, name) in [(&world.blue_sub, "blue-sub"), (&world.outside_sub, "outside-sub")] {
        let error = world.client.delete_subnet(subnet).await.unwrap_err().to_string();
        let told = format!(
            "subnet \"{name}\" cannot be deleted, it is connected to router \"joined\"; remove the router's interface or gateway first"
        );
        assert_eq!(error, told);
    }
    assert!(!world.simulator.requests().iter().any(|request| request.line.contains("/ports")));
    // The provider would let the gateway's go.
    assert_eq!(world.changes(), [format!("DELETE /v2.0/subnets/{}", world.blue_sub)]);
}

fn status(status: u16, message: &str) -> Action {
    Action::Status { status, message: message.into(), when: When::Before }
}
