//! Refreshes of old releases of the provider: from the simulator as one of them, and from what the real ones listed.

use ovirt_net_provider::Inventory;
use ovirt_net_simulator::{Action, Fault, Generate, Options, Release, Settings, Simulator};
use ovirt_net_tests::client;
use serde_json::Value;

const RELEASES: [(&str, Release); 3] =
    [("1.2.2", Release::V1_2_2), ("1.2.4", Release::V1_2_4), ("1.2.14", Release::V1_2_14)];

fn simulator(release: Release) -> Simulator {
    let generate = Generate { networks: 4, ports: 8, routers: 2, security_groups: 2, rules: 2, ..Generate::default() };
    let settings = Settings { release, ..Settings::default() };
    Simulator::start(Options { generate: Some(generate), settings, ..Options::default() }).unwrap()
}

fn assert_without_groups(inventory: &Inventory, name: &str) {
    assert!(inventory.security_groups.is_none() && inventory.security_group_rules.is_none(), "{name}");
    assert_eq!(inventory.floating_ips.is_none(), name == "1.2.2", "{name}");
    assert!(inventory.notes.iter().any(|note| note.contains("lists no security-group-rules")), "{:?}", inventory.notes);
}

#[tokio::test]
async fn a_refresh_of_an_old_release_leaves_alone_what_it_does_not_have() {
    for (name, release) in RELEASES {
        let inventory = client(&simulator(release)).unwrap().inventory().await.unwrap();
        assert_without_groups(&inventory, name);
        assert_eq!(inventory.networks.map(|networks| networks.len()), Some(4), "{name}");
        assert_eq!(inventory.tenants.map(|tenants| tenants.len()), Some(1), "{name}");
        let routers = inventory.routers.unwrap();
        assert!(routers.len() == 2 && routers.iter().all(|router| router.admin_state_up == Some(true)), "{routers:?}");
    }
}

/// What a real provider answered to the request of that label.
fn recorded(name: &str, label: &str) -> (u16, Value, String) {
    let path = format!("{}/recordings/ovirt-provider-ovn-{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let recordings = std::fs::read_to_string(path).unwrap();
    let exchanges = recordings.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let response = exchanges.into_iter().find(|exchange| exchange["label"] == label).unwrap()["response"].clone();
    let body = response["body"].as_str().unwrap().to_owned();
    (response["status"].as_u64().unwrap().try_into().unwrap(), serde_json::from_str(&body).unwrap(), body)
}

#[tokio::test]
async fn what_real_old_releases_listed_is_read_whole() {
    const LISTS: [&str; 7] =
        ["networks", "subnets", "ports", "routers", "floatingips", "security-groups", "security-group-rules"];
    for (name, release) in RELEASES {
        let simulator = simulator(release);
        let answer = |list: &&str| {
            let (status, _, text) = recorded(name, &format!("list {list}"));
            let action = Action::Answer { status: Some(status), headers: Default::default(), text };
            Fault::new("GET", &format!("/v2.0/{list}"), action)
        };
        simulator.set_faults(LISTS.iter().map(answer).collect());
        let inventory = client(&simulator).unwrap().inventory().await.unwrap();
        assert_without_groups(&inventory, name);
        let count = |list: &str| recorded(name, &format!("list {list}")).1[list].as_array().unwrap().len();
        assert_eq!(inventory.networks.unwrap().len(), count("networks"), "{name}");
        assert_eq!(inventory.subnets.unwrap().len(), count("subnets"), "{name}");
        assert_eq!(inventory.ports.unwrap().len(), count("ports"), "{name}");
        let switched: Vec<_> = inventory.routers.unwrap().iter().map(|router| router.admin_state_up).collect();
        assert_eq!((switched.len(), switched.contains(&None)), (count("routers"), false), "{name}");
        assert!(switched.contains(&Some(true)) && switched.contains(&Some(false)), "{name}: {switched:?}");
    }
}
