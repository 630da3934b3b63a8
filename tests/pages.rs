//! Lists that come in pages, and answers that say that they are not all: every object once, or an error.

use std::collections::BTreeMap;

use ovirt_net_provider::{Inventory, Result};
use ovirt_net_simulator::{Action, Fault, Generate, Options, Simulator};
use ovirt_net_tests::client;
use serde_json::{Value, json};

fn simulator() -> Simulator {
    let generate = Generate { networks: 1, ..Generate::default() };
    Simulator::start(Options { generate: Some(generate), ..Options::default() }).unwrap()
}

fn answer(status: u16, headers: &[(&str, &str)], body: &Value) -> Action {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Action::Answer { status: Some(status), headers, text: body.to_string() }
}

/// Answers the requests for networks with `pages`, one after the other.
async fn read(simulator: &Simulator, pages: Vec<Action>) -> Result<Inventory> {
    let turn = |(turn, action)| Fault::new("GET", "/v2.0/networks", action).after(turn).times(1);
    simulator.set_faults((0..).zip(pages).map(turn).collect());
    simulator.clear_requests();
    client(simulator)?.inventory().await
}

fn ids(inventory: &Inventory) -> Vec<&str> {
    inventory.networks.iter().flatten().map(|network| network.id.as_str()).collect()
}

fn page(ids: &[&str], next: Option<&str>) -> Value {
    let networks: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    match next {
        Some(next) => json!({"networks": networks, "networks_links": [{"rel": "next", "href": next}]}),
        None => json!({"networks": networks}),
    }
}

#[tokio::test]
async fn every_page_is_read_once_and_every_object_is_there_once() {
    let simulator = simulator();
    let next = |marker: &str| format!("{}/networks?limit=2&marker={marker}", simulator.network_url());
    let relative = "?limit=2&marker=c";
    let pages = vec![
        answer(200, &[], &page(&["a", "b"], Some(&next("b")))),
        answer(200, &[], &page(&["b", "c"], Some(relative))),
        answer(203, &[], &page(&[], None)),
    ];
    let inventory = read(&simulator, pages).await.unwrap();
    assert_eq!(ids(&inventory), ["a", "b", "c"]);
    let lines: Vec<String> = simulator.requests().into_iter().map(|request| request.line).collect();
    let asked: Vec<&String> = lines.iter().filter(|line| line.contains("/networks")).collect();
    assert_eq!(
        asked,
        ["GET /v2.0/networks", "GET /v2.0/networks?limit=2&marker=b", "GET /v2.0/networks?limit=2&marker=c"]
    );
}

#[tokio::test]
async fn a_next_page_may_be_named_in_every_notation() {
    let simulator = simulator();
    let link = "<?marker=a>; rel=\"next\"";
    let firsts = [
        answer(200, &[("Link", link)], &page(&["a"], None)),
        answer(200, &[], &json!({"networks": [{"id": "a"}], "links": {"self": "x", "next": "networks?marker=a"}})),
        answer(200, &[], &json!({"networks_links": [{"rel": "next", "href": "?marker=a"}], "networks": [{"id": "a"}]})),
    ];
    for first in firsts {
        let pages = vec![first.clone(), answer(200, &[], &page(&["z"], None))];
        assert_eq!(ids(&read(&simulator, pages).await.unwrap()), ["a", "z"], "{first:?}");
    }
}

#[tokio::test]
async fn a_token_that_dies_between_pages_is_renewed() {
    let simulator = simulator();
    let first = answer(200, &[], &page(&["a"], Some("?marker=a")));
    let inventory = read(&simulator, vec![first, Action::ExpireToken]).await.unwrap();
    // The simulator has no network with the marker's value.
    assert_eq!(ids(&inventory), ["a"]);
    assert_eq!(simulator.requests().iter().filter(|request| request.line == "POST /v2.0/tokens").count(), 2);
}

#[tokio::test]
async fn what_is_not_all_and_cannot_be_followed_is_an_error_that_says_so() {
    let simulator = simulator();
    let whole = |key: &str, value: Value| {
        let mut body = page(&["a"], None);
        body[key] = value;
        answer(200, &[], &body)
    };
    let cases = [
        (answer(206, &[], &page(&["a"], None)), "answered 206, which means that it sent a part of the list"),
        (answer(204, &[], &page(&["a"], None)), "answered 204, which means that it sent no list"),
        (answer(205, &[], &page(&["a"], None)), "answered 205"),
        (answer(226, &[], &page(&["a"], None)), "answered 226"),
        (answer(201, &[], &page(&["a"], None)), "answered 201"),
        (answer(200, &[("Content-Range", "items 0-0/3")], &page(&["a"], None)), "Content-Range is items 0-0/3"),
        (answer(200, &[("X-Total-Count", "3")], &page(&["a"], None)), "1 objects of 3"),
        (whole("total_count", json!(3)), "1 objects of 3"),
        (whole("next_marker", json!("a")), "next_marker is \"a\""),
        (whole("next", json!("/v2.0/networks?marker=a")), "next is \"/v2.0/networks?marker=a\""),
        (whole("truncated", json!(true)), "truncated is true"),
        (answer(200, &[], &page(&["a"], Some("http://192.0.2.1:9696/v2.0/networks?marker=a"))), "another server"),
        (answer(200, &[], &page(&["a"], Some("https://[x"))), "the URL of its next page"),
        (whole("networks_links", json!([{"rel": "next"}])), "the list goes on, but not where"),
        (
            Action::Answer {
                status: None,
                headers: BTreeMap::new(),
                text: r#"{"networks": [{"id": "a"}], "networks": [{"id": "b"}]}"#.to_owned(),
            },
            "the key networks stands in it twice",
        ),
    ];
    for (first, words) in cases {
        let error = read(&simulator, vec![first]).await.unwrap_err().to_string();
        assert!(error.starts_with("cannot read networks: GET /v2.0/networks: ") && error.contains(words), "{error}");
        let hosts = simulator.requests().iter().filter(|request| request.path.contains("marker")).count();
        assert_eq!(hosts, 0, "nothing more is asked: {words}");
    }
}

#[tokio::test]
async fn pages_without_an_end_end() {
    let simulator = simulator();
    let circle = ["a", "b"].map(|next| answer(200, &[], &page(&[next], Some(&format!("?marker={next}")))));
    let [first, second] = circle;
    let error = read(&simulator, vec![first.clone(), second, first]).await.unwrap_err().to_string();
    assert!(error.contains("in a circle: /v2.0/networks?marker=a comes again"), "{error}");

    let stuck = (0..3).map(|turn| answer(200, &[], &page(&["a"], Some(&format!("?marker={turn}"))))).collect();
    let error = read(&simulator, stuck).await.unwrap_err().to_string();
    assert!(error.contains("have no end") && error.contains("had nothing new"), "{error}");

    let endless = |turn: usize| answer(200, &[], &page(&[&turn.to_string()], Some(&format!("?marker={turn}"))));
    let error = read(&simulator, (0..1_001).map(endless).collect()).await.unwrap_err().to_string();
    assert!(error.contains("have no end: it goes on after 1000 of them"), "{error}");
}
