//! Random inventories of few ids, so that what comes, goes and changes meets.

use ovirt_net_provider::Inventory;
use serde_json::{Value, json};

use super::Vnic;
use crate::rows::tests::inventory;

/// xorshift64*: the same seed gives the same numbers.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    pub(super) fn text(&mut self) -> String {
        ["", "a", "b", "quote \" here", "back\\slash", "(a, b)", "line\nbreak", "é"][self.below(8)].to_owned()
    }

    fn id(&mut self, kind: &str) -> String {
        format!("{kind}{}", self.below(4))
    }

    fn list(&mut self, kind: &str, mut object: impl FnMut(&mut Self) -> Value) -> Value {
        let mut objects = Vec::new();
        for index in 0..4 {
            if self.below(4) > 0 {
                let mut value = object(self);
                value["id"] = json!(format!("{kind}{index}"));
                objects.push(value);
            }
        }
        // Something may be listed twice, and not the same.
        if let (true, Some(first)) = (self.below(4) == 0, objects.first()) {
            let mut twin = object(self);
            twin["id"] = first["id"].clone();
            objects.push(twin);
        }
        if self.below(2) == 0 {
            objects.reverse();
        }
        Value::Array(objects)
    }

    pub(super) fn inventory(&mut self) -> Inventory {
        let parent = self.below(3);
        let mut lists = json!({
            "tenants": self.list("t", |random| json!({"name": random.text()})),
            "networks": self.list("n", |random| json!({
                "name": random.text(), "tenant_id": random.id("t"), "router:external": random.below(2) == 0, "mtu": random.below(2),
            })),
            "subnets": self.list("s", |random| json!({
                "name": random.text(), "network_id": random.id("n"), "tenant_id": random.id("t"),
                "dns_nameservers": [random.text()], "allocation_pools": [{"start": "10.0.0.1", "stop": random.text()}],
            })),
            "routers": self.list("r", |random| json!({
                "name": random.text(), "external_gateway_info": {"network_id": random.id("n")},
            })),
            "ports": self.list("p", |random| {
                let (owner, kind) = [("oVirt", "v"), ("network:router_interface", "r")][random.below(2)];
                json!({
                    "name": random.text(), "device_owner": owner, "device_id": random.id(kind),
                    "security_groups": [random.id("g"), random.id("g")], "admin_state_up": random.below(2) == 0,
                    "fixed_ips": [{"ip_address": random.id("10.0.0."), "subnet_id": random.id("s")},
                                  {"ip_address": random.id("10.0.0."), "subnet_id": random.id("s")}],
                })
            }),
            "floatingips": self.list("f", |random| json!({"floating_network_id": random.id("n"), "port_id": random.id("p")})),
            "security_groups": self.list("g", |random| json!({"name": random.text()})),
            "security_group_rules": self.list("x", |random| json!({
                "security_group_id": random.id("g"), "remote_group_id": random.id("g"), "port_range_max": random.below(3),
            })),
        });
        // Parents lie before or after their children in the list.
        for index in 0..lists["tenants"].as_array().map_or(0, Vec::len) {
            let id = lists["tenants"][index]["id"].as_str().and_then(|id| id[1..].parse::<usize>().ok());
            let above = id.and_then(|id| if parent == 0 { id.checked_sub(1) } else { id.checked_add(parent) });
            lists["tenants"][index]["parent_id"] = json!(above.map(|above| format!("t{above}")));
        }
        let mut inventory = inventory(lists);
        match self.below(8) {
            0 => (inventory.security_groups, inventory.security_group_rules) = (None, None),
            1 => inventory.security_group_rules = None,
            _ => {}
        }
        inventory
    }

    /// vNICs with and without a VM.
    pub(super) fn vnics(&mut self) -> Vec<Vnic> {
        let mut vnics = Vec::new();
        for (vnic, id) in ["v0", "v1", "v2", "v3"].into_iter().zip(50..) {
            if self.below(3) > 0 {
                vnics.push((vnic, id, (self.below(2) == 0).then_some(id + 30)));
            }
        }
        vnics
    }
}
