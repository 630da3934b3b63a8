//! What a change says of what it touched: with that, what was known before is what the provider has now.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use ovirt_net_provider::Inventory;
use ovirt_net_provider::inventory::Listed;
use ovirt_net_provider::wire::network::{Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};
use ovirt_net_tests::client;
use serde_json::json;

use super::world::{OPERATIONS, World};

#[tokio::test]
async fn what_was_known_and_the_part_are_what_the_provider_has() {
    for operation in OPERATIONS {
        for is_known in [false, true] {
            let world = World::new().await;
            add_ports(&world, operation);
            world.prepare(operation).await;
            let before = client(&world.simulator).unwrap().inventory().await.unwrap();
            let ports = world.ports();
            let change = world.run_knowing(operation, is_known.then_some(ports.as_slice())).await.unwrap();
            let after = client(&world.simulator).unwrap().inventory().await.unwrap();
            compare::<Network>(operation, &before, &change.part, &after);
            compare::<Subnet>(operation, &before, &change.part, &after);
            compare::<Port>(operation, &before, &change.part, &after);
            compare::<Router>(operation, &before, &change.part, &after);
            compare::<SecurityGroup>(operation, &before, &change.part, &after);
            compare::<SecurityGroupRule>(operation, &before, &change.part, &after);
            let lost: BTreeSet<String> = connected(&before).difference(&connected(&after)).cloned().collect();
            assert_eq!(change.part.part.as_ref().unwrap().disconnected_subnets, lost, "{operation}");
            let id = json!(change.id).to_string();
            assert!(format!("{:?}", change.part).contains(&id), "{operation}");
        }
    }
}

/// vNICs with the provider's own group, which a new subnet gives addresses to.
fn add_ports(world: &World, operation: &str) {
    let mut settings = world.simulator.settings();
    settings.dynamic_ips = true;
    world.simulator.set_settings(settings);
    let mut dump = world.simulator.dump();
    let group = json!({"id": "default", "name": "Default", "security_group_rules": [], "revision_number": 1});
    dump["security_groups"].as_array_mut().unwrap().push(group);
    for (network, address) in [(&world.blue, Some("10.1.0.77")), (&world.bare, None)] {
        if network == &world.blue || operation == "create subnet" {
            let addresses = address.map(|address| json!({"ip_address": address, "subnet_id": world.blue_sub}));
            dump["ports"].as_array_mut().unwrap().push(json!({
                "id": format!("vnic-{network}"), "name": "nic", "network_id": network, "security_groups": ["Default"],
                "fixed_ips": addresses.into_iter().collect::<Vec<_>>(), "device_id": "vnic", "device_owner": "oVirt",
                "mac_address": "02:00:00:00:00:01",
            }));
        }
    }
    world.simulator.load(&dump).unwrap();
}

fn compare<T: Listed + Debug>(operation: &str, before: &Inventory, part: &Inventory, after: &Inventory) {
    let mut known = shown::<T>(before);
    known.extend(shown::<T>(part));
    for id in part.part.as_ref().unwrap().gone.get(T::PATH).into_iter().flatten() {
        assert!(known.remove(id).is_some(), "{operation}: {} {id} was not there", T::WORD);
    }
    // Of a port's address, only the provider's list tells that its subnet is gone.
    let subnets: BTreeSet<&str> = after.all::<Subnet>().iter().map(|subnet| subnet.id.as_str()).collect();
    for subnet in before.all::<Subnet>().iter().filter(|subnet| !subnets.contains(subnet.id.as_str())) {
        let reference = format!("subnet_id: Some(\"{}\")", subnet.id);
        known.values_mut().for_each(|object| *object = object.replace(&reference, "subnet_id: None"));
    }
    assert_eq!(known, shown::<T>(after), "{operation}");
}

fn shown<T: Listed + Debug>(inventory: &Inventory) -> BTreeMap<String, String> {
    inventory.all::<T>().iter().map(|object| (object.id().to_owned(), format!("{object:?}"))).collect()
}

/// The subnets that routers have interfaces on.
fn connected(inventory: &Inventory) -> BTreeSet<String> {
    let interfaces =
        inventory.all::<Port>().iter().filter(|port| port.device_owner.as_deref() == Some("network:router_interface"));
    interfaces
        .flat_map(|port| &port.fixed_ips)
        .filter_map(|fixed| Some(fixed.subnet_id.as_deref()?.to_owned()))
        .collect()
}
