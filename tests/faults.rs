//! Every list of a refresh with every fault: the refresh is an error that names the list, and the next good one is whole. Where the
//! provider refuses one list alone, all others can be had.

use std::time::Duration;

use ovirt_net_provider::{Client, Error, Inventory};
use ovirt_net_simulator::{Action, Fault, Generate, Options, Release, Simulator, Sso, When};
use ovirt_net_tests::{LISTS, client, options};
use serde_json::json;

fn simulator() -> Simulator {
    let generate = Generate { networks: 3, ports: 12, routers: 1, security_groups: 2, rules: 4, ..Generate::default() };
    Simulator::start(Options { generate: Some(generate), ..Options::default() }).unwrap()
}

fn status(status: u16, message: &str) -> Action {
    Action::Status { status, message: message.to_owned(), when: When::Before }
}

fn cut(fraction: f64) -> Action {
    Action::Cut { fraction: Some(fraction), bytes: None }
}

fn body(body: serde_json::Value) -> Action {
    Action::Body { body, status: None }
}

fn is_single_sign_on(error: &Error) -> bool {
    matches!(error, Error::SingleSignOn { .. })
}

fn is_authentication(error: &Error) -> bool {
    matches!(error, Error::Authentication { .. })
}

fn is_response(error: &Error) -> bool {
    matches!(error, Error::Response { .. })
}

fn is_connection(error: &Error) -> bool {
    matches!(error, Error::Connection { .. })
}

fn is_invalid(error: &Error) -> bool {
    matches!(error, Error::InvalidResponse { .. })
}

/// A name, the fault, which error it must become, and what that must say.
type Case = (&'static str, Action, fn(&Error) -> bool, &'static str);

fn cases(key: &str) -> Vec<Case> {
    vec![
        ("401", status(401, "Token is not active."), is_single_sign_on, "refused with 401: Token is not active."),
        ("403", status(403, "no"), is_authentication, "refused with 403: no"),
        ("503", status(503, "busy"), is_response, "answered 503: busy"),
        ("410", status(410, "The resource is gone."), is_response, "answered 410: The resource is gone"),
        ("500", status(500, "RowNotFound"), is_response, "answered 500: RowNotFound"),
        ("a proxy's 500", html(500), is_response, "answered 500: 502 Bad Gateway"),
        ("reset", Action::Reset { when: When::Before }, is_connection, "broke"),
        ("reset after", Action::Reset { when: When::After }, is_connection, "broke"),
        ("close", Action::Close { when: When::Before }, is_connection, "broke"),
        ("cut after a byte", Action::Cut { fraction: None, bytes: Some(1) }, is_invalid, "is cut off after"),
        ("cut at a tenth", cut(0.1), is_invalid, "is cut off after"),
        ("cut in the middle", cut(0.5), is_invalid, "is cut off after"),
        ("cut near the end", cut(0.99), is_invalid, "is cut off after"),
        ("empty", Action::Empty, is_invalid, "is empty"),
        ("HTML", Action::Html, is_invalid, "is not JSON"),
        ("null", body(json!(null)), is_invalid, ""),
        ("a number", body(json!(5)), is_invalid, ""),
        ("an array", body(json!([])), is_invalid, ""),
        ("no such key", body(json!({})), is_invalid, key_of(key)),
        ("null list", body(json!({ key: null })), is_invalid, key_of(key)),
        ("object for list", body(json!({ key: {} })), is_invalid, ""),
        ("text for object", body(json!({ key: ["x"] })), is_invalid, ""),
        ("no id", body(json!({ key: [{"name": "x"}] })), is_invalid, "id"),
        ("null id", body(json!({ key: [{"id": null, "name": "x"}] })), is_invalid, "id"),
        ("no content", Action::Body { body: json!(null), status: Some(204) }, is_invalid, "204"),
        ("a part", Action::Body { body: json!({ key: [] }), status: Some(206) }, is_invalid, "206"),
        ("another's", Action::Body { body: json!({ key: [] }), status: Some(226) }, is_invalid, "226"),
        ("an error", body(json!({"error": {"message": "no &lt;luck&gt;"}})), is_invalid, "it says: no <luck>"),
        ("an error with it", body(json!({ key: [], "NeutronError": "no luck" })), is_invalid, "it says: no luck"),
        ("empty id", body(json!({ key: [{"id": "", "name": "x"}] })), is_invalid, "id"),
    ]
}

