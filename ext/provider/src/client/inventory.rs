//! Inventories, as a whole or one list at a time: for who wants to see which of them fails, how long each takes and how many
//! objects it has.

use std::time::Instant;

use super::{Call, Client};
use crate::inventory::{DEFAULT_GROUP, Inventory, Listed};
use crate::refused::Unread;
use crate::resource::{Resource, lists};
use crate::wire::network::{Port, SecurityGroup};
use crate::{Error, LISTS, Result};

impl Client {
    /// Reads one list into `inventory`, and gives how many objects it has; `None` where this provider has no such list.
    ///
    /// # Errors
    /// Why it could not be read; [`Error::InvalidOption`] for a path that is none of [`LISTS`].
    pub async fn read_list(&self, path: &str, inventory: &mut Inventory) -> Result<Option<usize>> {
        let started = Instant::now();
        let objects = self.read_into(path, inventory).await;
        let timings = &mut inventory.timings;
        *(if path == Port::PATH { &mut timings.ports } else { &mut timings.networks }) += started.elapsed();
        objects
    }

    async fn read_into(&self, path: &str, inventory: &mut Inventory) -> Result<Option<usize>> {
        macro_rules! read {
            ($($kind:path { $($rest:tt)* })+) => {
                match path {
                    $(<$kind>::PATH => self.read_list_of::<$kind>(inventory).await,)+
                    _ => Err(Error::InvalidOption {
                        field: "list",
                        problem: format!("is \"{path}\", none of {}", LISTS.join(", ")),
                        remedy: "give one of these",
                    }),
                }
            };
        }
        lists!(read)
    }

    /// Puts right what only lists together tell: which groups and rules are left alone, tenants above themselves, which group
    /// ports mean by the name of the provider's own.
    ///
    /// # Errors
    /// Why the provider's own group could not be read, where several have its name.
    pub async fn complete(&self, mut inventory: Inventory) -> Result<Inventory> {
        inventory.leave_groups_or_rules_alone();
        inventory.break_tenant_cycles();
        if let Some(id) = self.default_group(&mut inventory).await? {
            inventory.resolve_default_group(&id);
        }
        Ok(inventory)
    }

    /// Reads the lists of these paths, once each and without a query string: the provider answers an empty list to
    /// parameters that it does not know.
    pub(super) async fn read(&self, paths: impl Iterator<Item = &'static str>) -> Result<Inventory> {
        let mut inventory = Inventory::default();
        for path in paths {
            self.read_list(path, &mut inventory).await?;
        }
        self.complete(inventory).await
    }

    /// As [`Client::read`], without the lists that the provider refuses while it gives others: one broken object must not
    /// keep all else from being read. What is wrong with the connection, the user or an answer itself would be so with others.
    pub(super) async fn read_what_is_listed(&self, paths: impl Iterator<Item = &'static str>) -> Result<Inventory> {
        let mut inventory = Inventory::default();
        let mut refusal = None;
        for path in paths {
            match self.read_list(path, &mut inventory).await {
                Err(error) if error.refused().is_some() => refusal = refusal.or(Some(error)),
                other => other.map(drop)?,
            }
        }
        match refusal {
            Some(error) if !inventory.has_any_list_of_ovn() => Err(error),
            _ => self.complete(inventory).await,
        }
    }

    /// The id of the provider's own group; `None` where it has none yet. Where users have named others like it, the order of
    /// the list, which changes when the provider restarts, does not tell which one is the provider's.
    async fn default_group(&self, inventory: &mut Inventory) -> Result<Option<String>> {
        if inventory.ports.is_none() {
            return Ok(None);
        }
        let groups =
            inventory.all::<SecurityGroup>().iter().filter(|group| group.name.as_deref() == Some(DEFAULT_GROUP));
        let ids: Vec<String> = groups.map(|group| group.id.clone()).collect();
        match ids.len() {
            0 | 1 => Ok(ids.into_iter().next()),
            _ => {
                let path = [SecurityGroup::PATH, DEFAULT_GROUP];
                let call = Call { path: &path, list: Some(SecurityGroup::PATH), ..Call::default() };
                let group: Option<SecurityGroup> = self.object(&call, &mut inventory.notes).await?;
                Ok(group.map(|group| group.id))
            }
        }
    }

    async fn read_list_of<T: Listed>(&self, inventory: &mut Inventory) -> Result<Option<usize>> {
        match self.whole_list::<T>(&mut inventory.notes).await {
            Ok(list) => Ok(Some(T::list_mut(inventory).insert(list).len())),
            Err(error) => leave_alone::<T>(inventory, error).map(|()| None),
        }
    }
}

/// Notes that a list was refused, with an error but where this provider has none.
fn leave_alone<T: Resource>(inventory: &mut Inventory, error: Error) -> Result<()> {
    let unread = Unread::of::<T>(error)?;
    let refusal = unread.error.clone();
    let is_unsupported = unread.is_unsupported;
    inventory.unread.push(unread);
    if !is_unsupported {
        return Err(refusal);
    }
    let list = T::PATH;
    inventory.notes.push(format!("this provider lists no {list}, the stored rows stay unchanged: {refusal}"));
    Ok(())
}
