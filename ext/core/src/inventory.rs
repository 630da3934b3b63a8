//! Everything that a provider has at one moment.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::client::{Client, List};
use crate::wire::identity::Tenant;
use crate::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};
use crate::{Error, Result};

/// The provider's own security group, which it makes with the first port that has port security. Ports refer to it by this
/// name, all else by its id.
pub(crate) const DEFAULT_GROUP: &str = "Default";

/// All lists of a provider. There is no inventory with a list missing, but for the security groups of servers that have
/// none.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// `GET tenants`.
    pub tenants: Vec<Tenant>,
    /// `GET networks`.
    pub networks: Vec<Network>,
    /// `GET subnets`.
    pub subnets: Vec<Subnet>,
    /// `GET ports`.
    pub ports: Vec<Port>,
    /// `GET routers`.
    pub routers: Vec<Router>,
    /// `GET floatingips`.
    pub floating_ips: Vec<FloatingIp>,
    /// `GET security-groups`; `None` where this server has no security groups.
    pub security_groups: Option<Vec<SecurityGroup>>,
    /// `GET security-group-rules`; `None` where this server has none.
    pub security_group_rules: Option<Vec<SecurityGroupRule>>,
    /// What the log should say about how it was read, a sentence each.
    pub notes: Vec<String>,
    /// Whether this is a part of what the provider has, which refers to what is outside of it.
    pub is_part: bool,
}

impl Inventory {
    /// Reads every list, once each and without a query string: the provider answers an empty list to parameters that it
    /// does not know. What refers to others is read before them, so that an object made meanwhile refers to nothing that
    /// is missing here.
    pub(crate) async fn read(client: &Client) -> Result<Self> {
        let mut notes = Vec::new();
        let floating_ips = client.network_list(List { path: "floatingips", key: "floatingips" }, &mut notes).await?;
        let ports = client.network_list(List { path: "ports", key: "ports" }, &mut notes).await?;
        let rules = List { path: "security-group-rules", key: "security_group_rules" };
        let security_group_rules = Self::optional(client, rules, &mut notes).await?;
        let groups = List { path: "security-groups", key: "security_groups" };
        let security_groups = Self::optional(client, groups, &mut notes).await?;
        let routers = client.network_list(List { path: "routers", key: "routers" }, &mut notes).await?;
        let subnets = client.network_list(List { path: "subnets", key: "subnets" }, &mut notes).await?;
        let networks = client.network_list(List { path: "networks", key: "networks" }, &mut notes).await?;
        let tenants = client.tenant_list(&mut notes).await?;
        let mut inventory = Self {
            tenants,
            networks,
            subnets,
            ports,
            routers,
            floating_ips,
            security_groups,
            security_group_rules,
            notes,
            is_part: false,
        };
        let groups: &[SecurityGroup] = inventory.security_groups.as_deref().unwrap_or_default();
        if let Some(group) = groups.iter().find(|group| group.name.as_deref() == Some(DEFAULT_GROUP)) {
            let id = group.id.clone();
            inventory.resolve_default_group(&id);
        }
        Ok(inventory)
    }

    /// Has the ports refer to the provider's own security group by its `id`.
    pub(crate) fn resolve_default_group(&mut self, id: &str) {
        let id: Arc<str> = id.into();
        for group in self.ports.iter_mut().flat_map(|port| &mut port.security_groups) {
            if &**group == DEFAULT_GROUP {
                *group = Arc::clone(&id);
            }
        }
    }

    async fn optional<T: DeserializeOwned>(
        client: &Client,
        list: List,
        notes: &mut Vec<String>,
    ) -> Result<Option<Vec<T>>> {
        match client.network_list(list, notes).await {
            Err(error) if is_absent(&error) => {
                notes.push(format!(
                    "this provider has no {}, what is stored of them is left as it is: {error}",
                    list.path
                ));
                Ok(None)
            }
            result => result.map(Some),
        }
    }
}

/// Whether an error says that the server has no security groups: it was made before they were (405, 501), or its OVN was
/// (500 with the name of the missing table).
fn is_absent(error: &Error) -> bool {
    match error {
        Error::Response { status: 405 | 501, .. } => true,
        Error::Response { status: 500, words, .. } => words.contains("Port_Group"),
        _ => false,
    }
}