fn html(status: u16) -> Action {
    let text = "<html><body><h1>502 Bad Gateway</h1></body></html>".into();
    Action::Answer { status: Some(status), headers: Default::default(), text }
}

/// How the provider refuses one list, with the code of that: in the words of its sources.
fn refusals() -> Vec<(Action, &'static str)> {
    vec![
        (status(410, "The resource is gone."), "refused"),
        (status(500, ""), "refused"),
        (status(501, ""), "refused"),
        (status(404, "Cannot find DHCP_Options with uuid=9f87"), "reference_gone"),
        (status(500, "'NoneType' object has no attribute 'uuid'"), "reference_gone"),
        (status(500, "'ovirt_revision_number'"), "foreign_port_group"),
    ]
}

#[tokio::test]
async fn a_list_that_the_provider_refuses_alone_keeps_no_other_from_being_read() {
    let simulator = simulator();
    let good = sizes(&client(&simulator).unwrap().inventory().await.unwrap());
    for list in LISTS {
        for (action, code) in refusals() {
            simulator.set_faults(vec![Fault::new("GET", &format!("/v2.0/{list}"), action)]);
            let inventory = client(&simulator).unwrap().inventory_of_what_is_listed(true).await.unwrap();
            let [unread] = &inventory.unread[..] else { panic!("{list}, {code}: {:?}", inventory.unread) };
            assert_eq!((unread.list, unread.is_unsupported), (list, false), "{code}");
            assert_eq!(unread.code.name(), code, "{list}");
            assert!(unread.error.to_string().starts_with(&format!("cannot read {list}: GET /v2.0/{list}: ")));
            let of_groups = ["security-groups", "security-group-rules"].contains(&list);
            let others = sizes(&inventory).into_iter().zip(good).filter(|(size, good)| size == good).count();
            assert!(others >= good.len() - if of_groups { 2 } else { 1 }, "{list}, {code}: {:?}", sizes(&inventory));
        }
    }
}

/// In the words that the real provider gave.
#[tokio::test]
async fn says_which_object_makes_the_provider_refuse_a_list() {
    let simulator = simulator();
    let group = "ovirt_2b963209_a08a_4a55_ba08_61f649a5a8e5";
    let port = "cecfe880-0cee-4ec6-bb16-daed69425e42";
    for (list, words, code, missing) in [
        ("security-groups", format!("Security Group {group} does not exist"), "missing_group", group.into()),
        ("security-group-rules", format!("Security Group {group} does not exist"), "missing_group", group.into()),
        ("routers", format!("Cannot find Logical_Switch_Port with name={port}"), "missing_gateway", port.into()),
        (
            "ports",
            format!("Cannot find Logical_Router_Port with name=lrp{port}"),
            "missing_router_port",
            format!("lrp{port}"),
        ),
    ] {
        simulator.set_faults(vec![Fault::new("GET", &format!("/v2.0/{list}"), status(404, &words))]);
        let inventory = client(&simulator).unwrap().inventory_of_what_is_listed(true).await.unwrap();
        let unread = &inventory.unread[0];
        assert_eq!((unread.code.name(), unread.error.missing()), (code, Some(&*missing)), "{list}");
        let text = unread.error.to_string();
        assert!(text.contains(&words) && !text.contains("service catalog"), "the path is not to blame: {text}");
    }
}

#[tokio::test]
async fn a_provider_that_refuses_all_that_is_in_ovn_gives_no_inventory() {
    let simulator = simulator();
    let of_ovn = LISTS.into_iter().filter(|list| !["tenants", "floatingips"].contains(list));
    let fault = |list| Fault::new("GET", &format!("/v2.0/{list}"), status(500, "OVS transaction timed out"));
    simulator.set_faults(of_ovn.map(fault).collect());
    let error = client(&simulator).unwrap().inventory_of_what_is_listed(true).await.unwrap_err();
    assert!(is_response(&error) && error.to_string().contains("cannot read ports: "), "{error}");
}

/// The key of the answer, for what the error must name.
fn key_of(key: &str) -> &'static str {
    LISTS.into_iter().find(|list| list.replace('-', "_") == key).map_or("", |list| match list {
        "security-groups" => "security_groups",
        "security-group-rules" => "security_group_rules",
        list => list,
    })
}

