//! Rules that are saved: nothing of what the provider has is lost, whatever it is.

use ovirt_net_provider::changes::Attributes;
use ovirt_net_provider::{Error, Result};
use ovirt_net_simulator::Fault;
use ovirt_net_sync::rows::Cell;
use serde_json::{Value, json};

use super::faults::faults;
use super::world::{World, attributes};

/// What the provider takes and lists, and what would be refused if it were new.
fn odd() -> Vec<Value> {
    vec![
        json!({"protocol": "tcp", "port_range_min": "5000"}),
        json!({"protocol": "udp", "port_range_max": "80"}),
        json!({"protocol": "6", "port_range_min": "70000"}),
        json!({"protocol": "tcp", "port_range_min": "1", "port_range_max": "70000"}),
        json!({"protocol": "tcp", "port_range_min": "70", "port_range_max": "60"}),
        json!({"protocol": "sctp", "port_range_min": "-3", "port_range_max": "5"}),
        json!({"protocol": "icmp", "port_range_max": "3"}),
        json!({"protocol": "1", "port_range_max": "3"}),
        json!({"protocol": "58", "port_range_min": "8"}),
        json!({"protocol": "ipv6-icmp", "port_range_min": "300", "port_range_max": "1"}),
        json!({"protocol": "gre", "port_range_min": "5", "port_range_max": "6"}),
        json!({"protocol": "47", "port_range_max": "6"}),
        json!({"port_range_min": "9"}),
        json!({"remote_ip_prefix": "10.0.0.5/24"}),
        json!({"remote_ip_prefix": "10.1"}),
        json!({"remote_ip_prefix": "10.0.0.0/255.255.0.0"}),
        json!({"remote_ip_prefix": "fd00::7/64", "ethertype": "IPv6"}),
        json!({"remote_ip_prefix": "FD00:0:0::/48", "ethertype": "IPv6", "direction": "egress"}),
        json!({"ethertype": null, "protocol": "vrrp"}),
        json!({"ethertype": "ipx", "protocol": "udp", "port_range_min": "53"}),
    ]
}

/// A world whose group "web" has the rule with the id `r`.
async fn world_with(rule: &Value) -> World {
    let world = World::new().await;
    let mut all = json!({"id": "r", "security_group_id": world.web, "direction": "ingress", "ethertype": "IPv4", "protocol": null,
        "port_range_min": null, "port_range_max": null, "remote_ip_prefix": null, "remote_group_id": null});
    all.as_object_mut().unwrap().extend(attributes(rule.clone()));
    let mut inventory = world.simulator.dump();
    inventory["security_group_rules"].as_array_mut().unwrap().push(all);
    world.simulator.load(&inventory).unwrap();
    world.simulator.clear_requests();
    world
}

fn rules(world: &World) -> Vec<Value> {
    world.simulator.dump()["security_group_rules"].as_array().unwrap().clone()
}

fn rule(world: &World, id: &str) -> Value {
    rules(world).into_iter().find(|rule| rule["id"] == id).unwrap_or_default()
}

/// What a page shows of the rule `r`, and sends back with `edited`.
async fn saved(world: &World, edited: Value) -> (Attributes, Attributes) {
    let inventory = world.client.inventory().await.unwrap();
    let rows = ovirt_net_sync::rows::Rows::new(&inventory);
    let table = rows.table("firewall_rules").unwrap();
    let column = |name| table.table.columns.iter().position(|column| column.name == name).unwrap();
    let row = table.rows.iter().find(|row| matches!(&row[column("ems_ref")], Cell::Text(id) if id == "r")).unwrap();
    let mut shown = attributes(json!({ "security_group_id": world.web }));
    for (field, name) in [
        ("direction", "direction"),
        ("ethertype", "network_protocol"),
        ("protocol", "host_protocol"),
        ("port_range_min", "port"),
        ("port_range_max", "end_port"),
        ("remote_ip_prefix", "source_ip_range"),
        ("remote_group_id", "source_security_group"),
    ] {
        let text = match &row[column(name)] {
            Cell::Text(text) if text == "inbound" => "ingress".to_owned(),
            Cell::Text(text) if text == "outbound" => "egress".to_owned(),
            Cell::Text(text) => text.to_lowercase(),
            Cell::Integer(number) => number.to_string(),
            _ => continue,
        };
        shown.insert(field.to_owned(), text.into());
    }
    let mut asked = shown.clone();
    asked.extend(attributes(edited));
    world.simulator.clear_requests();
    (shown, asked)
}

