//! Ports that are read by their ids.

use ovirt_net_provider::{Error, Inventory, Result};
use ovirt_net_simulator::{Action, Fault, Generate, Options, Simulator};
use ovirt_net_tests::client;
use serde_json::json;

fn simulator() -> Simulator {
    let generate = Generate { networks: 2, ports: 6, security_groups: 2, ..Generate::default() };
    Simulator::start(Options { generate: Some(generate), ..Options::default() }).unwrap()
}

async fn listed(simulator: &Simulator) -> Vec<String> {
    let inventory = client(simulator).unwrap().inventory().await.unwrap();
    inventory.ports.unwrap().into_iter().map(|port| port.id).collect()
}

async fn read(simulator: &Simulator, ids: &[&str]) -> Result<Inventory> {
    read_of(simulator, ids, None).await
}

async fn read_of(simulator: &Simulator, ids: &[&str], network: Option<&str>) -> Result<Inventory> {
    let ids: Vec<_> = ids.iter().map(|id| ((*id).to_owned(), network.map(str::to_owned))).collect();
    client(simulator)?.ports(&ids).await
}

fn gone(part: &Inventory) -> Vec<&str> {
    part.part.iter().flat_map(|part| part.gone.get("ports")).flatten().map(String::as_str).collect()
}

fn refusal(message: &str) -> Action {
    let text = json!({"error": {"message": message, "code": 404, "title": "Not Found"}}).to_string();
    Action::Answer { status: Some(404), headers: Default::default(), text }
}

#[tokio::test]
async fn each_port_is_asked_for_by_its_id_and_no_list_is() {
    let simulator = simulator();
    let ids = listed(&simulator).await;
    simulator.clear_requests();
    let part = read(&simulator, &[&ids[3], &ids[0]]).await.unwrap();
    assert_eq!(part.ports.as_ref().unwrap().iter().map(|port| &port.id).collect::<Vec<_>>(), [&ids[3], &ids[0]]);
    assert!(gone(&part).is_empty() && part.networks.is_none() && part.timings.networks.is_zero());
    let lines: Vec<String> = simulator.requests().into_iter().map(|request| request.line).collect();
    let asked: Vec<&String> =
        lines.iter().filter(|line| line.starts_with("GET") && !line.contains("security-groups/Default")).collect();
    assert_eq!(asked, [&format!("GET /v2.0/ports/{}", ids[3]), &format!("GET /v2.0/ports/{}", ids[0])]);
}

#[tokio::test]
async fn a_port_is_gone_where_the_provider_says_so_of_this_port() {
    let simulator = simulator();
    let ids = listed(&simulator).await;
    let missing = "11111111-1111-1111-1111-111111111111";
    assert_eq!(gone(&read(&simulator, &[&ids[0], missing]).await.unwrap()), [missing]);

    // What else a 404 is about: a reference of the port's that dangles, another server, a path of another release.
    for words in ["Cannot find Logical_Switch with name=8a631d1f", "Security Group x does not exist", "no such page"] {
        simulator.set_faults(vec![Fault::new("GET", &format!("/v2.0/ports/{}", ids[1]), refusal(words))]);
        let error = read(&simulator, &[&ids[0], &ids[1]]).await.unwrap_err();
        assert!(matches!(&error, Error::Response { status: 404, .. }), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_port_is_not_gone_where_its_network_is_missing_too() {
    let simulator = simulator();
    let inventory = client(&simulator).unwrap().inventory().await.unwrap();
    let network = inventory.networks.unwrap()[0].id.clone();
    let missing = "11111111-1111-1111-1111-111111111111";
    assert_eq!(gone(&read_of(&simulator, &[missing], Some(&network)).await.unwrap()), [missing]);

    let part = read_of(&simulator, &[missing], Some("22222222-2222-2222-2222-222222222222")).await.unwrap();
    assert!(gone(&part).is_empty() && part.ports.is_none(), "{:?}", part.part);
    assert!(part.notes.iter().any(|note| note.contains(missing)), "{:?}", part.notes);
}

#[tokio::test]
async fn the_provider_s_own_group_is_the_stored_one_where_it_is_refused() {
    let simulator = simulator();
    let whole = client(&simulator).unwrap().inventory().await.unwrap();
    let id = whole.ports.unwrap()[0].id.clone();
    let own: Vec<_> =
        whole.security_groups.unwrap().into_iter().filter(|group| group.name.as_deref() == Some("Default")).collect();
    assert_eq!(own.len(), 1);
    simulator.set_faults(vec![Fault::new(
        "GET",
        "/v2.0/security-groups/*",
        refusal("Security Group x does not exist"),
    )]);
    let part = read(&simulator, &[&id]).await.unwrap();
    assert_eq!(part.ports.unwrap().len(), 1);
    let text = json!({"error": {"message": "'ovirt_revision_number'", "code": 500}}).to_string();
    let broken = Action::Answer { status: Some(500), headers: Default::default(), text };
    simulator.set_faults(vec![Fault::new("GET", "/v2.0/security-groups/*", broken)]);
    assert_eq!(read(&simulator, &[&id]).await.unwrap().ports.unwrap().len(), 1);
}

#[tokio::test]
async fn ports_of_the_provider_s_own_group_refer_to_its_id() {
    let simulator = simulator();
    let whole = client(&simulator).unwrap().inventory().await.unwrap();
    let ports = whole.ports.unwrap();
    let ids: Vec<&str> = ports.iter().map(|port| port.id.as_str()).collect();
    let part = read(&simulator, &ids).await.unwrap();
    let groups = |ports: &[ovirt_net_provider::wire::network::Port]| {
        ports.iter().map(|port| port.security_groups.clone()).collect::<Vec<_>>()
    };
    assert_eq!(groups(part.ports.as_deref().unwrap()), groups(&ports));
    assert!(ports.iter().flat_map(|port| &port.security_groups).all(|group| &**group != "Default"));
}

#[tokio::test]
async fn what_is_no_id_is_not_sent() {
    let simulator = simulator();
    listed(&simulator).await;
    simulator.clear_requests();
    for id in ["", " ", "..", "a\nb"] {
        let error = read(&simulator, &[id]).await.unwrap_err();
        assert!(matches!(error, Error::InvalidChange { .. }), "{error}");
    }
    assert!(simulator.requests().iter().all(|request| !request.line.contains("ports")));
}