fn sizes(inventory: &Inventory) -> [usize; 7] {
    [
        inventory.tenants.as_ref().map_or(0, Vec::len),
        inventory.networks.as_ref().map_or(0, Vec::len),
        inventory.subnets.as_ref().map_or(0, Vec::len),
        inventory.ports.as_ref().map_or(0, Vec::len),
        inventory.routers.as_ref().map_or(0, Vec::len),
        inventory.security_groups.as_ref().map_or(0, Vec::len),
        inventory.security_group_rules.as_ref().map_or(0, Vec::len),
    ]
}

#[tokio::test]
async fn every_fault_of_every_list_is_an_error_that_names_it_and_heals() {
    let simulator = simulator();
    let good = sizes(&client(&simulator).unwrap().inventory().await.unwrap());
    assert!(good.iter().all(|size| *size > 0), "{good:?}");
    let mut failures = Vec::new();
    for list in LISTS {
        let key = list.replace('-', "_");
        let path = format!("/v2.0/{list}");
        for (name, action, kind, words) in cases(&key) {
            simulator.set_faults(vec![Fault::new("GET", &path, action)]);
            let client = client(&simulator).unwrap();
            match client.inventory().await {
                Ok(inventory) => failures.push(format!("{list}, {name}: read {:?}", sizes(&inventory))),
                Err(error) => {
                    let text = error.to_string();
                    let request = error.request().unwrap();
                    if !kind(&error) || !text.contains(words) || request.list != Some(list) || request.path != path {
                        failures.push(format!("{list}, {name}: {text}"));
                    }
                }
            }
            let is_refusal = ["410", "500"].contains(&name);
            if client.inventory_of_what_is_listed(true).await.is_ok() != is_refusal {
                failures.push(format!("{list}, {name}: of what is listed it is otherwise"));
            }
            if client.inventory_without_ports().await.is_ok() != (list == "ports") {
                failures.push(format!("{list}, {name}: without the ports it is otherwise"));
            }
            simulator.clear_faults();
            let healed = sizes(&client.inventory().await.unwrap());
            if healed != good {
                failures.push(format!("{list}, {name}: {healed:?} afterwards, not {good:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn a_silent_list_is_an_error_when_the_timeout_is_over() {
    let simulator = simulator();
    for list in LISTS {
        let action = Action::Hang { seconds: 60.0, when: When::Before };
        simulator.set_faults(vec![Fault::new("GET", &format!("/v2.0/{list}"), action)]);
        let mut options = options(&simulator);
        options.read_timeout = Duration::from_millis(500);
        let error = Client::new(options).unwrap().inventory().await.unwrap_err();
        assert!(matches!(error, Error::Timeout { .. }), "{list}: {error}");
        assert!(error.to_string().starts_with(&format!("cannot read {list}: GET /v2.0/{list}: ")), "{error}");
        assert!(error.to_string().ends_with("was silent for 0.5 s"), "{error}");
        simulator.clear_faults();
    }
}

#[tokio::test]
async fn a_token_that_dies_before_any_list_is_renewed_once() {
    let simulator = simulator();
    let good = sizes(&client(&simulator).unwrap().inventory().await.unwrap());
    for list in LISTS.into_iter().filter(|list| *list != "tenants") {
        let fault = Fault::new("GET", &format!("/v2.0/{list}"), Action::ExpireToken).times(1);
        simulator.set_faults(vec![fault]);
        let inventory = client(&simulator).unwrap().inventory().await.unwrap();
        assert_eq!(sizes(&inventory), good, "{list}");
        assert!(inventory.notes.iter().any(|note| note.contains("logged in again")), "{:?}", inventory.notes);
    }
}

#[tokio::test]
async fn a_token_that_keeps_dying_is_an_error_that_names_the_list() {
    let simulator = simulator();
    for list in LISTS.into_iter().filter(|list| *list != "tenants") {
        simulator.set_faults(vec![Fault::new("GET", &format!("/v2.0/{list}"), Action::ExpireToken)]);
        let error = client(&simulator).unwrap().inventory().await.unwrap_err();
        assert!(is_authentication(&error) && error.request().unwrap().list == Some(list), "{error}");
    }
}

#[tokio::test]
async fn a_login_that_fails_is_an_error_in_the_providers_words() {
    let simulator = simulator();
    let (_, words) = Sso::WrongPassword.answer(Release::Master, "admin@internal");
    simulator.set_faults(vec![Fault::new("POST", "/v2.0/tokens", status(401, &words))]);
    let error = client(&simulator).unwrap().inventory().await.unwrap_err();
    let expected = format!("POST /v2.0/tokens: the provider refused with 401: {words} (user or password are wrong)");
    assert_eq!(error.to_string(), expected);
    assert!(is_authentication(&error));
    assert_eq!(simulator.requests().len(), 1, "a refused login must not be tried again: accounts get locked");
}

#[tokio::test]
async fn only_a_refused_user_is_blamed_on_the_user() {
    let simulator = simulator();
    for because in Sso::ALL {
        simulator.set_faults(vec![Fault::new("POST", "/v2.0/tokens", Action::Sso { because })]);
        let error = client(&simulator).unwrap().inventory().await.unwrap_err();
        let of_user = error.is_rejection();
        assert_eq!(is_authentication(&error), of_user, "{because:?}: {error}");
        let names_a_setting = ["ovirt-", "auth-plugin", "engine.log", "Keycloak", "directory"]
            .iter()
            .any(|name| error.to_string().contains(name));
        assert!(names_a_setting || of_user, "{because:?}: {error}");
    }
}

/// How releases and installations without an optional list answer.
fn absences() -> Vec<Action> {
    vec![
        status(404, "Incorrect path: /v2.0/x"),
        status(405, "Method Not Allowed"),
        status(500, "Table Port_Group not found"),
    ]
}

#[tokio::test]
async fn a_provider_without_an_optional_list_is_read_without_it() {
    let simulator = simulator();
    let good = sizes(&client(&simulator).unwrap().inventory().await.unwrap());
    for answer in absences() {
        for absent in
            [&["security-groups"][..], &["security-group-rules"], &["security-groups", "security-group-rules"]]
        {
            let fault = |list: &&str| Fault::new("GET", &format!("/v2.0/{list}"), answer.clone());
            simulator.set_faults(absent.iter().map(fault).collect());
            let inventory = client(&simulator).unwrap().inventory().await.unwrap();
            let has_groups = !absent.contains(&"security-groups");
            assert_eq!(
                (inventory.security_groups.is_some(), inventory.security_group_rules.is_some()),
                (has_groups, false)
            );
            assert_eq!(sizes(&inventory)[..5], good[..5], "{answer:?}");
            assert!(inventory.unread.iter().all(|unread| unread.is_unsupported), "{answer:?}");
            for list in absent {
                assert!(inventory.notes.iter().any(|note| note.contains(&format!("lists no {list}"))), "{answer:?}");
            }
        }
        simulator.set_faults(vec![Fault::new("GET", "/v2.0/floatingips", answer.clone())]);
        assert!(client(&simulator).unwrap().inventory().await.unwrap().floating_ips.is_none(), "{answer:?}");
        for list in ["networks", "subnets", "ports", "routers", "tenants"] {
            simulator.set_faults(vec![Fault::new("GET", &format!("/v2.0/{list}"), answer.clone())]);
            let inventory = client(&simulator).unwrap().inventory_of_what_is_listed(true).await.unwrap();
            let [unread] = &inventory.unread[..] else { panic!("{list}: {:?}", inventory.unread) };
            assert_eq!((unread.list, unread.is_unsupported), (list, false), "every release has it");
        }
    }
}

#[tokio::test]
async fn groups_of_a_release_that_has_no_rules_are_left_alone_with_them() {
    let simulator = simulator();
    let none = Fault::new("GET", "/v2.0/security-groups", body(json!({"security_groups": []})));
    let absent =
        Fault::new("GET", "/v2.0/security-group-rules", status(404, "Incorrect path: /v2.0/security-group-rules"));
    simulator.set_faults(vec![none.clone(), absent]);
    let inventory = client(&simulator).unwrap().inventory().await.unwrap();
    assert!(inventory.security_groups.is_none() && inventory.security_group_rules.is_none());
    assert!(
        inventory.notes.iter().any(|note| note.starts_with("security-groups: the stored rows")),
        "{:?}",
        inventory.notes
    );

    simulator.set_faults(vec![none]);
    let inventory = client(&simulator).unwrap().inventory().await.unwrap();
    assert_eq!(inventory.security_groups.map(|groups| groups.len()), Some(0), "that there are none any more is said");
}

#[tokio::test]
async fn a_list_that_is_not_there_is_told_with_its_url() {
    let simulator = simulator();
    simulator.set_faults(vec![Fault::new("GET", "/v2.0/ports", status(404, "Incorrect path: /v2.0/ports"))]);
    let error = client(&simulator).unwrap().inventory().await.unwrap_err().to_string();
    let url = format!("{}/ports", simulator.network_url());
    assert!(error.contains(&url) && error.contains("service catalog") && !error.contains("any more"), "{error}");
}
