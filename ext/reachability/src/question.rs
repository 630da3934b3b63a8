//! The question: a packet, its sender and its receiver.

use std::net::IpAddr;

/// A packet that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who sends it.
    pub from: End,
    /// Whom it is sent to.
    pub to: End,
    /// What is sent.
    pub traffic: Traffic,
}

/// One end of a packet's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The port with this id, by the addresses that OVN knows of it.
    Port(String),
    /// The port that has this address, else a host outside OVN.
    Address(IpAddr),
}

/// What is sent. ICMP is an echo request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Traffic {
    /// TCP to this port; to all of them where it is `None`.
    Tcp(Option<u16>),
    /// UDP to this port; to all of them where it is `None`.
    Udp(Option<u16>),
    /// An echo request of the IP version in use.
    Icmp,
    /// Any protocol.
    Any,
}

impl Traffic {
    /// Number of the IP protocol, for an IP version of 4 or 6; `None` for any.
    pub(crate) fn protocol(self, version: u8) -> Option<u8> {
        match self {
            Self::Tcp(_) => Some(6),
            Self::Udp(_) => Some(17),
            Self::Icmp if version == 6 => Some(58),
            Self::Icmp => Some(1),
            Self::Any => None,
        }
    }

    /// The port that it is sent to; `None` for all ports, and where there are none.
    pub(crate) fn port(self) -> Option<u16> {
        match self {
            Self::Tcp(port) | Self::Udp(port) => port,
            Self::Icmp | Self::Any => None,
        }
    }
}
