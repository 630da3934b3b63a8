//! The way of a packet, as OVN's logical switches and routers would take it.

use std::collections::HashSet;
use std::net::IpAddr;

use crate::answer::{Answer, Object, Remedy, RuleRef, Step, Verdict, Why};
use crate::filter::{Filtered, Packet, filter};
use crate::index::{Index, version_of};
use crate::question::{End, Question, Traffic};
use crate::routing::{Chosen, route};
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

    /// Follows a packet.
    pub fn ask(&self, question: &Question) -> Answer {
        let mut trace = Trace { index: &self.index, target: None, is_from_outside: false, steps: Vec::new() };
        let (verdict, remedy) = trace.follow(question);
        Answer { verdict, steps: trace.steps, remedy }
    }
}

/// What ends a packet's way.
type Outcome = (Verdict, Option<Remedy>);

struct Trace<'s> {
    index: &'s Index,
    /// The port that was asked for; `None` where an address was.
    target: Option<&'s Port>,
    /// Whether it came in from a physical network.
    is_from_outside: bool,
    steps: Vec<Step>,
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
                    self.enter(holder, router, destination, packet)
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

    /// From a physical network to a port: straight, where it is on one, else by any router that is.
    fn come_in(&mut self, source: Object, target: &'s Port, destination: IpAddr, packet: &Packet) -> Outcome {
        self.is_from_outside = true;
        if self.index.is_physical(&target.network) {
            self.passes(Object::Network(target.network.clone()), None, Why::EntersOvn);
            return self.arrive(&target.network, destination, destination, packet, None);
        }
        let ways: Vec<_> = self.ways_in().collect();
        let before = self.steps.len();
        let mut first = None;
        for (interface, router) in ways {
            self.passes(Object::Network(interface.network.clone()), None, Why::EntersOvn);
            let (verdict, remedy) = self.enter(interface, router, destination, packet);
            let steps = self.steps.split_off(before);
            if verdict == Verdict::Reaches {
                self.steps.extend(steps);
                return (verdict, remedy);
            }
            first.get_or_insert((steps, verdict, remedy));
        }
        match first {
            Some((steps, verdict, remedy)) => {
                self.steps.extend(steps);
                (verdict, remedy)
            }
            None => self.end(source, Verdict::Dropped, Why::NotFromOutside),
        }
    }

    /// The routers' interfaces on physical networks, with the ids of the routers.
    fn ways_in(&self) -> impl Iterator<Item = (&'s Port, &'s str)> + use<'s> {
        let index = self.index;
        let interfaces = index.site.ports.iter().filter(|port| index.is_physical(&port.network));
        interfaces.filter_map(|port| Some((port, port.router.as_deref()?)))
    }

    /// Whether anybody on a network can hand packets on to others.
    fn leads_out(&self, network: &str) -> bool {
        self.index.is_physical(network) || self.index.has_router(network)
    }

    /// It leaves OVN towards a host on a physical network, which hands it on where the destination is another one. Where that is
    /// back in OVN it can be told what drops it there, but not whether it gets there.
    fn let_out(&mut self, network: Object, next_hop: IpAddr, destination: IpAddr, packet: &Packet) -> Outcome {
        if self.is_from_outside {
            return self.end(network, Verdict::Dropped, Why::LeavesAgain(next_hop));
        }
        let target = match self.target {
            None if next_hop == destination => None,
            None => match self.index.holders_anywhere(destination)[..] {
                [] => None,
                [port] => Some(port),
                _ => return self.end(network, Verdict::Unknown, Why::Ambiguous(destination)),
            },
            Some(_) if next_hop == destination => {
                return self.end(network, Verdict::Dropped, Why::NotThere(destination));
            }
            target => target,
        };
        let Some(target) = target else {
            return self.end(network, Verdict::Reaches, Why::LeavesOvn(next_hop));
        };
        self.passes(network.clone(), None, Why::LeavesOvn(next_hop));
        let before = self.steps.len();
        match self.come_in(network.clone(), target, destination, packet) {
            (Verdict::Reaches, _) => {
                self.steps.truncate(before);
                self.end(network, Verdict::Unknown, Why::OutsideRoutes(next_hop))
            }
            end => end,
        }
    }

    /// A router gets it.
    fn enter(&mut self, by: &'s Port, router: &str, destination: IpAddr, packet: &Packet) -> Outcome {
        let mut visited = HashSet::new();
        let (mut by, mut router) = (by, router.to_owned());
        loop {
            if let Some(end) = self.pass_interface(by, Direction::Ingress, packet) {
                return end;
            }
            let here = Object::Router(router.clone());
            let Some(found) = self.index.router(&router) else {
                return self.end(here, Verdict::Unknown, Why::NotFound);
            };
            if !found.is_up {
                return self.drop(here, Why::RouterDown, Remedy::EnableRouter(router));
            }
            if !visited.insert(router.clone()) {
                return self.end(here, Verdict::Dropped, Why::Loop);
            }
            if self.index.interfaces(&router).any(|port| port.addresses.contains(&destination)) {
                return self.router_itself(&router, packet);
            }
            let (interface, next_hop) = match route(self.index, found, destination) {
                Chosen::Connected(interface, range) => {
                    self.passes(here, None, Why::Connected(range));
                    (interface, destination)
                }
                Chosen::Static(interface, route) => {
                    let rule = RuleRef::Route { destination: route.destination, next_hop: route.next_hop };
                    self.passes(here, Some(rule), Why::StaticRoute);
                    (interface, route.next_hop)
                }
                Chosen::Several => return self.end(here, Verdict::Unknown, Why::SeveralRoutes),
                Chosen::None => return self.no_route(here, router, destination),
            };
            if let Some(end) = self.pass_interface(interface, Direction::Egress, packet) {
                return end;
            }
            match self.next_router(&interface.network, next_hop, destination) {
                Some((port, next)) => (by, router) = (port, next),
                None => return self.arrive(&interface.network, next_hop, destination, packet, Some(&router)),
            }
        }
    }

    /// The router that has the address of the next hop, and is not asked for itself.
    fn next_router(&self, network: &str, next_hop: IpAddr, destination: IpAddr) -> Option<(&'s Port, String)> {
        match self.index.holders(network, next_hop)[..] {
            [holder] if next_hop != destination => Some((holder, holder.router.clone()?)),
            _ => None,
        }
    }

    /// On the network whose hosts it is for, or whose host is to hand it on.
    fn arrive(
        &mut self,
        network: &str,
        next_hop: IpAddr,
        destination: IpAddr,
        packet: &Packet,
        from: Option<&str>,
    ) -> Outcome {
        let here = Object::Network(network.to_owned());
        match self.index.holders(network, next_hop)[..] {
            [holder] => match &holder.router {
                Some(router) if from == Some(router) => self.end(here, Verdict::Dropped, Why::Loop),
                Some(router) => match self.pass_interface(holder, Direction::Ingress, packet) {
                    Some(end) => end,
                    None => match self.index.router(router) {
                        Some(found) if !found.is_up => self.drop(
                            Object::Router(router.clone()),
                            Why::RouterDown,
                            Remedy::EnableRouter(router.clone()),
                        ),
                        _ => self.router_itself(router, packet),
                    },
                },
                None if next_hop == destination => self.deliver(holder, packet),
                None => self.end(Object::Port(holder.id.clone()), Verdict::Unknown, Why::VmForwards(next_hop)),
            },
            [] if self.index.is_physical(network) => self.let_out(here, next_hop, destination, packet),
            [] => self.end(here, Verdict::Dropped, Why::NobodyHas(next_hop)),
            _ => self.end(here, Verdict::Unknown, Why::Ambiguous(next_hop)),
        }
    }

    fn router_itself(&mut self, router: &str, packet: &Packet) -> Outcome {
        let here = Object::Router(router.to_owned());
        match (packet.traffic, self.target) {
            (_, Some(target)) if target.router.as_deref() != Some(router) => self.not_there(here, packet),
            (Traffic::Icmp, _) => self.end(here, Verdict::Reaches, Why::RouterAnswers),
            _ => self.end(here, Verdict::Dropped, Why::RouterDoesNotListen),
        }
    }

    /// Who has the address where the packet gets to is not whom it was sent to.
    fn not_there(&mut self, here: Object, packet: &Packet) -> Outcome {
        let why = packet.destination.map_or(Why::NoAddress, Why::NotThere);
        self.end(here, Verdict::Dropped, why)
    }

    fn no_route(&mut self, here: Object, router: String, destination: IpAddr) -> Outcome {
        let subnet = self.index.site.subnets.iter().find(|subnet| subnet.range.contains(&destination));
        let remedy = match subnet {
            Some(subnet) if !self.index.has_router(&subnet.network) => {
                Remedy::AddInterface(Some(router), subnet.id.clone())
            }
            _ => Remedy::AddRoute(router, destination),
        };
        self.drop(here, Why::NoRoute, remedy)
    }

    fn deliver(&mut self, port: &Port, packet: &Packet) -> Outcome {
        let here = Object::Port(port.id.clone());
        if self.target.is_some_and(|target| target.id != port.id) {
            return self.not_there(here, packet);
        }
        if !port.is_up {
            return self.drop(here, Why::PortDown, Remedy::EnablePort(port.id.clone()));
        }
        if !port.has_mac {
            return self.end(here, Verdict::Dropped, Why::NoMac);
        }
        match self.pass(port, Direction::Ingress, packet) {
            Some(end) => end,
            None => self.end(here, Verdict::Reaches, Why::Delivered),
        }
    }

    /// What port security says; `None` where it lets the packet pass.
    fn pass(&mut self, port: &Port, direction: Direction, packet: &Packet) -> Option<Outcome> {
        let Filtered { decision, rule, why, remedy } = filter(self.index, port, direction, packet);
        self.steps.push(Step { object: Object::Port(port.id.clone()), rule, decision, why });
        (decision != Verdict::Reaches).then_some((decision, remedy))
    }

    /// What the port security of a router's interface says, which one has that was made of a port with it.
    fn pass_interface(&mut self, port: &Port, direction: Direction, packet: &Packet) -> Option<Outcome> {
        if port.has_port_security { self.pass(port, direction, packet) } else { None }
    }

    fn passes(&mut self, object: Object, rule: Option<RuleRef>, why: Why) {
        self.steps.push(Step { object, rule, decision: Verdict::Reaches, why });
    }

    fn end(&mut self, object: Object, decision: Verdict, why: Why) -> Outcome {
        self.steps.push(Step { object, rule: None, decision, why });
        (decision, None)
    }

    fn drop(&mut self, object: Object, why: Why, remedy: Remedy) -> Outcome {
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
