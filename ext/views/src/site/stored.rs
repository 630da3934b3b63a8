//! What ManageIQ's rows say of the way of packets. Ids are the provider's, as in an inventory.

use std::collections::HashSet;

use ovirt_net_provider::ports::{ADDRESS_OF_ROUTER, NO_ADDRESS};
use ovirt_net_provider::wire::network;
use ovirt_net_reachability::site::{Group, Network, Port, Route, Router, Rule, Site};

use super::objects::{hidden_groups, name, own_group, range, rule, subnet};

/// A network.
#[derive(Debug, Clone, Default)]
pub struct StoredNetwork {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Whether it has a physical network.
    pub is_physical: bool,
    /// Maximum transmission unit in bytes.
    pub mtu: Option<i64>,
}

/// A subnet.
#[derive(Debug, Clone, Default)]
pub struct StoredSubnet {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Id of its network.
    pub network: Option<String>,
    /// Range.
    pub range: Option<String>,
    /// Address of the gateway.
    pub gateway: Option<String>,
}

/// A port.
#[derive(Debug, Clone, Default)]
pub struct StoredPort {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Id of its network.
    pub network: Option<String>,
    /// MAC address; `None` and `unknown` are the same.
    pub mac: Option<String>,
    /// Id of what uses it.
    pub device: Option<String>,
    /// Id of the router that it belongs to.
    pub router: Option<String>,
    /// Whether it is up.
    pub is_up: bool,
    /// Whether it has port security.
    pub has_port_security: bool,
    /// Addresses.
    pub addresses: Vec<String>,
    /// Ids of security groups.
    pub groups: Vec<String>,
}

/// A router.
#[derive(Debug, Clone, Default)]
pub struct StoredRouter {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Whether it is up.
    pub is_up: bool,
    /// Destination and next hop of each static route.
    pub routes: Vec<(String, String)>,
}

/// A security group.
#[derive(Debug, Clone, Default)]
pub struct StoredGroup {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
}

/// A rule; protocol and IP version are in capital letters.
#[derive(Debug, Clone, Default)]
pub struct StoredRule {
    /// Id.
    pub id: String,
    /// Id of its group.
    pub group: Option<String>,
    /// Whether it is about what a port sends.
    pub is_egress: bool,
    /// `IPV4` or `IPV6`.
    pub version: Option<String>,
    /// Name or number.
    pub protocol: Option<String>,
    /// First port, or type of ICMP.
    pub first: Option<i64>,
    /// Last port, or code of ICMP.
    pub last: Option<i64>,
    /// Range of the other end.
    pub range: Option<String>,
    /// Id of the group of the other end.
    pub remote_group: Option<String>,
}

/// All rows that decide.
#[derive(Debug, Clone, Default)]
pub struct StoredRows {
    /// Networks.
    pub networks: Vec<StoredNetwork>,
    /// Subnets.
    pub subnets: Vec<StoredSubnet>,
    /// Ports.
    pub ports: Vec<StoredPort>,
    /// Routers.
    pub routers: Vec<StoredRouter>,
    /// Security groups.
    pub groups: Vec<StoredGroup>,
    /// Rules of security groups.
    pub rules: Vec<StoredRule>,
}

impl StoredPort {
    /// Whether it is its network's way out.
    fn is_localnet(&self) -> bool {
        self.mac.as_deref().is_none_or(|mac| mac == NO_ADDRESS) && self.device.is_none()
    }

    fn into_port(self, default: Option<&str>) -> Port {
        Port {
            // A port's row has no MAC address where its router has it.
            mac: self
                .mac
                .filter(|mac| mac != NO_ADDRESS)
                .or_else(|| self.router.as_ref().map(|_| ADDRESS_OF_ROUTER.to_owned())),
            name: name(self.name.as_ref(), &self.id),
            network: self.network.unwrap_or_default(),
            addresses: self.addresses.iter().filter_map(|address| address.parse().ok()).collect(),
            is_up: self.is_up || self.router.is_some(),
            router: self.router,
            has_port_security: self.has_port_security,
            hidden_groups: hidden_groups(self.has_port_security, &self.groups, default),
            groups: self.groups,
            id: self.id,
        }
    }
}

