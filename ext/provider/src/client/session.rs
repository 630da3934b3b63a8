//! Logins: a token is kept until the provider refuses it, and renewed once for all that wait.

use std::sync::Arc;

use super::{Client, Session};
use crate::{Error, Result, identity};

impl Client {
    pub(super) async fn session(&self, notes: &mut Vec<String>) -> Result<Arc<Session>> {
        let mut current = self.session.lock().await;
        if let Some(session) = current.as_ref() {
            return Ok(Arc::clone(session));
        }
        let session = self.start(None, notes).await?;
        *current = Some(Arc::clone(&session));
        Ok(session)
    }

    /// A session that is not `refused`: of a new login, or of another task that has renewed it meanwhile.
    pub(super) async fn renew(
        &self,
        refused: &Arc<Session>,
        list: Option<&'static str>,
        notes: &mut Vec<String>,
    ) -> Result<Arc<Session>> {
        let mut current = self.session.lock().await;
        if let Some(session) = current.as_ref().filter(|session| !Arc::ptr_eq(session, refused)) {
            return Ok(Arc::clone(session));
        }
        *current = None;
        let session = self.start(list, notes).await?;
        *current = Some(Arc::clone(&session));
        Ok(session)
    }

    pub(super) async fn start(&self, list: Option<&'static str>, notes: &mut Vec<String>) -> Result<Arc<Session>> {
        let login = identity::login(&self.transport, &self.endpoint, &self.options, list).await?;
        let mut said = Vec::new();
        let network = login.catalog.network(&self.options, self.endpoint.url(), &mut said);
        notes.extend(said.iter().map(|note| login.token.redact(note)));
        let network = network.map_err(|error| match error {
            Error::Catalog { code, reason } => Error::Catalog { code, reason: login.token.redact(&reason) },
            other => other,
        });
        Ok(Arc::new(Session { token: login.token, catalog: login.catalog, network }))
    }
}
