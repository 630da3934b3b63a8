//! The provider's objects, in the notation of its answers.

use crate::http::Reply;
use crate::python;
use crate::rng::{Rng, uuid_of};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The one tenant of the packaged configuration.
pub(crate) const TENANT: &str = "00000000000000000000000000000001";

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// A refusal: the status and the provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    pub(crate) fn missing(message: impl Into<String>) -> Self {
        Self::new(404, message)
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(500, message)
    }

    pub(crate) fn reply(&self) -> Reply {
        Reply::refusal(self.status, &self.message)
    }

    /// As releases of oVirt 4.2 write it.
    pub(crate) fn reply_of_old(&self) -> Reply {
        let words = if self.message.is_empty() { "None" } else { &self.message };
        Reply::refusal(self.status, words).of_old()
    }
}

/// Objects in the order of their creation, found by id.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    slots: Vec<Option<Value>>,
    index: HashMap<String, usize>,
    holes: usize,
}

impl Collection {
    pub(crate) fn from_values(values: Vec<Value>) -> Self {
        let mut collection = Self::default();
        values.into_iter().for_each(|value| collection.push_value(value));
        collection
    }

    pub(crate) fn push(&mut self, object: Object) {
        self.push_value(Value::Object(object));
    }

    /// A loaded inventory may have objects without id, or no objects at all: they are listed, but never found.
    fn push_value(&mut self, value: Value) {
        if let Some(id) = value.get("id").and_then(Value::as_str) {
            self.index.insert(id.to_owned(), self.slots.len());
        }
        self.slots.push(Some(value));
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Object> {
        self.slots.get(*self.index.get(id)?)?.as_ref()?.as_object()
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Object> {
        self.slots.get_mut(*self.index.get(id)?)?.as_mut()?.as_object_mut()
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.index.contains_key(id)
    }

    pub(crate) fn remove(&mut self, id: &str) {
        let Some(slot) = self.index.remove(id).and_then(|at| self.slots.get_mut(at)) else {
            return;
        };
        *slot = None;
        self.holes += 1;
        if self.holes > 64 && self.holes > self.slots.len() / 2 {
            let values = std::mem::take(&mut self.slots).into_iter().flatten().collect();
            *self = Self::from_values(values);
        }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.slots.iter().flatten()
    }

    pub(crate) fn objects(&self) -> impl Iterator<Item = &Object> {
        self.values().filter_map(Value::as_object)
    }

    pub(crate) fn objects_mut(&mut self) -> impl Iterator<Item = &mut Object> {
        self.slots.iter_mut().flatten().filter_map(Value::as_object_mut)
    }

    /// The ids of the objects for which `wanted` says so.
    pub(crate) fn ids(&self, wanted: impl Fn(&Object) -> bool) -> Vec<String> {
        self.objects().filter(|object| wanted(object)).map(|object| string(object, "id").to_owned()).collect()
    }
}

/// A string attribute, or "".
pub(crate) fn string<'a>(object: &'a Object, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The whole inventory.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) tenants: Vec<Value>,
    pub(crate) networks: Collection,
    pub(crate) subnets: Collection,
    pub(crate) ports: Collection,
    pub(crate) routers: Collection,
    pub(crate) floatingips: Vec<Value>,
    pub(crate) groups: Collection,
    pub(crate) rules: Collection,
    /// Subnet id to the id of the router that is its gateway.
    pub(crate) gateway_routers: HashMap<String, String>,
    /// The id of the group "Default", once there is one.
    pub(crate) default_group: Option<String>,
    /// The group of what port security drops, once there is one: it is never listed.
    pub(crate) drop_all: Option<Value>,
    /// Ports whose addresses OVN has chosen.
    pub(crate) dynamic: HashSet<String>,
    /// Routers whose gateway's subnet was deleted: the provider fails to show them.
    pub(crate) broken_routers: HashSet<String>,
    /// Rule id to the name of its deleted remote group: the provider fails to show them.
    pub(crate) broken_rules: HashMap<String, String>,
    /// Rule id to its ACL, which its attributes do not always tell.
    pub(crate) acls: HashMap<String, String>,
    /// A loaded inventory is answered exactly as it came.
    pub(crate) verbatim: bool,
    pub(crate) dynamic_ips: bool,
    pub(crate) rng: Rng,
    lists: HashMap<&'static str, Arc<Vec<u8>>>,
}

impl Store {
    pub(crate) fn new(seed: u64) -> Self {
        let tenant = serde_json::json!({"description": "tenant", "name": "tenant", "id": TENANT, "enabled": true});
        Self {
            tenants: vec![tenant],
            networks: Collection::default(),
            subnets: Collection::default(),
            ports: Collection::default(),
            routers: Collection::default(),
            floatingips: Vec::new(),
            groups: Collection::default(),
            rules: Collection::default(),
            gateway_routers: HashMap::new(),
            default_group: None,
            drop_all: None,
            dynamic: HashSet::new(),
            broken_routers: HashSet::new(),
            broken_rules: HashMap::new(),
            acls: HashMap::new(),
            verbatim: false,
            dynamic_ips: false,
            rng: Rng::new(seed),
            lists: HashMap::new(),
        }
    }

