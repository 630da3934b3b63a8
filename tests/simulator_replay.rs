//! Every recorded exchange of the real provider, replayed in order against a fresh simulator: it must answer the same.
//!
//! "The same" is the same status line, headers and JSON, key by key in the same order, except for what is made up anew each time: ids,
//! tokens, times and generated MACs. An id that the simulator makes up must then stand wherever the recording has the recorded one.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use ovirt_net_simulator::{Options, Release, Settings, Simulator};
use serde_json::Value;

/// The recorded token. The tenant has the same id, so it cannot be replaced by text.
const RECORDED_TOKEN: &str = "00000000000000000000000000000001";

/// An answer as it came over the wire.
struct Answer {
    status_line: String,
    headers: Vec<(String, String)>,
    body: String,
}

fn exchange(url: &str, method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Answer {
    let host = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
    if let Some(token) = token {
        request.push_str(&format!("X-Auth-Token: {token}\r\n"));
    }
    if let Some(body) = body {
        request.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    request.push_str(body.unwrap_or_default());
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let status_line = lines.next().unwrap().to_owned();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Answer { status_line, headers, body: body.to_owned() }
}

/// Which made-up value of the simulator stands for which recorded one, both ways.
#[derive(Clone, Default)]
struct Ids {
    ours: HashMap<String, String>,
    theirs: HashMap<String, String>,
    /// Old releases list ports in any order; later ones by network.
    any_order: bool,
}

impl Ids {
    /// Whether `ours` stands for `theirs`, which it does from now on if both are new.
    fn same(&mut self, theirs: &str, ours: &str) -> bool {
        match (self.ours.get(theirs), self.theirs.get(ours)) {
            (None, None) => {
                self.ours.insert(theirs.to_owned(), ours.to_owned());
                self.theirs.insert(ours.to_owned(), theirs.to_owned());
                true
            }
            (Some(expected), _) => expected == ours,
            _ => false,
        }
    }

    /// A text of a request, with our ids.
    fn translate(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for id in uuids(text) {
            if let Some(ours) = self.ours.get(id) {
                out = out.replace(id, ours);
            }
        }
        out
    }

    /// Whether the texts are equal but for ids.
    fn same_text(&mut self, theirs: &str, ours: &str) -> bool {
        let (their_ids, our_ids) = (uuids(theirs), uuids(ours));
        if their_ids.len() != our_ids.len() || blank(theirs, &their_ids) != blank(ours, &our_ids) {
            return false;
        }
        their_ids.iter().zip(our_ids).all(|(theirs, ours)| self.same(theirs, ours))
    }
}

/// All UUIDs of a text, with hyphens, or with underscores as in OVN's names.
fn uuids(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(candidate) = text.get(at..).and_then(|rest| rest.get(..36)) {
        let separators = |index| matches!(index, 8 | 13 | 18 | 23);
        let is_uuid = candidate.char_indices().all(|(index, character)| match separators(index) {
            true => matches!(character, '-' | '_'),
            false => character.is_ascii_hexdigit(),
        });
        if is_uuid {
            found.push(candidate);
        }
        at += if is_uuid { 36 } else { text[at..].chars().next().map_or(1, char::len_utf8) };
    }
    found
}

fn blank(text: &str, ids: &[&str]) -> String {
    ids.iter().fold(text.to_owned(), |text, id| text.replace(id, "<id>"))
}

/// Digits blanked: the shape of a time.
fn shape(text: &str) -> String {
    text.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect()
}

/// What is different, or nothing.
fn compare(ids: &mut Ids, key: &str, theirs: &Value, ours: &Value) -> Result<(), String> {
    let differ = || Err(format!("{key}: recorded {theirs}, simulated {ours}"));
    match (theirs, ours) {
        (Value::Object(their_keys), Value::Object(our_keys)) => {
            if !their_keys.keys().eq(our_keys.keys()) {
                return differ();
            }
            let mut pairs = their_keys.iter().zip(our_keys.values());
            pairs.try_for_each(|((key, theirs), ours)| compare(ids, key, theirs, ours))
        }
        (Value::Array(their_values), Value::Array(our_values)) if their_values.len() == our_values.len() => match key {
            "ports" => unordered(ids, "network_id", their_values, our_values),
            "security_group_rules" => unordered(ids, "security_group_id", their_values, our_values),
            _ => {
                let mut pairs = their_values.iter().zip(our_values);
                pairs.try_for_each(|(theirs, ours)| compare(ids, key, theirs, ours))
            }
        },
        (Value::String(their_text), Value::String(our_text)) => {
            let same = match key {
                "created_at" | "updated_at" | "expires" => shape(their_text) == shape(our_text),
                // What the clients of the recordings sent begins with oVirt's own prefix.
                "mac_address" if their_text.contains(':') && !their_text.starts_with("00:1a:4a:") => {
                    our_text.starts_with(&their_text[..3]) && our_text.len() == 17 && ids.same(their_text, our_text)
                }
                _ => ids.same_text(their_text, our_text),
            };
            if same { Ok(()) } else { differ() }
        }
        _ if theirs == ours => Ok(()),
        _ => differ(),
    }
}

/// Compares lists whose order OVN leaves to chance among the members of one owner; the owners have their order.
fn unordered(ids: &mut Ids, owner: &str, theirs: &[Value], ours: &[Value]) -> Result<(), String> {
    let mut left: Vec<&Value> = ours.iter().collect();
    for wanted in theirs {
        let mut last = format!("nothing like {wanted}");
        let position = left.iter().position(|candidate| {
            let mut trial = ids.clone();
            match compare(&mut trial, "", wanted, candidate) {
                Ok(()) => {
                    *ids = trial;
                    true
                }
                Err(error) => {
                    if ids.ours.get(wanted["id"].as_str().unwrap()).is_some_and(|id| candidate["id"] == id.as_str()) {
                        last = error;
                    }
                    false
                }
            }
        });
        left.remove(position.ok_or(last)?);
    }
    let owners = |values: &[Value]| {
        let mut owners: Vec<_> = values.iter().map(|value| value[owner].as_str().unwrap().to_owned()).collect();
        owners.dedup();
        owners
    };
    let their_owners = owners(theirs).iter().map(|id| ids.translate(id)).collect::<Vec<_>>();
    if ids.any_order || their_owners == owners(ours) { Ok(()) } else { Err(format!("other order of {owner}")) }
}

fn check(ids: &mut Ids, recorded: &Value, answer: &Answer) -> Result<(), String> {
    let status_line = format!("HTTP/1.0 {} {}", recorded["status"], recorded["reason"].as_str().unwrap());
    if answer.status_line != status_line {
        return Err(format!("recorded {status_line}, simulated {}: {}", answer.status_line, answer.body));
    }
    let mut headers = answer.headers.clone();
    if headers.get(1).is_none_or(|(name, _)| name != "Date") {
        return Err(format!("no Date in {headers:?}"));
    }
    headers.remove(1);
    let their_headers = recorded["headers"].as_object().unwrap();
    let same_header = |((name, theirs), (our_name, ours)): ((&String, &Value), &(String, String))| {
        let expected = if name == "Content-Length" { &answer.body.len().to_string() } else { theirs.as_str().unwrap() };
        name == our_name && expected == ours
    };
    if their_headers.len() != headers.len() || !their_headers.iter().zip(&headers).all(same_header) {
        return Err(format!("recorded {their_headers:?}, simulated {headers:?}"));
    }
    let body = recorded["body"].as_str().unwrap();
    if their_headers.contains_key("Content-Length") || body.is_empty() {
        // Refusals are compared as text: some are no JSON, and their layout is the provider's own.
        let same = ids.same_text(body, &answer.body);
        return if same { Ok(()) } else { Err(format!("recorded {body}, simulated {}", answer.body)) };
    }
    let parse = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| format!("{error}: {text}"));
    compare(ids, "", &parse(body)?, &parse(&answer.body)?)?;
    // What is made up has the same length, so equal lengths are equal spaces and escapes.
    if body.len() == answer.body.len() { Ok(()) } else { Err(format!("other spaces or escapes: {}", answer.body)) }
}

#[test]
fn the_simulator_answers_as_the_provider_did() {
    replay("ovirt-provider-ovn.jsonl", Release::Master, 171);
}

#[test]
fn the_simulator_answers_as_releases_of_ovirt_4_2_did() {
    for (name, release) in [("1.2.2", Release::V1_2_2), ("1.2.4", Release::V1_2_4), ("1.2.14", Release::V1_2_14)] {
        replay(&format!("ovirt-provider-ovn-{name}.jsonl"), release, 79);
    }
}

#[test]
fn the_simulator_answers_as_the_provider_did_with_ovn_and_the_groups_of_ports() {
    let settings = Settings { dynamic_ips: true, ..Settings::default() };
    replay_with("ovirt-provider-ovn-groups.jsonl", settings, 41);
}

fn replay(file: &str, release: Release, expected: usize) {
    replay_with(file, Settings { release, ..Settings::default() }, expected);
}

fn replay_with(file: &str, settings: Settings, expected: usize) {
    let path = format!("{}/recordings/{file}", env!("CARGO_MANIFEST_DIR"));
    let recordings = std::fs::read_to_string(path).unwrap();
    let release = settings.release;
    let simulator = Simulator::start(Options { settings, ..Options::default() }).unwrap();
    let (identity, network) = (simulator.identity_url(), simulator.network_url());
    let port = |url: &str| url.split([':', '/']).nth(4).unwrap().to_owned();
    let (identity_port, network_port) = (port(&identity), port(&network));
    assert_eq!((identity_port.len(), network_port.len()), (5, 5));

    let mut ids = Ids { any_order: release != Release::Master, ..Ids::default() };
    let mut token = String::new();
    let mut failures = Vec::new();
    let mut count = 0;
    for line in recordings.lines() {
        let recorded: Value = serde_json::from_str(line).unwrap();
        let request = &recorded["request"];
        let body = request["body"].as_str().map(|body| match recorded["label"].as_str() {
            Some("token by token") => body.replace(RECORDED_TOKEN, &token),
            _ => ids.translate(body),
        });
        let sent_token = request["token"].as_str().map(|sent| if sent == RECORDED_TOKEN { &token } else { sent });
        let mut answer = exchange(
            if recorded["service"] == "identity" { &identity } else { &network },
            request["method"].as_str().unwrap(),
            &ids.translate(request["path"].as_str().unwrap()),
            sent_token,
            body.as_deref(),
        );
        let json: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        if let Some(issued) = json["access"]["token"]["id"].as_str() {
            token = issued.to_owned();
            answer.body = answer.body.replace(issued, RECORDED_TOKEN);
        }
        // The real ports are 35357 and 9696; the latter is a digit shorter than ours.
        answer.body = answer.body.replace(&format!(":{identity_port}/"), ":35357/");
        answer.body = answer.body.replace(&format!(":{network_port}/"), ":9696/");
        if let Err(error) = check(&mut ids, &recorded["response"], &answer) {
            failures.push(format!("{}: {error}", recorded["label"]));
        }
        count += 1;
    }
    assert_eq!(count, expected);
    assert!(failures.is_empty(), "{file}: {} of {count} differ:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(simulator.requests().len(), count);
}
