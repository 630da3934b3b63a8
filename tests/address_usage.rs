//! Addresses that are left, against how many a real ovirt-provider-ovn gave: `recordings/address-usage.jsonl` has a subnet a line,
//! the addresses that were set by hand, and those that ports got until they got none.

use ovirt_net_provider::Inventory;
use ovirt_net_views::address_usage;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct Filled {
    cidr: String,
    gateway_ip: Option<String>,
    is_on_router: bool,
    fixed: Vec<String>,
    given: Vec<String>,
}

fn inventory(cidr: &str, gateway: Option<&str>, addresses: &[&str]) -> Inventory {
    let port = |(number, address): (usize, &&str)| json!({"id": format!("p{number}"), "network_id": "n", "fixed_ips": [{"ip_address": address, "subnet_id": "s"}]});
    let ports: Vec<Value> = addresses.iter().enumerate().map(port).collect();
    let subnet = json!([{"id": "s", "network_id": "n", "cidr": cidr, "gateway_ip": gateway}]);
    Inventory {
        subnets: Some(serde_json::from_value(subnet).unwrap()),
        ports: Some(serde_json::from_value(ports.into()).unwrap()),
        ..Inventory::default()
    }
}

#[test]
fn what_is_left_is_what_the_provider_still_gives() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/recordings/address-usage.jsonl");
    let mut steps = 0;
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let filled: Filled = serde_json::from_str(line).unwrap();
        for given in 0..=filled.given.len() {
            let gateway = filled.gateway_ip.as_deref();
            let router = gateway.filter(|_| filled.is_on_router);
            let held: Vec<&str> =
                filled.fixed.iter().chain(&filled.given[..given]).map(String::as_str).chain(router).collect();
            let usage = address_usage(&inventory(&filled.cidr, gateway, &held)).remove(0);
            assert_eq!(usage.numbers.free() as usize, filled.given.len() - given, "{usage:?} of {filled:?}");
            steps += 1;
        }
    }
    assert!(steps > 50);
}

#[test]
fn nothing_is_told_of_what_has_no_end_or_was_not_read() {
    assert_eq!(address_usage(&inventory("fd00::/64", None, &["fd00::5"])), []);
    assert_eq!(address_usage(&inventory("nonsense", None, &[])), []);
    let unread = Inventory { ports: None, ..inventory("10.0.0.0/24", None, &[]) };
    assert_eq!(address_usage(&unread), []);
    // Two ports with one address, and one of another network's range, take one.
    let usage = address_usage(&inventory("10.0.0.0/24", None, &["10.0.0.9", "10.0.0.9", "10.0.1.9"])).remove(0);
    assert_eq!((usage.numbers.total, usage.numbers.used, usage.numbers.free()), (253, 1, 252));
}