impl From<StoredSubnet> for network::Subnet {
    fn from(subnet: StoredSubnet) -> Self {
        Self {
            id: subnet.id,
            name: subnet.name,
            network_id: subnet.network,
            tenant_id: None,
            cidr: subnet.range,
            ip_version: None,
            gateway_ip: subnet.gateway,
            enable_dhcp: None,
            dns_nameservers: Vec::new(),
            allocation_pools: Vec::new(),
            host_routes: Vec::new(),
            ipv6_ra_mode: None,
            ipv6_address_mode: None,
        }
    }
}

impl From<StoredRule> for network::SecurityGroupRule {
    fn from(rule: StoredRule) -> Self {
        let version = |version: String| match version.as_str() {
            "IPV4" => "IPv4".to_owned(),
            "IPV6" => "IPv6".to_owned(),
            _ => version,
        };
        Self {
            id: rule.id,
            security_group_id: rule.group,
            remote_group_id: rule.remote_group,
            direction: Some(if rule.is_egress { "egress" } else { "ingress" }.to_owned()),
            ethertype: rule.version.map(version),
            protocol: rule.protocol,
            port_range_min: rule.first,
            port_range_max: rule.last,
            remote_ip_prefix: rule.range,
        }
    }
}

impl StoredRule {
    /// The rule as OVN takes it; `None` where OVN ignores it.
    pub fn into_rule(self) -> Option<Rule> {
        rule(&self.into())
    }
}

impl From<StoredRouter> for Router {
    fn from(router: StoredRouter) -> Self {
        let route = |(destination, next_hop): &(String, String)| {
            Some(Route { destination: range(destination)?.trunc(), next_hop: next_hop.parse().ok()? })
        };
        Self {
            name: name(router.name.as_ref(), &router.id),
            is_up: router.is_up,
            routes: router.routes.iter().filter_map(route).collect(),
            id: router.id,
        }
    }
}

impl From<StoredRows> for Site {
    fn from(rows: StoredRows) -> Self {
        let ways_out: HashSet<String> =
            rows.ports.iter().filter(|port| port.is_localnet()).filter_map(|port| port.network.clone()).collect();
        let default = own_group(rows.groups.iter().map(|group| (group.id.as_str(), group.name.as_deref())));
        let network = |stored: StoredNetwork| Network {
            name: name(stored.name.as_ref(), &stored.id),
            is_physical: stored.is_physical || ways_out.contains(&stored.id),
            mtu: stored.mtu.and_then(|mtu| u32::try_from(mtu).ok()).filter(|mtu| *mtu > 0),
            id: stored.id,
        };
        let ports = rows.ports.into_iter().filter(|port| !port.is_localnet());
        Self {
            ports: ports.map(|port| port.into_port(default)).collect(),
            networks: rows.networks.into_iter().map(network).collect(),
            subnets: rows.subnets.into_iter().filter_map(|stored| subnet(&stored.into())).collect(),
            routers: rows.routers.into_iter().map(Into::into).collect(),
            groups: rows
                .groups
                .iter()
                .map(|group| Group { id: group.id.clone(), name: name(group.name.as_ref(), &group.id) })
                .collect(),
            rules: rows.rules.into_iter().filter_map(StoredRule::into_rule).collect(),
        }
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
    fn reads_a_rule_as_a_refresh_has_stored_it() {
        let https = StoredRule {
            id: "7".into(),
            group: text("3"),
            version: text("IPV4"),
            protocol: text("TCP"),
            first: Some(443),
            last: Some(443),
            ..StoredRule::default()
        };
        let rule = https.clone().into_rule().unwrap();
        assert_eq!(
            (rule.id.as_str(), rule.group.as_str(), rule.direction, rule.version, rule.protocol, rule.first, rule.last),
            ("7", "3", Direction::Ingress, Some(4), Some(6), Some(443), Some(443))
        );
        assert_eq!(rule.remote, Remote::Any);
        let of_group = StoredRule { remote_group: text("9"), is_egress: true, ..https.clone() }.into_rule().unwrap();
        assert_eq!((of_group.remote, of_group.direction), (Remote::Group("9".into()), Direction::Egress));
        let any = StoredRule { protocol: text(""), first: None, last: None, range: text("10.0.0.7/8"), ..https };
        let rule = any.clone().into_rule().unwrap();
        assert_eq!((rule.protocol, rule.remote), (None, Remote::Range("10.0.0.0/8".parse().unwrap())));
        assert!(StoredRule { first: Some(70_000), protocol: text("TCP"), ..any }.into_rule().is_none());
    }
}
