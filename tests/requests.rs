//! What a refresh asks of the provider, and when it asks again.

use std::net::UdpSocket;

use ovirt_net_provider::Client;
use ovirt_net_provider::wire::network::Port;
use ovirt_net_simulator::{Action, Fault, Generate, Options, Settings, Simulator, When};
use ovirt_net_sync::rows::Rows;
use ovirt_net_tests::{LISTS, client, options};
use serde_json::Value;

fn simulator(networks: usize) -> Simulator {
    let generate = Generate { networks, ports: networks * 2, security_groups: 1, ..Generate::default() };
    Simulator::start(Options { generate: Some(generate), ..Options::default() }).unwrap()
}

fn lines(simulator: &Simulator) -> Vec<String> {
    simulator.requests().into_iter().map(|request| request.line).collect()
}

#[tokio::test]
async fn a_refresh_is_one_login_seven_lists_and_the_tenants_whatever_the_size() {
    let expected: Vec<_> =
        [String::from("POST /v2.0/tokens")].into_iter().chain(LISTS.map(|list| format!("GET /v2.0/{list}"))).collect();
    for networks in [1, 1_000] {
        let simulator = simulator(networks);
        let inventory = client(&simulator).unwrap().inventory().await.unwrap();
        assert_eq!(inventory.networks.as_ref().map_or(0, Vec::len), networks);
        assert_eq!(lines(&simulator), expected);
    }
}

#[tokio::test]
async fn without_the_ports_all_else_is_read() {
    let (simulator, raw) = recorded();
    let client = client(&simulator).unwrap();
    let whole = client.inventory().await.unwrap();
    simulator.clear_requests();
    let read = client.inventory_without_ports().await.unwrap();

    let asked = LISTS.into_iter().filter(|list| *list != "ports").map(|list| format!("GET /v2.0/{list}"));
    assert_eq!(lines(&simulator), asked.collect::<Vec<_>>());
    assert!(read.ports.is_none() && raw["ports"].as_array().is_some_and(|ports| !ports.is_empty()));
    let counts = |inventory| {
        let of_ports = ["network_ports", "cloud_subnet_network_ports"];
        let tables = Rows::new(inventory).tables.into_iter().map(|rows| (rows.table.name, rows.rows.len()));
        tables.filter(|(table, _)| !of_ports.contains(table)).collect::<Vec<_>>()
    };
    assert_eq!(counts(&read), counts(&whole));
}

#[tokio::test]
async fn which_group_is_the_providers_own_matters_to_ports_alone() {
    let (simulator, raw) = recorded();
    let mut listed = raw.clone();
    let mut other = raw["security_groups"][0].clone();
    (other["id"], other["name"], other["security_group_rules"]) =
        ("other".into(), "Default".into(), Value::Array(vec![]));
    listed["security_groups"].as_array_mut().unwrap().push(other);
    simulator.load(&listed).unwrap();
    client(&simulator).unwrap().inventory_without_ports().await.unwrap();
    assert!(!lines(&simulator).contains(&"GET /v2.0/security-groups/Default".to_owned()));
}

#[tokio::test]
async fn how_long_the_lists_take_is_told() {
    let simulator = simulator(2);
    let slow =
        |list: &str, seconds| Fault::new("GET", &format!("/v2.0/{list}"), Action::Hang { seconds, when: When::Before });
    simulator.set_faults(vec![slow("ports", 0.2), slow("networks", 0.1), slow("subnets", 0.1)]);
    let client = client(&simulator).unwrap();
    let whole = client.inventory().await.unwrap().timings;
    assert!(whole.ports.as_secs_f64() >= 0.2 && whole.networks.as_secs_f64() >= 0.2, "{whole:?}");
    let read = client.inventory_without_ports().await.unwrap().timings;
    assert!(read.ports.is_zero() && read.networks.as_secs_f64() >= 0.2, "{read:?}");
}

#[tokio::test]
async fn a_list_is_asked_for_again_after_a_passing_failure() {
    let simulator = simulator(2);
    let failures = [
        Action::Status { status: 502, message: String::new(), when: When::Before },
        Action::Status { status: 503, message: String::new(), when: When::Before },
        Action::Status { status: 504, message: String::new(), when: When::Before },
        Action::Reset { when: When::Before },
        Action::Close { when: When::After },
        Action::Empty,
        Action::Text { text: " \n".to_owned() },
    ];
    for action in failures {
        simulator.clear_requests();
        simulator.set_faults(vec![Fault::new("GET", "/v2.0/ports", action.clone()).times(2)]);
        let inventory = client(&simulator).unwrap().inventory().await.unwrap();
        assert!(inventory.ports.as_ref().map_or(0, Vec::len) >= 4, "{action:?}");
        assert_eq!(lines(&simulator).iter().filter(|line| *line == "GET /v2.0/ports").count(), 3, "{action:?}");
        assert_eq!(inventory.notes.iter().filter(|note| note.contains("repeated after")).count(), 2, "{action:?}");
    }
}

