//! Rows of small inventories, one rule a test.

use ovirt_net_provider::Inventory;
use ovirt_net_provider::resource::Resource;
use serde_json::{Value, json};

use super::{Cell, Rows, TableRows, refs};

pub(crate) fn inventory(lists: Value) -> Inventory {
    fn list<T: Resource>(lists: &Value, key: &'static str) -> Option<Vec<T>> {
        Some(serde_json::from_value(lists.get(key).cloned().unwrap_or_else(|| json!([]))).unwrap())
    }
    Inventory {
        tenants: list(&lists, "tenants"),
        networks: list(&lists, "networks"),
        subnets: list(&lists, "subnets"),
        ports: list(&lists, "ports"),
        routers: list(&lists, "routers"),
        floating_ips: list(&lists, "floatingips"),
        security_groups: list(&lists, "security_groups"),
        security_group_rules: list(&lists, "security_group_rules"),
        ..Inventory::default()
    }
}

fn cell<'a>(rows: &Rows<'a>, table: &str, row: usize, column: &str) -> Cell<'a> {
    let of_table = rows.table(table).unwrap();
    let index = of_table.table.columns.iter().position(|other| other.name == column).unwrap();
    of_table.rows[row][index].clone()
}

fn attribute(rows: &Rows<'_>, table: &str, row: usize, name: &str) -> Value {
    match cell(rows, table, row, "extra_attributes") {
        Cell::Attributes(pairs) => pairs.iter().find(|(key, _)| *key == name).unwrap().1.clone().into_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_row_has_a_cell_for_every_column() {
    let inventory = inventory(json!({
        "tenants": [{"id": "t"}], "networks": [{"id": "n"}], "subnets": [{"id": "s"}], "routers": [{"id": "r"}],
        "ports": [{"id": "p", "fixed_ips": [{"ip_address": "10.0.0.2", "subnet_id": "s"}]}], "floatingips": [{"id": "f"}],
        "security_groups": [{"id": "g"}], "security_group_rules": [{"id": "x", "security_group_id": "g"}],
    }));
    let rows = Rows::new(&inventory);
    assert_eq!(rows.tables.len(), 9);
    for TableRows { table, rows } in &rows.tables {
        assert_eq!(rows.len(), 1, "{}", table.name);
        assert_eq!(rows[0].len(), table.columns.len(), "{}", table.name);
    }
    assert_eq!(rows.notes, Vec::<String>::new());
}

#[test]
fn pools_are_stored_with_start_and_end() {
    let inventory = inventory(json!({"subnets": [
        {"id": "a", "allocation_pools": [{"start": "10.0.0.2", "stop": "10.0.0.9"}]}, {"id": "b", "allocation_pools": [null]},
    ]}));
    let rows = Rows::new(&inventory);
    assert_eq!(
        attribute(&rows, "cloud_subnets", 0, "allocation_pools"),
        json!([{"start": "10.0.0.2", "end": "10.0.0.9"}])
    );
    assert_eq!(attribute(&rows, "cloud_subnets", 1, "allocation_pools"), json!([]));
    assert_eq!(attribute(&rows, "cloud_subnets", 1, "host_routes"), json!([]));
}

#[test]
fn dangling_references_are_null_and_counted() {
    let inventory = inventory(json!({
        "tenants": [{"id": "t"}, {"id": "u"}],
        "subnets": [{"id": "s", "network_id": "gone", "tenant_id": "gone"}],
        "ports": [{"id": "p", "tenant_id": null, "security_groups": ["gone", "g"],
                   "device_owner": "network:router_gateway", "device_id": "gone",
                   "fixed_ips": [{"ip_address": "10.0.0.2", "subnet_id": "gone"}]}],
        "security_groups": [{"id": "g", "tenant_id": null}],
    }));
    let rows = Rows::new(&inventory);
    assert_eq!(cell(&rows, "cloud_subnets", 0, "cloud_network"), Cell::Null);
    assert_eq!(cell(&rows, "network_ports", 0, "security_groups"), Cell::Texts(vec!["g".into()]));
    assert_eq!(cell(&rows, "network_ports", 0, "device"), Cell::Null);
    assert_eq!(cell(&rows, "security_groups", 0, "cloud_tenant"), Cell::Null);
    assert!(rows.table("cloud_subnet_network_ports").unwrap().rows.is_empty());
    let counted = |table: &str, to: &str| {
        rows.notes
            .contains(&format!("{table}: 1 references to {to} that the provider does not list are stored as null"))
    };
    assert!(counted("cloud_subnets", "networks") && counted("cloud_subnets", "tenants"), "{:?}", rows.notes);
    assert!(counted("network_ports", "security groups") && counted("network_ports", "routers"), "{:?}", rows.notes);
    assert!(counted("cloud_subnet_network_ports", "subnets"), "{:?}", rows.notes);
    assert_eq!(rows.notes.len(), 5);
}

#[test]
fn an_address_without_subnet_belongs_to_the_only_subnet_of_its_network() {
    let inventory = inventory(json!({
        "networks": [{"id": "n"}], "subnets": [{"id": "s", "network_id": "n"}],
        "ports": [{"id": "p", "network_id": "n", "fixed_ips": [{"ip_address": "10.0.0.2", "subnet_id": null}]}],
    }));
    assert_eq!(cell(&Rows::new(&inventory), "cloud_subnet_network_ports", 0, "cloud_subnet"), Cell::text(Some("s")));
}

#[test]
fn what_has_no_tenant_gets_the_only_one() {
    let inventory = inventory(json!({"tenants": [{"id": "t"}], "security_groups": [{"id": "g", "tenant_id": null}]}));
    assert_eq!(cell(&Rows::new(&inventory), "security_groups", 0, "cloud_tenant"), Cell::text(Some("t")));
}

#[test]
fn routers_are_told_by_their_ports() {
    let inventory = inventory(json!({
        "routers": [{"id": "r"}], "subnets": [{"id": "inside"}, {"id": "outside"}],
        "ports": [
            {"id": "a", "device_owner": "network:router_interface", "device_id": "r",
             "fixed_ips": [{"ip_address": "10.0.0.1", "subnet_id": "inside"}]},
            {"id": "b", "device_owner": "network:router_gateway", "device_id": "r",
             "fixed_ips": [{"ip_address": "10.1.0.1", "subnet_id": "outside"}]},
            {"id": "c", "device_owner": "oVirt", "device_id": "nic"},
        ],
    }));
    let rows = Rows::new(&inventory);
    assert_eq!(cell(&rows, "cloud_subnets", 0, "network_router"), Cell::text(Some("r")));
    assert_eq!(cell(&rows, "cloud_subnets", 1, "network_router"), Cell::Null);
    for (row, device) in [(0, Cell::Router("r".into())), (1, Cell::Router("r".into())), (2, Cell::Vnic("nic".into()))] {
        assert_eq!(cell(&rows, "network_ports", row, "device"), device);
    }
}

#[test]
fn ports_have_a_name_and_a_status() {
    let inventory = inventory(json!({"ports": [
        {"id": "a", "name": "", "mac_address": "00:11", "admin_state_up": false}, {"id": "b", "name": "nic1", "admin_state_up": true},
    ]}));
    let rows = Rows::new(&inventory);
    assert_eq!(cell(&rows, "network_ports", 0, "name"), Cell::text(Some("00:11")));
    assert_eq!(cell(&rows, "network_ports", 0, "status"), Cell::text(Some("DOWN")));
    assert_eq!(cell(&rows, "network_ports", 1, "status"), Cell::text(Some("ACTIVE")));
}

#[test]
fn an_empty_gateway_is_no_gateway() {
    let inventory = inventory(json!({
        "networks": [{"id": "n"}],
        "routers": [{"id": "a", "external_gateway_info": {}}, {"id": "b", "external_gateway_info": null},
                    {"id": "c", "external_gateway_info": {"network_id": "n", "external_fixed_ips": []}}],
    }));
    let rows = Rows::new(&inventory);
    assert_eq!(attribute(&rows, "network_routers", 0, "external_gateway_info"), Value::Null);
    assert_eq!(attribute(&rows, "network_routers", 1, "external_gateway_info"), Value::Null);
    assert_eq!(attribute(&rows, "network_routers", 2, "external_gateway_info"), json!({"network_id": "n"}));
    assert_eq!(cell(&rows, "network_routers", 2, "cloud_network"), Cell::text(Some("n")));
}

#[test]
fn rules_are_in_the_words_of_the_page() {
    let inventory = inventory(json!({
        "security_groups": [{"id": "g"}],
        "security_group_rules": [
            {"id": "a", "security_group_id": "g", "direction": "egress", "ethertype": "IPv4", "protocol": "tcp",
             "port_range_min": "80", "port_range_max": "90"},
            {"id": "b", "security_group_id": "g", "direction": "ingress", "protocol": null, "port_range_max": "9"},
            {"id": "c", "security_group_id": "gone"},
            {"id": "d", "security_group_id": "g", "port_range_min": "-1", "port_range_max": "99999999999999999999999"},
        ],
    }));
    let rows = Rows::new(&inventory);
    let row = |row| {
        ["direction", "host_protocol", "port", "end_port", "network_protocol"]
            .map(|name| cell(&rows, "firewall_rules", row, name))
    };
    let text = |text| Cell::text(Some(text));
    assert_eq!(row(0), [text("outbound"), text("TCP"), Cell::Integer(80), Cell::Integer(90), text("IPV4")]);
    assert_eq!(row(1), [text("inbound"), text(""), Cell::Integer(1), Cell::Integer(9), text("")]);
    assert_eq!(row(2)[2..4], [Cell::Integer(-1), Cell::Integer(i32::MAX.into())]);
    assert_eq!(rows.table("firewall_rules").unwrap().rows.len(), 3);
}

#[test]
fn absent_security_groups_leave_their_tables_out() {
    let mut inventory = inventory(json!({"ports": [{"id": "p", "security_groups": ["g"]}]}));
    inventory.security_groups = None;
    inventory.security_group_rules = None;
    let rows = Rows::new(&inventory);
    assert!(rows.table("security_groups").is_none() && rows.table("firewall_rules").is_none());
    assert_eq!(cell(&rows, "network_ports", 0, "security_groups"), Cell::Keep);
    assert!(rows.notes.is_empty(), "{:?}", rows.notes);
}

#[test]
fn what_is_listed_twice_is_kept_once() {
    let inventory = inventory(json!({"networks": [{"id": "n", "name": "a"}, {"id": "n", "name": "b"}]}));
    let rows = Rows::new(&inventory);
    assert_eq!(rows.table("cloud_networks").unwrap().rows.len(), 1);
    assert!(rows.notes[0].contains("lists 1 objects twice"), "{:?}", rows.notes);
}

#[test]
fn long_descriptions_are_cut_as_rails_does() {
    let inventory = inventory(json!({"security_groups": [{"id": "g", "description": "é".repeat(300)}]}));
    let expected = format!("{}...", "é".repeat(252));
    assert_eq!(cell(&Rows::new(&inventory), "security_groups", 0, "description"), Cell::owned(expected));
}

#[test]
fn what_was_not_read_is_kept_where_it_is_referred_to() {
    let mut inventory = inventory(json!({
        "subnets": [{"id": "s", "network_id": "n", "tenant_id": "t"}],
        "ports": [{"id": "p", "device_owner": "network:router_gateway", "device_id": "r",
                   "fixed_ips": [{"ip_address": "10.0.0.2", "subnet_id": "s"}]}],
    }));
    (inventory.tenants, inventory.networks, inventory.routers) = (None, None, None);
    let rows = Rows::new(&inventory);
    let kept = [
        ("cloud_subnets", "status"),
        ("cloud_subnets", "cloud_network"),
        ("cloud_subnets", "cloud_tenant"),
        ("network_ports", "device"),
        ("network_ports", "cloud_tenant"),
    ];
    for (table, column) in kept {
        assert_eq!(cell(&rows, table, 0, column), Cell::Keep, "{column}");
    }
    inventory.subnets = None;
    let rows = Rows::new(&inventory);
    assert!(rows.table("cloud_subnet_network_ports").is_none());
    assert_eq!(rows.notes, Vec::<String>::new());
}

#[test]
fn a_part_names_the_rows_that_it_is_to_be_compared_with() {
    let mut part = inventory(json!({
        "subnets": [{"id": "s", "network_id": "n", "tenant_id": "t"}],
        "ports": [{"id": "p", "device_owner": "oVirt", "device_id": "nic", "tenant_id": "t", "security_groups": ["g"],
                   "fixed_ips": [{"ip_address": "10.0.0.2", "subnet_id": "other"}]}],
    }));
    assert_eq!(refs(&part), None);
    (part.tenants, part.networks, part.security_groups) = (None, None, None);
    part.remove::<ovirt_net_provider::wire::network::Router>("r");
    let expected = json!({
        "cloud_tenants": ["t"], "cloud_networks": ["n"], "network_routers": ["r"], "cloud_subnets": ["other", "s"],
        "security_groups": ["g"], "firewall_rules": [], "network_ports": ["p"], "floating_ips": [], "vnics": ["nic"],
    });
    assert_eq!(json!(refs(&part)), expected);

    // The only tenant, and the provider's own group, are looked for among all.
    part.add(serde_json::from_value::<ovirt_net_provider::wire::network::SecurityGroup>(json!({"id": "h"})).unwrap());
    part.ports.iter_mut().flatten().for_each(|port| port.security_groups = vec!["Default".into()]);
    let refs = refs(&part).unwrap();
    assert_eq!((&refs["cloud_tenants"], &refs["network_routers"]), (&None, &Some(["r".to_owned()].into())));
}
