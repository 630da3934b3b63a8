//! One change on its way: reading, sending once, and deciding by state what became of it.

use std::collections::HashSet;
use std::fmt::Display;

use serde_json::{Value, json};

use super::{Change, Scope};
use crate::client::{Call, Client};
use crate::error::Request;
use crate::resource::{Resource, path_of, title};
use crate::transport::Answer;
use crate::wire::{self, Listing};
use crate::{Error, Result};

/// A change in the making, such as `create network "blue"`.
pub(super) struct Operation<'a> {
    client: &'a Client,
    what: String,
    notes: Vec<String>,
}

/// What is known right after sending.
pub(super) enum Sent {
    /// The provider says it is done.
    Done(Answer, Request),
    /// The answer was lost or is a 5xx: it may be done or not.
    Unsure(Error),
}

impl<'a> Operation<'a> {
    pub(super) fn new(client: &'a Client, what: String) -> Self {
        Self { client, what, notes: Vec::new() }
    }

    /// Renames the change, once the object's name is known.
    pub(super) fn rename(&mut self, what: String) {
        self.what = what;
    }

    pub(super) fn done(self, id: String, name: Option<String>, scope: Scope) -> Change {
        Change { id, name, scope, notes: self.notes }
    }

    pub(super) fn note(&mut self, note: impl Display) {
        self.notes.push(format!("{}: {note}", self.what));
    }

