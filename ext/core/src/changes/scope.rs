//! What a change touches, and that part of the inventory.

use std::collections::BTreeSet;

use super::operation::Operation;
use crate::inventory::DEFAULT_GROUP;
use crate::wire::network::{Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};
use crate::{Client, Inventory, Result};

/// Ids of objects with what hangs on them: a network with its subnets and ports, a router, a security group with its rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Networks.
    pub networks: BTreeSet<String>,
    /// Routers; the ports of one come with their networks.
    pub routers: BTreeSet<String>,
    /// Security groups.
    pub security_groups: BTreeSet<String>,
    /// Ports that were there before the change, and may be gone.
    pub ports: BTreeSet<String>,
}

impl Scope {
    pub(super) fn network(id: impl Into<String>) -> Self {
        Self { networks: BTreeSet::from([id.into()]), ..Self::default() }
    }

    pub(super) fn router(id: impl Into<String>) -> Self {
        Self { routers: BTreeSet::from([id.into()]), ..Self::default() }
    }

    pub(super) fn security_group(id: impl Into<String>) -> Self {
        Self { security_groups: BTreeSet::from([id.into()]), ..Self::default() }
    }

    /// Adds the ports with the networks that they are on.
    pub(super) fn add_ports<'a>(&mut self, ports: impl IntoIterator<Item = &'a Port>) {
        for port in ports {
            self.ports.insert(port.id.clone());
            self.networks.extend(port.network_id.clone());
        }
    }
}

impl Client {
    /// What the provider has of `scope` now, with the tenants. What is gone is not in it; what it refers to outside of the
    /// scope is taken for known.
    ///
    /// # Errors
    /// Names the object, the path, the status and the provider's words.
    pub async fn inventory_of(&self, scope: &Scope) -> Result<Inventory> {
        let mut operation = Operation::new(self, "read what was changed".into());
        let mut notes = Vec::new();
        let tenants = self.tenant_list(&mut notes).await?;
        let mut part = Inventory::part();
        part.tenants = Some(tenants);
        (part.networks, part.subnets, part.ports) = (Some(Vec::new()), Some(Vec::new()), Some(Vec::new()));
        (part.routers, part.security_groups, part.security_group_rules) =
            (Some(Vec::new()), Some(Vec::new()), Some(Vec::new()));
        for id in &scope.networks {
            let is_here = |network: &Option<String>| network.as_deref() == Some(id);
            // As in the whole inventory: what refers to others is read before them.
            let ports = operation.list::<Port>(("network_id", id)).await?;
            let subnets = operation.list::<Subnet>(("network_id", id)).await?;
            if let Some(network) = operation.show::<Network>(id).await? {
                part.add(network);
                subnets.into_iter().filter(|subnet| is_here(&subnet.network_id)).for_each(|subnet| part.add(subnet));
                ports.into_iter().filter(|port| is_here(&port.network_id)).for_each(|port| part.add(port));
            }
        }
        for id in &scope.routers {
            if let Some(router) = operation.show::<Router>(id).await? {
                part.add(router);
            }
        }
        for id in &scope.security_groups {
            let rules = operation.list::<SecurityGroupRule>(("security_group_id", id)).await?;
            if let Some(group) = operation.show::<SecurityGroup>(id).await? {
                part.add(group);
                let of_group = |rule: &SecurityGroupRule| rule.security_group_id.as_deref() == Some(id);
                rules.into_iter().filter(of_group).for_each(|rule| part.add(rule));
            }
        }
        if part.all::<Port>().iter().flat_map(|port| &port.security_groups).any(|group| &**group == DEFAULT_GROUP) {
            if let Some(group) = operation.show::<SecurityGroup>(DEFAULT_GROUP).await? {
                part.resolve_default_group(&group.id);
            }
        }
        part.notes = notes;
        Ok(part)
    }
}
