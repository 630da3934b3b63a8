//! The way of packets, against what OVN did with them: `recordings/reachability.jsonl` has a site a line, as a real
//! ovirt-provider-ovn listed it, and what `ovn-trace` said of packets there.

use std::collections::BTreeMap;

use ovirt_net_provider::Inventory;
use ovirt_net_reachability::site::{Remote, Rule};
use ovirt_net_reachability::{End, Question, Reachability, Remedy, Site, Traffic, Verdict};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Recording {
    seed: u64,
    lists: BTreeMap<String, Value>,
    questions: Vec<Asked>,
}

#[derive(Debug, Deserialize)]
struct Asked {
    from: String,
    to: String,
    protocol: String,
    port: Option<u16>,
    /// Whether OVN delivered it, or let it out; `None` where somebody decides who is not OVN, such as a router that is none of its own.
    arrives: Option<bool>,
}

fn list<T: serde::de::DeserializeOwned>(recording: &Recording, name: &str) -> Option<Vec<T>> {
    // What `Client` does: ports refer to the provider's own group by its name.
    let own = recording.lists["security_groups"].as_array().unwrap().iter().find(|group| group["name"] == "Default");
    let mut list = recording.lists[name].to_string();
    if let (Some(own), "ports") = (own, name) {
        list = list.replace("\"Default\"", &own["id"].to_string());
    }
    Some(serde_json::from_str(&list).unwrap())
}

fn site(recording: &Recording) -> Site {
    let inventory = Inventory {
        networks: list(recording, "networks"),
        subnets: list(recording, "subnets"),
        ports: list(recording, "ports"),
        routers: list(recording, "routers"),
        security_groups: list(recording, "security_groups"),
        security_group_rules: list(recording, "security_group_rules"),
        ..Inventory::default()
    };
    ovirt_net_views::site(&inventory)
}

fn end(text: &str) -> End {
    text.parse().map_or_else(|_| End::Port(text.to_owned()), End::Address)
}

impl Asked {
    fn question(&self) -> Question {
        let traffic = match self.protocol.as_str() {
            "tcp" => Traffic::Tcp(self.port),
            "udp" => Traffic::Udp(self.port),
            "icmp" => Traffic::Icmp,
            _ => Traffic::Any,
        };
        Question { from: end(&self.from), to: end(&self.to), traffic }
    }
}

fn recordings() -> Vec<Recording> {
    let path = std::env::var("OVIRT_NET_REACHABILITY")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/recordings/reachability.jsonl").into());
    std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn packets_go_where_ovn_sends_them() {
    let (mut asked, mut unknown, mut different) = (0_usize, BTreeMap::<_, usize>::new(), Vec::new());
    for recording in recordings() {
        let reachability = Reachability::new(site(&recording));
        for question in &recording.questions {
            let answer = reachability.ask(&question.question());
            asked += 1;
            match (answer.verdict, question.arrives) {
                (Verdict::Unknown, _) => {
                    let why = answer.steps.last().map(|step| format!("{:?}", step.why)).unwrap_or_default();
                    *unknown.entry(why.split('(').next().unwrap_or_default().to_owned()).or_default() += 1;
                }
                (verdict, Some(arrives)) if (verdict == Verdict::Reaches) == arrives => {}
                _ => {
                    let steps: Vec<_> = answer.steps.iter().map(|step| (&step.object, &step.why)).collect();
                    different
                        .push(format!("seed {}: {question:?}, but {:?}: {steps:?}", recording.seed, answer.verdict));
                }
            }
        }
    }
    let unknowns: usize = unknown.values().sum();
    println!("{asked} questions, {} differences, {unknowns} unknown {unknown:?}", different.len());
    assert!(
        different.is_empty(),
        "{} of {asked} differ: {}",
        different.len(),
        different[..different.len().min(10)].join("\n")
    );
    assert!(asked > 0 && unknowns * 100 <= asked, "{unknowns} of {asked} are unknown");
}

/// The site with what a remedy tells, where it says it all.
fn repaired(site: &Site, remedy: &Remedy) -> Option<Site> {
    let mut site = site.clone();
    let at = |id: &str| site.ports.iter().position(|port| port.id == id).unwrap();
    match remedy {
        Remedy::AddRule { group, port, direction, version, protocol, ports, remote } => {
            let at = at(port);
            let group = group.clone().unwrap_or_else(|| {
                site.ports[at].groups.push("new".into());
                "new".into()
            });
            site.rules.push(Rule {
                id: "new".into(),
                group,
                direction: *direction,
                version: Some(*version),
                protocol: *protocol,
                first: ports.map(|(first, _)| first),
                last: ports.map(|(_, last)| last),
                remote: remote.map_or(Remote::Any, |address| Remote::Range(address.into())),
            });
        }
        Remedy::EnablePort(port) => {
            let at = at(port);
            site.ports[at].is_up = true;
        }
        Remedy::EnableRouter(id) => site.routers.iter_mut().find(|router| router.id == *id).unwrap().is_up = true,
        _ => return None,
    }
    Some(site)
}

#[test]
fn a_remedy_lets_the_packet_pass_and_only_the_packet() {
    let (mut repairs, mut rules) = (0_usize, 0_usize);
    for recording in recordings() {
        let site = site(&recording);
        let reachability = Reachability::new(site.clone());
        for asked in &recording.questions {
            let question = asked.question();
            let answer = reachability.ask(&question);
            let Some(repaired) = answer.remedy.as_ref().and_then(|remedy| repaired(&site, remedy)) else { continue };
            let repaired = Reachability::new(repaired);
            let after = repaired.ask(&question);
            let is_past = after.verdict == Verdict::Reaches
                || after.steps.len() > answer.steps.len()
                || after.steps.last() != answer.steps.last();
            assert!(is_past, "{asked:?} in {}: {answer:?} and then {after:?}", recording.seed);
            repairs += 1;
            // A rule for one port leaves the next one closed, if it was.
            if let (Some(Remedy::AddRule { .. }), Traffic::Tcp(Some(port))) = (&answer.remedy, question.traffic) {
                let next = Question { traffic: Traffic::Tcp(port.checked_add(1)), ..question };
                let (before, after) = (reachability.ask(&next).verdict, repaired.ask(&next).verdict);
                assert!(port == u16::MAX || before == after, "{asked:?} in {}", recording.seed);
                rules += 1;
            }
        }
    }
    assert!(repairs > 100 && rules > 50, "{repairs} repairs, {rules} rules for a port");
}
