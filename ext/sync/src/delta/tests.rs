//! Storing a delta gives what a fresh load gives, whatever was stored: on a toy database that takes what PostgreSQL takes.

mod database;
mod events;
mod parts;
mod random;
mod vanished;
mod without_ports;

use std::collections::HashMap;

use ovirt_net_provider::Inventory;
use ovirt_net_provider::inventory::Listed;
use ovirt_net_provider::resource::Resource;
use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};
use serde_json::json;

use super::desired::Value;
use super::records::{Field, tests::record};
use super::table::{Comparison, DeletePolicy};
use super::{Delta, Quoting, Stored, Unlisted};
use crate::rows::tests::inventory;
use crate::rows::{GROUPS, InTable, Storage, StoredColumn, Table, tables};

use database::Database;
use random::Random;

/// oVirt's id, the guest device's and the VM's.
type Vnic = (&'static str, i64, Option<i64>);

fn types() -> HashMap<String, String> {
    tables().iter().map(|table| (table.name.to_owned(), format!("Class::{}", table.name))).collect()
}

fn delta(inventory: &Inventory, stored: &Stored) -> Delta {
    compare(inventory, stored, Unlisted::Deleted)
}

fn compare(inventory: &Inventory, stored: &Stored, unlisted: Unlisted) -> Delta {
    let quoting = Quoting { octals: true, fractions: false };
    Delta::new(inventory, stored, &types(), unlisted, quoting, &mut |cell| format!("dumped {cell:?}"))
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
            let (desired, vnics) = (random.inventory(), random.vnics());
            let before = database.clone();
            let delta = refresh(&mut database, &desired, &vnics);

            let mut fresh = Database::default();
            refresh(&mut fresh, &desired, &vnics);
            // The links of ports to groups that were not read are kept.
            let is_kept = |name: &str| name == GROUPS && desired.security_groups.is_none();
            for name in delta.tables.iter().map(|writes| writes.table.name).filter(|name| !is_kept(name)) {
                assert_eq!(database.rows(name), fresh.rows(name), "{name} of {context}");
            }
            before.assert_same_ids(&database, &delta, &context);
            before.assert_only_changes(&delta, &context);
            assert!(super::tests::delta(&desired, &database.stored(&vnics)).is_empty(), "again: {context}");
        }
    }
}

#[test]
fn an_unchanged_inventory_writes_nothing() {
    let desired = Random::new(7).inventory();
    let mut database = Database::default();
    let first = refresh(&mut database, &desired, &[]);
    assert!(!first.is_empty());
    assert!(refresh(&mut database, &desired, &[]).is_empty());
}

