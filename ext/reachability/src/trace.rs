//! The path of a packet through OVN's logical switches and routers.

use std::net::IpAddr;

use crate::answer::{Answer, Object, Remedy, RuleRef, Step, Verdict, Why};
use crate::filter::{Filtered, Packet, filter};
use crate::index::{Index, version_of};
use crate::question::{End, Question, Traffic};
use crate::report::Report;
use crate::site::{Direction, Port, Site};

/// A site that can be asked many questions.
#[derive(Debug)]
pub struct Reachability {
    index: Index,
}

impl Reachability {
    /// Prepares a site; takes time once, in proportion to its size.
    pub fn new(site: Site) -> Self {
        Self { index: Index::new(site) }
    }

    /// The site that was prepared.
    pub fn site(&self) -> &Site {
        &self.index.site
    }

    /// Follows a packet, and tells it with names and in sentences.
    pub fn report(&self, question: &Question) -> Report {
        Report::new(&self.index, &self.ask(question))
    }

    /// Follows a packet.
    pub fn ask(&self, question: &Question) -> Answer {
        let mut trace = Trace { index: &self.index, target: None, is_from_outside: false, steps: Vec::new() };
        let outcome = trace.follow(question);
        let (verdict, remedy) = trace.settled(0, outcome);
        if let (Verdict::Unknown, Some(last)) =
            (verdict, trace.steps.iter().rposition(|step| step.decision == Verdict::Unknown))
        {
            trace.steps.truncate(last + 1);
        }
        Answer { verdict, steps: trace.steps, remedy }
    }
}

/// What ends a packet's way.
pub(crate) type Outcome = (Verdict, Option<Remedy>);

pub(crate) struct Trace<'s> {
    pub(crate) index: &'s Index,
    /// The port that was asked for; `None` where an address was.
    pub(crate) target: Option<&'s Port>,
    /// Whether it came in from a physical network.
    pub(crate) is_from_outside: bool,
    pub(crate) steps: Vec<Step>,
}

impl<'s> Trace<'s> {
    fn follow(&mut self, question: &Question) -> Outcome {
        let to = match self.receiver(&question.to) {
            Ok(to) => to,
            Err(end) => return end,
        };
        if let Receiver::Port(port) = to {
            self.target = Some(port);
        }
        match &question.from {
            End::Port(id) => match self.index.port(id) {
                Some(port) => self.send_from_port(port, to, question.traffic),
                None => self.end(Object::Port(id.clone()), Verdict::Unknown, Why::NotFound),
            },
            End::Address(address) => match self.index.holders_anywhere(*address)[..] {
                [port] if port.router.is_none() => self.send_from_port(port, to, question.traffic),
                [] => self.send_from_outside(*address, to, question.traffic),
                _ => self.end(Object::Outside(*address), Verdict::Unknown, Why::Ambiguous(*address)),
            },
        }
    }

    /// The outcome of the steps from one on: what is delivered past a step that is not known is not known.
    pub(crate) fn settled(&self, first: usize, outcome: Outcome) -> Outcome {
        match outcome {
            (Verdict::Reaches, _) if self.steps[first..].iter().any(|step| step.decision == Verdict::Unknown) => {
                (Verdict::Unknown, None)
            }
            outcome => outcome,
        }
    }

