//! An answer with names and sentences, for people and for programs.

use crate::answer::{Answer, Object, Remedy, RuleRef, Step, Verdict};
use crate::index::Index;
use crate::names::Names;
use crate::protocol::protocol_name;

/// An answer, as command, page and API show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// `reaches`, `dropped` or `unknown`.
    pub verdict: &'static str,
    /// The packet's way, in order.
    pub steps: Vec<Line>,
    /// What would let the packet pass.
    pub remedy: Option<Advice>,
}

/// One decision on the packet's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Kind of the object: `port`, `network`, `router` or `outside`.
    pub at: &'static str,
    /// Id of the object; the address of a host outside OVN.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What decided.
    pub rule: Option<Cause>,
    /// `passes`, `dropped` or `unknown`.
    pub decision: &'static str,
    /// Name of the reason, for programs.
    pub code: &'static str,
    /// The reason, a sentence without its object.
    pub why: String,
}

/// What decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A rule of a security group.
    Rule {
        /// Id of the rule.
        id: String,
        /// Id of its group.
        group: String,
        /// Name of its group.
        group_name: String,
    },
    /// A static route.
    Route {
        /// Its destinations, such as `10.0.0.0/24`.
        destination: String,
        /// Address that it leads to.
        next_hop: String,
    },
}

/// What would let a packet pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Name of what is to be done, for programs.
    pub code: &'static str,
    /// What is to be done, a sentence.
    pub text: String,
    /// The objects and values of it, by name.
    pub attributes: Vec<(&'static str, String)>,
}

impl Report {
    /// Puts an answer into words.
    pub(crate) fn new(index: &Index, answer: &Answer) -> Self {
        let names = Names(index);
        Self {
            verdict: match answer.verdict {
                Verdict::Reaches => "reaches",
                Verdict::Dropped => "dropped",
                Verdict::Unknown => "unknown",
            },
            steps: answer.steps.iter().map(|step| line(&names, step)).collect(),
            remedy: answer.remedy.as_ref().map(|remedy| advice(&names, remedy)),
        }
    }
}

fn line(names: &Names<'_>, step: &Step) -> Line {
    let (at, id) = match &step.object {
        Object::Port(id) => ("port", id.clone()),
        Object::Network(id) => ("network", id.clone()),
        Object::Router(id) => ("router", id.clone()),
        Object::Outside(address) => ("outside", address.to_string()),
    };
    Line {
        at,
        name: names.of(at, &id),
        id,
        rule: step.rule.as_ref().map(|rule| match rule {
            RuleRef::Rule { id, group } => {
                Cause::Rule { id: id.clone(), group_name: names.of("group", group), group: group.clone() }
            }
            RuleRef::Route { destination, next_hop } => {
                Cause::Route { destination: destination.to_string(), next_hop: next_hop.to_string() }
            }
        }),
        decision: match step.decision {
            Verdict::Reaches => "passes",
            Verdict::Dropped => "dropped",
            Verdict::Unknown => "unknown",
        },
        code: step.why.code(),
        why: step.why.to_string(),
    }
}

fn advice(names: &Names<'_>, remedy: &Remedy) -> Advice {
    let quoted = |kind, id: &str| format!("\"{}\"", names.of(kind, id));
    let (code, text, attributes) = match remedy {
        Remedy::AddRule { group, port, direction, version, protocol, ports, remote } => {
            let mut rule = vec![("direction", direction.to_string()), ("ethertype", format!("IPv{version}"))];
            rule.extend(protocol.map(|number| ("protocol", protocol_name(number))));
            if let Some((first, last)) = ports {
                rule.extend([("port_range_min", first.to_string()), ("port_range_max", last.to_string())]);
            }
            rule.extend(remote.map(|address| {
                ("remote_ip_prefix", format!("{address}/{}", if address.is_ipv4() { 32 } else { 128 }))
            }));
            let values: Vec<String> = rule.iter().map(|(field, value)| format!("{field} {value}")).collect();
            let whose = match group {
                Some(group) => format!("Add to the security group {} a rule with ", quoted("group", group)),
                None => format!("Give the port {} a security group that has a rule with ", quoted("port", port)),
            };
            let mut attributes = vec![("port", port.clone())];
            attributes.extend(group.iter().map(|group| ("security_group_id", group.clone())));
            attributes.extend(rule);
            ("add_rule", format!("{whose}{}.", values.join(", ")), attributes)
        }
        Remedy::SetGateway(subnet) => {
            let text = format!("Give the subnet {} a gateway.", quoted("subnet", subnet));
            ("set_gateway", text, vec![("subnet", subnet.clone())])
        }
        Remedy::AddInterface(router, subnet) => {
            let to =
                router.as_ref().map_or("a router".into(), |router| format!("the router {}", quoted("router", router)));
            let text = format!("Add an interface on the subnet {} to {to}.", quoted("subnet", subnet));
            let mut attributes = vec![("subnet", subnet.clone())];
            attributes.extend(router.iter().map(|router| ("router", router.clone())));
            ("add_interface", text, attributes)
        }
        Remedy::AddRoute(router, address) => {
            let text = format!("Add a route to {address} to the router {}.", quoted("router", router));
            ("add_route", text, vec![("router", router.clone()), ("destination", address.to_string())])
        }
        Remedy::EnableRouter(router) => {
            let text = format!("Switch the router {} on (admin_state_up).", quoted("router", router));
            ("enable_router", text, vec![("router", router.clone())])
        }
        Remedy::EnablePort(port) => {
            let text =
                format!("Start the VM of the port {}, or enable the port (admin_state_up).", quoted("port", port));
            ("enable_port", text, vec![("port", port.clone())])
        }
    };
    Advice { code, text, attributes }
}