#[test]
fn a_port_is_linked_when_its_vnic_comes_later() {
    let desired = inventory(json!({"ports": [{"id": "p", "device_owner": "oVirt", "device_id": "nic"}]}));
    let mut database = Database::default();
    refresh(&mut database, &desired, &[]);
    for (vm, device) in [(None, ["5", "GuestDevice"]), (Some(9), ["9", "VmOrTemplate"])] {
        let delta = refresh(&mut database, &desired, &[("nic", 5, vm)]);
        let ports = delta.tables.iter().find(|writes| writes.table.name == "network_ports").unwrap();
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
    let mut desired = inventory(lists);
    let mut database = Database::default();
    refresh(&mut database, &desired, &[]);
    desired.security_groups = None;
    desired.security_group_rules = None;
    let delta = refresh(&mut database, &desired, &[]);
    assert!(delta.is_empty());
    let read: Vec<&str> = delta.tables.iter().map(|writes| writes.table.name).collect();
    assert!(!read.iter().any(|table| ["security_groups", "firewall_rules"].contains(table)), "{read:?}");
}

#[test]
fn tenants_come_after_their_parents() {
    let tenants = json!([{"id": "c", "parent_id": "b"}, {"id": "b", "parent_id": "a"}, {"id": "a"},
                         {"id": "x", "parent_id": "y"}, {"id": "y", "parent_id": "x"}]);
    let delta = delta(&inventory(json!({"tenants": tenants})), &Stored::default());
    let batches: Vec<&str> = delta.tables[0].inserts.iter().map(|batch| batch.arrays[0].as_str()).collect();
    assert_eq!(batches, ["{\"a\"}", "{\"b\"}", "{\"c\"}", "{\"x\",\"y\"}"]);
}

/// Makes some objects what they are in another inventory, and lets none come or go.
fn edit<T: Listed + Clone>(inventory: &mut Inventory, other: &Inventory, random: &mut Random) {
    for object in T::list_mut(inventory).iter_mut().flatten() {
        let twin = other.all::<T>().iter().find(|twin| twin.id() == object.id());
        if let Some(twin) = twin.filter(|_| random.below(2) == 0) {
            *object = twin.clone();
        }
    }
}

#[test]
fn lists_that_were_not_read_are_left_alone_and_can_be_referred_to() {
    for seed in 1..=150 {
        let mut random = Random::new(seed);
        let (mut whole, other, vnics) = (random.inventory(), random.inventory(), random.vnics());
        let mut database = Database::default();
        refresh(&mut database, &whole, &vnics);
        let unread: Vec<bool> = (0..8).map(|_| random.below(3) == 0).collect();
        let mut read = Inventory::default();
        macro_rules! read {
            ($($kind:ty),*) => {{
                let mut index = 0;
                $(
                    if !unread[index] {
                        // Parents that went in a circle could not be stored at once.
                        if <$kind>::TABLE != Tenant::TABLE {
                            edit::<$kind>(&mut whole, &other, &mut random);
                        }
                        *<$kind>::list_mut(&mut read) = <$kind>::list_mut(&mut whole).clone();
                    }
                    index += 1;
                )*
                assert_eq!(index, unread.len());
            }};
        }
        read!(Tenant, Network, Router, Subnet, SecurityGroup, SecurityGroupRule, Port, FloatingIp);
        let before = database.clone();
        refresh(&mut database, &read, &vnics);

        let mut fresh = Database::default();
        refresh(&mut fresh, &whole, &vnics);
        for table in tables() {
            let context = format!("{} of seed {seed}, unread: {unread:?}", table.name);
            match table.name {
                // What is told of these by other lists is as old as those.
                GROUPS if whole.security_groups.is_none() || read.security_groups.is_none() => {}
                "cloud_subnets" | "cloud_subnet_network_ports" if read.subnets.is_none() || read.ports.is_none() => {}
                _ => assert_eq!(database.rows(table.name), fresh.rows(table.name), "{context}"),
            }
        }
        for (is_unread, table) in unread.iter().zip([
            "cloud_tenants",
            "cloud_networks",
            "network_routers",
            "cloud_subnets",
            "security_groups",
            "firewall_rules",
            "network_ports",
            "floating_ips",
        ]) {
            if *is_unread {
                assert_eq!(database.rows(table), before.rows(table), "{table} of seed {seed}, unread: {unread:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_known_is_kept() {
    let subnets = json!([{"id": "s", "network_id": "n", "name": "a"}]);
    let leg = json!([{"id": "p", "device_owner": "network:router_interface", "device_id": "r",
                      "fixed_ips": [{"ip_address": "10.0.0.1", "subnet_id": "s"}]}]);
    let networks = json!([{"id": "n", "status": "ACTIVE"}]);
    let mut database = Database::default();
    let whole = json!({"networks": networks, "subnets": subnets, "ports": leg, "routers": [{"id": "r"}]});
    refresh(&mut database, &inventory(whole), &[]);
    let before = database.rows("cloud_subnets");

    let mut part = Inventory { subnets: inventory(json!({"subnets": subnets})).subnets, ..Inventory::part() };
    assert!(refresh(&mut database, &part, &[]).is_empty());
    part.subnets.iter_mut().flatten().for_each(|subnet| subnet.name = Some("b".into()));
    let delta = refresh(&mut database, &part, &[]);
    assert_eq!(delta.tables[0].updates[0].0, ["name"]);
    assert_ne!(database.rows("cloud_subnets"), before);

    part.part.get_or_insert_default().disconnected_subnets.insert("s".into());
    let delta = refresh(&mut database, &part, &[]);
    assert_eq!(delta.tables[0].updates[0].0, ["network_router_id"]);
    assert_eq!(delta.tables.iter().map(|writes| writes.deletes.len()).sum::<usize>(), 0);
}

#[test]
fn a_table_may_have_any_number_of_columns() {
    let names: Vec<&'static str> = (0..40).map(|index| &*Box::leak(format!("c{index}").into_boxed_str())).collect();
    let table = Table::new("wide", names.iter().map(|name| (*name, Storage::Value)));
    let table: &'static [Table] = Box::leak(vec![table].into_boxed_slice());
    let mut stored = Stored::new(table);
    let cell = |index: usize| Field::Text(if index == 0 { b"key" } else { b"old" });
    stored
        .add("wide", &record(&std::iter::once(Field::Number(7)).chain((0..40).map(cell)).collect::<Vec<_>>()))
        .unwrap();
    for changed in 1..40 {
        let mut comparison = Comparison::new(&table[0], &stored, DeletePolicy::All);
        let value = |index: usize| ["old", "key", "new"][usize::from(index == 0) + 2 * usize::from(index == changed)];
        comparison.want(&(0..40).map(|index| Value::Text(value(index).into())).collect::<Vec<_>>());
        let writes = comparison.finish();
        assert_eq!(writes.updates[0].0, [names[changed]]);
        assert_eq!(writes.updates[0].1[0].arrays, ["{\"7\"}", "{\"new\"}"]);
    }
    let StoredColumn { name, to } = &table[0].stored[39];
    assert_eq!((name.as_str(), *to), ("c39", None));
}
