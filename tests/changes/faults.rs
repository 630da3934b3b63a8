//! What becomes of a change when something breaks.

use std::time::Duration;

use ovirt_net_provider::{Client, Error};
use ovirt_net_simulator::{Action, Fault, When};
use serde_json::json;

use super::world::{OPERATIONS, World, attributes};

pub(crate) fn faults() -> Vec<(&'static str, Action)> {
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
    survive(false).await;
}

#[tokio::test]
async fn so_does_every_operation_of_one_who_knows_the_ports() {
    survive(true).await;
}

async fn survive(is_known: bool) {
    let mut failures = Vec::new();
    for operation in OPERATIONS {
        failures.extend(failures_of(operation, is_known).await);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

async fn failures_of(operation: &str, is_known: bool) -> Vec<String> {
    let mut failures = Vec::new();
    let world = World::new().await;
    world.prepare(operation).await;
    let (before, start, ports) = (world.shape(), world.simulator.dump(), world.ports());
    let ports = is_known.then_some(ports.as_slice());
    world.run_knowing(operation, ports).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
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
        let result = world.run_knowing(operation, ports).await;
        world.simulator.clear_faults();
        let shape = world.shape();
        let is_told = match &result {
            Ok(_) => shape == after,
            Err(Error::OutcomeUnknown { .. }) => false,
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
                Fault::new("GET", "/v2.0/*", Action::Close { when: When::Before }).after(1),
            ]);
            let error = world.run(operation).await.unwrap_err();
            assert!(matches!(error, Error::OutcomeUnknown { .. }), "{operation}: {error}");
            assert!(error.to_string().contains("look before doing it once more"), "{error}");
        }
    }
}

#[tokio::test]
async fn nothing_is_said_of_a_provider_that_was_never_reached() {
    let world = World::new().await;
    let url = world.simulator.identity_url();
    drop(world.simulator);
    let mut options =
        ovirt_net_provider::Options::new(url, "admin@internal", ovirt_net_provider::Secret::new("123456"));
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
    assert!(matches!(error, Error::ChangeNotApplied { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "cannot create network \"new\": POST /v2.0/networks: the provider made something different: the network is flat on \
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
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error}");
    assert!(
        error.to_string().contains("is new at the provider: network 0; refresh, and remove what is too many"),
        "{error}"
    );
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
    let error = world.client.update_router(&world.router, &attributes(json!({"name": "x"})), None).await.unwrap_err();
    assert!(error.to_string().contains("until ovirt-provider-ovn is restarted"), "{error}");
}
