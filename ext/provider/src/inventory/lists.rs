//! Reading one list at a time, to see which of them fails, how long each takes and how many objects it has.

use std::time::Instant;

use super::{Inventory, circles};
use crate::client::Client;
use crate::refused::Unread;
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
    /// Reads one list into `inventory`, and gives how many objects it has; `None` where this provider has no such list.
    ///
    /// # Errors
    /// Why it could not be read; [`Error::InvalidOption`] for a path that is none of [`LISTS`].
    pub async fn read_list(&self, path: &str, inventory: &mut Inventory) -> Result<Option<usize>> {
        let started = Instant::now();
        let objects = self.read_into(path, inventory).await;
        let took = &mut inventory.took;
        *(if path == Port::PATH { &mut took.ports } else { &mut took.networks }) += started.elapsed();
        objects
    }

    async fn read_into(&self, path: &str, inventory: &mut Inventory) -> Result<Option<usize>> {
        match path {
            FloatingIp::PATH => inventory.read_list::<FloatingIp>(self).await,
            Port::PATH => inventory.read_list::<Port>(self).await,
            SecurityGroupRule::PATH => inventory.read_list::<SecurityGroupRule>(self).await,
            SecurityGroup::PATH => inventory.read_list::<SecurityGroup>(self).await,
            Router::PATH => inventory.read_list::<Router>(self).await,
            Subnet::PATH => inventory.read_list::<Subnet>(self).await,
            Network::PATH => inventory.read_list::<Network>(self).await,
            Tenant::PATH => match self.tenant_list(&mut inventory.notes).await {
                Ok(tenants) => Ok(Some(inventory.tenants.insert(tenants).len())),
                Err(error) => inventory.leave_alone::<Tenant>(error).map(|()| None),
            },
            _ => Err(Error::InvalidOption {
                field: "list",
                problem: format!("is \"{path}\""),
                remedy: "give floatingips, ports, security-group-rules, security-groups, routers, subnets, networks or tenants",
            }),
        }
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
    async fn read_list<T: Resource>(&mut self, client: &Client) -> Result<Option<usize>> {
        match client.network_list::<T>(&mut self.notes).await {
            Ok(list) => Ok(Some(T::list_mut(self).insert(list).len())),
            Err(error) => self.leave_alone::<T>(error).map(|()| None),
        }
    }

    /// Notes that a list was refused, with an error but where this provider has none.
    fn leave_alone<T: Resource>(&mut self, error: Error) -> Result<()> {
        let unread = Unread::of::<T>(error)?;
        let refusal = unread.error.clone();
        let is_unsupported = unread.is_unsupported;
        self.unread.push(unread);
        if !is_unsupported {
            return Err(refusal);
        }
        let list = T::PATH;
        self.notes.push(format!("this provider lists no {list}, the stored rows stay unchanged: {refusal}"));
        Ok(())
    }
}