    /// The object with that id; `None` where there is none.
    pub(super) async fn show<T: Resource>(&mut self, id: &str) -> Result<Option<T>> {
        match self.need(id).await {
            Ok(object) => Ok(Some(object)),
            Err(Error::Response { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The object with that id, without which the change makes no sense.
    pub(super) async fn need<T: Resource>(&mut self, id: &str) -> Result<T> {
        // Below the list, an empty id is the list.
        if id.trim().is_empty() {
            return Err(refused(T::WORD, "has no id", "refresh the network provider's inventory"));
        }
        let path = path_of::<T>(id);
        let call = Call { method: "GET", path: &path, change: Some(&self.what), ..Call::default() };
        let (answer, request) = self.client.ask(&call, &mut self.notes).await?;
        if !answer.is_success() {
            return Err(answer.refusal(request));
        }
        wire::open(&answer.body, T::KEY).map_err(|reason| Error::InvalidResponse { request, reason })
    }

    /// The object with that id as an error names it.
    pub(super) async fn title<T: Resource>(&mut self, id: &str) -> Result<String> {
        let object = self.show::<T>(id).await?;
        Ok(title::<T>(object.as_ref().and_then(Resource::name), id))
    }

    /// The objects whose `query.0` is `query.1`. Old providers do not filter, so it is done here again by the callers.
    pub(super) async fn list<T: Resource>(&mut self, query: (&str, &str)) -> Result<Vec<T>> {
        let call =
            Call { method: "GET", path: T::PATH, query: Some(query), change: Some(&self.what), ..Call::default() };
        let (answer, request) = self.client.ask(&call, &mut self.notes).await?;
        if !answer.is_success() {
            return Err(answer.refusal(request));
        }
        wire::open::<Listing<T>>(&answer.body, T::LIST)
            .map(|listing| listing.0)
            .map_err(|reason| Error::InvalidResponse { request, reason })
    }

    /// Sends a change, once.
    ///
    /// # Errors
    /// What certainly was not done: refused, or never sent.
    pub(super) async fn send(&mut self, method: &'static str, path: &str, body: Option<Value>) -> Result<Sent> {
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

    /// Creates what `body` says. `query` lists what may be taken for it, `differences` tells what of it is not as asked for.
    pub(super) async fn create<T: Resource>(
        &mut self,
        body: Value,
        query: (&str, &str),
        differences: impl Fn(&T) -> Vec<String>,
    ) -> Result<T> {
        let before: HashSet<String> = self.list::<T>(query).await?.iter().map(|one| one.id().to_owned()).collect();
        let (id, request) = match self.send("POST", T::PATH, Some(json!({ T::KEY: body }))).await? {
            Sent::Done(answer, request) => match wire::open::<T>(&answer.body, T::KEY) {
                Ok(created) => (created.id().to_owned(), request),
                Err(reason) => {
                    let error = Error::InvalidResponse { request: request.clone(), reason };
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
        let reason = format!("the provider made something else of it: {}; {fate}", differences.join(", "));
        Err(Error::ChangeNotApplied { request, reason })
    }

    /// The id of what was created, if it was, after an `error` that does not say.
    async fn find<T: Resource>(
        &mut self,
        error: Error,
        query: (&str, &str),
        before: &HashSet<String>,
        differences: impl Fn(&T) -> Vec<String>,
    ) -> Result<String> {
        let mut found = match self.list::<T>(query).await {
            Ok(list) => list,
            Err(reading) => return Err(self.unknown(&error, &reading)),
        };
        found.retain(|one| !before.contains(one.id()));
        let same: Vec<&T> = found.iter().filter(|one| differences(one).is_empty()).collect();
        match same.as_slice() {
            [] if found.is_empty() => Err(undone(error)),
            [one] => {
                self.note(format_args!("it was done although the answer was: {error}"));
                Ok(one.id().to_owned())
            }
            // Several such, or what may be this one made differently.
            _ => {
                let ids: Vec<&str> = found.iter().map(Resource::id).collect();
                let reason = format!(
                    "{}; new at the provider since then, and whether by this cannot be told: {} {}; refresh, and remove what \
                     is too many",
                    cause(&error),
                    T::WORD,
                    ids.join(", ")
                );
                Err(Error::OutcomeUnknown { request: self.request(&error), reason })
            }
        }
    }

    /// Sends an update and gives the object as it is then.
    pub(super) async fn update<T: Resource>(
        &mut self,
        id: &str,
        body: Value,
        differences: impl Fn(&T) -> Vec<String>,
    ) -> Result<T> {
        let (request, error) = match self.send("PUT", &path_of::<T>(id), Some(json!({ T::KEY: body }))).await {
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
            (true, Some(error)) => self.note(format_args!("it was done although the answer was: {error}")),
            (false, Some(error)) => return Err(undone(error)),
            (false, None) => {
                let reason = format!("the provider did something else: {}", differences.join(", "));
                return Err(Error::ChangeNotApplied { request, reason });
            }
        }
        Ok(updated)
    }

    /// Deletes; what is gone already is as it should be.
    pub(super) async fn delete<T: Resource>(&mut self, id: &str) -> Result<()> {
        let error = match self.send("DELETE", &path_of::<T>(id), None).await {
            Ok(Sent::Done(..)) => return Ok(()),
            Err(Error::Response { status: 404, .. }) => {
                self.note("it was gone already");
                return Ok(());
            }
            Ok(Sent::Unsure(error)) => error,
            Err(error) => return Err(error),
        };
        match self.show::<T>(id).await {
            Ok(None) => {
                self.note(format_args!("it was done although the answer was: {error}"));
                Ok(())
            }
            Ok(Some(_)) => Err(undone(error)),
            Err(reading) => Err(self.unknown(&error, &reading)),
        }
    }

    /// The object after a change; `lost` is what came instead of an answer.
    pub(super) async fn read_back<T: Resource>(
        &mut self,
        request: &Request,
        id: &str,
        lost: Option<&Error>,
    ) -> Result<T> {
        match (self.show::<T>(id).await, lost) {
            (Ok(Some(object)), _) => Ok(object),
            (Err(reading), Some(lost)) => Err(self.unknown(lost, &reading)),
            (Ok(None), _) => Err(Error::ChangeNotApplied {
                request: request.clone(),
                reason: format!(
                    "the provider does not show {} {id} afterwards; some versions lose a router that is renamed until \
                     ovirt-provider-ovn is restarted on the engine",
                    T::WORD
                ),
            }),
            (Err(reading), None) => Err(Self::unread(request.clone(), &reading)),
        }
    }

    /// That a change was sent and taken, and reading it back failed with `reading`.
    pub(super) fn unread(request: Request, reading: &Error) -> Error {
        let reason = format!(
            "the provider took it, and reading it back failed: {}; refresh when the provider answers again",
            cause(reading)
        );
        Error::OutcomeUnknown { request, reason }
    }

    /// That after `error`, reading back failed with `reading`.
    pub(super) fn unknown(&self, error: &Error, reading: &Error) -> Error {
        let reason = format!(
            "{}; whether it was done cannot be told, as reading it back failed as well: {}; refresh when the provider answers \
             again, and look before doing it once more",
            cause(error),
            cause(reading)
        );
        Error::OutcomeUnknown { request: self.request(error), reason }
    }

    /// What was asked when `error` came.
    pub(super) fn request(&self, error: &Error) -> Request {
        error.request().cloned().unwrap_or_else(|| Request {
            method: "",
            path: String::new(),
            list: None,
            change: Some(self.what.clone()),
        })
    }
}

/// `error` without the request in front.
fn cause(error: &Error) -> String {
    let text = error.to_string();
    match error.request().map(|request| format!("{request}: ")) {
        Some(request) => text.strip_prefix(&request).unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// `error` with the knowledge that nothing was done.
pub(super) fn undone(error: Error) -> Error {
    let known = |reason: String| format!("{reason}; nothing was changed");
    match error {
        Error::Connection { request, reason, sent } => Error::Connection { request, reason: known(reason), sent },
        Error::Timeout { request, reason, sent } => Error::Timeout { request, reason: known(reason), sent },
        Error::InvalidResponse { request, reason } => Error::InvalidResponse { request, reason: known(reason) },
        error => error,
    }
}

/// That an object's state forbids a change; nothing was sent.
pub(super) fn refused(
    object: impl Into<std::borrow::Cow<'static, str>>,
    problem: impl Into<String>,
    remedy: impl Into<std::borrow::Cow<'static, str>>,
) -> Error {
    Error::InvalidChange { field: object.into(), problem: problem.into(), remedy: remedy.into() }
}

/// A sentence for an attribute that is not as asked for.
pub(super) fn difference<T: Display>(field: &str, asked: Option<T>, there: Option<T>) -> Option<String> {
    let asked = asked?.to_string();
    let there = there.map(|there| there.to_string());
    match there {
        Some(there) if there == asked => None,
        Some(there) => Some(format!("{field} is {there} instead of {asked}")),
        None => Some(format!("{field} is not there instead of {asked}")),
    }
}
