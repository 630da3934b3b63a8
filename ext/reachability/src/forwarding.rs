//! The path of a packet through routers and physical networks to the network of its destination.

use std::net::IpAddr;

use crate::answer::{Object, Remedy, RuleRef, Step, Verdict, Why};
use crate::filter::Packet;
use crate::question::Traffic;
use crate::routing::{Way, route};
use crate::site::{Direction, Port};
use crate::trace::{Outcome, Trace};

/// After so many routers, equally good routes are not tried any more: each doubles the ways.
const MOST_FORKS: usize = 4;

impl<'s> Trace<'s> {
    /// From a physical network to a port: straight, where it is on one, else by any router that is.
    pub(crate) fn come_in(
        &mut self,
        source: Object,
        target: &'s Port,
        destination: IpAddr,
        packet: &Packet,
    ) -> Outcome {
        self.is_from_outside = true;
        if self.index.is_physical(&target.network) {
            self.passes(Object::Network(target.network.clone()), None, Why::EntersOvn);
            return self.arrive(&target.network, destination, destination, packet, None);
        }
        let ways: Vec<_> = self.ways_in().collect();
        let before = self.steps.len();
        let mut tried = Vec::new();
        for (interface, router) in ways {
            self.passes(Object::Network(interface.network.clone()), None, Why::EntersOvn);
            let outcome = self.enter(interface, router, destination, packet, &[]);
            let outcome = self.settled(before, outcome);
            tried.push((outcome, self.steps.split_off(before)));
        }
        let best = [Verdict::Reaches, Verdict::Unknown, Verdict::Dropped]
            .iter()
            .find_map(|verdict| tried.iter().position(|((found, _), _)| found == verdict));
        match best.map(|at| tried.swap_remove(at)) {
            Some((outcome, steps)) => {
                self.steps.extend(steps);
                outcome
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
    pub(crate) fn leads_out(&self, network: &str) -> bool {
        self.index.is_physical(network) || self.index.has_router(network)
    }

    /// It leaves OVN towards a host on a physical network, which hands it on where the destination is another one. Where that is
    /// back in OVN it can be told what drops it there, but not whether it gets there.
    pub(crate) fn let_out(
        &mut self,
        network: Object,
        next_hop: IpAddr,
        destination: IpAddr,
        packet: &Packet,
    ) -> Outcome {
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

    /// A router gets it, by one of its interfaces, after others.
    pub(crate) fn enter(
        &mut self,
        by: &'s Port,
        router: &str,
        destination: IpAddr,
        packet: &Packet,
        before: &[&str],
    ) -> Outcome {
        if let Some(end) = self.pass_interface(by, Direction::Ingress, packet) {
            return end;
        }
        let here = Object::Router(router.to_owned());
        let Some(found) = self.index.router(router) else {
            return self.end(here, Verdict::Unknown, Why::NotFound);
        };
        if !found.is_up {
            return self.drop(here, Why::RouterDown, Remedy::EnableRouter(router.to_owned()));
        }
        if before.contains(&router) {
            return self.end(here, Verdict::Dropped, Why::Loop);
        }
        if self.index.interfaces(router).any(|port| port.addresses.contains(&destination)) {
            return self.router_itself(router, packet);
        }
        let ways = route(self.index, found, destination);
        if ways.is_empty() {
            return self.no_route(here, router.to_owned(), destination);
        }
        if ways.len() > 1 && before.len() > MOST_FORKS {
            return self.end(here, Verdict::Unknown, Why::SeveralRoutes);
        }
        let before = &[before, &[router]].concat()[..];
        let first = self.steps.len();
        let mut tried: Option<(Outcome, Vec<Step>)> = None;
        for way in ways {
            let outcome = self.take(&way, router, destination, packet, before);
            let outcome = self.settled(first, outcome);
            let steps = self.steps.split_off(first);
            match &tried {
                // OVN takes any of those that are equally good.
                Some(((verdict, _), _)) if *verdict != outcome.0 => {
                    return self.end(here, Verdict::Unknown, Why::SeveralRoutes);
                }
                Some(_) => {}
                None => tried = Some((outcome, steps)),
            }
        }
        let (outcome, steps) = tried.unwrap_or(((Verdict::Dropped, None), Vec::new()));
        self.steps.extend(steps);
        outcome
    }

    /// The router hands it on.
    fn take(&mut self, way: &Way<'s>, router: &str, destination: IpAddr, packet: &Packet, before: &[&str]) -> Outcome {
        let here = Object::Router(router.to_owned());
        let (interface, next_hop) = match way {
            Way::Connected(interface, range) => {
                self.passes(here, None, Why::Connected(*range));
                (interface, destination)
            }
            Way::Static(interface, route) => {
                let rule = RuleRef::Route { destination: route.destination, next_hop: route.next_hop };
                self.passes(here, Some(rule), Why::StaticRoute);
                (interface, route.next_hop)
            }
        };
        if let Some(end) = self.pass_interface(interface, Direction::Egress, packet) {
            return end;
        }
        match self.next_router(&interface.network, next_hop, destination) {
            Some((port, next)) => self.enter(port, &next, destination, packet, before),
            None => self.arrive(&interface.network, next_hop, destination, packet, Some(router)),
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
    pub(crate) fn arrive(
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
}
