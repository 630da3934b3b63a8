//! What is told of pairs of small inventories, one rule a test; and of random ones, that it is what a delta writes.

use serde_json::{Value, json};

use super::{Event, Snapshot, between, summary};
use crate::rows::tests::inventory;

fn events(old: Value, new: Value) -> Vec<Event> {
    between(&Snapshot::new(&inventory(old)), &Snapshot::new(&inventory(new)))
}

/// Type and message of each.
fn told(old: Value, new: Value) -> Vec<(String, String)> {
    events(old, new).into_iter().map(|event| (event.event_type, event.message)).collect()
}

fn is_told(old: Value, new: Value, expected: &[(&str, &str)]) {
    let told = told(old, new);
    let told: Vec<(&str, &str)> = told.iter().map(|(kind, message)| (kind.as_str(), message.as_str())).collect();
    assert_eq!(told, expected);
}

#[test]
fn several_columns_of_an_object_are_one_event() {
    let blue = json!({"networks": [{"id": "n", "name": "blue", "mtu": 1400, "port_security_enabled": false}]});
    let green = json!({"networks": [{"id": "n", "name": "green", "mtu": 1442, "port_security_enabled": true}]});
    let message = "green was renamed from blue; MTU of green: 1442, was 1400; port security of green: on, was off";
    is_told(blue.clone(), green.clone(), &[("network.update.end", message)]);
    let event = &events(blue, green)[0];
    assert_eq!((event.table, event.ems_ref.as_str(), event.name.as_str()), ("cloud_networks", "n", "green"));
    let changes = json!({"name": ["blue", "green"], "maximum_transmission_unit": [1400, 1442], "port_security_enabled": [false, true]});
    assert_eq!(Value::from(event.changes.clone()), changes);
}

#[test]
fn what_comes_and_goes_is_told_in_the_words_of_its_kind() {
    let none = json!({});
    let all = json!({
        "networks": [{"id": "n", "name": "blue", "mtu": 1400, "provider:network_type": "vlan",
                      "provider:physical_network": "physnet1", "provider:segmentation_id": 100}],
        "subnets": [{"id": "s", "name": "s1", "cidr": "10.0.0.0/24", "network_id": "n"}],
        "routers": [{"id": "r", "name": "r1"}],
        "ports": [
            {"id": "i", "name": "leg", "device_owner": "network:router_interface", "device_id": "r", "network_id": "n",
             "fixed_ips": [{"ip_address": "10.0.0.1", "subnet_id": "s"}]},
            {"id": "p", "name": "nic1", "device_owner": "oVirt", "device_id": "v", "network_id": "n",
             "fixed_ips": [{"ip_address": "10.0.0.5", "subnet_id": "s"}, {"ip_address": "10.0.0.6", "subnet_id": "s"}]},
        ],
        "floatingips": [{"id": "f", "floating_ip_address": "192.0.2.1", "floating_network_id": "n"}],
        "security_groups": [{"id": "g", "name": "web"}],
        "security_group_rules": [{"id": "x", "security_group_id": "g", "direction": "ingress"}],
    });
    is_told(
        none.clone(),
        all.clone(),
        &[
            ("network.create.end", "network blue was created (VLAN 100 on physnet1, MTU 1400)"),
            ("router.create.end", "router r1 was created"),
            ("subnet.create.end", "subnet s1 (10.0.0.0/24) was created on blue"),
            ("security_group.create.end", "security group web was created with 1 rule"),
            ("router.interface.create", "router r1 got an interface on blue (10.0.0.1)"),
            ("port.create.end", "port nic1 (10.0.0.5 and 10.0.0.6) was created on blue"),
            ("floatingip.create.end", "floating IP 192.0.2.1 was created on blue"),
        ],
    );
    is_told(
        all,
        none,
        &[
            ("network.delete.end", "network blue was deleted"),
            ("router.delete.end", "router r1 was deleted"),
            ("subnet.delete.end", "subnet s1 (10.0.0.0/24) was deleted from blue"),
            ("security_group.delete.end", "security group web was deleted with 1 rule"),
            ("router.interface.delete", "router r1 lost its interface on blue (10.0.0.1)"),
            ("port.delete.end", "port nic1 (10.0.0.5 and 10.0.0.6) was deleted from blue"),
            ("floatingip.delete.end", "floating IP 192.0.2.1 was deleted from blue"),
        ],
    );
}

