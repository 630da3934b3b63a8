//! What we are asked for in the place of each recorded refusal.

use serde_json::{Value, json};

/// Nothing has this id.
const MISSING: &str = "11111111-1111-1111-1111-111111111111";

/// Requests that no change of ours makes: other envelopes and methods, ports, floating IPs, interfaces by port.
pub(crate) const NEVER_SENT: [&str; 16] = [
    "create network broken json",
    "create network wrong envelope",
    "create router wrong envelope",
    "method not allowed",
    "patch",
    "add router interface by port",
    "add router interface both",
    "create floating ip",
    "create port two ips",
    "create port bad mac",
    "create port no network",
    "create port missing network",
    "create port bad ip",
    "create port admin state not bool",
    "create port missing security group",
    "delete port missing",
];

/// What the provider alone decides, for a port may get a group at any moment.
pub(crate) const SENT: [&str; 2] = ["delete security group in use", "delete security group"];

/// Where the recorded request succeeds with us.
pub(crate) const DONE: &str = "";

/// A recorded refusal: its label, what we are asked for in its place, and how what we say begins.
pub(crate) fn asked_of_us() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let gone = "404: ";
    vec![
        ("create network no name", "create network", json!({}), "name is missing; give the network a name"),
        (
            "create network vxlan",
            "create network",
            json!({"name": "vx", "network_type": "vxlan", "segmentation_id": 7}),
            "network_type is \"vxlan\"; give flat or vlan",
        ),
        (
            "create network geneve",
            "create network",
            json!({"name": "ge", "network_type": "geneve", "segmentation_id": 7}),
            "network_type is \"geneve\"; give flat or vlan",
        ),
        (
            "create network vlan without physnet",
            "create network",
            json!({"name": "bad", "network_type": "vlan", "segmentation_id": 7}),
            "physical_network is missing; give",
        ),
        (
            "create network physnet without type",
            "create network",
            json!({"name": "bad", "physical_network": "p"}),
            "network_type is missing; give flat or vlan",
        ),
        (
            "create network bad port security",
            "create network",
            json!({"name": "bad", "port_security_enabled": "yes"}),
            "port_security_enabled is \"yes\"; give true or false",
        ),
        ("update network missing", "update network", json!({"id": MISSING, "name": "x"}), gone),
        (
            "create subnet second on same network",
            "create subnet",
            json!({"network_id": "blue", "cidr": "10.3.0.0/24"}),
            "network \"blue\" already has the subnet",
        ),
        (
            "create subnet dhcp off",
            "create subnet",
            json!({"enable_dhcp": false}),
            "enable_dhcp is \"false\"; leave DHCP on",
        ),
        (
            "create subnet bad cidr",
            "create subnet",
            json!({"cidr": "not-a-cidr"}),
            "cidr is \"not-a-cidr\"; give a range such as",
        ),
        (
            "create subnet no network",
            "create subnet",
            json!({"network_id": null}),
            "network_id is missing; give the network",
        ),
        ("create subnet missing network", "create subnet", json!({"network_id": MISSING}), gone),
        (
            "create subnet gateway of the other family",
            "create subnet",
            json!({"gateway_ip": "fd00::1"}),
            "gateway_ip is \"fd00::1\"; give an address that a host",
        ),
        (
            "create subnet v6 address mode on v4",
            "create subnet",
            json!({"ipv6_address_mode": "dhcpv6-stateful"}),
            "ipv6_address_mode is \"dhcpv6-stateful\"; leave it empty for IPv4",
        ),
        (
            "create subnet v6 ra mode",
            "create subnet",
            json!({"cidr": "fd01::/64", "ipv6_address_mode": "slaac"}),
            "ipv6_address_mode is \"slaac\"; give dhcpv6-stateful",
        ),
        ("create subnet no ip_version", "create subnet", json!({}), DONE),
        ("update subnet with host_routes", "update subnet", json!({"name": "x", "host_routes": []}), DONE),
        (
            "update subnet cidr",
            "update subnet",
            json!({"cidr": "10.99.0.0/24"}),
            "cidr is \"10.99.0.0/24\"; leave it at 10.1.0.0/24",
        ),
        ("create security group no name", "create group", json!({}), "name is missing; give the security group a name"),
        (
            "create security group unknown attribute",
            "create group",
            json!({"name": "x", "colour": "red"}),
            "colour is not an attribute that the provider accepts here",
        ),
        (
            "create rule egress",
            "create rule",
            json!({"direction": "egress", "ethertype": "IPv6"}),
            "security group \"web\" already has this rule",
        ),
        (
            "create rule no direction",
            "create rule",
            json!({"direction": null}),
            "direction is missing; give ingress or egress",
        ),
        (
            "create rule bad protocol",
            "create rule",
            json!({"protocol": "bogus"}),
            "protocol is \"bogus\"; give a number",
        ),
        ("create rule missing group", "create rule", json!({"security_group_id": MISSING}), gone),
        (
            "create router snat",
            "create router",
            json!({"name": "bad", "gateway_network_id": "blue", "enable_snat": true}),
            "enable_snat is \"true\"; switch it off",
        ),
        (
            "add router interface again",
            "add interface",
            json!("blue-sub"),
            "cannot connect subnet \"x\" to router \"hub\": PUT /v2.0/routers/",
        ),
        (
            "add router interface no gateway subnet",
            "add interface",
            json!("plain-sub"),
            "subnet \"plain-sub\" has no gateway",
        ),
        ("add router interface missing subnet", "add interface", json!(MISSING), gone),
        (
            "delete network with ports",
            "delete network",
            json!("blue"),
            "network \"blue\" cannot be deleted, it has an interface of router \"hub\"",
        ),
        (
            "delete subnet in use",
            "delete subnet",
            json!("blue-sub"),
            "subnet \"x\" cannot be deleted, it is connected to router \"hub\"",
        ),
        (
            "delete router with interfaces",
            "delete router",
            json!("hub"),
            "router \"hub\" cannot be deleted, it has interfaces (1)",
        ),
        ("remove router interface by subnet", "remove interface", json!("blue-sub"), DONE),
        (
            "remove router interface again",
            "remove interface",
            json!("blue-sub"),
            "router \"hub\" is not connected to this subnet",
        ),
        ("delete rule missing", "delete rule", json!(MISSING), DONE),
        ("delete subnet", "delete subnet", json!(MISSING), DONE),
        ("delete network missing", "delete network", json!(MISSING), DONE),
        // Last, for these are made.
        (
            "create router gateway without fixed ip",
            "create router",
            json!({"name": "bad", "gateway_network_id": "blue", "enable_snat": false}),
            DONE,
        ),
        (
            "create router gateway by network only",
            "create router",
            json!({"name": "bad", "gateway_network_id": "blue"}),
            DONE,
        ),
    ]
}
