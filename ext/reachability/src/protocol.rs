//! IP protocols by number.

/// Name of an IP protocol, as Neutron has it; the number where it has none.
pub fn protocol_name(number: u8) -> String {
    match number {
        1 => "icmp".into(),
        6 => "tcp".into(),
        17 => "udp".into(),
        58 => "ipv6-icmp".into(),
        132 => "sctp".into(),
        _ => number.to_string(),
    }
}
