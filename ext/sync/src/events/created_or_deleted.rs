//! Sentences about created and deleted objects.

use ovirt_net_provider::wire::identity::Tenant;
use ovirt_net_provider::wire::network::{Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};
use serde_json::Value;

use super::columns::Values;
use super::snapshot::{Object, Snapshot, is_router_interface};
use super::words::{self, in_brackets};
use crate::rows::InTable;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CreatedOrDeleted {
    Created,
    Deleted,
}

impl CreatedOrDeleted {
    /// The words for the one and for the other.
    fn pick(self, comes: &'static str, goes: &'static str) -> &'static str {
        if self == Self::Created { comes } else { goes }
    }
}

impl Snapshot {
    /// That an object of this snapshot has come, or is gone.
    pub(super) fn created_or_deleted(
        &self,
        table: &'static str,
        ems_ref: &str,
        object: &Object,
        turn: CreatedOrDeleted,
    ) -> String {
        let title = self.title(table, ems_ref, object);
        let done = turn.pick("was created", "was deleted");
        let network = |column: &str| {
            let known = object.get(column).filter(|network| network.is_string());
            let network = known.map(|network| self.name_of(Network::TABLE, Some(network)));
            network.map_or_else(String::new, |network| format!(" {} {network}", turn.pick("on", "from")))
        };
        match table {
            Tenant::TABLE => format!("tenant {title} {done}"),
            Network::TABLE if turn == CreatedOrDeleted::Created => {
                format!("network {title} {done}{}", in_brackets(details(object)))
            }
            Network::TABLE => format!("network {title} {done}"),
            Router::TABLE => format!("router {title} {done}"),
            Subnet::TABLE => {
                let range = in_brackets(object.get("cidr").map(words::plain));
                format!("subnet {title}{range} {done}{}", network("cloud_network"))
            }
            SecurityGroup::TABLE => format!("security group {title} {done}{}", self.with_rules(ems_ref)),
            SecurityGroupRule::TABLE => {
                let group = self.name_of(SecurityGroup::TABLE, object.get("resource"));
                format!("rule {} {} group {group}", self.rule(object), turn.pick("was added to", "was removed from"))
            }
            Port::TABLE => self.port(&title, object, turn),
            _ => format!("floating IP {title} {done}{}", network("cloud_network")),
        }
    }

    fn port(&self, title: &str, port: &Object, turn: CreatedOrDeleted) -> String {
        let addresses = port.get("addresses").map(|addresses| self.value(Values::Addresses, addresses));
        let addresses = in_brackets(addresses);
        let device = |key: &str| port.get("device").and_then(|device| device.get(key));
        let network = match port.get("network_id") {
            known @ Some(Value::String(_)) => self.name_of(Network::TABLE, known),
            _ => "a network that is not known".to_owned(),
        };
        if is_router_interface(port) {
            let router = self.name_of(Router::TABLE, device("router").or_else(|| port.get("device_ref")));
            let verb = turn.pick("got an interface on", "lost its interface on");
            format!("router {router} {verb} {network}{addresses}")
        } else if device("vm").is_some() {
            format!("{title} {} {network}{addresses}", turn.pick("was plugged into", "was unplugged from"))
        } else {
            format!("port {title}{addresses} {} {network}", turn.pick("was created on", "was deleted from"))
        }
    }

    /// The rules that come and go with their group.
    fn with_rules(&self, group: &str) -> String {
        let rules = self.rows(SecurityGroupRule::TABLE).into_iter().flatten();
        match rules.filter(|(_, rule)| rule.get("resource").and_then(Value::as_str) == Some(group)).count() {
            0 => String::new(),
            1 => " with 1 rule".to_owned(),
            rules => format!(" with {rules} rules"),
        }
    }
}

/// What a network is: "VLAN 100 on physnet1, MTU 1400".
fn details(network: &Object) -> Option<String> {
    let text = |column: &str| network.get(column).map(words::plain).filter(|text| text != words::NONE);
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