#[test]
fn rules_read_as_on_the_page() {
    let group = json!([{"id": "g", "name": "web"}, {"id": "h", "name": "db"}]);
    let rule = |rule: Value| {
        let mut all = json!({"id": "x", "security_group_id": "g", "direction": "ingress", "ethertype": "IPv4"});
        all.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
        json!({"security_groups": group, "security_group_rules": [all]})
    };
    for (given, words) in [
        (json!({}), "inbound IPv4 any protocol from anywhere"),
        (
            json!({"protocol": "tcp", "port_range_min": 22, "port_range_max": 22, "remote_ip_prefix": "10.0.0.0/8"}),
            "inbound IPv4 TCP port 22 from 10.0.0.0/8",
        ),
        (
            json!({"direction": "egress", "protocol": "udp", "port_range_min": 1, "port_range_max": 9, "remote_group_id": "h"}),
            "outbound IPv4 UDP ports 1 to 9 to group db",
        ),
        (
            json!({"ethertype": "IPv6", "protocol": "icmp", "port_range_min": 128}),
            "inbound IPv6 ICMP type 128 from anywhere",
        ),
    ] {
        let message = format!("rule {words} was added to group web");
        is_told(
            json!({"security_groups": group}),
            rule(given.clone()),
            &[("security_group_rule.create.end", &message)],
        );
        let message = format!("rule {words} was removed from group web");
        is_told(rule(given), json!({"security_groups": group}), &[("security_group_rule.delete.end", &message)]);
    }
}

#[test]
fn addresses_and_groups_belong_to_their_port() {
    let ports = |addresses: Value, groups: Value| {
        json!({"subnets": [{"id": "s"}], "security_groups": [{"id": "g", "name": "web"}, {"id": "h", "name": "db"}],
               "ports": [{"id": "p", "name": "nic1", "fixed_ips": addresses, "security_groups": groups}]})
    };
    let one = json!([{"ip_address": "10.0.0.5", "subnet_id": "s"}]);
    let two = json!([{"ip_address": "10.0.0.6", "subnet_id": "s"}, {"ip_address": "10.0.0.5", "subnet_id": "s"}]);
    let message =
        "addresses of nic1: 10.0.0.6 and 10.0.0.5, was 10.0.0.5; security groups of nic1: db and web, was none";
    is_told(ports(one, json!([])), ports(two.clone(), json!(["g", "h"])), &[("port.update.end", message)]);
    let turned = Value::from(two.as_array().unwrap().iter().rev().cloned().collect::<Vec<_>>());
    is_told(ports(two, json!(["h", "g"])), ports(turned, json!(["g", "h"])), &[]);
}

#[test]
fn what_follows_from_a_change_is_not_told_again() {
    let before = json!({
        "networks": [{"id": "n", "name": "blue", "status": "ACTIVE"}], "security_groups": [{"id": "g", "name": "web"}],
        "subnets": [{"id": "s", "name": "s1", "network_id": "n"}], "routers": [{"id": "r", "name": "r1"}],
        "ports": [
            {"id": "i", "name": "leg", "device_owner": "network:router_interface", "device_id": "r", "network_id": "n",
             "fixed_ips": [{"ip_address": "10.0.0.1", "subnet_id": "s"}]},
            {"id": "p", "name": "nic1", "network_id": "n", "security_groups": ["g"], "admin_state_up": true},
        ],
    });
    let mut after = before.clone();
    after["security_groups"] = json!([]);
    after["networks"][0]["name"] = json!("green");
    after["networks"][0]["status"] = json!("DOWN");
    after["ports"].as_array_mut().unwrap().remove(0);
    is_told(
        before,
        after,
        &[
            ("network.update.end", "green was renamed from blue; status of green: inactive, was active"),
            ("security_group.delete.end", "security group web was deleted"),
            ("router.interface.delete", "router r1 lost its interface on blue (10.0.0.1)"),
        ],
    );
}

