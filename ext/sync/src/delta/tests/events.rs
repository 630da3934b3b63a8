//! Events tell what a delta writes: of the same two inventories, both have the same objects.

use std::collections::BTreeSet;

use ovirt_net_provider::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};

use super::database::Database;
use super::random::Random;
use super::{edit, refresh};
use crate::events::{Event, Kind, Objects, Snapshot, between};
use crate::rows::{Cell, Rows, tables};

fn refs(events: &[Event], table: &str, kind: Kind) -> BTreeSet<String> {
    let of_table = events.iter().filter(|event| event.table == table && event.kind == kind);
    of_table.map(|event| event.ems_ref.clone()).collect()
}

/// Rules that come and go with their groups are told with those.
fn rules_of(rows: &Rows<'_>, groups: &BTreeSet<String>) -> BTreeSet<String> {
    let rules = rows.table("firewall_rules").unwrap().rows.iter();
    let ids =
        rules.map(|rule| [&rule[0], &rule[1]].map(|cell| if let Cell::Text(id) = cell { id.as_ref() } else { "" }));
    ids.filter(|[_, group]| groups.contains(*group)).map(|[id, _]| id.to_owned()).collect()
}

#[test]
fn an_event_is_told_of_each_object_that_a_delta_changes() {
    for seed in 1..=150 {
        let mut random = Random::new(seed);
        let (mut inventory, other, vnics) = (random.inventory(), random.inventory(), random.vnics());
        let mut database = Database::default();
        refresh(&mut database, &inventory, &vnics);
        let before = inventory.clone();
        edit::<Network>(&mut inventory, &other, &mut random);
        edit::<Subnet>(&mut inventory, &other, &mut random);
        edit::<Router>(&mut inventory, &other, &mut random);
        edit::<SecurityGroup>(&mut inventory, &other, &mut random);
        edit::<SecurityGroupRule>(&mut inventory, &other, &mut random);
        edit::<Port>(&mut inventory, &other, &mut random);
        edit::<FloatingIp>(&mut inventory, &other, &mut random);
        // No rule changes its group.
        for (rule, old) in inventory.security_group_rules.iter_mut().flatten().zip(before.all::<SecurityGroupRule>()) {
            rule.security_group_id = old.security_group_id.clone();
        }

        let stored = database.clone();
        let delta = refresh(&mut database, &inventory, &vnics);
        let events = between(&Snapshot::new(&before), &Snapshot::new(&inventory));
        let objects = Objects::of(&delta);
        for table in tables().iter().map(|table| table.name) {
            let changed = objects.iter().find(|objects| objects.table == table);
            let changed = changed.map(|objects| stored.refs_of(table, &objects.updated)).unwrap_or_default();
            assert_eq!(refs(&events, table, Kind::Updated), changed, "{table} of seed {seed}");
        }
        assert_eq!(events.iter().filter(|event| event.kind != Kind::Updated).count(), 0, "seed {seed}");
    }
}

#[test]
fn what_comes_and_goes_is_told_once() {
    for seed in 1..=150 {
        let mut random = Random::new(seed);
        let (before, after, vnics) = (random.inventory(), random.inventory(), random.vnics());
        let mut database = Database::default();
        refresh(&mut database, &before, &vnics);
        let stored = database.clone();
        let delta = refresh(&mut database, &after, &vnics);
        let events = between(&Snapshot::new(&before), &Snapshot::new(&after));
        let (old, new) = (Rows::new(&before), Rows::new(&after));
        let objects = Objects::of(&delta);
        for table in tables().iter().filter(|table| table.owner.is_none()).map(|table| table.name) {
            if old.table(table).is_none() || new.table(table).is_none() {
                assert!(events.iter().all(|event| event.table != table), "{table} of seed {seed}");
                continue;
            }
            let (had, has) = (stored.refs(table), database.refs(table));
            let [mut created, mut deleted] = [&has - &had, &had - &has];
            let changed = objects.iter().find(|objects| objects.table == table);
            assert_eq!(changed.map_or(0, |objects| objects.created), created.len(), "{table} of seed {seed}");
            assert_eq!(changed.map_or(0, |objects| objects.deleted.len()), deleted.len(), "{table} of seed {seed}");
            if table == "firewall_rules" {
                let (had, has) = (stored.refs("security_groups"), database.refs("security_groups"));
                created = &created - &rules_of(&new, &(&has - &had));
                deleted = &deleted - &rules_of(&old, &(&had - &has));
            }
            assert_eq!(refs(&events, table, Kind::Created), created, "{table} of seed {seed}");
            assert_eq!(refs(&events, table, Kind::Deleted), deleted, "{table} of seed {seed}");
            let updated = refs(&events, table, Kind::Updated);
            let written = changed.map(|objects| stored.refs_of(table, &objects.updated)).unwrap_or_default();
            assert!(updated.is_subset(&written), "{table} of seed {seed}: {:?}", &updated - &written);
        }
    }
}
