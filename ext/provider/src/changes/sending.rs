//! Sending a change once, and reading its result back.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::operation::Operation;
use super::outcome::undone;
use crate::client::Call;
use crate::request::Request;
use crate::resource::Resource;
use crate::transport::{Answer, Method};
use crate::wire;
use crate::{Error, Result};

/// What is known right after sending.
pub(super) enum Sent {
    /// The provider says it is done.
    Done(Answer, Request),
    /// The answer was lost or is a 5xx: it may be done or not.
    Unsure(Error),
}

impl Operation<'_> {
    /// Sends a change, once.
    ///
    /// # Errors
    /// What certainly was not done: refused, or never sent.
    pub(super) async fn send(&mut self, method: Method, path: &[&str], body: Option<Value>) -> Result<Sent> {
        let body = body.map(|body| body.to_string());
        let call = Call { method, path, body, change: Some(&self.what), ..Call::default() };
        match self.client.ask(&call, &mut self.notes).await {
            Ok((answer, request)) if answer.is_success() => Ok(Sent::Done(answer, request)),
            Ok((answer, request)) if answer.status >= 500 => Ok(Sent::Unsure(answer.refusal(request))),
            Ok((answer, request)) => Err(answer.refusal(request)),
            Err(
                error @ (Error::Connection { sent: true, .. }
                | Error::Timeout { sent: true, .. }
                | Error::InvalidResponse { .. }),
            ) => Ok(Sent::Unsure(error)),
            Err(error) => Err(error),
        }
    }

    /// Creates what `body` says. `before` are the objects of `query` that were there before, which lists what may be taken
    /// for the new one; `differences` tells what of it is not as asked for.
    pub(super) async fn create<T: Resource>(
        &mut self,
        body: Value,
        query: (&str, &str),
        before: &[T],
        differences: impl Fn(&T) -> Vec<String>,
    ) -> Result<T> {
        let before: HashSet<&str> = before.iter().map(Resource::id).collect();
        let (id, request) = match self.send(Method::Post, &[T::PATH], Some(json!({ T::KEY: body }))).await? {
            Sent::Done(answer, request) => match wire::open::<T>(&answer.body, T::KEY) {
                Ok(created) => (created.id().to_owned(), request),
                Err(unreadable) => {
                    let error = unreadable.of(request.clone());
                    (self.find(error, query, &before, &differences).await?, request)
                }
            },
            Sent::Unsure(error) => {
                let request = self.request(&error);
                (self.find(error, query, &before, &differences).await?, request)
            }
        };
        let created = self.read_back::<T>(&request, &id, None).await?;
        let differences = differences(&created);
        if differences.is_empty() {
            return Ok(created);
        }
        let fate = match self.delete::<T>(&id).await {
            Ok(()) => "it was removed again".to_owned(),
            Err(error) => format!("it could not be removed again ({error}): remove {} {id} at the provider", T::WORD),
        };
        let reason = format!("the provider made something different: {}; {fate}", differences.join(", "));
        Err(Error::ChangeNotApplied { request, reason })
    }

    /// Sends an update and gives the object as it is then.
    pub(super) async fn update<T: Resource>(
        &mut self,
        id: &str,
        body: Value,
        differences: impl Fn(&T) -> Vec<String>,
    ) -> Result<T> {
        let (request, error) = match self.send(Method::Put, &[T::PATH, id], Some(json!({ T::KEY: body }))).await {
            Ok(Sent::Done(_, request)) => (request, None),
            Ok(Sent::Unsure(error)) => (self.request(&error), Some(error)),
            // It was there a moment ago: whether it still is tells what that means.
            Err(Error::Response { request, status: 404, .. }) => (request, None),
            Err(error) => return Err(error),
        };
        let updated = self.read_back::<T>(&request, id, error.as_ref()).await?;
        let differences = differences(&updated);
        match (differences.is_empty(), error) {
            (true, None) => {}
            (true, Some(error)) => self.note(format_args!("the change was made, although the answer was: {error}")),
            (false, Some(error)) => return Err(undone(error)),
            (false, None) => {
                let reason = format!("the provider made a different change: {}", differences.join(", "));
                return Err(Error::ChangeNotApplied { request, reason });
            }
        }
        Ok(updated)
    }

    /// Deletes; what is gone already is as it should be.
    pub(super) async fn delete<T: Resource>(&mut self, id: &str) -> Result<()> {
        let error = match self.send(Method::Delete, &[T::PATH, id], None).await {
            Ok(Sent::Done(..)) => return Ok(()),
            Err(Error::Response { status: 404, .. }) => {
                self.note("it did not exist any more");
                return Ok(());
            }
            Ok(Sent::Unsure(error)) => error,
            Err(error) => return Err(error),
        };
        match self.show::<T>(id).await {
            Ok(None) => {
                self.note(format_args!("the change was made, although the answer was: {error}"));
                Ok(())
            }
            Ok(Some(_)) => Err(undone(error)),
            Err(reading) => Err(self.unknown(&error, &reading)),
        }
    }
}
