//! The answer: whether the packet arrives, and what decided.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::site::Direction;

/// The answer to a [`crate::Question`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether the packet arrives.
    pub verdict: Verdict,
    /// The packet's way, in order; the last one decided.
    pub steps: Vec<Step>,
    /// The smallest change that lets the packet pass the last step; `None` where it arrives, or where no single change does.
    pub remedy: Option<Remedy>,
}

/// Whether a packet arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// OVN delivers it, or lets it out to the physical network that its destination is on or behind.
    Reaches,
    /// OVN drops it, or nobody takes it.
    Dropped,
    /// What the provider tells does not decide.
    Unknown,
}

/// One decision on the packet's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it was decided.
    pub object: Object,
    /// Id of the rule or the route that decided, where one did.
    pub rule: Option<RuleRef>,
    /// What becomes of the packet there.
    pub decision: Verdict,
    /// Why.
    pub why: Why,
}

/// An object of the site, by its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Object {
    /// A port.
    Port(String),
    /// A network.
    Network(String),
    /// A router.
    Router(String),
    /// A host that is no port.
    Outside(IpAddr),
}

/// What decided.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RuleRef {
    /// A rule of a security group.
    Rule {
        /// Id of the rule.
        id: String,
        /// Id of its group.
        group: String,
    },
    /// A static route of a router.
    Route {
        /// Its destinations.
        destination: IpNet,
        /// Whom it hands packets on to.
        next_hop: IpAddr,
    },
}

/// Why a step was decided as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The port has no port security: everything passes.
    NoPortSecurity(Direction),
    /// A rule allows the packet.
    Allowed(Direction),
    /// Rules allow it for all ports together.
    AllowedTogether(Direction),
    /// No rule of the port's groups allows the packet, and port security drops it.
    NotAllowed(Direction),
    /// Rules allow some ports only, and no port was named.
    DependsOnPort(Direction),
    /// Rules allow some addresses only, and the sender's is not known.
    DependsOnAddress(Direction),
    /// A rule would allow it if the port, or the other end, had a group of which the provider does not tell who has it.
    DependsOnGroup(Direction),
    /// The port is down: it is disabled, or its VM does not run.
    PortDown,
    /// OVN has no MAC address of the port, and delivers nothing to it.
    NoMac,
    /// The sender itself has the destination's address.
    SenderItself,
    /// The provider has no such object.
    NotFound,
    /// The port has no address that OVN knows, and none was named.
    NoAddress,
    /// Sender and receiver have no IP version in common.
    NoCommonVersion,
    /// The sender's subnet has the destination: it sends the packet straight to it.
    SameSubnet,
    /// The sender's network has no subnet; a VM there knows no gateway.
    NoSubnet,
    /// The sender's subnet has no gateway.
    NoGateway,
    /// The packet is handed to a router that has the gateway's address.
    ToGateway(IpAddr),
    /// Nobody on the network has the gateway's address.
    NobodyIsGateway(IpAddr),
    /// A VM has the address that the packet is handed on to; whether it forwards is not known.
    VmForwards(IpAddr),
    /// Several ports on the network have the address.
    Ambiguous(IpAddr),
    /// Nobody on the network has the address.
    NobodyHas(IpAddr),
    /// The packet leaves OVN to the physical network.
    LeavesOvn(IpAddr),
    /// The packet leaves OVN to a host of the physical network that may hand it on, back into OVN.
    OutsideRoutes(IpAddr),
    /// The packet came in from a physical network, and a router sends it back there.
    LeavesAgain(IpAddr),
    /// Who has the destination's address there is somebody else than who was asked for.
    NotThere(IpAddr),
    /// Nobody leads out of the sender's network: no router, and no physical network.
    NoWayOut,
    /// No physical network leads to the destination's network.
    NotFromOutside,
    /// No port has the sender's address, nor the receiver's.
    BothOutside,
    /// The packet comes in from the physical network.
    EntersOvn,
    /// The router is down.
    RouterDown,
    /// The router answers an echo request itself.
    RouterAnswers,
    /// The router takes nothing but echo requests.
    RouterDoesNotListen,
    /// The router has an interface on the destination's subnet.
    Connected(IpNet),
    /// A static route of the router leads on.
    StaticRoute,
    /// The router has no route to the destination.
    NoRoute,
    /// Several routes of the router are equally good.
    SeveralRoutes,
    /// Routers hand the packet on in a circle.
    Loop,
    /// The port gets the packet.
    Delivered,
}

/// What lets a packet pass that was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// A rule that is added.
    AddRule {
        /// Id of the group that gets it; `None` where the port has no group that can be changed and needs one first.
        group: Option<String>,
        /// Id of the port that has the group.
        port: String,
        /// Of the packet.
        direction: Direction,
        /// IP version, 4 or 6.
        version: u8,
        /// Number of the IP protocol; `None` for all.
        protocol: Option<u8>,
        /// First and last port; `None` for all, and where the protocol has none.
        ports: Option<(u16, u16)>,
        /// The other end.
        remote: Option<IpAddr>,
    },
    /// The subnet gets a gateway. Holds the subnet's id.
    SetGateway(String),
    /// A router gets an interface on a subnet. Holds the router's id, where one is there already, and the subnet's.
    AddInterface(Option<String>, String),
    /// The router gets a route to this address. Holds its id.
    AddRoute(String, IpAddr),
    /// The router is switched on. Holds its id.
    EnableRouter(String),
    /// The VM is started, or its port is enabled. Holds the port's id.
    EnablePort(String),
}
