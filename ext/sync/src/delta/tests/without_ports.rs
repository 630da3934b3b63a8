//! Inventories that were read without the ports.

use ovirt_net_provider::Inventory;
use ovirt_net_provider::wire::network::Port;

use super::random::Random;
use super::{Database, delta, refresh};
use crate::rows::{InTable, refs, tables};

const OF_PORTS: [&str; 3] = ["network_ports", "network_ports_security_groups", "cloud_subnet_network_ports"];

#[test]
fn what_comes_and_goes_without_the_ports_is_what_a_whole_inventory_gives_afterwards() {
    for seed in 1..=250 {
        let mut random = Random::new(seed);
        let mut database = Database::default();
        refresh(&mut database, &random.inventory(), &random.vnics());
        for step in 0..3 {
            let context = format!("seed {seed}, step {step}");
            let (whole, vnics) = (random.inventory(), random.vnics());
            let read = Inventory { ports: None, ..whole.clone() };
            let before = database.rows(Port::TABLE).len();
            let delta = delta(&read, &database.stored_of(&read, &[]));
            assert!(delta.tables.iter().all(|writes| !OF_PORTS.contains(&writes.table.name)), "{context}");
            database.write(&delta);
            assert_eq!(database.rows(Port::TABLE).len(), before, "{context}");
            assert!(super::delta(&read, &database.stored_of(&read, &[])).is_empty(), "again: {context}");

            let same = ["cloud_tenants", "cloud_networks", "network_routers", "firewall_rules"];
            let mut fresh = Database::default();
            refresh(&mut fresh, &whole, &vnics);
            for table in same.into_iter().filter(|table| delta.tables.iter().any(|writes| writes.table.name == *table))
            {
                assert_eq!(database.rows(table), fresh.rows(table), "{table} of {context}");
            }

            let mut once = Database::default();
            std::mem::swap(&mut once, &mut database);
            refresh(&mut once, &whole, &vnics);
            let is_kept = |table: &str| whole.security_groups.is_none() && table == OF_PORTS[1];
            for table in tables().iter().map(|table| table.name).filter(|table| !is_kept(table)) {
                if delta.tables.iter().any(|writes| writes.table.name == table) || OF_PORTS.contains(&table) {
                    assert_eq!(once.rows(table), fresh.rows(table), "{table} after all of {context}");
                }
            }
            database = once;
        }
    }
}

#[test]
fn ports_that_floating_ips_lead_to_are_looked_for_among_the_stored() {
    let inventory = super::inventory(serde_json::json!({
        "networks": [{"id": "n"}], "floatingips": [{"id": "f", "port_id": "p"}, {"id": "g", "port_id": "gone"}],
        "ports": [{"id": "p"}],
    }));
    let mut database = Database::default();
    refresh(&mut database, &inventory, &[]);
    let read = Inventory { ports: None, ..inventory };
    let refs = refs(&read).unwrap();
    assert_eq!(refs["network_ports"], Some(["gone".to_owned(), "p".to_owned()].into()));
    assert!(refs["cloud_networks"].is_none() && refs["vnics"] == Some([].into()));
    assert!(delta(&read, &database.stored_of(&read, &[])).is_empty());
}

#[test]
fn a_subnet_whose_router_was_lost_by_hand_leads_nowhere_until_the_ports_are_read() {
    let inventory = super::inventory(serde_json::json!({
        "networks": [{"id": "n"}], "subnets": [{"id": "s", "network_id": "n"}, {"id": "t", "network_id": "n"}],
        "routers": [{"id": "r"}, {"id": "q"}],
        "ports": [
            {"id": "p", "device_owner": "network:router_interface", "device_id": "r", "fixed_ips": [{"subnet_id": "s"}]},
            {"id": "o", "device_owner": "network:router_interface", "device_id": "q", "fixed_ips": [{"subnet_id": "t"}]},
        ],
    }));
    let mut database = Database::default();
    refresh(&mut database, &inventory, &[]);
    database.lose("network_routers", "r");
    let read = Inventory { ports: None, ..inventory.clone() };
    database.write(&delta(&read, &database.stored_of(&read, &[])));
    assert_eq!(database.cells("cloud_subnets", "network_router_id"), [None, Some("q".to_owned())]);
    assert!(delta(&read, &database.stored_of(&read, &[])).is_empty());
    refresh(&mut database, &inventory, &[]);
    assert_eq!(database.cells("cloud_subnets", "network_router_id"), ["r", "q"].map(|id| Some(id.to_owned())));
}
