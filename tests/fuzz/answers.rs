//! What a provider answers to each request of a refresh.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The token that a client is given, which no message may repeat.
pub(crate) const TOKEN: &str = "t0ken-of-the-login";
/// Stands in a body for the URL of the server that sends it.
pub(crate) const HERE: &str = "http://here";

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn of(body: &Value) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }
    }
}

/// The answers by request, such as `GET ports`, each one after the other; the last is repeated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answers(pub(crate) BTreeMap<String, Vec<Answer>>);

impl Answers {
    /// Those of a provider that has one of each.
    pub(crate) fn good() -> Self {
        let lists = [
            ("tenants", json!([{"id": "t", "name": "tenant", "enabled": true, "parent_id": null}])),
            (
                "networks",
                json!([
                    {"id": "n1", "name": "one", "tenant_id": "t", "status": "ACTIVE", "mtu": 1442},
                    {"id": "n2", "name": "two", "tenant_id": "t", "provider:network_type": "vlan",
                     "provider:physical_network": "p", "provider:segmentation_id": 7},
                ]),
            ),
            (
                "subnets",
                json!([{"id": "s1", "name": "sub", "network_id": "n1", "cidr": "10.0.0.0/24", "ip_version": 4,
                        "gateway_ip": "10.0.0.1", "enable_dhcp": true, "dns_nameservers": ["192.0.2.1"],
                        "allocation_pools": [{"start": "10.0.0.2", "stop": "10.0.0.254"}]}]),
            ),
            (
                "ports",
                json!([
                    {"id": "p1", "name": "nic1", "network_id": "n1", "device_owner": "oVirt", "device_id": "v1",
                     "mac_address": "56:6f:00:00:00:01", "admin_state_up": true, "security_groups": ["Default", "g2"],
                     "fixed_ips": [{"subnet_id": "s1", "ip_address": "10.0.0.7"}], "binding:profile": {"a": [1, {}]}},
                    {"id": "p2", "name": "router_port", "network_id": "n1", "device_id": "r1",
                     "device_owner": "network:router_interface", "fixed_ips": [{"subnet_id": "s1", "ip_address": "10.0.0.1"}]},
                ]),
            ),
            (
                "routers",
                json!([{"id": "r1", "name": "router", "admin_state_up": true, "status": "ACTIVE", "routes": [],
                        "external_gateway_info": {"network_id": "n2", "enable_snat": false,
                                                  "external_fixed_ips": [{"subnet_id": "s2", "ip_address": "192.0.2.9"}]}}]),
            ),
            ("floatingips", json!([{"id": "f1", "floating_ip_address": "192.0.2.3", "port_id": "p1"}])),
            (
                "security-groups",
                json!([{"id": "g1", "name": "Default"}, {"id": "g2", "name": "web", "tenant_id": "t"}]),
            ),
            (
                "security-group-rules",
                json!([{"id": "x1", "security_group_id": "g2", "direction": "ingress", "ethertype": "IPv4",
                        "protocol": "tcp", "port_range_min": "80", "port_range_max": "80", "remote_ip_prefix": "0.0.0.0/0"}]),
            ),
        ];
        let endpoint = json!({"publicURL": format!("{HERE}/"), "region": "RegionOne", "id": "e"});
        let login = json!({"access": {
            "token": {"id": TOKEN, "expires": null},
            "serviceCatalog": [{"type": "network", "name": "neutron", "endpoints": [endpoint]}],
        }});
        let mut answers = BTreeMap::from([("POST tokens".to_owned(), vec![Answer::of(&login)])]);
        for (list, objects) in lists {
            answers.insert(format!("GET {list}"), vec![Answer::of(&json!({list.replace('-', "_"): objects}))]);
        }
        Self(answers)
    }

    /// The answers that differ from the good ones, to be read by people.
    pub(crate) fn to_json(&self) -> String {
        let good = Self::good();
        let changed = self.0.iter().filter(|(request, answers)| good.0.get(*request) != Some(answers));
        let answer = |answer: &Answer| {
            let mut json = json!({"status": answer.status, "headers": answer.headers});
            match std::str::from_utf8(&answer.body) {
                Ok(text) => json["text"] = text.into(),
                Err(_) => json["bytes"] = answer.body.clone().into(),
            }
            json
        };
        let json: serde_json::Map<String, Value> =
            changed.map(|(request, answers)| (request.clone(), answers.iter().map(answer).collect())).collect();
        serde_json::to_string_pretty(&json).unwrap()
    }

    pub(crate) fn from_json(text: &str) -> Self {
        let json: BTreeMap<String, Vec<Value>> = serde_json::from_str(text).unwrap();
        let answer = |json: &Value| Answer {
            status: json["status"].as_u64().unwrap().try_into().unwrap(),
            headers: serde_json::from_value(json["headers"].clone()).unwrap(),
            body: match json["text"].as_str() {
                Some(text) => text.as_bytes().to_vec(),
                None => serde_json::from_value(json["bytes"].clone()).unwrap(),
            },
        };
        let mut answers = Self::good();
        answers.0.extend(json.iter().map(|(request, list)| (request.clone(), list.iter().map(answer).collect())));
        answers
    }
}