#[test]
fn a_port_is_told_with_its_vm() {
    let port = |device: Value, network: &str, up: bool| {
        let port = json!([{"ems_ref": "p", "name": "nic1", "device": device, "device_owner": "oVirt", "device_ref": "v",
                           "network_id": network, "admin_state_up": up, "status": if up { "ACTIVE" } else { "DOWN" },
                           "addresses": [], "security_groups": []}]);
        stored(json!({"network_ports": port, "names": {"cloud_networks": {"n": "blue", "m": "green"}}}))
    };
    let web = json!({"vm": "web01", "vm_id": 7});
    let none = stored(json!({"network_ports": []}));
    let told = |old: &Snapshot, new: &Snapshot| {
        let events = between(old, new);
        events.into_iter().map(|event| (event.event_type, event.message, event.vm, event.former_vm)).collect::<Vec<_>>()
    };
    let event = |kind: &str, message: &str, vm, former| vec![(kind.to_owned(), message.to_owned(), vm, former)];

    let plugged = port(web.clone(), "n", true);
    assert_eq!(told(&none, &plugged), event("port.create.end", "nic1 of web01 was plugged into blue", Some(7), None));
    assert_eq!(told(&plugged, &none), event("port.delete.end", "nic1 of web01 was unplugged from blue", Some(7), None));
    let message = "network of nic1 of web01: green, was blue; admin state of nic1 of web01: down, was up";
    assert_eq!(told(&plugged, &port(web, "m", false)), event("port.update.end", message, Some(7), None));

    let other = port(json!({"vm": "web02", "vm_id": 8}), "n", true);
    let message = "VM of nic1: web02, was web01";
    assert_eq!(told(&plugged, &other), event("port.update.end", message, Some(8), Some(7)));
    let renamed = port(json!({"vm": "www", "vm_id": 7}), "n", true);
    assert_eq!(told(&plugged, &renamed), []);
    let message = "VM of nic1: none, was web01";
    assert_eq!(told(&plugged, &port(Value::Null, "n", true)), event("port.update.end", message, Some(7), None));
}

fn stored(value: Value) -> Snapshot {
    let attributes: serde_json::Map<String, Value> = value.as_object().unwrap().clone();
    Snapshot::of_stored(&attributes)
}

#[test]
fn names_are_text_in_one_line() {
    let named = |name: &str| json!({"networks": [{"id": "n", "name": name}]});
    let long = "é".repeat(255);
    for (name, shown) in [
        ("<script>alert(\"1\")</script>", "<script>alert(\"1\")</script>"),
        ("a\nnetwork.delete.end: b", "a network.delete.end: b"),
        ("\u{202e}eulb", "\\u{202e}eulb"),
        ("${/#vm.name} %s #{1}", "${/#vm.name} %s #{1}"),
        (&long, &format!("{} … {}", "é".repeat(80), "é".repeat(40))),
        (" ", "n"),
    ] {
        let message = format!("network {shown} was created");
        is_told(json!({}), named(name), &[("network.create.end", &message)]);
    }
}

#[test]
fn a_table_that_only_one_has_says_nothing() {
    let whole = inventory(json!({"networks": [{"id": "n"}], "security_groups": [{"id": "g"}]}));
    let mut without = inventory(json!({}));
    without.security_groups = None;
    without.security_group_rules = None;
    for (old, new) in [(&whole, &without), (&without, &whole)] {
        let events = between(&Snapshot::new(old), &Snapshot::new(new));
        assert_eq!(events.iter().map(|event| event.table).collect::<Vec<_>>(), ["cloud_networks"]);
    }
}

#[test]
fn many_changes_are_one_sentence() {
    let all = [("cloud_networks", [0, 0, 31]), ("network_ports", [390, 10, 0]), ("firewall_rules", [0, 1, 0])];
    let all = all.map(|(table, counts)| (table.to_owned(), counts));
    let words = "432 changes: 400 ports (390 created, 10 updated), 31 networks (31 deleted), 1 rule (1 updated)";
    assert_eq!(summary(&all), words);
}