    /// Whom it is sent to: a port with its addresses, or an address.
    fn receiver(&mut self, end: &End) -> Result<Receiver<'s>, Outcome> {
        match end {
            End::Address(address) => Ok(Receiver::Address(*address)),
            End::Port(id) => match self.index.port(id) {
                Some(port) => Ok(Receiver::Port(port)),
                None => Err(self.end(Object::Port(id.clone()), Verdict::Unknown, Why::NotFound)),
            },
        }
    }

    fn send_from_port(&mut self, port: &'s Port, to: Receiver<'s>, traffic: Traffic) -> Outcome {
        let here = || Object::Port(port.id.clone());
        if !port.is_up {
            return self.drop(here(), Why::PortDown, Remedy::EnablePort(port.id.clone()));
        }
        let destinations = to.addresses();
        let (source, destination) = match (&port.addresses[..], destinations) {
            ([], [to, ..]) => (None, Some(*to)),
            ([from, ..], []) => (Some(*from), None),
            ([], []) => (None, None),
            (sources, to) => {
                let pairs = sources.iter().flat_map(|from| to.iter().map(move |to| (*from, *to)));
                match pairs.into_iter().find(|(from, to)| from.is_ipv4() == to.is_ipv4()) {
                    Some((from, to)) => (Some(from), Some(to)),
                    None => return self.end(here(), Verdict::Dropped, Why::NoCommonVersion),
                }
            }
        };
        let version = destination.or(source).map_or(4, version_of);
        let packet = Packet { version, source, destination, traffic };
        if destination.is_some_and(|destination| port.addresses.contains(&destination)) {
            return match self.target {
                Some(target) if target.id != port.id => self.not_there(here(), &packet),
                _ => self.end(here(), Verdict::Reaches, Why::SenderItself),
            };
        }
        if let Some(end) = self.pass(port, Direction::Egress, &packet) {
            return end;
        }
        match (to, destination) {
            // Without addresses there is no routing; on one network, frames find their way.
            (Receiver::Port(to), _) if to.network == port.network && (source.is_none() || destination.is_none()) => {
                self.deliver(to, &packet)
            }
            (_, None) if !self.leads_out(&port.network) => {
                self.end(Object::Network(port.network.clone()), Verdict::Dropped, Why::NoWayOut)
            }
            (_, None) => self.end(here(), Verdict::Unknown, Why::NoAddress),
            (_, Some(destination)) => self.leave(port, destination, &packet),
        }
    }

    /// The sender's own choice: straight to the destination, or to the gateway.
    fn leave(&mut self, port: &'s Port, destination: IpAddr, packet: &Packet) -> Outcome {
        let network = Object::Network(port.network.clone());
        let Some(subnet) = self.index.subnet(&port.network, packet.version) else {
            // What the VM was configured with is not known; on its own network it can be right.
            return match self.index.holders(&port.network, destination)[..] {
                [to] if to.router.is_none() => self.deliver(to, packet),
                [] if !self.leads_out(&port.network) => self.end(network, Verdict::Dropped, Why::NoWayOut),
                _ => self.end(network, Verdict::Unknown, Why::NoSubnet),
            };
        };
        if subnet.range.contains(&destination) {
            self.passes(network, None, Why::SameSubnet);
            return self.arrive(&port.network, destination, destination, packet, None);
        }
        let Some(gateway) = subnet.gateway else {
            return self.drop(network, Why::NoGateway, Remedy::SetGateway(subnet.id.clone()));
        };
        match self.index.holders(&port.network, gateway)[..] {
            [holder] => match &holder.router {
                Some(router) => {
                    self.passes(network, None, Why::ToGateway(gateway));
                    self.enter(holder, router, destination, packet, &[])
                }
                None => self.end(Object::Port(holder.id.clone()), Verdict::Unknown, Why::VmForwards(gateway)),
            },
            [] if self.index.is_physical(&port.network) => self.let_out(network, gateway, destination, packet),
            [] => {
                let remedy = Remedy::AddInterface(None, subnet.id.clone());
                self.drop(network, Why::NobodyIsGateway(gateway), remedy)
            }
            _ => self.end(network, Verdict::Unknown, Why::Ambiguous(gateway)),
        }
    }

    /// A host that OVN does not know sends it, on a physical network.
    fn send_from_outside(&mut self, source: IpAddr, to: Receiver<'s>, traffic: Traffic) -> Outcome {
        let Some(destination) = to.addresses().iter().find(|to| to.is_ipv4() == source.is_ipv4()).copied() else {
            let why = if to.addresses().is_empty() { Why::NoAddress } else { Why::NoCommonVersion };
            return self.end(Object::Outside(source), Verdict::Unknown, why);
        };
        let packet =
            Packet { version: version_of(source), source: Some(source), destination: Some(destination), traffic };
        let target = match to {
            Receiver::Port(port) => Some(port),
            Receiver::Address(_) => match self.index.holders_anywhere(destination)[..] {
                [port] => Some(port),
                [] => None,
                _ => return self.end(Object::Outside(destination), Verdict::Unknown, Why::Ambiguous(destination)),
            },
        };
        let Some(target) = target else {
            return self.end(Object::Outside(source), Verdict::Unknown, Why::BothOutside);
        };
        self.come_in(Object::Outside(source), target, destination, &packet)
    }

    /// Who has the address where the packet gets to is not whom it was sent to.
    pub(crate) fn not_there(&mut self, here: Object, packet: &Packet) -> Outcome {
        let why = packet.destination.map_or(Why::NoAddress, Why::NotThere);
        self.end(here, Verdict::Dropped, why)
    }

    pub(crate) fn deliver(&mut self, port: &Port, packet: &Packet) -> Outcome {
        let here = Object::Port(port.id.clone());
        if self.target.is_some_and(|target| target.id != port.id) {
            return self.not_there(here, packet);
        }
        if !port.is_up {
            return self.drop(here, Why::PortDown, Remedy::EnablePort(port.id.clone()));
        }
        if port.mac.is_none() {
            return self.end(here, Verdict::Dropped, Why::NoMac);
        }
        match self.pass(port, Direction::Ingress, packet) {
            Some(end) => end,
            None => self.end(here, Verdict::Reaches, Why::Delivered),
        }
    }

    /// What port security says; `None` unless it drops the packet.
    fn pass(&mut self, port: &Port, direction: Direction, packet: &Packet) -> Option<Outcome> {
        let Filtered { decision, rule, why, remedy } = filter(self.index, port, direction, packet);
        self.steps.push(Step { object: Object::Port(port.id.clone()), rule, decision, why });
        // What is not known here does not matter if the packet is dropped later.
        (decision == Verdict::Dropped).then_some((decision, remedy))
    }

    /// What the port security of a router's interface says, which one has that was made of a port with it.
    pub(crate) fn pass_interface(&mut self, port: &Port, direction: Direction, packet: &Packet) -> Option<Outcome> {
        if port.has_port_security { self.pass(port, direction, packet) } else { None }
    }

    pub(crate) fn passes(&mut self, object: Object, rule: Option<RuleRef>, why: Why) {
        self.steps.push(Step { object, rule, decision: Verdict::Reaches, why });
    }

    pub(crate) fn end(&mut self, object: Object, decision: Verdict, why: Why) -> Outcome {
        self.steps.push(Step { object, rule: None, decision, why });
        (decision, None)
    }

    pub(crate) fn drop(&mut self, object: Object, why: Why, remedy: Remedy) -> Outcome {
        self.end(object, Verdict::Dropped, why);
        (Verdict::Dropped, Some(remedy))
    }
}

/// Whom a packet is sent to.
#[derive(Clone, Copy)]
enum Receiver<'s> {
    Port(&'s Port),
    Address(IpAddr),
}

impl Receiver<'_> {
    fn addresses(&self) -> &[IpAddr] {
        match self {
            Self::Port(port) => &port.addresses,
            Self::Address(address) => std::slice::from_ref(address),
        }
    }
}