async fn replace(world: &World, shown: Option<&Attributes>, asked: &Attributes) -> Result<String> {
    world.client.replace_security_group_rule("r", shown, asked, false).await.map(|change| change.id)
}

#[tokio::test]
async fn what_is_saved_as_it_was_shown_is_left_alone() {
    for odd in odd() {
        let world = world_with(&odd).await;
        let before = world.simulator.dump();
        let (shown, asked) = saved(&world, json!({})).await;
        for shown in [Some(&shown), None] {
            assert_eq!(replace(&world, shown, &asked).await.unwrap(), "r", "{odd}");
            assert_eq!((world.changes(), world.simulator.dump()), (Vec::new(), before.clone()), "{odd}");
        }
    }
}

#[tokio::test]
async fn an_edit_changes_that_and_nothing_else() {
    for (odd, edited, then) in [
        (
            json!({"protocol": "tcp", "port_range_min": "5000"}),
            json!({"port_range_min": "6000"}),
            json!({"port_range_min": "6000", "port_range_max": null}),
        ),
        (
            json!({"protocol": "tcp", "port_range_min": "5000"}),
            json!({"protocol": "udp"}),
            json!({"protocol": "udp", "port_range_min": "5000", "port_range_max": "65535"}),
        ),
        (
            json!({"protocol": "tcp", "port_range_min": "1", "port_range_max": "70000"}),
            json!({"port_range_min": "2"}),
            json!({"port_range_min": "2", "port_range_max": "70000"}),
        ),
        (
            json!({"protocol": "icmp", "port_range_max": "3"}),
            json!({"direction": "egress"}),
            json!({"direction": "egress", "port_range_min": null, "port_range_max": "3"}),
        ),
        (
            json!({"protocol": "tcp", "port_range_min": "22", "port_range_max": "22", "remote_ip_prefix": "10.0.0.5/24"}),
            json!({"port_range_min": "23", "port_range_max": "23"}),
            json!({"port_range_min": "23", "port_range_max": "23", "remote_ip_prefix": "10.0.0.5/24"}),
        ),
        (
            json!({"protocol": "gre", "remote_ip_prefix": "10.0.0.0/8"}),
            json!({"remote_ip_prefix": null}),
            json!({"remote_ip_prefix": null, "protocol": "gre"}),
        ),
    ] {
        let world = world_with(&odd).await;
        let (shown, asked) = saved(&world, edited.clone()).await;
        let id = replace(&world, Some(&shown), &asked).await.unwrap_or_else(|error| panic!("{odd} {edited}: {error}"));
        assert_ne!(id, "r");
        let rule = rule(&world, &id);
        for (field, value) in then.as_object().unwrap() {
            assert_eq!(rule[field], *value, "{odd} {edited}: {rule}");
        }
        let expected = ["POST /v2.0/security-group-rules", "DELETE /v2.0/security-group-rules/r"];
        assert_eq!(world.changes(), expected, "{odd} {edited}");
    }
}

