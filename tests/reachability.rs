//! The way of packets, against what OVN did with them: `recordings/reachability.jsonl` has a site a line, as a real
//! ovirt-provider-ovn listed it, and what `ovn-trace` said of packets there.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

use std::collections::BTreeMap;

use ovirt_net_core::Inventory;
use ovirt_net_reachability::{End, Question, Reachability, Site, Traffic, Verdict};
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
    (&inventory).into()
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

#[test]
fn packets_go_where_ovn_sends_them() {
    let path = std::env::var("OVIRT_NET_REACHABILITY")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/recordings/reachability.jsonl").into());
    let (mut asked, mut unknown, mut different) = (0_usize, BTreeMap::<_, usize>::new(), Vec::new());
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let recording: Recording = serde_json::from_str(line).unwrap();
        let reachability = Reachability::new(site(&recording));
        for question in &recording.questions {
            let answer = reachability.ask(&question.question());
            asked += 1;
            match (answer.verdict, question.arrives) {
                (Verdict::Unknown, _) => {
                    let why = answer
                        .steps
                        .iter()
                        .rfind(|step| step.decision == Verdict::Unknown)
                        .map(|step| format!("{:?}", step.why))
                        .unwrap_or_default();
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
