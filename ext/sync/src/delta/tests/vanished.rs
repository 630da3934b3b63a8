//! What vanishes is counted, and kept with all that refers to it where that is asked for.

use super::*;
use crate::delta::{Vanished, Writes};

/// Takes away some of the objects of each list, or of some lists.
fn without_some(inventory: &Inventory, random: &mut Random) -> Inventory {
    fn thin<T: Resource>(list: &mut Option<Vec<T>>, random: &mut Random) {
        let share = random.below(4);
        if let Some(list) = list {
            // Of an object that is listed twice, the first counts.
            let gone: Vec<String> =
                list.iter().filter(|_| random.below(3) < share).map(|one| one.id().into()).collect();
            list.retain(|one| !gone.iter().any(|id| id == one.id()));
        }
    }
    let mut left = inventory.clone();
    thin(&mut left.tenants, random);
    thin(&mut left.networks, random);
    thin(&mut left.subnets, random);
    thin(&mut left.ports, random);
    thin(&mut left.routers, random);
    thin(&mut left.floating_ips, random);
    thin(&mut left.security_groups, random);
    thin(&mut left.security_group_rules, random);
    left
}

#[test]
fn what_vanishes_is_kept_with_all_that_leads_to_it() {
    for seed in 1..=250 {
        let mut random = Random::new(seed);
        let (desired, vnics) = (random.inventory(), random.vnics());
        let mut database = Database::default();
        refresh(&mut database, &desired, &vnics);
        let left = without_some(&desired, &mut random);
        let kept = compare(&left, &database.stored(&vnics), Unlisted::Kept);
        // A subnet that two routers are on has the first of those that are left.
        let is_router = |(columns, _): &(Vec<&str>, _)| columns[..] == ["network_router_id"];
        let is_kept = |writes: &Writes| {
            writes.inserts.is_empty() && writes.deletes.is_empty() && writes.updates.iter().all(is_router)
        };
        let writes: Vec<_> = kept.tables.iter().filter(|writes| !is_kept(writes)).collect();
        assert!(writes.is_empty(), "seed {seed}: {writes:?}");
    }
}

/// Two networks with a subnet, a port and a router's gateway on the first, and a group with a rule.
fn connected() -> Inventory {
    inventory(json!({
        "tenants": [{"id": "tenant"}],
        "networks": [{"id": "blue", "name": "blue", "tenant_id": "tenant"}, {"id": "red", "name": "red", "tenant_id": "tenant"}],
        "subnets": [{"id": "subnet", "network_id": "blue", "tenant_id": "tenant"}],
        "ports": [{"id": "port", "network_id": "blue", "security_groups": ["group"],
                   "fixed_ips": [{"subnet_id": "subnet", "ip_address": "10.0.0.2"}]}],
        "routers": [{"id": "router", "external_gateway_info": {"network_id": "blue"}}],
        "floating_ips": [],
        "security_groups": [{"id": "group"}],
        "security_group_rules": [{"id": "rule", "security_group_id": "group"}]
    }))
}

#[test]
fn what_is_new_or_changed_is_written_while_the_rest_is_kept() {
    let mut database = Database::default();
    let mut desired = connected();
    refresh(&mut database, &desired, &[]);
    let networks = desired.networks.get_or_insert_default();
    let mut new = networks[0].clone();
    new.id = "new".into();
    networks[0].name = Some("renamed".into());
    networks.truncate(1);
    networks.push(new);
    desired.ports = Some(Vec::new());
    let kept = compare(&desired, &database.stored(&[]), Unlisted::Kept);
    let writes: Vec<_> = kept.tables.iter().filter(|writes| !writes.is_empty()).collect();
    let [writes] = writes[..] else { panic!("{writes:?}") };
    assert_eq!((writes.table.name, writes.inserted(), writes.updated()), ("cloud_networks", 1, 1));
    assert!(writes.deletes.is_empty());
}

#[test]
fn counts_what_vanished_and_what_of_it_is_still_referred_to() {
    let mut database = Database::default();
    let mut desired = connected();
    refresh(&mut database, &desired, &[]);
    desired.networks = Some(Vec::new());
    let vanished = delta(&desired, &database.stored(&[])).vanished;
    let networks = Vanished { table: "cloud_networks", gone: 2, stored: 2, listed: 0, referenced: 1 };
    assert!(vanished.contains(&networks) && vanished.iter().all(|of| of.gone == 0 || *of == networks), "{vanished:?}");

    let empty = Inventory {
        networks: Some(Vec::new()),
        subnets: Some(Vec::new()),
        ports: Some(Vec::new()),
        routers: Some(Vec::new()),
        tenants: Some(Vec::new()),
        security_groups: Some(Vec::new()),
        security_group_rules: Some(Vec::new()),
        floating_ips: Some(Vec::new()),
        ..Inventory::default()
    };
    let vanished = delta(&empty, &database.stored(&[])).vanished;
    assert!(
        vanished.len() >= 7 && vanished.iter().all(|of| of.gone == of.stored && of.referenced == 0),
        "{vanished:?}"
    );
}
