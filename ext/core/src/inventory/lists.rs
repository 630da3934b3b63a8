//! One list at a time: for who wants to see which of them fails, how long each takes and how many objects it has.

use super::{Inventory, circles, is_absent};
use crate::client::Client;
use crate::resource::Resource;
use crate::wire::identity::Tenant;
use crate::wire::network::{FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet};
use crate::{Error, Result};

/// The paths of all lists, in the order in which they are read. What refers to others comes before them, so that an object
/// made meanwhile refers to nothing that is missing.
pub const LISTS: [&str; 8] = [
    FloatingIp::PATH,
    Port::PATH,
    SecurityGroupRule::PATH,
    SecurityGroup::PATH,
    Router::PATH,
    Subnet::PATH,
    Network::PATH,
    Tenant::PATH,
];

impl Client {
    /// An inventory of one list alone.
    ///
    /// # Errors
    /// Why it could not be read; [`Error::InvalidOption`] for a path that is none of [`LISTS`].
    pub async fn read_list(&self, path: &str) -> Result<Inventory> {
        let mut inventory = Inventory::default();
        match path {
            FloatingIp::PATH => inventory.read_list::<FloatingIp>(self).await?,
            Port::PATH => inventory.read_list::<Port>(self).await?,
            SecurityGroupRule::PATH => inventory.read_list::<SecurityGroupRule>(self).await?,
            SecurityGroup::PATH => inventory.read_list::<SecurityGroup>(self).await?,
            Router::PATH => inventory.read_list::<Router>(self).await?,
            Subnet::PATH => inventory.read_list::<Subnet>(self).await?,
            Network::PATH => inventory.read_list::<Network>(self).await?,
            Tenant::PATH => inventory.tenants = Some(self.tenant_list(&mut inventory.notes).await?),
            _ => {
                return Err(Error::InvalidOption {
                    field: "list",
                    problem: format!("is \"{path}\""),
                    remedy: "give floatingips, ports, security-group-rules, security-groups, routers, subnets, networks or tenants",
                });
            }
        }
        Ok(inventory)
    }

    /// Puts right what only lists together tell: which groups and rules are left alone, tenants above themselves, which group
    /// ports mean by the name of the provider's own.
    ///
    /// # Errors
    /// Why the provider's own group could not be read, where several have its name.
    pub async fn complete(&self, mut inventory: Inventory) -> Result<Inventory> {
        inventory.leave_groups_or_rules_alone();
        inventory.notes.extend(inventory.tenants.as_deref_mut().and_then(circles::break_up));
        if let Some(id) = inventory.default_group(self).await? {
            inventory.resolve_default_group(&id);
        }
        Ok(inventory)
    }
}

impl Inventory {
    /// Takes over the lists that `other` has, and its notes.
    pub fn merge(&mut self, other: Self) {
        replace(&mut self.tenants, other.tenants);
        replace(&mut self.networks, other.networks);
        replace(&mut self.subnets, other.subnets);
        replace(&mut self.ports, other.ports);
        replace(&mut self.routers, other.routers);
        replace(&mut self.floating_ips, other.floating_ips);
        replace(&mut self.security_groups, other.security_groups);
        replace(&mut self.security_group_rules, other.security_group_rules);
        self.notes.extend(other.notes);
    }

    async fn read_list<T: Resource>(&mut self, client: &Client) -> Result<()> {
        *T::list_mut(self) = match client.network_list::<T>(&mut self.notes).await {
            Err(error) if T::OPTIONAL && is_absent(&error) => {
                self.notes.push(format!(
                    "this provider lists no {}, what is stored of them is left as it is: {error}",
                    T::PATH
                ));
                None
            }
            list => Some(list?),
        };
        Ok(())
    }

    /// How many objects the lists that were read have; `None` where none was.
    pub fn objects(&self) -> Option<usize> {
        let sizes = [
            self.tenants.as_ref().map(Vec::len),
            self.networks.as_ref().map(Vec::len),
            self.subnets.as_ref().map(Vec::len),
            self.ports.as_ref().map(Vec::len),
            self.routers.as_ref().map(Vec::len),
            self.floating_ips.as_ref().map(Vec::len),
            self.security_groups.as_ref().map(Vec::len),
            self.security_group_rules.as_ref().map(Vec::len),
        ];
        sizes.into_iter().flatten().reduce(|sum, size| sum + size)
    }
}

fn replace<T>(list: &mut Option<Vec<T>>, read: Option<Vec<T>>) {
    if read.is_some() {
        *list = read;
    }
}
