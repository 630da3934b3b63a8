//! What is said before anything is sent.

use ovirt_net_provider::wire::network::Router;
use ovirt_net_provider::{Change, Error, Result};
use serde_json::{Value, json};

use super::world::{World, attributes};

#[tokio::test]
async fn a_gateway_is_derived_and_takes_a_free_address() {
    let world = World::new().await;
    let World { client, .. } = &world;
    let of = |given: Value| attributes(json!({"name": "g", "gateway_network_id": given}));
    let router = client.create_router(&of(json!(world.outside)), None).await.unwrap();
    let part = &router.part;
    let gateway = &part.all::<Router>()[0].external_gateway_info.as_ref().unwrap().raw;
    assert_eq!(gateway["external_fixed_ips"], json!([{"subnet_id": world.outside_sub, "ip_address": "172.24.4.2"}]));
    for (given, words) in [
        (
            of(json!(world.outside)),
            "gateway_ip_address cannot be found, 172.24.4.0/30 has no free address; choose another",
        ),
        (of(json!(world.bare)), "gateway_network_id is a network without a subnet; choose"),
        (
            attributes(json!({"name": "g", "gateway_ip_address": "10.1.0.2"})),
            "gateway_network_id is missing; give the network",
        ),
        (
            attributes(json!({"name": "g", "gateway_subnet_id": world.blue_sub, "gateway_ip_address": "10.1.0.1"})),
            "gateway_ip_address is 10.1.0.1, which is in use; give a free one, such as 10.1.0.2",
        ),
        (
            attributes(json!({"name": "g", "gateway_subnet_id": world.blue_sub, "gateway_ip_address": "10.2.0.1"})),
            "gateway_ip_address is \"10.2.0.1\"; give an address that a host in 10.1.0.0/24 may have",
        ),
        (
            attributes(json!({"name": "g", "gateway_network_id": world.outside, "enable_snat": "true"})),
            "enable_snat is \"true\"; switch it off",
        ),
    ] {
        let error = client.create_router(&given, None).await.unwrap_err().to_string();
        assert!(error.starts_with(words), "{error}");
    }
    assert_eq!(world.changes().len(), 1);
    let router = client.create_router(&of(json!(world.blue)), None).await.unwrap();
    let gateway = &router.part.all::<Router>()[0].external_gateway_info.as_ref().unwrap().raw;
    assert_eq!(gateway["external_fixed_ips"], json!([{"subnet_id": world.blue_sub, "ip_address": "10.1.0.2"}]));
}

