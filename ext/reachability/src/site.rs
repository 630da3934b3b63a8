//! The objects that decide where a packet goes, as the provider's API tells them.
//!
//! Ids refer to objects of the same [`Site`]. A reference may dangle; whatever depends on it is then unknown or missing.

use std::net::IpAddr;

use ipnet::IpNet;

/// All objects of one provider.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Networks.
    pub networks: Vec<Network>,
    /// Subnets.
    pub subnets: Vec<Subnet>,
    /// Ports of VMs and of routers; a network's way out (`localnet`) is [`Network::is_physical`].
    pub ports: Vec<Port>,
    /// Routers.
    pub routers: Vec<Router>,
    /// Security groups.
    pub groups: Vec<Group>,
    /// Rules of security groups.
    pub rules: Vec<Rule>,
}

/// A network.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it is connected to a physical network, where hosts are that OVN does not know.
    pub is_physical: bool,
    /// Largest packet in bytes; `None` where the provider does not tell.
    pub mtu: Option<u32>,
}

/// A subnet.
#[derive(Debug, Clone)]
pub struct Subnet {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Id of its network.
    pub network: String,
    /// Range.
    pub range: IpNet,
    /// Address that VMs send packets to other networks to.
    pub gateway: Option<IpAddr>,
}

/// A port of a VM or of a router.
#[derive(Debug, Clone, Default)]
pub struct Port {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Id of its network.
    pub network: String,
    /// Addresses that OVN knows of it.
    pub addresses: Vec<IpAddr>,
    /// MAC address, as the provider tells it; `None` where OVN knows none: to such a port, it delivers nothing.
    pub mac: Option<String>,
    /// Id of the router that it belongs to; `None` for the port of a VM.
    pub router: Option<String>,
    /// Whether it is up. One that is down is disabled, or its VM does not run.
    pub is_up: bool,
    /// Whether packets are dropped unless a rule of one of its groups allows them.
    pub has_port_security: bool,
    /// Ids of its security groups.
    pub groups: Vec<String>,
    /// Ids of security groups that it may have besides, as the provider does not tell.
    pub hidden_groups: Vec<String>,
}

/// A router.
#[derive(Debug, Clone, Default)]
pub struct Router {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it forwards packets.
    pub is_up: bool,
    /// Static routes, the default route of its gateway among them.
    pub routes: Vec<Route>,
}

/// A static route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Range of the destinations.
    pub destination: IpNet,
    /// Address that packets are handed on to.
    pub next_hop: IpAddr,
}

/// A security group.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A rule, which allows what it matches.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// Id of its group.
    pub group: String,
    /// Which packets it is about, seen from the port that has the group.
    pub direction: Direction,
    /// IP version, 4 or 6; `None` for both.
    pub version: Option<u8>,
    /// Number of the IP protocol; `None` for all.
    pub protocol: Option<u8>,
    /// First port of TCP, UDP and SCTP, or type of ICMP; `None` for no limit.
    pub first: Option<u16>,
    /// Last port, or code of ICMP; `None` for no limit.
    pub last: Option<u16>,
    /// Whom the packet comes from or goes to.
    pub remote: Remote,
}

/// The direction of a packet, seen from a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the port.
    Ingress,
    /// From the port.
    Egress,
}

/// The other end of the packets that a rule matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remote {
    /// Any address.
    Any,
    /// The addresses of a range.
    Range(IpNet),
    /// The addresses of the ports that have the security group with this id.
    Group(String),
}