#[tokio::test]
async fn what_is_new_is_checked_and_the_rule_stays() {
    let world = world_with(&json!({"protocol": "tcp", "port_range_min": "1", "port_range_max": "70000"})).await;
    let before = world.simulator.dump();
    for (edited, words) in [
        (json!({"port_range_max": "70001"}), "port_range_max is \"70001\"; give a port from 1 to 65535"),
        (json!({"protocol": "udp"}), "port_range_max is \"70000\"; give a port from 1 to 65535"),
        (json!({"protocol": "tpc"}), "protocol is \"tpc\"; give a number"),
        (
            json!({"remote_ip_prefix": "10.0.0.5/24"}),
            "remote_ip_prefix is \"10.0.0.5/24\"; give the range by its first address",
        ),
        (
            json!({"ethertype": "ipv6", "remote_ip_prefix": "10.0.0.0/24"}),
            "remote_ip_prefix is \"10.0.0.0/24\"; give an IPv6 range",
        ),
        (
            json!({"protocol": "tcp", "port_range_min": "22", "port_range_max": "22"}),
            "security group \"web\" already has this rule",
        ),
    ] {
        let (shown, asked) = saved(&world, edited.clone()).await;
        match replace(&world, Some(&shown), &asked).await {
            Err(error @ Error::InvalidChange { .. }) => {
                assert!(error.to_string().starts_with(words), "{edited}: {error}")
            }
            other => panic!("{edited}: {other:?}"),
        }
        assert_eq!((world.changes(), world.simulator.dump()), (Vec::new(), before.clone()), "{edited}");
    }
    let (_, mut asked) = saved(&world, json!({})).await;
    asked.insert("security_group_id".to_owned(), json!("other"));
    let error = replace(&world, None, &asked).await.unwrap_err().to_string();
    assert!(error.starts_with("rule r belongs to security group"), "{error}");
}

#[tokio::test]
async fn whatever_breaks_the_rule_or_the_one_in_its_place_is_there() {
    let world = world_with(&json!({"protocol": "tcp", "port_range_min": "5000"})).await;
    let start = world.simulator.dump();
    let others = rules(&world).len() - 1;
    let (shown, asked) = saved(&world, json!({"port_range_min": "6000"})).await;
    for method in ["POST", "DELETE", "GET"] {
        for (fault, action) in faults() {
            world.simulator.load(&start).unwrap();
            world.simulator.set_faults(vec![Fault::new(method, "/v2.0/security-group-rules*", action).times(1)]);
            let result = replace(&world, Some(&shown), &asked).await;
            world.simulator.clear_faults();
            let (old, new) = (rule(&world, "r"), rules(&world).len() - others);
            let told = match &result {
                Ok(id) => old.is_null() && new == 1 && !rule(&world, id).is_null(),
                Err(error) => !old.is_null() && new == 1 && error.to_string().starts_with("cannot change rule r"),
            };
            assert!(told, "{method}, {fault}: {result:?}, {old}, {new}");
        }
    }
}

#[tokio::test]
async fn a_rule_that_is_gone_is_added_again_only_if_it_was_removed_for_this() {
    let world = world_with(&json!({"protocol": "tcp", "port_range_min": "70", "port_range_max": "60"})).await;
    let (shown, asked) = saved(&world, json!({})).await;
    world.client.delete_security_group_rule("r").await.unwrap();
    let gone = replace(&world, Some(&shown), &asked).await.unwrap_err().to_string();
    assert!(gone.contains("404") && gone.contains("no longer exists"), "{gone}");

    let restore =
        async |asked: &Attributes| world.client.replace_security_group_rule("r", Some(&shown), asked, true).await;
    let id = restore(&asked).await.unwrap().id;
    let there = rule(&world, &id);
    assert_eq!((&there["port_range_min"], &there["port_range_max"]), (&json!("70"), &json!("60")));
    assert_eq!(restore(&asked).await.unwrap().id, id, "it is there");

    world.client.delete_security_group_rule(&id).await.unwrap();
    let mut wrong = asked.clone();
    wrong.insert("port_range_max".to_owned(), json!("61"));
    let error = restore(&wrong).await.unwrap_err();
    assert!(matches!(error, Error::ChangeNotApplied { .. }), "{error:?}");
    assert!(
        error.to_string().contains(
            "give a port that is not below the first, 70; the rule had been removed, and was added again unchanged"
        ),
        "{error}"
    );
    assert_eq!(rules(&world).iter().filter(|rule| rule["port_range_max"] == "60").count(), 1);
}
