//! The reason for the decision of a step, as a code and as a sentence.

use std::fmt;

use crate::answer::Why;
use crate::site::Direction;

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        })
    }
}

impl Why {
    /// Name of the reason, for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoPortSecurity(_) => "no_port_security",
            Self::Allowed(_) => "allowed",
            Self::AllowedTogether(_) => "allowed_together",
            Self::NotAllowed(_) => "not_allowed",
            Self::DependsOnPort(_) => "depends_on_port",
            Self::DependsOnAddress(_) => "depends_on_address",
            Self::DependsOnGroup(_) => "depends_on_group",
            Self::PortDown => "port_down",
            Self::NoMac => "no_mac_address",
            Self::SenderItself => "sender_itself",
            Self::NotFound => "not_found",
            Self::NoAddress => "no_address",
            Self::NoCommonVersion => "no_common_ip_version",
            Self::SameSubnet => "same_subnet",
            Self::NoSubnet => "no_subnet",
            Self::NoGateway => "no_gateway",
            Self::ToGateway(_) => "to_gateway",
            Self::NobodyIsGateway(_) => "nobody_is_gateway",
            Self::VmForwards(_) => "vm_forwards",
            Self::Ambiguous(_) => "ambiguous_address",
            Self::NobodyHas(_) => "nobody_has_address",
            Self::LeavesOvn(_) => "leaves_ovn",
            Self::OutsideRoutes(_) => "outside_routes",
            Self::LeavesAgain(_) => "leaves_again",
            Self::NotThere(_) => "not_there",
            Self::NoWayOut => "no_way_out",
            Self::NotFromOutside => "not_from_outside",
            Self::BothOutside => "both_outside",
            Self::EntersOvn => "enters_ovn",
            Self::RouterDown => "router_down",
            Self::RouterAnswers => "router_answers",
            Self::RouterDoesNotListen => "router_does_not_listen",
            Self::Connected(_) => "connected",
            Self::StaticRoute => "static_route",
            Self::NoRoute => "no_route",
            Self::SeveralRoutes => "several_routes",
            Self::Loop => "loop",
            Self::Delivered => "delivered",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPortSecurity(direction) => write!(f, "port security is off: any {direction} traffic passes"),
            Self::Allowed(direction) => write!(f, "a rule allows this {direction} traffic"),
            Self::AllowedTogether(direction) => write!(f, "several rules together allow this {direction} traffic"),
            Self::NotAllowed(direction) => write!(f, "no rule of its security groups allows this {direction} traffic"),
            Self::DependsOnPort(direction) => {
                write!(f, "rules allow this {direction} traffic for some ports only: name one")
            }
            Self::DependsOnAddress(direction) => {
                write!(
                    f,
                    "rules allow this {direction} traffic for some addresses only, and the provider knows no address of the other end"
                )
            }
            Self::DependsOnGroup(direction) => write!(
                f,
                "a rule allows this {direction} traffic if a port is in the group Default, which the provider does not tell of ports \
                 that were created with other groups"
            ),
            Self::PortDown => f.write_str("the port is down: its VM does not run, or the port is disabled"),
            Self::NoMac => f.write_str("the port has no MAC address: OVN delivers nothing to it"),
            Self::SenderItself => f.write_str("the sender itself has the address"),
            Self::NotFound => f.write_str("the provider has no such object"),
            Self::NoAddress => f.write_str("the provider knows no address of the receiver"),
            Self::NoCommonVersion => f.write_str("sender and receiver have no IP version in common"),
            Self::SameSubnet => f.write_str("the destination is in the sender's subnet"),
            Self::NoSubnet => f.write_str("the network has no subnet of this IP version: only the VM knows its routes"),
            Self::NoGateway => f.write_str("the sender's subnet has no gateway"),
            Self::ToGateway(gateway) => write!(f, "the sender uses its gateway {gateway}"),
            Self::NobodyIsGateway(gateway) => write!(f, "no router has the gateway's address {gateway}"),
            Self::VmForwards(address) => {
                write!(f, "a VM has the address {address}: only that VM knows whether it forwards")
            }
            Self::Ambiguous(address) => write!(f, "several ports have the address {address}"),
            Self::NobodyHas(address) => write!(f, "no port has the address {address}"),
            Self::LeavesOvn(address) => {
                write!(
                    f,
                    "the packet leaves OVN to the physical network, towards {address}; what is there is not known"
                )
            }
            Self::OutsideRoutes(address) => write!(
                f,
                "the packet leaves OVN towards {address}; whether it is handed on from there to the receiver is not known"
            ),
            Self::LeavesAgain(address) => {
                write!(f, "the packet is sent back to the physical network, towards {address}")
            }
            Self::NotThere(address) => {
                write!(f, "the address {address} is another one's here: the receiver has the same address elsewhere")
            }
            Self::NoWayOut => f.write_str("neither a router nor a physical network leads out of the sender's network"),
            Self::NotFromOutside => f.write_str("no physical network leads to the receiver"),
            Self::BothOutside => f.write_str("no port has the address of the sender, nor that of the receiver"),
            Self::EntersOvn => f.write_str("the packet comes from the physical network"),
            Self::RouterDown => f.write_str("the router is switched off"),
            Self::RouterAnswers => f.write_str("the router itself has the address and answers"),
            Self::RouterDoesNotListen => f.write_str("the router itself has the address and answers to ping alone"),
            Self::Connected(range) => write!(f, "the router has an interface on {range}"),
            Self::StaticRoute => f.write_str("a static route leads on"),
            Self::NoRoute => f.write_str("the router has no route to the destination"),
            Self::SeveralRoutes => f.write_str("several routes are equally good: OVN takes any of them"),
            Self::Loop => f.write_str("routers hand the packet on in a circle"),
            Self::Delivered => f.write_str("the port gets the packet"),
        }
    }
}