#[tokio::test]
async fn what_is_wrong_is_said_before_anything_is_sent() {
    let world = World::new().await;
    let World { client, blue, bare, blue_sub, web, .. } = &world;
    let mut errors = Vec::new();
    for (given, words) in [
        (json!({}), "name is missing; give the network a name"),
        (json!({"name": " "}), "name is missing"),
        (json!({"name": {}}), "name is {}; give a text"),
        (
            json!({"name": "x", "colour": "red"}),
            "colour is not an attribute that the provider accepts here; give name, mtu",
        ),
        (json!({"name": "x", "mtu": "big"}), "mtu is \"big\"; give an MTU in bytes from 68 to 65535"),
        (json!({"name": "x", "mtu": 0}), "mtu is \"0\"; give an MTU"),
        (json!({"name": "x", "port_security_enabled": "yes"}), "port_security_enabled is \"yes\"; give true or false"),
        (
            json!({"name": "x", "network_type": "vxlan"}),
            "network_type is \"vxlan\"; give flat or vlan, or leave it empty",
        ),
        (
            json!({"name": "x", "network_type": "gre", "segmentation_id": 7}),
            "network_type is \"gre\"; give flat or vlan",
        ),
        (json!({"name": "x", "physical_network": "p"}), "network_type is missing; give flat or vlan"),
        (json!({"name": "x", "segmentation_id": 7}), "network_type is missing"),
        (
            json!({"name": "x", "network_type": "flat"}),
            "physical_network is missing; give the name of a physical network",
        ),
        (
            json!({"name": "x", "network_type": "flat", "physical_network": "p", "segmentation_id": "7"}),
            "segmentation_id is \"7\"; leave it empty for a flat network",
        ),
        (
            json!({"name": "x", "network_type": "vlan", "physical_network": "p"}),
            "segmentation_id is missing; give a VLAN id",
        ),
        (json!({"name": "x", "network_type": "vlan", "segmentation_id": 7}), "physical_network is missing"),
        (
            json!({"name": "x", "network_type": "vlan", "physical_network": "p", "segmentation_id": "4095"}),
            "segmentation_id is \"4095\"; give a VLAN id from 1 to 4094",
        ),
        (
            json!({"name": "x", "network_type": "vlan", "physical_network": "p", "segmentation_id": 0}),
            "segmentation_id is \"0\"; give a VLAN id",
        ),
    ] {
        check(&mut errors, client.create_network(&attributes(given.clone())).await, &given, words);
    }
    for (given, words) in [
        (json!({"network_id": null}), "network_id is missing; give the network"),
        (json!({"network_id": blue}), "network \"blue\" already has the subnet blue-sub, and can have only one"),
        (json!({"cidr": "not-a-cidr"}), "cidr is \"not-a-cidr\"; give a range such as"),
        (json!({"cidr": "10.4.0.1/24"}), "cidr is \"10.4.0.1/24\"; give the range by its first address, 10.4.0.0/24"),
        (json!({"ip_version": "6"}), "ip_version is \"6\"; 10.4.0.0/24 is IPv4"),
        (json!({"enable_dhcp": "false"}), "enable_dhcp is \"false\"; leave DHCP on"),
        (
            json!({"gateway_ip": "fd00::1"}),
            "gateway_ip is \"fd00::1\"; give an address that a host in 10.4.0.0/24 may have",
        ),
        (json!({"gateway_ip": "10.4.0.255"}), "gateway_ip is \"10.4.0.255\"; give"),
        (json!({"gateway_ip": "10.4.0.0"}), "gateway_ip is \"10.4.0.0\"; give"),
        (json!({"gateway_ip": "here"}), "gateway_ip is \"here\"; give an address such as"),
        (json!({"dns_nameservers": ["8.8.8.8", "9.9.9.9"]}), "dns_nameservers is \"8.8.8.8, 9.9.9.9\"; give one"),
        (json!({"dns_nameservers": ["fd00::1"]}), "dns_nameservers is \"fd00::1\"; give an IPv4 address"),
        (
            json!({"allocation_pools": [{"start": "10.4.0.10", "end": "10.4.0.20"}]}),
            "allocation_pools is {\"start\":\"10.4.0.10\"",
        ),
        (json!({"host_routes": [{"destination": "10.5.0.0/16"}]}), "host_routes cannot be set; leave them out"),
        (json!({"ipv6_address_mode": "slaac"}), "ipv6_address_mode is \"slaac\"; leave it empty for IPv4"),
        (
            json!({"cidr": "fd00::/64", "ipv6_address_mode": "slaac"}),
            "ipv6_address_mode is \"slaac\"; give dhcpv6-stateful or",
        ),
        (json!({"cidr": "fd00::/96", "ipv6_address_mode": "dhcpv6_stateless"}), "cidr is \"fd00::/96\"; give a /64"),
    ] {
        let mut subnet = attributes(json!({"name": "x", "network_id": bare, "cidr": "10.4.0.0/24"}));
        subnet.extend(attributes(given.clone()));
        check(&mut errors, client.create_subnet(&subnet, None).await, &given, words);
    }
    for (given, words) in [
        (
            json!({"cidr": "10.2.0.0/24"}),
            "cidr is \"10.2.0.0/24\"; leave it at 10.1.0.0/24, or create the subnet again",
        ),
        (json!({"network_id": bare}), "network_id is \""),
        (json!({"gateway_ip": null}), "gateway_ip cannot be emptied, the provider keeps 10.1.0.1; give another"),
        (json!({"enable_dhcp": false}), "enable_dhcp is \"false\"; leave DHCP on"),
        (json!({"host_routes": [1]}), "host_routes cannot be set"),
    ] {
        check(&mut errors, client.update_subnet(blue_sub, &attributes(given.clone())).await, &given, words);
    }
    for (given, words) in [
        (json!({"direction": null}), "direction is missing; give ingress or egress"),
        (json!({"direction": "up"}), "direction is \"up\"; give ingress or egress"),
        (json!({"ethertype": "ipx"}), "ethertype is \"ipx\"; give IPv4 or IPv6"),
        (
            json!({"protocol": "carrier-pigeon"}),
            "protocol is \"carrier-pigeon\"; give a number from 0 to 255, or one of ah",
        ),
        (json!({"protocol": "256"}), "protocol is \"256\"; give a number"),
        (json!({"port_range_min": 22}), "port_range_min is \"22\"; leave it empty, or give the protocol"),
        (json!({"protocol": "tcp", "port_range_min": 22}), "port_range_max is missing; give the first and the last"),
        (json!({"protocol": "tcp", "port_range_max": 22}), "port_range_min is missing"),
        (
            json!({"protocol": "tcp", "port_range_min": 23, "port_range_max": "22"}),
            "port_range_max is \"22\"; give a port that is not below",
        ),
        (
            json!({"protocol": "udp", "port_range_min": 65_536, "port_range_max": 1}),
            "port_range_min is \"65536\"; give a port from 1",
        ),
        (
            json!({"protocol": "icmp", "port_range_min": 0}),
            "port_range_min is \"0\"; give an ICMP type or code other than 0",
        ),
        (
            json!({"remote_ip_prefix": "10.0.0.7/24"}),
            "remote_ip_prefix is \"10.0.0.7/24\"; give the range by its first",
        ),
        (
            json!({"remote_ip_prefix": "fd00::/64", "ethertype": "IPv4"}),
            "remote_ip_prefix is \"fd00::/64\"; give an IPv4 range",
        ),
        (
            json!({"remote_ip_prefix": "10.0.0.0/24", "remote_group_id": web}),
            "remote_ip_prefix is \"10.0.0.0/24\"; give either",
        ),
        (json!({"direction": "egress"}), "security group \"web\" already has this rule"),
    ] {
        let mut rule = attributes(json!({"security_group_id": web, "direction": "ingress"}));
        rule.extend(attributes(given.clone()));
        check(&mut errors, client.create_security_group_rule(&rule).await, &given, words);
    }
    let default = json!({"name": "Default"});
    check(
        &mut errors,
        client.create_security_group(&attributes(default.clone())).await,
        &default,
        "name is \"Default\"; give another",
    );
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!(world.changes(), Vec::<String>::new());
}

fn check(errors: &mut Vec<String>, result: Result<Change>, given: &Value, words: &str) {
    match result {
        Err(error @ Error::InvalidChange { .. }) if error.to_string().starts_with(words) => {}
        Err(error) => errors.push(format!("{given}: {error}")),
        Ok(_) => errors.push(format!("{given}: was done")),
    }
}
