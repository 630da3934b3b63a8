//! Storing a delta gives what a fresh load gives, whatever was stored: on a toy database that takes what PostgreSQL takes.

mod database;
mod random;

use std::collections::HashMap;

use serde_json::json;

use super::{Delta, GROUPS, Stored, tables};
use crate::Inventory;
use crate::rows::tests::inventory;
use database::Database;
use random::Random;

/// oVirt's id, the guest device's and the VM's.
type Vnic = (&'static str, i64, Option<i64>);

fn types() -> HashMap<String, String> {
    tables().map(|table| (table.to_owned(), format!("Class::{table}"))).collect()
}

fn delta(inventory: &Inventory, stored: &Stored) -> Delta {
    Delta::new(inventory, stored, &types(), &mut |cell| format!("dumped {cell:?}"))
}

fn refresh(database: &mut Database, inventory: &Inventory, vnics: &[Vnic]) -> Delta {
    let delta = delta(inventory, &database.stored(vnics));
    database.write(&delta);
    delta
}

#[test]
fn storing_a_delta_gives_what_a_fresh_load_gives() {
    for seed in 1..=250 {
        let mut random = Random::new(seed);
        let mut database = Database::default();
        for step in 0..3 {
            let context = format!("seed {seed}, step {step}");
            database.damage(&mut random);
            let (wanted, vnics) = (random.inventory(), random.vnics());
            let before = database.clone();
            let delta = refresh(&mut database, &wanted, &vnics);

            let mut fresh = Database::default();
            refresh(&mut fresh, &wanted, &vnics);
            for writes in &delta.tables {
                assert_eq!(database.rows(writes.table), fresh.rows(writes.table), "{} of {context}", writes.table);
            }
            before.assert_same_ids(&database, &delta, &context);
            before.assert_only_changes(&delta, &context);
            assert!(super::tests::delta(&wanted, &database.stored(&vnics)).is_empty(), "again: {context}");
        }
    }
}

#[test]
fn an_unchanged_inventory_writes_nothing() {
    let wanted = Random::new(7).inventory();
    let mut database = Database::default();
    let first = refresh(&mut database, &wanted, &[]);
    assert!(!first.is_empty());
    assert!(refresh(&mut database, &wanted, &[]).is_empty());
}

#[test]
fn a_port_is_linked_when_its_vnic_comes_later() {
    let wanted = inventory(json!({"ports": [{"id": "p", "device_owner": "oVirt", "device_id": "nic"}]}));
    let mut database = Database::default();
    refresh(&mut database, &wanted, &[]);
    for (vm, device) in [(None, ["5", "GuestDevice"]), (Some(9), ["9", "VmOrTemplate"])] {
        let delta = refresh(&mut database, &wanted, &[("nic", 5, vm)]);
        let ports = delta.tables.iter().find(|writes| writes.table == "network_ports").unwrap();
        let (columns, batches) = &ports.updates[0];
        assert_eq!((ports.updated(), &columns[..]), (1, &["device_id", "device_type"][..]));
        let [id, kind] = device.map(|value| format!("{{\"{value}\"}}"));
        assert_eq!(batches[0].arrays[1..], [id, kind]);
    }
}

#[test]
fn what_the_provider_does_not_have_is_left_alone() {
    let lists = json!({"ports": [{"id": "p", "security_groups": ["g"]}], "security_groups": [{"id": "g"}],
                       "security_group_rules": [{"id": "r", "security_group_id": "g"}]});
    let mut wanted = inventory(lists);
    let mut database = Database::default();
    refresh(&mut database, &wanted, &[]);
    wanted.security_groups = None;
    wanted.security_group_rules = None;
    let delta = refresh(&mut database, &wanted, &[]);
    assert!(delta.is_empty());
    let read: Vec<&str> = delta.tables.iter().map(|writes| writes.table).collect();
    assert!(!read.iter().any(|table| ["security_groups", "firewall_rules", GROUPS].contains(table)), "{read:?}");
}

#[test]
fn tenants_come_after_their_parents() {
    let tenants = json!([{"id": "c", "parent_id": "b"}, {"id": "b", "parent_id": "a"}, {"id": "a"},
                         {"id": "x", "parent_id": "y"}, {"id": "y", "parent_id": "x"}]);
    let delta = delta(&inventory(json!({"tenants": tenants})), &Stored::default());
    let batches: Vec<&str> = delta.tables[0].inserts.iter().map(|batch| batch.arrays[0].as_str()).collect();
    assert_eq!(batches, ["{\"a\",\"x\",\"y\"}", "{\"b\"}", "{\"c\"}"]);
}