    /// Replaces everything by a raw inventory; keys that are not given are empty.
    pub(crate) fn load(&mut self, raw: &Value) -> Result<(), String> {
        let Value::Object(raw) = raw else {
            return Err("an inventory must be an object".to_owned());
        };
        let list = |key: &str| match raw.get(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(list)) => Ok(list.clone()),
            Some(_) => Err(format!("{key} must be an array")),
        };
        let mut store = Self::new(self.rng.next());
        if raw.contains_key("tenants") {
            store.tenants = list("tenants")?;
        }
        store.networks = Collection::from_values(list("networks")?);
        store.subnets = Collection::from_values(list("subnets")?);
        store.ports = Collection::from_values(list("ports")?);
        store.routers = Collection::from_values(list("routers")?);
        store.floatingips = list("floatingips")?;
        store.groups = Collection::from_values(list("security_groups")?);
        store.rules = Collection::from_values(list("security_group_rules")?);
        store.verbatim = true;
        store.dynamic_ips = self.dynamic_ips;
        store.derive();
        // It is in no list.
        store.drop_all = self.drop_all.take();
        *self = store;
        Ok(())
    }

    /// Finds what the objects do not say themselves: which router is a subnet's gateway, which group is the default, which ports
    /// have dynamic addresses. The engine's do.
    pub(crate) fn derive(&mut self) {
        let interfaces = self.ports.objects().filter(|port| string(port, "device_owner") == "network:router_interface");
        let pairs = interfaces.filter_map(|port| {
            let subnet = port.get("fixed_ips")?.get(0)?.get("subnet_id")?.as_str()?;
            Some((subnet.to_owned(), string(port, "device_id").to_owned()))
        });
        self.gateway_routers = pairs.collect();
        let default = self.groups.objects().find(|group| string(group, "name") == "Default");
        self.default_group = default.map(|group| string(group, "id").to_owned());
        self.dynamic =
            self.ports.ids(|port| string(port, "device_owner").eq_ignore_ascii_case("ovirt")).into_iter().collect();
    }

    /// Everything, in the notation of [`Store::load`].
    pub(crate) fn dump(&self) -> Value {
        let mut raw = Object::new();
        raw.insert("tenants".to_owned(), self.tenants.clone().into());
        for key in ["networks", "subnets", "ports", "routers", "floatingips", "security_groups", "security_group_rules"]
        {
            raw.insert(key.to_owned(), self.list(key).into_iter().cloned().collect());
        }
        raw.into()
    }

    /// The objects of a list in the provider's order: ports by network, rules by group.
    pub(crate) fn list(&self, key: &str) -> Vec<&Value> {
        match key {
            "networks" => self.networks.values().collect(),
            "subnets" => self.subnets.values().collect(),
            "ports" => self.grouped(&self.ports, &self.networks, "network_id"),
            "routers" => self.routers.values().collect(),
            "security_groups" => self.groups.values().collect(),
            "security_group_rules" => self.grouped(&self.rules, &self.groups, "security_group_id"),
            _ => self.floatingips.iter().collect(),
        }
    }

    fn grouped<'a>(&self, members: &'a Collection, owners: &Collection, key: &str) -> Vec<&'a Value> {
        let mut list: Vec<_> = members.values().collect();
        if !self.verbatim {
            let owner = |value: &Value| owners.index.get(value.get(key)?.as_str()?).copied();
            list.sort_by_key(|value| owner(value).unwrap_or(usize::MAX));
        }
        list
    }

    /// The answer with a whole list. It is kept until something changes: repeated listings cost the provider's client, not us.
    pub(crate) fn list_body(&mut self, key: &'static str) -> Arc<Vec<u8>> {
        if let Some(body) = self.lists.get(key) {
            return Arc::clone(body);
        }
        let mut out = format!("{{\"{key}\": ").into_bytes();
        python::dump_into(&mut out, &self.list(key));
        out.push(b'}');
        let body = Arc::new(out);
        self.lists.insert(key, Arc::clone(&body));
        body
    }

    /// To be called before anything may change.
    pub(crate) fn touch(&mut self) {
        self.lists.clear();
    }

    /// The name of a group's row: "Default", or one that OVN accepts as a name.
    pub(crate) fn group_row(&self, id: &str) -> String {
        if self.default_group.as_deref() == Some(id) {
            "Default".to_owned()
        } else {
            format!("ovirt_{}", uuid_of(id).replace('-', "_"))
        }
    }

    /// The subnet of a network.
    pub(crate) fn subnet_of(&self, network: &str) -> Option<&Object> {
        self.subnets.objects().find(|subnet| string(subnet, "network_id") == network)
    }
}
