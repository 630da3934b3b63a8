//! Objects and their values as text, with the names of referenced objects.

use ovirt_net_provider::wire::network::{Network, Port, Router, SecurityGroup};
use serde_json::Value;

use super::columns::Values;
use super::snapshot::{Object, Snapshot};
use super::words;
use crate::rows::InTable;

impl Snapshot {
    /// How an object is spoken of; a port with the VM or the router that it belongs to.
    pub(super) fn title(&self, table: &str, ems_ref: &str, object: &Object) -> String {
        let name = object.get("name").or_else(|| object.get("address")).and_then(Value::as_str);
        let name = words::name(name, ems_ref);
        let Some(device) = object.get("device").filter(|_| table == Port::TABLE) else {
            return name;
        };
        match (device.get("vm"), device.get("router")) {
            (Some(vm), _) => format!("{name} of {}", words::plain(vm)),
            (None, router @ Some(_)) => format!("{name} of {}", self.name_of(Router::TABLE, router)),
            (None, None) => name,
        }
    }

    /// A rule as ManageIQ's page has it.
    pub(super) fn rule(&self, rule: &Object) -> String {
        let group = rule.get("source_security_group").filter(|group| group.is_string());
        words::rule(rule, group.map(|group| self.name_of(SecurityGroup::TABLE, Some(group))))
    }

    /// The name of what a reference leads to.
    pub(super) fn name_of(&self, table: &'static str, id: Option<&Value>) -> String {
        match id.and_then(Value::as_str) {
            Some(id) => words::name(self.name(table, id), id),
            None => words::NONE.to_owned(),
        }
    }

    /// A value in words.
    pub(super) fn value(&self, values: Values, value: &Value) -> String {
        match (values, value) {
            (Values::Flag(yes, _), Value::Bool(true)) => yes.to_owned(),
            (Values::Flag(_, no), Value::Bool(false)) => no.to_owned(),
            (Values::Reference(table), Value::String(_)) => self.name_of(table, Some(value)),
            (Values::Reference(table), Value::Array(ids)) => {
                let mut names: Vec<String> = ids.iter().map(|id| self.name_of(table, Some(id))).collect();
                names.sort_unstable();
                words::list(names)
            }
            (Values::Addresses, Value::Array(addresses)) => {
                let address = |address: &Value| words::plain(address.get("address").unwrap_or(&Value::Null));
                words::list(addresses.iter().map(address).collect())
            }
            (Values::Device, Value::Object(device)) => {
                match (device.get("vm"), device.get("router"), device.get("vnic")) {
                    (Some(vm), ..) => words::plain(vm),
                    (_, router @ Some(_), _) => format!("router {}", self.name_of(Router::TABLE, router)),
                    (_, _, Some(vnic)) => format!("vNIC {}", words::plain(vnic)),
                    _ => words::NONE.to_owned(),
                }
            }
            (Values::Gateway, Value::Object(gateway)) => {
                let network = self.name_of(Network::TABLE, gateway.get("network_id"));
                let ips = gateway.get("external_fixed_ips").and_then(Value::as_array).into_iter().flatten();
                let ips = words::list(ips.filter_map(|ip| ip.get("ip_address")).map(words::plain).collect());
                format!("{network}{}", words::in_brackets(Some(ips)))
            }
            (Values::Pools, pools) => words::pools(pools),
            (_, value) => words::plain(value),
        }
    }
}
