//! What an event says.

use serde_json::{Value, json};

use super::columns::{Column, Values};
use super::picture::{Object, Picture, owner_of};
use super::{Kind, words};
use crate::resource::Resource;
use crate::wire::network::{Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};

/// Says what makes `new` of `old`.
pub(super) struct Sentences<'p> {
    pub(super) old: &'p Picture,
    pub(super) new: &'p Picture,
}

impl Sentences<'_> {
    /// Whether two values of a column are different, leaving aside what went with an object that is gone.
    pub(super) fn differ(&self, column: &Column, old: &Value, new: &Value) -> bool {
        old != new && self.remaining(column, old) != self.remaining(column, new)
    }

    /// A value as far as it is compared: in an order of its own where that means nothing, and without what is gone.
    fn remaining(&self, column: &Column, value: &Value) -> Value {
        let is_gone = |table: &'static str, id: Option<&str>| {
            id.is_some_and(|id| self.old.has(table, id) && self.new.lacks(table, id))
        };
        match (column.values, value) {
            (Values::Reference(table), Value::String(id)) if is_gone(table, Some(id)) => Value::Null,
            (Values::Reference(table), Value::Array(ids)) => {
                sorted(ids.iter().filter(|id| !is_gone(table, id.as_str())))
            }
            (Values::Addresses, Value::Array(addresses)) => {
                let subnet = |address: &Value| address.get("cloud_subnet").and_then(Value::as_str).map(str::to_owned);
                sorted(addresses.iter().filter(|address| !is_gone(Subnet::TABLE, subnet(address).as_deref())))
            }
            (Values::Device, Value::Object(device)) => {
                match device.get("router").and_then(Value::as_str) {
                    Some(router) if is_gone(Router::TABLE, Some(router)) => Value::Null,
                    // The VM's name is no matter of its port.
                    _ => device.get("vm_id").map_or_else(|| value.clone(), |id| json!({"vm_id": id})),
                }
            }
            // As one tells them: nothing, and an empty text or list
            (_, Value::Null) => Value::Null,
            (_, Value::String(text)) if text.is_empty() => Value::Null,
            (_, Value::Array(elements)) if elements.is_empty() => Value::Null,
            _ => value.clone(),
        }
    }

    /// `[old, new]`, references with the names of what they lead to.
    pub(super) fn pair(&self, column: &Column, old: Option<&Object>, new: Option<&Object>) -> Value {
        let value = |object: Option<&Object>, picture: &Picture| {
            let value = object.and_then(|object| object.get(column.name)).unwrap_or(&Value::Null);
            match (column.values, value) {
                (Values::Reference(table), Value::String(id)) => reference(picture, table, id),
                (Values::Reference(table), Value::Array(ids)) => {
                    ids.iter().filter_map(Value::as_str).map(|id| reference(picture, table, id)).collect()
                }
                _ => value.clone(),
            }
        };
        json!([value(old, self.old), value(new, self.new)])
    }

    /// What became of an object.
    pub(super) fn message(
        &self,
        table: &'static str,
        ems_ref: &str,
        kind: Kind,
        (old, new): (Option<&Object>, Option<&Object>),
        changes: &[&'static Column],
    ) -> String {
        match (kind, old, new) {
            (Kind::Updated, Some(old), Some(new)) if table == SecurityGroupRule::TABLE => {
                let group = self.name_of(self.new, SecurityGroup::TABLE, new.get("resource"));
                format!("rule of {group}: {}, was {}", self.rule(self.new, new), self.rule(self.old, old))
            }
            (Kind::Updated, Some(old), Some(new)) => {
                let title = self.title(self.new, table, ems_ref, new);
                let sentence = |column: &&'static Column| self.change(column, &title, (ems_ref, old, new));
                changes.iter().map(sentence).collect::<Vec<_>>().join("; ")
            }
            (Kind::Deleted, Some(old), _) => self.coming_or_going(self.old, table, ems_ref, old, false),
            (_, _, Some(new)) => self.coming_or_going(self.new, table, ems_ref, new, true),
            _ => String::new(),
        }
    }

    /// One changed column.
    fn change(&self, column: &Column, title: &str, (ems_ref, old, new): (&str, &Object, &Object)) -> String {
        let value = |object: &'_ Object| object.get(column.name).cloned().unwrap_or_default();
        let (before, after) = (value(old), value(new));
        if column.values == Values::Name {
            let former = words::name(before.as_str(), ems_ref);
            return format!("{title} was renamed from {former}");
        }
        let (mut was, mut is) = (self.value(self.old, column, &before), self.value(self.new, column, &after));
        if was == is {
            // What differs is none of what is said of it.
            (was, is) = (words::plain(&flat(&before)), words::plain(&flat(&after)));
        }
        let words = match column.values {
            Values::Device if [&before, &after].iter().any(|device| device.get("vm_id").is_some()) => "VM",
            _ => column.words,
        };
        format!("{words} of {title}: {is}, was {was}")
    }

    /// How an object is spoken of.
    fn title(&self, picture: &Picture, table: &str, ems_ref: &str, object: &Object) -> String {
        let name = words::name(object.get("name").or_else(|| object.get("address")).and_then(Value::as_str), ems_ref);
        let device = object.get("device").filter(|_| table == Port::TABLE);
        let owner = device.and_then(|device| {
            let vm = device.get("vm").and_then(Value::as_str).map(|vm| words::name(Some(vm), "a VM"));
            vm.or_else(|| device.get("router").map(|_| self.name_of(picture, Router::TABLE, device.get("router"))))
        });
        owner.map_or_else(|| name.clone(), |owner| format!("{name} of {owner}"))
    }

    fn coming_or_going(
        &self,
        picture: &Picture,
        table: &'static str,
        ems_ref: &str,
        object: &Object,
        comes: bool,
    ) -> String {
        let title = self.title(picture, table, ems_ref, object);
        let verb = if comes { "created" } else { "deleted" };
        let text = |column: &str| object.get(column).map(words::plain).filter(|text| text != "none");
        let network = |column: &str| match object.get(column) {
            Some(Value::String(_)) => format!(
                " {} {}",
                if comes { "on" } else { "from" },
                self.name_of(picture, Network::TABLE, object.get(column))
            ),
            _ => String::new(),
        };
        match table {
            Network::TABLE => format!(
                "network {title} was {verb}{}",
                if comes { in_brackets(network_details(object)) } else { String::new() }
            ),
            Subnet::TABLE => {
                format!("subnet {title}{} was {verb}{}", in_brackets(text("cidr")), network("cloud_network"))
            }
            Router::TABLE => format!("router {title} was {verb}"),
            SecurityGroup::TABLE => {
                let rules = picture.rows(SecurityGroupRule::TABLE).into_iter().flatten();
                let rules =
                    rules.filter(|(_, rule)| rule.get("resource").and_then(Value::as_str) == Some(ems_ref)).count();
                let rules = match rules {
                    0 => String::new(),
                    1 => " with 1 rule".to_owned(),
                    rules => format!(" with {rules} rules"),
                };
                format!("security group {title} was {verb}{rules}")
            }
            SecurityGroupRule::TABLE => {
                let group = self.name_of(picture, SecurityGroup::TABLE, object.get("resource"));
                format!(
                    "rule {} {} group {group}",
                    self.rule(picture, object),
                    if comes { "was added to" } else { "was removed from" }
                )
            }
            Port::TABLE => {
                let details = in_brackets(self.addresses(picture, object));
                let is_of_vm = object.get("device").is_some_and(|device| device.get("vm").is_some());
                let network = |word: &str| match object.get("network_id") {
                    Some(Value::String(_)) => {
                        format!("{word} {}", self.name_of(picture, Network::TABLE, object.get("network_id")))
                    }
                    _ => format!("{word} a network that is not known"),
                };
                match (owner_of(object).starts_with("network:router_interface"), is_of_vm, comes) {
                    (true, _, true) => format!(
                        "router {} got an interface on {}{details}",
                        self.router(picture, object),
                        network("network")
                    ),
                    (true, _, false) => format!(
                        "router {} lost its interface on {}{details}",
                        self.router(picture, object),
                        network("network")
                    ),
                    (_, true, true) => format!("{title} was plugged into {}{details}", network("").trim()),
                    (_, true, false) => format!("{title} was unplugged from {}{details}", network("").trim()),
                    _ => format!("port {title}{details} was {verb} {}", network(if comes { "on" } else { "from" })),
                }
            }
            "cloud_tenants" => format!("tenant {title} was {verb}"),
            _ => format!("floating IP {title} was {verb}{}", network("cloud_network")),
        }
    }

    fn router(&self, picture: &Picture, port: &Object) -> String {
        let known = port.get("device").and_then(|device| device.get("router"));
        self.name_of(picture, Router::TABLE, known.or_else(|| port.get("device_ref")))
    }

    fn rule(&self, picture: &Picture, rule: &Object) -> String {
        let group = rule.get("source_security_group").filter(|group| group.is_string());
        words::rule(rule, group.map(|group| self.name_of(picture, SecurityGroup::TABLE, Some(group))))
    }

    fn addresses(&self, picture: &Picture, port: &Object) -> Option<String> {
        let addresses =
            port.get("addresses").filter(|addresses| addresses.as_array().is_some_and(|all| !all.is_empty()));
        addresses.map(|addresses| self.value(picture, &ADDRESSES, addresses))
    }

    /// A value in words.
    fn value(&self, picture: &Picture, column: &Column, value: &Value) -> String {
        match (column.values, value) {
            (Values::Flag(yes, _), Value::Bool(true)) => yes.to_owned(),
            (Values::Flag(_, no), Value::Bool(false)) => no.to_owned(),
            (Values::Reference(table), Value::String(_)) => self.name_of(picture, table, Some(value)),
            (Values::Reference(table), Value::Array(ids)) => {
                let mut names: Vec<String> = ids.iter().map(|id| self.name_of(picture, table, Some(id))).collect();
                names.sort_unstable();
                words::list(names)
            }
            (Values::Addresses, Value::Array(addresses)) => {
                let address = |address: &Value| address.get("address").map_or_else(|| "none".to_owned(), words::plain);
                words::list(addresses.iter().map(address).collect())
            }
            (Values::Device, Value::Object(device)) => {
                match (device.get("vm"), device.get("router"), device.get("vnic")) {
                    (Some(vm), ..) => words::plain(vm),
                    (_, router @ Some(_), _) => format!("router {}", self.name_of(picture, Router::TABLE, router)),
                    (_, _, Some(vnic)) => format!("vNIC {}", words::plain(vnic)),
                    _ => "none".to_owned(),
                }
            }
            (Values::Gateway, Value::Object(gateway)) => {
                let network = self.name_of(picture, Network::TABLE, gateway.get("network_id"));
                let ips = gateway.get("external_fixed_ips").and_then(Value::as_array).into_iter().flatten();
                let ips: Vec<String> = ips.filter_map(|ip| ip.get("ip_address")).map(words::plain).collect();
                format!("{network}{}", in_brackets((!ips.is_empty()).then(|| words::list(ips))))
            }
            (Values::Pools, pools) => words::pools(pools),
            (_, value) => words::plain(value),
        }
    }

    /// The name of what a reference leads to.
    fn name_of(&self, picture: &Picture, table: &'static str, id: Option<&Value>) -> String {
        match id.and_then(Value::as_str) {
            Some(id) => words::name(picture.name(table, id).or_else(|| self.new.name(table, id)), id),
            None => "none".to_owned(),
        }
    }
}

