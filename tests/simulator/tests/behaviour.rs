//! What the recordings cannot show: framing, faults, tokens, the control port, TLS, and the end.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

use ovirt_net_simulator::{Action, Auth, Fault, Generate, Options, Settings, Simulator, When};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

fn connect(url: &str) -> (TcpStream, String) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    (TcpStream::connect(host).unwrap(), format!("/{path}"))
}

fn send(stream: &mut TcpStream, method: &str, path: &str, token: &str, body: Option<&Value>) {
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nX-Auth-Token: {token}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
}

fn call(url: &str, method: &str, token: &str, body: Option<&Value>) -> std::io::Result<Answer> {
    let (mut stream, path) = connect(url);
    send(&mut stream, method, &path, token, body);
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").ok_or(ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

fn log_in(simulator: &Simulator, password: &str) -> Answer {
    let credentials = json!({"username": "admin@internal", "password": password});
    let body = json!({"auth": {"passwordCredentials": credentials}});
    call(&format!("{}/tokens", simulator.identity_url()), "POST", "", Some(&body)).unwrap()
}

fn token(simulator: &Simulator) -> String {
    log_in(simulator, "123456").json()["access"]["token"]["id"].as_str().unwrap().to_owned()
}

/// A simulator with some inventory, a token, and a way to call its network service.
struct Bench {
    simulator: Simulator,
    token: String,
}

impl Bench {
    fn new() -> Self {
        let generate = Generate { networks: 5, ports: 20, security_groups: 2, ..Generate::default() };
        let simulator = Simulator::start(Options { generate: Some(generate), ..Options::default() }).unwrap();
        let token = token(&simulator);
        Self { simulator, token }
    }

    fn try_call(&self, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<Answer> {
        call(&format!("{}/{path}", self.simulator.network_url()), method, &self.token, body)
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.try_call(method, path, body).unwrap()
    }

    fn fault(&self, method: &str, path: &str, action: Action) {
        self.simulator.set_faults(vec![Fault::new(method, path, action)]);
    }

    fn network_count(&self) -> usize {
        self.simulator.dump()["networks"].as_array().unwrap().len()
    }
}

const NAME: &str = "/v2.0/networks";

#[test]
fn a_success_ends_with_the_connection() {
    let bench = Bench::new();
    let answer = bench.call("GET", "ports", None);
    assert!(
        answer.head.starts_with("HTTP/1.0 200 OK\r\nServer: BaseHTTP/0.6 Python/3.11.2\r\nDate: "),
        "{}",
        answer.head
    );
    assert!(!answer.head.contains("Content-Length"));
    assert_eq!(answer.json()["ports"], bench.simulator.dump()["ports"]);
    let answer = bench.call("GET", "ports/none", None);
    assert!(answer.head.contains(&format!("\r\nContent-Length: {}", answer.body.len())), "{}", answer.head);
}

#[test]
fn one_request_at_a_time() {
    let bench = Bench::new();
    let (idle, _) = connect(&bench.simulator.network_url());
    let (mut second, path) = connect(&bench.simulator.network_url());
    send(&mut second, "GET", &format!("{path}/networks"), &bench.token, None);
    second.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let error = second.read(&mut [0; 10]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
    drop(idle);
    second.set_read_timeout(None).unwrap();
    let mut text = String::new();
    second.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.0 200 OK"));
}

#[test]
fn a_body_without_length_gets_no_answer() {
    let bench = Bench::new();
    let (mut stream, path) = connect(&bench.simulator.network_url());
    stream.write_all(format!("POST {path}/networks HTTP/1.0\r\n\r\n").as_bytes()).unwrap();
    assert_eq!(stream.read_to_end(&mut Vec::new()).unwrap(), 0);
}

#[test]
fn bodies_can_be_spoiled() {
    let bench = Bench::new();
    let whole = bench.call("GET", "networks", None).body;
    let spoiled = |action| {
        bench.fault("GET", NAME, action);
        let answer = bench.call("GET", "networks", None);
        (answer.status, answer.body)
    };
    let half = whole[..whole.len() / 2].to_owned();
    assert_eq!(spoiled(Action::Cut { fraction: Some(0.5), bytes: None }), (200, half));
    assert_eq!(spoiled(Action::Cut { fraction: None, bytes: Some(7) }), (200, whole[..7].to_owned()));
    assert_eq!(spoiled(Action::Empty), (200, String::new()));
    assert_eq!(spoiled(Action::Body { body: Value::Null, status: None }), (200, "null".to_owned()));
    let wrong = json!({"networks": 5});
    assert_eq!(spoiled(Action::Body { body: wrong, status: Some(201) }), (201, "{\"networks\": 5}".to_owned()));
    assert_eq!(spoiled(Action::Text { text: "{".to_owned() }), (200, "{".to_owned()));
    assert!(spoiled(Action::Html).1.starts_with("<!DOCTYPE html>"));
    let (_, body) = spoiled(Action::NoId);
    let networks: Value = serde_json::from_str(&body).unwrap();
    assert!(networks["networks"].as_array().unwrap().iter().all(|network| network.get("id").is_none()));
    assert_eq!(networks["networks"].as_array().unwrap().len(), 5);
}

#[test]
fn a_status_comes_before_or_after_the_change() {
    let bench = Bench::new();
    let body = json!({"network": {"name": "new"}});
    let status = |message: &str, when| Action::Status { status: 503, message: message.to_owned(), when };
    bench.fault("POST", NAME, status("busy", When::Before));
    let answer = bench.call("POST", "networks", Some(&body));
    let error = json!({"error": {"message": "busy", "code": 503, "title": "Service Unavailable"}});
    assert_eq!((answer.status, answer.json(), bench.network_count()), (503, error, 5));
    bench.fault("POST", NAME, status("", When::After));
    let answer = bench.call("POST", "networks", Some(&body));
    assert_eq!((answer.status, &answer.json()["error"]["message"], bench.network_count()), (503, &json!(""), 6));
}

#[test]
fn a_connection_is_lost_before_or_after_the_change() {
    let bench = Bench::new();
    let body = json!({"network": {"name": "new"}});
    let lost = |action| {
        bench.fault("POST", NAME, action);
        let error = bench.try_call("POST", "networks", Some(&body)).err().expect("no answer");
        (error.kind(), bench.network_count())
    };
    assert_eq!(lost(Action::Reset { when: When::Before }), (ErrorKind::ConnectionReset, 5));
    assert_eq!(lost(Action::Reset { when: When::After }), (ErrorKind::ConnectionReset, 6));
    assert_eq!(lost(Action::Close { when: When::Before }), (ErrorKind::UnexpectedEof, 6));
    assert_eq!(lost(Action::Close { when: When::After }), (ErrorKind::UnexpectedEof, 7));
    let statuses: Vec<_> = bench.simulator.requests().iter().skip(1).map(|request| request.status).collect();
    assert_eq!(statuses, [None; 4]);
}

#[test]
fn a_hang_ends_with_the_client_or_the_simulator() {
    let bench = Bench::new();
    bench.simulator.set_faults(vec![
        Fault::new("GET", NAME, Action::Hang { seconds: 60.0, when: When::Before }).times(1),
        Fault::new("GET", NAME, Action::Hang { seconds: 0.05, when: When::After }).after(1).times(1),
    ]);
    let start = Instant::now();
    let (mut stream, path) = connect(&bench.simulator.network_url());
    send(&mut stream, "GET", &format!("{path}/networks"), &bench.token, None);
    drop(stream);
    assert_eq!(bench.call("GET", "networks", None).status, 200);
    assert!(start.elapsed() > Duration::from_millis(50));
    bench.fault("GET", NAME, Action::Hang { seconds: 60.0, when: When::Before });
    let (mut stream, path) = connect(&bench.simulator.network_url());
    send(&mut stream, "GET", &format!("{path}/networks"), &bench.token, None);
    std::thread::sleep(Duration::from_millis(50));
    drop(bench);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn tokens_expire() {
    let mut bench = Bench::new();
    let status = |bench: &Bench| bench.call("GET", "networks", None).status;
    assert_eq!(status(&bench), 200);
    bench.simulator.expire_tokens();
    assert_eq!(status(&bench), 403);
    bench.token = token(&bench.simulator);
    bench.simulator.set_settings(Settings { expire_after: Some(2), auth: Auth::Ovirt, ..Settings::default() });
    assert_eq!([status(&bench), status(&bench), status(&bench)], [200, 200, 401]);
    let message = bench.call("GET", "networks", None).json()["error"]["message"].clone();
    let (_, expected) = ovirt_net_simulator::Sso::TokenUnknown.answer(ovirt_net_simulator::Release::Master, "");
    assert_eq!(message, expected.as_str());
    bench.token = token(&bench.simulator);
    bench.simulator.set_faults(vec![Fault::new("GET", NAME, Action::ExpireToken).after(1).times(1)]);
    assert_eq!([status(&bench), status(&bench)], [200, 401]);
    bench.token = token(&bench.simulator);
    assert_eq!(status(&bench), 200);
}

#[test]
fn logins_follow_the_settings() {
    let simulator = Simulator::start(Options::default()).unwrap();
    let answer = log_in(&simulator, "wrong");
    assert_eq!(answer.status, 401);
    assert!(answer.json()["error"]["message"].as_str().unwrap().contains("Cannot authenticate user 'admin@internal'"));
    simulator.set_settings(Settings {
        check_password: false,
        token_timeout: 0,
        catalog_host: Some("localhost".to_owned()),
        login_delay_ms: 50,
        ..Settings::default()
    });
    let start = Instant::now();
    let access = log_in(&simulator, "wrong").json()["access"].clone();
    assert!(start.elapsed() >= Duration::from_millis(50));
    assert_eq!(access["token"]["expires"], Value::Null);
    let url = access["serviceCatalog"][0]["endpoints"][0]["publicURL"].as_str().unwrap();
    assert!(url.starts_with("http://localhost:"), "{url}");
    assert_ne!(token(&simulator), token(&simulator));
}

#[test]
fn an_inventory_is_answered_as_it_was_loaded() {
    let bench = Bench::new();
    let raw = json!({
        "tenants": [{"id": "t", "name": null}],
        "networks": [{"name": "no id"}, {"z": 1, "id": "n", "a": {"q": null, "b": []}}, 5],
        "ports": [{"id": "p", "network_id": "n", "fixed_ips": [{"subnet_id": null}]}],
    });
    bench.simulator.load(&raw).unwrap();
    assert_eq!(
        bench.call("GET", "networks", None).body,
        "{\"networks\": [{\"name\": \"no id\"}, {\"z\": 1, \"id\": \"n\", \"a\": {\"q\": null, \"b\": []}}, 5]}"
    );
    assert_eq!(bench.call("GET", "ports/p", None).json()["port"], raw["ports"][0]);
    assert_eq!(bench.call("GET", "subnets", None).body, "{\"subnets\": []}");
    assert_eq!(bench.call("GET", "networks?id=n", None).json()["networks"][0]["z"], 1);
    assert!(bench.simulator.load(&json!({"ports": 5})).is_err());
}

#[test]
fn the_providers_mistakes_are_kept() {
    let simulator = Simulator::start(Options::default()).unwrap();
    let bench = Bench { token: token(&simulator), simulator };
    let create = |path: &str, body: Value| {
        let answer = bench.call("POST", path, Some(&body));
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()[path.trim_end_matches('s').replace('-', "_")]["id"].as_str().unwrap().to_owned()
    };
    let vlan = |id: Value| json!({"network": {"name": "v", "provider:network_type": "vlan", "provider:physical_network": "p", "provider:segmentation_id": id}});
    let network = create("networks", vlan("7".into()));
    let shown = |path: &str| bench.call("GET", path, None).json();
    let path = format!("networks/{network}");
    assert_eq!(shown(&path)["network"]["provider:network_type"], "flat");
    let beyond = create("networks", vlan(9999.into()));
    assert_eq!(shown(&format!("networks/{beyond}"))["network"]["provider:network_type"], "flat");
    bench.call("DELETE", &format!("networks/{beyond}"), None);
    bench.call("PUT", &path, Some(&json!({"network": {"name": "w"}})));
    assert_eq!(shown(&path)["network"].get("provider:network_type"), None);
    assert_eq!(shown("ports")["ports"], json!([]));

    let subnet = json!({"network_id": network, "cidr": "10.0.0.0/24", "ip_version": 4, "gateway_ip": "10.0.0.1"});
    let subnet = create("subnets", json!({"subnet": subnet}));
    let port = json!({"network_id": network, "name": "a", "fixed_ips": [{"ip_address": "10.0.0.9"}]});
    create("ports", json!({"port": port}));
    let answer = bench.call("POST", "ports", Some(&json!({"port": port})));
    assert_eq!(answer.status, 400);
    assert_eq!(shown("ports")["ports"].as_array().unwrap().len(), 2, "the refused port stays behind");
    assert_eq!(bench.call("DELETE", &format!("subnets/{subnet}"), None).status, 204);
    assert_eq!(shown("ports")["ports"][0]["fixed_ips"], json!([{"ip_address": "10.0.0.9", "subnet_id": null}]));

    let group = create("security-groups", json!({"security_group": {"name": "g"}}));
    let other = create("security-groups", json!({"security_group": {"name": "h"}}));
    let rule = json!({"security_group_id": other, "direction": "ingress", "remote_group_id": group});
    create("security-group-rules", json!({"security_group_rule": rule}));
    assert_eq!(bench.call("DELETE", &format!("security-groups/{group}"), None).status, 204);
    assert_eq!(bench.call("GET", "security-groups", None).status, 404);
}

#[test]
fn ports_get_addresses_where_that_is_on() {
    let settings = Settings { dynamic_ips: true, ..Settings::default() };
    let simulator = Simulator::start(Options { settings, ..Options::default() }).unwrap();
    let bench = Bench { token: token(&simulator), simulator };
    let network =
        bench.call("POST", "networks", Some(&json!({"network": {"name": "n"}}))).json()["network"]["id"].clone();
    let subnet = json!({"network_id": network, "cidr": "10.0.0.0/30", "ip_version": 4});
    bench.call("POST", "subnets", Some(&json!({"subnet": subnet})));
    for expected in [Some("10.0.0.2"), None] {
        let port = bench.call("POST", "ports", Some(&json!({"port": {"network_id": network}}))).json()["port"].clone();
        assert_eq!(port["fixed_ips"], json!([]), "the address comes a moment later");
        let port = bench.call("GET", &format!("ports/{}", port["id"].as_str().unwrap()), None).json();
        assert_eq!(port["port"]["fixed_ips"][0]["ip_address"].as_str(), expected);
    }
}

#[test]
fn the_control_port_does_it_all() {
    let bench = Bench::new();
    let control = |method: &str, path: &str, body: Option<&Value>| {
        let answer = call(&format!("{}{path}", bench.simulator.control_url()), method, "", body).unwrap();
        assert!(answer.head.contains("Content-Length: "));
        (answer.status, answer.json())
    };
    let ok = (200, json!({"ok": true}));
    assert_eq!(control("DELETE", "/requests", None), ok);
    bench.call("GET", "networks?name=x", None);
    let (_, requests) = control("GET", "/requests", None);
    assert_eq!((&requests["count"], &requests["counts"]), (&json!(1), &json!({"GET /v2.0/networks?name=x": 1})));
    assert_eq!(
        (&requests["requests"][0]["service"], &requests["requests"][0]["status"]),
        (&json!("network"), &json!(200))
    );

    assert_eq!(control("PUT", "/faults", Some(&json!([{"do": "empty"}]))), ok);
    assert_eq!(bench.call("GET", "networks", None).body, "");
    assert_eq!(control("GET", "/faults", None).1[0]["do"], "empty");
    assert_eq!(control("PUT", "/faults", Some(&json!([{"do": "nothing"}]))).0, 400);
    assert_eq!(control("DELETE", "/faults", None), ok);

    assert_eq!(control("POST", "/generate", Some(&json!({"networks": 2}))), ok);
    let (_, inventory) = control("GET", "/inventory", None);
    assert_eq!((inventory["networks"].as_array().unwrap().len(), &inventory), (2, &bench.simulator.dump()));
    assert_eq!(control("PUT", "/inventory", Some(&json!({"networks": [{"id": "1"}]}))), ok);
    assert_eq!(bench.call("GET", "networks", None).body, "{\"networks\": [{\"id\": \"1\"}]}");

    let (status, settings) = control("PATCH", "/settings", Some(&json!({"auth": "ovirt"})));
    assert_eq!((status, &settings["auth"], &settings["user"]), (200, &json!("ovirt"), &json!("admin@internal")));
    assert_eq!(control("PATCH", "/settings", Some(&json!({"x": 1}))).0, 400);
    assert_eq!(control("POST", "/expire_tokens", None), ok);
    assert_eq!(bench.call("GET", "networks", None).status, 401);
    assert_eq!(control("GET", "/nothing", None).0, 404);
}

/// How long it takes to make so many ports and to list them.
fn time_of(ports: usize) -> Duration {
    let start = Instant::now();
    let generate =
        Generate { networks: 1000, ports, routers: 100, security_groups: 50, rules: 500, ..Generate::default() };
    let simulator = Simulator::start(Options { generate: Some(generate), ..Options::default() }).unwrap();
    let bench = Bench { token: token(&simulator), simulator };
    let body = bench.call("GET", "ports", None).body;
    assert!(body.len() > ports * 300);
    start.elapsed()
}

#[test]
fn large_inventories_take_no_more_than_their_share() {
    // Against each other, as a busy machine takes its time for both.
    let (few, many) = (time_of(10_000), time_of(100_000));
    assert!(many < few * 40, "10,000 ports took {few:?}, 100,000 took {many:?}");
}
