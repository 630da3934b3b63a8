//! Rules of security groups as ManageIQ's table `firewall_rules` has them, read back as OVN takes them.

use ovirt_net_reachability::site::Rule;

use crate::reachability;
use crate::wire::network::SecurityGroupRule;

/// A row of `firewall_rules`.
#[derive(Debug, Clone, Default)]
pub struct StoredRule {
    /// The row's id.
    pub id: i64,
    /// The id of its group's row.
    pub group: i64,
    /// `inbound` or `outbound`.
    pub direction: Option<String>,
    /// `IPV4`, `IPV6`, or what else the provider has, in capital letters.
    pub network_protocol: Option<String>,
    /// Name or number of the protocol, in capital letters; empty for any.
    pub host_protocol: Option<String>,
    /// First port, or type of ICMP.
    pub port: Option<i64>,
    /// Last port, or code of ICMP.
    pub end_port: Option<i64>,
    /// Addresses of the other end.
    pub source_ip_range: Option<String>,
    /// The id of the row of the group whose ports are the other end.
    pub source_security_group: Option<i64>,
}

impl StoredRule {
    /// The rule; `None` where OVN ignores it.
    pub fn rule(&self) -> Option<Rule> {
        let rule = SecurityGroupRule {
            id: self.id.to_string(),
            security_group_id: Some(self.group.to_string()),
            remote_group_id: self.source_security_group.map(|group| group.to_string()),
            direction: Some(
                if self.direction.as_deref() == Some("outbound") { "egress" } else { "ingress" }.to_owned(),
            ),
            ethertype: self.network_protocol.as_deref().map(|version| match version {
                "IPV4" => "IPv4".to_owned(),
                "IPV6" => "IPv6".to_owned(),
                other => other.to_owned(),
            }),
            protocol: self.host_protocol.clone(),
            port_range_min: self.port,
            port_range_max: self.end_port,
            remote_ip_prefix: self.source_ip_range.clone(),
        };
        reachability::rule(&rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ovirt_net_reachability::site::{Direction, Remote};

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn reads_what_a_refresh_has_stored() {
        let stored = StoredRule {
            id: 7,
            group: 3,
            direction: text("inbound"),
            network_protocol: text("IPV4"),
            host_protocol: text("TCP"),
            port: Some(443),
            end_port: Some(443),
            ..StoredRule::default()
        };
        let rule = stored.rule().unwrap();
        assert_eq!(
            (rule.id.as_str(), rule.group.as_str(), rule.direction, rule.version, rule.protocol, rule.first, rule.last),
            ("7", "3", Direction::Ingress, Some(4), Some(6), Some(443), Some(443))
        );
        assert_eq!(rule.remote, Remote::Any);
        let of_group = StoredRule { source_security_group: Some(9), direction: text("outbound"), ..stored.clone() };
        let rule = of_group.rule().unwrap();
        assert_eq!((rule.remote, rule.direction), (Remote::Group("9".into()), Direction::Egress));
        let any = StoredRule {
            host_protocol: text(""),
            port: None,
            end_port: None,
            source_ip_range: text("10.0.0.7/8"),
            ..stored
        };
        let rule = any.rule().unwrap();
        assert_eq!((rule.protocol, rule.remote), (None, Remote::Range("10.0.0.0/8".parse().unwrap())));
        assert!(StoredRule { port: Some(70_000), ..StoredRule { host_protocol: text("TCP"), ..any } }.rule().is_none());
    }
}
