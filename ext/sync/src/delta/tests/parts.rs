//! Storing a part gives what storing the whole inventory gives, from no more of the stored rows than the part asks for.

use std::collections::BTreeSet;

use ovirt_net_provider::Inventory;
use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};

use super::database::Database;
use super::random::Random;
use super::{delta, refresh};
use crate::rows::{InTable, refs, tables};

/// Calls `$call::<Kind>` for each kind but tenants, which no change touches.
macro_rules! each_kind {
    ($call:ident($($argument:expr),*)) => {
        $call::<Network>($($argument),*);
        $call::<Router>($($argument),*);
        $call::<Subnet>($($argument),*);
        $call::<SecurityGroup>($($argument),*);
        $call::<SecurityGroupRule>($($argument),*);
        $call::<Port>($($argument),*);
        $call::<FloatingIp>($($argument),*);
    };
}

fn once<T: InTable + Clone>(list: &[T]) -> Vec<T> {
    let mut seen = BTreeSet::new();
    list.iter().filter(|object| seen.insert(object.id().to_owned())).cloned().collect()
}

fn find<'i, T: InTable>(inventory: &'i Inventory, id: &str) -> Option<&'i T> {
    inventory.all::<T>().iter().find(|object| object.id() == id)
}

/// Makes some objects of `inventory` what they are in `other`: changed, gone or new.
fn change<T: InTable + Clone>(inventory: &mut Inventory, other: &Inventory, random: &mut Random) {
    let mut list = Vec::new();
    for object in inventory.all::<T>() {
        if random.below(5) > 0 {
            list.push(object.clone());
        } else {
            list.extend(find::<T>(other, object.id()).cloned());
        }
    }
    let new = other.all::<T>().iter().filter(|object| find::<T>(inventory, object.id()).is_none());
    list.extend(new.filter(|_| random.below(5) == 0).cloned());
    *T::list_mut(inventory) = Some(list);
}

/// Ids of the objects that differ, with their table.
fn changed<T: InTable + PartialEq>(before: &Inventory, after: &Inventory, ids: &mut BTreeSet<(&'static str, String)>) {
    for object in before.all::<T>().iter().chain(after.all::<T>()) {
        if find::<T>(before, object.id()) != find::<T>(after, object.id()) {
            ids.insert((T::TABLE, object.id().to_owned()));
        }
    }
}

/// Its own id and those that it refers to, with their tables.
fn told<T: InTable + Clone>(object: &T) -> BTreeSet<(&'static str, String)> {
    let mut alone = Inventory::part();
    alone.add(object.clone());
    let asked = refs(&alone).unwrap().into_iter();
    asked.flat_map(|(table, ids)| ids.into_iter().flatten().map(move |id| (table, id))).collect()
}

/// Adds the objects that are changed or refer to what is changed; notes which are gone.
fn take<T: InTable + Clone>(after: &Inventory, changed: &BTreeSet<(&'static str, String)>, part: &mut Inventory) {
    for object in after.all::<T>().iter().filter(|object| !told(*object).is_disjoint(changed)) {
        part.add(object.clone());
    }
    for (_, id) in changed.iter().filter(|(table, id)| *table == T::TABLE && find::<T>(after, id).is_none()) {
        part.remove::<T>(id);
    }
}

fn part(before: &Inventory, after: &Inventory) -> Inventory {
    let mut ids = BTreeSet::new();
    each_kind!(changed(before, after, &mut ids));
    // A subnet's router is told by all interfaces on it, be they there now or before.
    let subnets = |port: &Port| -> BTreeSet<String> {
        port.fixed_ips.iter().filter_map(|ip| ip.subnet_id.as_deref()).map(str::to_owned).collect()
    };
    let interfaces = |inventory: &Inventory| -> Vec<Port> {
        inventory.all::<Port>().iter().filter(|port| port.is_router_interface()).cloned().collect()
    };
    let (now, mut all) = (interfaces(after), interfaces(before));
    all.extend(now.iter().cloned());
    let mut count = 0;
    while count < ids.len() {
        count = ids.len();
        for port in all.iter().filter(|port| !told(*port).is_disjoint(&ids)).collect::<Vec<_>>() {
            ids.insert((Port::TABLE, port.id.clone()));
            ids.extend(subnets(port).into_iter().map(|id| (Subnet::TABLE, id)));
        }
    }
    let mut part = Inventory::part();
    each_kind!(take(after, &ids, &mut part));
    let connected: BTreeSet<String> = now.iter().flat_map(subnets).collect();
    let touched = ids.iter().filter(|(table, _)| *table == Subnet::TABLE).map(|(_, id)| id.clone());
    part.part.get_or_insert_default().disconnected_subnets = touched.filter(|id| !connected.contains(id)).collect();
    part
}

#[test]
fn storing_a_part_gives_what_the_whole_inventory_gives() {
    for seed in 1..=120 {
        let mut random = Random::new(seed);
        let (mut inventory, vnics) = (random.inventory(), random.vnics());
        fn list_once<T: InTable + Clone>(inventory: &mut Inventory) {
            let list = once(inventory.all::<T>());
            *T::list_mut(inventory) = Some(list);
        }
        list_once::<Tenant>(&mut inventory);
        each_kind!(list_once(&mut inventory));
        let mut database = Database::default();
        refresh(&mut database, &inventory, &vnics);
        for step in 0..3 {
            let context = format!("seed {seed}, step {step}");
            let before = inventory.clone();
            let other = random.inventory();
            each_kind!(change(&mut inventory, &other, &mut random));
            each_kind!(list_once(&mut inventory));
            // No rule changes its group.
            for rule in inventory.security_group_rules.iter_mut().flatten() {
                let old = find::<SecurityGroupRule>(&before, &rule.id).unwrap_or(rule);
                rule.security_group_id = old.security_group_id.clone();
            }
            let part = part(&before, &inventory);
            let stored = database.stored_of(&part, &vnics);
            let delta = delta(&part, &stored);
            database.write(&delta);

            let mut fresh = Database::default();
            refresh(&mut fresh, &inventory, &vnics);
            for table in tables() {
                assert_eq!(database.rows(table.name), fresh.rows(table.name), "{} of {context}", table.name);
            }
            assert!(super::delta(&inventory, &database.stored(&vnics)).is_empty(), "again: {context}");
        }
    }
}