const ADDRESSES: Column = Column { name: "addresses", words: "addresses", values: Values::Addresses, follows: None };

/// What a new network is: "VLAN 100 on physnet1, MTU 1400".
fn network_details(network: &Object) -> Option<String> {
    let text = |column: &str| network.get(column).map(words::plain).filter(|text| text != "none");
    let kind = match (text("provider_segmentation_id"), text("provider_network_type")) {
        (Some(vlan), _) => Some(format!("VLAN {vlan}")),
        (None, kind) => kind,
    };
    let place = text("provider_physical_network").map(|place| format!("on {place}"));
    let place = [kind, place].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mtu = text("maximum_transmission_unit").map(|mtu| format!("MTU {mtu}"));
    let details: Vec<String> = Some(place).filter(|place| !place.is_empty()).into_iter().chain(mtu).collect();
    (!details.is_empty()).then(|| details.join(", "))
}

fn in_brackets(text: Option<String>) -> String {
    text.map_or_else(String::new, |text| format!(" ({text})"))
}

/// In an order that says nothing.
fn sorted<'v>(elements: impl Iterator<Item = &'v Value>) -> Value {
    let mut elements: Vec<Value> = elements.cloned().collect();
    elements.sort_by_key(Value::to_string);
    if elements.is_empty() { Value::Null } else { elements.into() }
}

/// A list or an object as one text.
fn flat(value: &Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) => value.to_string().into(),
        other => other.clone(),
    }
}

fn reference(picture: &Picture, table: &'static str, id: &str) -> Value {
    json!({"ems_ref": id, "name": picture.name(table, id)})
}
