//! Ports that are read by their ids: next to nothing for the provider where its list of ports takes it seconds.

use std::time::Instant;

use super::{Call, Client};
use crate::changes::check_id;
use crate::inventory::DEFAULT_GROUP;
use crate::resource::Resource;
use crate::wire::network::{Port, SecurityGroup};
use crate::{Error, Inventory, Result};

impl Client {
    /// The ports with these ids: a part of an inventory, in which those that the provider does not have are gone.
    ///
    /// # Errors
    /// As for [`Client::inventory`]; [`Error::InvalidChange`] for what cannot be an id.
    pub async fn ports(&self, ids: &[String]) -> Result<Inventory> {
        let started = Instant::now();
        let mut part = Inventory::part();
        for id in ids {
            match self.port(id, &mut part.notes).await? {
                Some(port) => part.add(port),
                None => part.remove::<Port>(id),
            }
        }
        if part.all::<Port>().iter().flat_map(|port| &port.security_groups).any(|group| &**group == DEFAULT_GROUP) {
            let path = [SecurityGroup::PATH, DEFAULT_GROUP];
            let call = Call { path: &path, list: Some(SecurityGroup::PATH), ..Call::default() };
            if let Some(group) = self.object::<SecurityGroup>(&call, &mut part.notes).await? {
                part.resolve_default_group(&group.id);
            }
        }
        part.took.ports = started.elapsed();
        Ok(part)
    }

    /// `None` only where the provider says that this port is missing: a 404 may also be about what a port refers to, or come
    /// from something else that listens there.
    async fn port(&self, id: &str, notes: &mut Vec<String>) -> Result<Option<Port>> {
        check_id::<Port>(id)?;
        let path = [Port::PATH, id];
        let call = Call { path: &path, list: Some(Port::PATH), ..Call::default() };
        match self.existing_object(&call, notes).await {
            Err(Error::Response { status: 404, words, .. }) if words.contains(id) => Ok(None),
            port => port.map(Some),
        }
    }
}
