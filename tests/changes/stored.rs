//! What the provider has is not judged as though somebody had typed it.

use ovirt_net_provider::wire::network::{Network, Router, Subnet};
use serde_json::{Value, json};

use super::world::{World, attributes};

#[tokio::test]
async fn a_subnet_is_changed_whatever_the_provider_has_of_it() {
    for stored in [
        json!({"cidr": "10.1.0.5/24"}),
        json!({"cidr": "10.1.0.0/255.255.255.0"}),
        json!({"cidr": "10.1.0.0"}),
        json!({"cidr": null}),
        json!({"gateway_ip": "192.168.9.9"}),
        json!({"gateway_ip": "10.1.0.0"}),
        json!({"gateway_ip": "somewhere"}),
        json!({"dns_nameservers": ["fd00::1"]}),
        json!({"dns_nameservers": ["9.9.9.9", "8.8.8.8"]}),
        json!({"dns_nameservers": ["a.name"]}),
        json!({"ipv6_address_mode": "slaac"}),
        json!({"ipv6_address_mode": "dhcpv6_stateful", "cidr": "fd00:1::7/96", "ip_version": 6, "gateway_ip": "fd00:2::1"}),
        json!({"allocation_pools": [{"start": "10.1.0.10", "stop": "10.1.0.20"}]}),
        json!({"host_routes": [{"destination": "10.5.0.0/16", "nexthop": "10.1.0.2"}]}),
        json!({"enable_dhcp": false}),
        json!({"name": "n".repeat(300)}),
    ] {
        // A rename alone, and a form that sends back all that it was given.
        for sends_all in [false, true] {
            let world = World::new().await;
            world.change("subnets", &world.blue_sub, stored.clone());
            let dump = world.simulator.dump();
            let subnet =
                dump["subnets"].as_array().unwrap().iter().find(|subnet| subnet["id"] == world.blue_sub).unwrap();
            let mut given = if sends_all { subnet.as_object().unwrap().clone() } else { attributes(json!({})) };
            given.retain(|name, _| !matches!(name.as_str(), "id" | "name"));
            given.insert("name".into(), "renamed".into());
            let change = world.client.update_subnet(&world.blue_sub, &given).await;
            let change = change.unwrap_or_else(|error| panic!("{stored}, {sends_all}: {error}"));
            assert_eq!(change.part.all::<Subnet>()[0].name.as_deref(), Some("renamed"));
            // What was not renamed is not sent.
            let changed = world.simulator.dump();
            let changed =
                changed["subnets"].as_array().unwrap().iter().find(|subnet| subnet["id"] == world.blue_sub).unwrap();
            assert_eq!(changed["gateway_ip"], subnet["gateway_ip"]);
            assert_eq!(changed["dns_nameservers"], subnet["dns_nameservers"]);
        }
    }
}

#[tokio::test]
async fn several_dns_servers_that_stand_in_one_dhcp_option_are_left_as_they_are() {
    let option = json!({"dns_nameservers": ["{9.9.9.9, 8.8.8.8}"]});
    for given in [json!({"name": "renamed"}), json!({"name": "renamed", "dns_nameservers": ["9.9.9.9", "8.8.8.8"]})] {
        let world = World::new().await;
        world.change("subnets", &world.blue_sub, option.clone());
        let change = world.client.update_subnet(&world.blue_sub, &attributes(given)).await.unwrap();
        assert_eq!(change.part.all::<Subnet>()[0].dns_nameservers, ["9.9.9.9", "8.8.8.8"]);
        let dump = world.simulator.dump();
        let subnets = dump["subnets"].as_array().unwrap();
        let subnet = subnets.iter().find(|subnet| subnet["id"] == world.blue_sub).unwrap();
        assert_eq!((&subnet["name"], &subnet["dns_nameservers"]), (&json!("renamed"), &option["dns_nameservers"]));
    }
}

#[tokio::test]
async fn what_is_asked_for_is_judged_by_what_the_provider_has() {
    let world = World::new().await;
    world.change("subnets", &world.blue_sub, json!({"cidr": "10.1.0.5/24"}));
    for (given, words) in [
        (
            json!({"gateway_ip": "10.2.0.1"}),
            "gateway_ip is \"10.2.0.1\"; give an address that a host in 10.1.0.0/24 may have",
        ),
        (json!({"cidr": "10.1.0.0/25"}), "cidr is \"10.1.0.0/25\"; leave it at 10.1.0.5/24"),
        (json!({"ipv6_address_mode": "dhcpv6-stateful"}), "ipv6_address_mode is \"dhcpv6-stateful\"; leave it empty"),
        (json!({"ipv6_address_mode": "slaac"}), "ipv6_address_mode is \"slaac\"; leave it empty"),
        (json!({"network_id": "a_b"}), "network_id is \"a_b\"; leave it at "),
        (json!({"ip_version": 6}), "ip_version is \"6\"; leave it at 4"),
    ] {
        let error = world.client.update_subnet(&world.blue_sub, &attributes(given)).await.unwrap_err().to_string();
        assert!(error.starts_with(words), "{error}");
    }
    // An id is not a mode, and what is in it is not taken for something else.
    world.change("networks", &world.blue, json!({"id": "a-b"}));
    world.change("subnets", &world.blue_sub, json!({"network_id": "a-b"}));
    let error =
        world.client.update_subnet(&world.blue_sub, &attributes(json!({"network_id": "a_b"}))).await.unwrap_err();
    assert!(error.to_string().starts_with("network_id is \"a_b\"; leave it at a-b"), "{error}");
    for same in [
        json!({"network_id": "a-b"}),
        json!({"cidr": "10.1.0.5/24"}),
        json!({"cidr": "10.1.0.0/24"}),
        json!({"ip_version": "4"}),
    ] {
        world.client.update_subnet(&world.blue_sub, &attributes(same)).await.unwrap();
    }
    assert_eq!(world.changes(), Vec::<String>::new());
}

