//! What a change reads: single objects, which are cheap for the provider, and lists only if necessary.

use std::collections::HashSet;

use super::operation::Operation;
use crate::Result;
use crate::client::Call;
use crate::resource::{Resource, check_id, title};
use crate::wire::network::Port;

/// So many ports are asked for one by one, at most: one takes the provider 0.08 s where the list of 10,000 takes it 3 s.
const ONE_BY_ONE: usize = 20;

impl Operation<'_> {
    /// The object with that id; `None` where there is none.
    pub(super) async fn show<T: Resource>(&mut self, id: &str) -> Result<Option<T>> {
        check_id::<T>(id)?;
        let call = Call { path: &[T::PATH, id], change: Some(&self.what), ..Call::default() };
        self.client.object(&call, &mut self.notes).await
    }

    /// The object with that id, without which the change makes no sense.
    pub(super) async fn need<T: Resource>(&mut self, id: &str) -> Result<T> {
        check_id::<T>(id)?;
        let call = Call { path: &[T::PATH, id], change: Some(&self.what), ..Call::default() };
        self.client.existing_object(&call, &mut self.notes).await
    }

    /// The object with that id as an error names it.
    pub(super) async fn title<T: Resource>(&mut self, id: &str) -> Result<String> {
        let object = self.show::<T>(id).await?;
        Ok(title::<T>(object.as_ref().and_then(Resource::name), id))
    }

    /// All objects of a kind.
    pub(super) async fn list<T: Resource>(&mut self) -> Result<Vec<T>> {
        self.listing(None).await
    }

    /// The objects whose `query.0` is `query.1`. Old providers do not filter, so it is done here again by the callers.
    pub(super) async fn list_where<T: Resource>(&mut self, query: (&str, &str)) -> Result<Vec<T>> {
        self.listing(Some(query)).await
    }

    async fn listing<T: Resource>(&mut self, query: Option<(&str, &str)>) -> Result<Vec<T>> {
        let call = Call { path: &[T::PATH], query, change: Some(&self.what), ..Call::default() };
        self.client.list(&call, &mut self.notes).await
    }

    /// The ports with the ids that are `known`, as far as they are there; `None` where none or too many are known. Whether they
    /// are what they are taken for is for the caller to look at.
    pub(super) async fn known_ports(&mut self, known: Option<&[String]>) -> Result<Option<Vec<Port>>> {
        let Some(ids) = known.filter(|ids| ids.len() <= ONE_BY_ONE) else {
            return Ok(None);
        };
        let mut ports = Vec::with_capacity(ids.len());
        for id in ids {
            ports.extend(self.show::<Port>(id).await?);
        }
        Ok(Some(ports))
    }

    /// As [`Operation::known_ports`], but those of the provider's list whose `query.0` is `query.1` where no known port
    /// `fits`.
    pub(super) async fn ports_with(
        &mut self,
        known: Option<&[String]>,
        query: (&str, &str),
        fits: impl Fn(&Port) -> bool,
    ) -> Result<Vec<Port>> {
        match self.known_ports(known).await? {
            Some(ports) if ports.iter().any(fits) => Ok(ports),
            _ => self.list_where(query).await,
        }
    }

    /// Adds to the part which of the `known` ports are gone.
    pub(super) async fn find_gone(&mut self, known: &[String]) -> Result<()> {
        let there = match self.known_ports(Some(known)).await? {
            Some(ports) => ports,
            None => self.list().await?,
        };
        self.remove_missing(known, &there);
        Ok(())
    }

    /// Adds to the part that those of the `known` ports are gone which are not among the ones that are `there`.
    pub(super) fn remove_missing(&mut self, known: &[String], there: &[Port]) {
        let there: HashSet<&str> = there.iter().map(|port| port.id.as_str()).collect();
        known.iter().filter(|id| !there.contains(id.as_str())).for_each(|id| self.part.remove::<Port>(id));
    }
}
