//! Every change that the real provider was recorded to refuse: either it is not sent, and what is said instead is better, or
//! the provider's words, its status and the object's name are what the user reads.

mod asked;
mod world;

use std::collections::BTreeSet;

use ovirt_net_simulator::{Action, Fault, Service, When};
use serde_json::{Value, json};

use asked::{DONE, NEVER_SENT, SENT, asked_of_us};
use world::World;

const RECORDINGS: &str = include_str!("../recordings/ovirt-provider-ovn.jsonl");

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