#[tokio::test]
async fn a_network_is_changed_whatever_the_provider_has_of_it() {
    let physical = |vlan: Value| json!({"provider:physical_network": "phys", "provider:network_type": "vlan", "provider:segmentation_id": vlan});
    for (stored, given) in [
        (json!({"mtu": 0}), json!({"mtu": 0})),
        (json!({"mtu": 100_000}), json!({"mtu": "100000"})),
        (physical(json!(4095)), json!({"network_type": "vlan", "physical_network": "phys", "segmentation_id": "4095"})),
        (physical(json!(4095)), json!({})),
        (json!({"tenant_id": "t".repeat(300)}), json!({"tenant_id": "t".repeat(300)})),
        (
            json!({"provider:network_type": "geneve", "provider:segmentation_id": 70_000}),
            json!({"network_type": "geneve", "segmentation_id": 70_000}),
        ),
    ] {
        let world = World::new().await;
        world.change("networks", &world.blue, stored.clone());
        let mut given = attributes(given);
        given.insert("name".into(), "azure".into());
        let change = world.client.update_network(&world.blue, &given, Some(&[])).await;
        let change = change.unwrap_or_else(|error| panic!("{stored}: {error}"));
        let network = &change.part.all::<Network>()[0];
        assert_eq!(network.name.as_deref(), Some("azure"));
        if let Some(vlan) = stored.get("provider:physical_network").and(stored.get("provider:segmentation_id")) {
            assert_eq!(network.segmentation_id, Some(vlan.to_string()));
        }
    }
    let world = World::new().await;
    world.change("networks", &world.blue, json!({"mtu": 0}));
    let error = world.client.update_network(&world.blue, &attributes(json!({"mtu": 67})), None).await.unwrap_err();
    assert!(error.to_string().starts_with("mtu is \"67\"; give an MTU"), "{error}");
}

#[tokio::test]
async fn a_router_leads_out_whatever_the_provider_has_of_the_subnet() {
    for (stored, address) in [
        (json!({"cidr": "172.24.4.1/30"}), None),
        (json!({"cidr": "172.24.4.0/255.255.255.252"}), None),
        (json!({"gateway_ip": "192.168.9.9"}), Some("172.24.4.1")),
        (json!({"cidr": "172.24.4.0"}), Some("172.24.4.2")),
        (json!({"cidr": null}), Some("172.24.4.2")),
    ] {
        let world = World::new().await;
        world.change("subnets", &world.outside_sub, stored.clone());
        let router = json!({"name": "r", "gateway_network_id": world.outside, "gateway_ip_address": address});
        let change = world.client.create_router(&attributes(router), None).await;
        let change = change.unwrap_or_else(|error| panic!("{stored}: {error}"));
        let gateway = change.part.all::<Router>()[0].external_gateway_info.as_ref().unwrap();
        assert_eq!(gateway.raw["external_fixed_ips"][0]["ip_address"], address.unwrap_or("172.24.4.2"));
    }
}

#[tokio::test]
async fn a_router_is_changed_whatever_its_gateway() {
    for info in [
        json!({"enable_snat": true, "external_fixed_ips": [{"subnet_id": "gone", "ip_address": "172.24.4.2"}]}),
        json!({"enable_snat": false, "external_fixed_ips": []}),
        json!({"enable_snat": false, "external_fixed_ips": [{"subnet_id": "gone", "ip_address": "somewhere"}]}),
    ] {
        let world = World::new().await;
        let mut stored = info.clone();
        stored["network_id"] = world.outside.as_str().into();
        world.change("routers", &world.router, json!({"external_gateway_info": stored}));
        let snat = info["enable_snat"].clone();
        let given = json!({"name": "renamed", "gateway_network_id": world.outside, "enable_snat": snat});
        let change = world.client.update_router(&world.router, &attributes(given), Some(&[])).await;
        let change = change.unwrap_or_else(|error| panic!("{info}: {error}"));
        assert_eq!(change.name.as_deref(), Some("renamed"));
    }
}
