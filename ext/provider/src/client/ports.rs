//! Ports that are read by their ids, which is much cheaper for the provider than its list of ports.

use std::time::Instant;

use super::{Call, Client};
use crate::inventory::DEFAULT_GROUP;
use crate::resource::{Resource, check_id};
use crate::wire::network::{Network, Port, SecurityGroup};
use crate::{Error, Inventory, Result};

impl Client {
    /// The ports with these ids: a part of an inventory, in which those that the provider does not have are gone. One whose
    /// network, which stands beside its id where that is known, is missing as well has vanished with more than itself: it is
    /// neither in the part nor gone, and a note says so.
    ///
    /// # Errors
    /// As for [`Client::inventory`]; [`Error::InvalidChange`] for what cannot be an id.
    pub async fn ports(&self, ids: &[(String, Option<String>)]) -> Result<Inventory> {
        let started = Instant::now();
        let mut part = Inventory::part();
        for (id, network) in ids {
            match self.single::<Port>(id, &mut part.notes).await? {
                Some(port) => part.add(port),
                None if self.is_missing(network.as_deref(), &mut part.notes).await? => {
                    part.notes.push(format!(
                        "ports: {id} is missing, as its network is: it stays until the list of ports is read"
                    ));
                }
                None => part.remove::<Port>(id),
            }
        }
        if part.all::<Port>().iter().flat_map(|port| &port.security_groups).any(|group| &**group == DEFAULT_GROUP) {
            let path = [SecurityGroup::PATH, DEFAULT_GROUP];
            let call = Call { path: &path, list: Some(SecurityGroup::PATH), ..Call::default() };
            match self.object::<SecurityGroup>(&call, &mut part.notes).await {
                Ok(group) => group.iter().for_each(|group| part.resolve_default_group(&group.id)),
                // The stored one is meant.
                Err(error) if error.refused().is_some() => {}
                Err(error) => return Err(error),
            }
        }
        part.timings.ports = started.elapsed();
        Ok(part)
    }

    async fn is_missing(&self, network: Option<&str>, notes: &mut Vec<String>) -> Result<bool> {
        match network {
            Some(id) => Ok(self.single::<Network>(id, notes).await?.is_none()),
            None => Ok(false),
        }
    }

    /// `None` only where the provider says that this object is missing: a 404 may also be about what it refers to, or come
    /// from something else that listens there.
    async fn single<T: Resource>(&self, id: &str, notes: &mut Vec<String>) -> Result<Option<T>> {
        check_id::<T>(id)?;
        let path = [T::PATH, id];
        let call = Call { path: &path, list: Some(T::PATH), ..Call::default() };
        match self.existing_object(&call, notes).await {
            Err(Error::Response { status: 404, words, .. }) if words.contains(id) => Ok(None),
            object => object.map(Some),
        }
    }
}