#[tokio::test]
async fn a_list_is_asked_for_three_times_at_most_and_once_after_a_clear_answer() {
    let simulator = simulator(2);
    for (status, expected) in [(503, 3), (500, 1), (404, 1), (204, 1)] {
        simulator.clear_requests();
        let action = Action::Status { status, message: String::new(), when: When::Before };
        simulator.set_faults(vec![Fault::new("GET", "/v2.0/ports", action)]);
        client(&simulator).unwrap().inventory().await.unwrap_err();
        assert_eq!(lines(&simulator).iter().filter(|line| *line == "GET /v2.0/ports").count(), expected, "{status}");
    }
}

#[tokio::test]
async fn a_catalog_on_localhost_means_the_host_of_the_login() {
    let Some(host) = address_of_this_machine() else {
        eprintln!("skipped: this machine has no address but loopback, so no login can be elsewhere than localhost");
        return;
    };
    let settings = Settings { catalog_host: Some("localhost".to_owned()), ..Settings::default() };
    let generate = Generate { networks: 1, ..Generate::default() };
    let simulator =
        Simulator::start(Options { host, settings, generate: Some(generate), ..Options::default() }).unwrap();
    let inventory = client(&simulator).unwrap().inventory().await.unwrap();
    assert_eq!(inventory.networks.as_ref().map_or(0, Vec::len), 1);
    assert!(inventory.notes.iter().any(|note| note.contains("localhost")), "{:?}", inventory.notes);
}

/// The address that packets to others would leave from; nothing is sent.
fn address_of_this_machine() -> Option<String> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback()).then(|| address.to_string())
}

#[tokio::test]
async fn an_answer_over_the_limit_is_refused() {
    let simulator = simulator(50);
    let mut options = options(&simulator);
    options.body_limit = 10_000;
    let error = Client::new(options).unwrap().inventory().await.unwrap_err();
    assert!(error.to_string().ends_with("the answer is longer than 10000 bytes"), "{error}");
}

/// A simulator with the lists of the real provider.
fn recorded() -> (Simulator, Value) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/recordings/peer-rows.json");
    let recorded: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut raw = recorded["raw"].clone();
    raw.as_object_mut().unwrap().remove("token");
    let simulator = Simulator::start(Options { inventory: Some(raw.clone()), ..Options::default() }).unwrap();
    (simulator, raw)
}

#[tokio::test]
async fn what_the_real_provider_listed_is_read_whole() {
    let (simulator, raw) = recorded();
    let inventory = client(&simulator).unwrap().inventory().await.unwrap();
    let ids = |key: &str| -> Vec<String> {
        raw[key].as_array().unwrap().iter().map(|object| object["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        inventory.networks.iter().flatten().map(|network| network.id.to_string()).collect::<Vec<_>>(),
        ids("networks")
    );
    assert_eq!(inventory.ports.iter().flatten().map(|port| port.id.to_string()).collect::<Vec<_>>(), ids("ports"));
    assert_eq!(inventory.notes, Vec::<String>::new());
    assert_eq!(Rows::new(&inventory).notes, Vec::<String>::new(), "every reference leads somewhere");
}

#[tokio::test]
async fn ports_that_name_the_providers_own_group_refer_to_it() {
    let (simulator, raw) = recorded();
    let client = client(&simulator).unwrap();
    let whole = client.inventory().await.unwrap();
    let groups = whole.security_groups.as_ref().unwrap();
    let default = &groups.iter().find(|group| group.name.as_deref() == Some("Default")).unwrap().id;
    let named = raw["ports"].as_array().unwrap().iter().filter(|port| port["security_groups"][0] == "Default").count();
    let linked = |port: &&Port| port.security_groups.iter().any(|group| **group == **default);
    assert!(named > 0);
    assert_eq!(whole.ports.iter().flatten().filter(linked).count(), named);
    assert!(!lines(&simulator).contains(&"GET /v2.0/security-groups/Default".to_owned()));
}

#[tokio::test]
async fn which_group_is_the_providers_own_is_asked_for_where_several_have_its_name() {
    let (simulator, raw) = recorded();
    let first = &raw["security_groups"][0];
    let others = ["Default", "Default", "default"].iter().enumerate().map(|(number, name)| {
        let mut other = first.clone();
        (other["id"], other["name"]) = (format!("other-{number}").into(), (*name).into());
        other["security_group_rules"] = Value::Array(Vec::new());
        other
    });
    // The simulator takes the first of the list for the provider's own.
    let mut listed = raw.clone();
    listed["security_groups"].as_array_mut().unwrap().extend(others);
    simulator.load(&listed).unwrap();
    let groups = listed["security_groups"].as_array().unwrap();
    let own = groups.iter().find(|group| group["name"] == "Default").unwrap()["id"].as_str().unwrap().to_owned();
    let reversed: Vec<Value> = groups.iter().rev().cloned().collect();
    let body = serde_json::json!({ "security_groups": reversed });
    simulator.set_faults(vec![Fault::new("GET", "/v2.0/security-groups", Action::Body { body, status: None })]);
    let inventory = client(&simulator).unwrap().inventory().await.unwrap();
    let linked =
        inventory.ports.iter().flatten().flat_map(|port| &port.security_groups).filter(|group| ***group == *own);
    assert!(linked.count() > 0);
    assert_eq!(lines(&simulator).iter().filter(|line| *line == "GET /v2.0/security-groups/Default").count(), 1);
}
